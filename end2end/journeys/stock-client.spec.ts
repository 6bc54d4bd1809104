// A program that knows nothing of Jalon but the Yjs protocol, the unmodified provider of y-websocket, writes in the same
// notes as a person. IDLE_SECONDS: how long it stays without a word; the provider gives a silent server up after 30.

import { setTimeout as sleep } from "node:timers/promises";
import WebSocket from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { openCase } from "../support/cases.ts";
import { Notes, openNotes } from "../support/notes.ts";
import { PRACTITIONER, SHARED_CASE, signIn } from "../support/people.ts";
import type { Server } from "../support/server.ts";
import { expect, test } from "../support/test.ts";

const IDLE = Number(process.env["IDLE_SECONDS"] ?? 35);
const TITLE = "Réunion à deux, Claire et Julien";

/** The provider, with the token that lets programs in, and how often it has lost its connection. */
class Stock {
  readonly doc = new Y.Doc();
  readonly text = this.doc.getText("notes");
  readonly provider: WebsocketProvider;
  lost = 0;

  constructor(server: Server, document: string) {
    const token = server.command(["token", "create", "--account", PRACTITIONER]).stdout.trim();
    class Authorized extends WebSocket {
      constructor(address: string | URL) {
        super(address, { headers: { authorization: `Bearer ${token}` } });
      }
    }
    this.provider = new WebsocketProvider(`${server.url.replace("http", "ws")}/sync`, document, this.doc, {
      WebSocketPolyfill: Authorized as unknown as typeof globalThis.WebSocket,
      disableBc: true,
    });
    this.provider.on("connection-close", () => (this.lost += 1));
  }

  append(words: string): void {
    this.text.insert(this.text.length, words);
  }
}

test("a stock y-websocket client writes with a person, waits, and outlives a restart", async ({ page, server, words }) => {
  test.setTimeout(IDLE * 1000 + 180_000);
  const { id } = server.demo.documents.find(({ kind, title }) => kind === "notes" && title.includes(TITLE))!;
  const stock = new Stock(server, id);
  try {
    await expect.poll(() => stock.text.toString()).toContain(TITLE);
    await signIn(page, words, server.account(PRACTITIONER));
    await openCase(page, SHARED_CASE);
    await openNotes(page, words, TITLE);
    const notes = new Notes(page, words);
    await expect(notes.text).toHaveValue(new RegExp(`^${TITLE}`));

    stock.append("\nÉcrit par un programme.");
    await expect(notes.text).toHaveValue(/Écrit par un programme\.$/);
    await notes.text.click();
    await notes.text.press("Control+End");
    await notes.text.pressSequentially(" Et par une personne.");
    await expect.poll(() => stock.text.toString()).toMatch(/Écrit par un programme\. Et par une personne\.$/);

    stock.lost = 0;
    await sleep(IDLE * 1000);
    expect(stock.lost, "connections lost while nobody wrote").toBe(0);
    stock.append(" Après un long silence.");
    await expect(notes.text).toHaveValue(/Après un long silence\.$/);

    await server.stop();
    stock.append(" Pendant l’arrêt.");
    await server.start();
    await expect.poll(() => stock.provider.synced, { timeout: 60_000 }).toBe(true);
    await expect(notes.text).toHaveValue(/Pendant l’arrêt\.$/, { timeout: 60_000 });
    await notes.expectSent();
    expect(await notes.text.inputValue()).toBe(stock.text.toString());
  } finally {
    stock.provider.destroy();
    stock.doc.destroy();
  }
});
