// What the browser complains about. A page that panics, breaks its own policy or misses a file fails the journey.

import { expect, type BrowserContext } from "@playwright/test";

/** Being without network, and refusals of the server, are part of the journeys. */
const EXPECTED = [
  /^Failed to load resource: net::ERR_/,
  /^Failed to load resource: the server responded with a status of (401|403|404|409|413|422|429) .*\/(api|sync)\b/,
  /^WebSocket connection to .* failed/,
];

export class Complaints {
  private readonly found: string[] = [];

  follow(context: BrowserContext): void {
    context.on("console", (message) => {
      const text = `${message.text()} ${message.location().url}`;
      if (message.type() === "error" && !EXPECTED.some((pattern) => pattern.test(text))) this.found.push(text);
    });
    context.on("weberror", (error) => this.found.push(error.error().message));
  }

  check(): void {
    expect(this.found, "what the browser complains about").toEqual([]);
  }
}
