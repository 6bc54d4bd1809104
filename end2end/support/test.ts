// What every journey starts from: a server, the words, and a page at its address.

import { test as base, expect, type BrowserContext, type BrowserContextOptions } from "@playwright/test";
import { Complaints } from "./console.ts";
import { Server, Template } from "./server.ts";
import { SampleGuide } from "./workbook.ts";
import { Words, type Language } from "./words.ts";

export { expect };

export interface Options {
  language: Language;
}

interface Fixtures {
  words: Words;
  guide: SampleGuide;
  server: Server;
  /** The options of the project, for contexts that a journey opens by itself. */
  device: BrowserContextOptions;
  /** What the browser complains about, in every context that follows it; checked at the end. */
  complaints: Complaints;
  /** Another browser: another person, or another tablet. */
  another: () => Promise<BrowserContext>;
}

export const test = base.extend<Options & Fixtures, { template: Template }>({
  language: ["en", { option: true }],
  template: [
    async ({}, use) => {
      const template = new Template();
      await use(template);
      template.remove();
    },
    { scope: "worker" },
  ],
  words: async ({ language }, use) => use(new Words(language)),
  guide: async ({ language }, use) => use(new SampleGuide(language)),
  server: async ({ template }, use, info) => {
    const server = await Server.launch(template);
    await use(server);
    await server.remove();
    if (info.status !== info.expectedStatus) await info.attach("server.log", { body: server.log });
  },
  baseURL: async ({ server }, use) => use(server.url),
  device: async ({ baseURL, locale, viewport, hasTouch, isMobile, timezoneId }, use) =>
    use({ baseURL: baseURL!, locale: locale!, viewport, hasTouch, isMobile, timezoneId: timezoneId!, reducedMotion: "reduce" }),
  complaints: [
    async ({}, use) => {
      const complaints = new Complaints();
      await use(complaints);
      complaints.check();
    },
    { auto: true },
  ],
  context: async ({ context, complaints }, use) => {
    complaints.follow(context);
    await use(context);
  },
  another: async ({ browser, device, complaints }, use) => {
    const opened: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext(device);
      complaints.follow(context);
      opened.push(context);
      return context;
    });
    for (const context of opened) await context.close();
  },
});
