// What a person waits for: the first page, the next page, a tap.

import { test as base, type Browser, type Page } from "@playwright/test";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { openCase, startInterview } from "../support/cases.ts";
import { Interview } from "../support/interview.ts";
import { EMPTY_CASE, PRACTITIONER, signIn } from "../support/people.ts";
import { SITE } from "../support/server.ts";
import { expect, test } from "../support/test.ts";
import { note, report } from "./figures.ts";
import { SLOWDOWN, choicesOnPage, measuredTaps, median, percentile, slow, tapChoice, watchTaps } from "./measure.ts";
import { servePeer } from "./peer.ts";

const LOADS = 9;
const TAPS = 200;
const SECTIONS = ["opening", "situation", "relations", "path", "conflict", "thinking", "emotions"];

base.afterAll(report);

/** Milliseconds from the beginning of a first visit until `there` finds what can be used, in the page's own clock. */
async function firstLoads(browser: Browser, url: string, there: string): Promise<number[]> {
  const times: number[] = [];
  for (let load = 0; load < LOADS; load += 1) {
    const context = await browser.newContext({ serviceWorkers: "block" });
    const page = await context.newPage();
    await slow(page);
    await page.addInitScript((selector) => {
      const watch = (): void => {
        if (document.querySelector(selector)) {
          requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => Object.assign(globalThis, { usable: performance.now() });
            channel.port2.postMessage(undefined);
          });
        } else requestAnimationFrame(watch);
      };
      watch();
    }, there);
    await page.goto(url);
    const usable = await page.waitForFunction(() => (globalThis as unknown as { usable?: number }).usable);
    times.push((await usable.jsonValue()) ?? Number.NaN);
    await context.close();
  }
  return times;
}

test("size of the first visit", () => {
  const folder = join(SITE, "pkg");
  const size = (end: string): number => {
    const name = readdirSync(folder).find((file) => file.endsWith(end));
    if (!name) throw new Error(`${folder} has no *${end}: build with --precompress`);
    return statSync(join(folder, name)).size / 1024;
  };
  note({ what: "wasm, brotli", unit: "KB", jalon: size(".wasm.br"), target: 350, samples: 1 });
  note({ what: "script and style, brotli", unit: "KB", jalon: size(".js.br") + size(".css.br"), samples: 1 });
});

test("first load until one can sign in", async ({ browser, server }) => {
  const peer = await servePeer();
  const jalon = await firstLoads(browser, `${server.url}/sign-in`, "form input[autocomplete=username]");
  const other = await firstLoads(browser, peer.url, "input[type=checkbox]");
  peer.close();
  note({
    what: `first load until usable, median, processor slowed ${SLOWDOWN}x`,
    unit: "ms",
    jalon: median(jalon),
    target: 2000,
    peer: median(other),
    samples: LOADS,
  });
});

/** Taps every choice of the page now shown, up to the number that is still wanted. */
async function tapAll(page: Page, wanted: number): Promise<void> {
  const choices = await choicesOnPage(page);
  for (let at = 0; at < choices; at += 1) {
    if ((await measuredTaps(page)).taps.length >= wanted) return;
    await tapChoice(page, at);
  }
}

test("from a tap to the paint of the answer", async ({ page, browser, server, words, guide }) => {
  await signIn(page, words, server.account(PRACTITIONER));
  await openCase(page, EMPTY_CASE);
  await startInterview(page, words, guide.title);
  const interview = new Interview(page, words, guide);
  await interview.goTo("opening");
  await slow(page);
  await watchTaps(page);
  for (let round = 0; (await measuredTaps(page)).taps.length < TAPS; round += 1) {
    await interview.goTo(SECTIONS[round % SECTIONS.length]!);
    await tapAll(page, TAPS);
  }
  const jalon = await measuredTaps(page);
  expect(jalon.taps.length).toBeGreaterThanOrEqual(TAPS);

  const peer = await servePeer();
  await page.close();
  const other = await browser.newPage();
  await other.goto(peer.url);
  await other.waitForSelector("input[type=checkbox]");
  await slow(other);
  await watchTaps(other);
  for (let round = 0; (await measuredTaps(other)).taps.length < TAPS; round += 1) {
    await other.evaluate((number) => {
      (globalThis as unknown as { survey: { currentPageNo: number } }).survey.currentPageNo = number;
    }, round % SECTIONS.length);
    await other.waitForFunction(() => document.querySelector("input[type=radio], input[type=checkbox]") !== null);
    await tapAll(other, TAPS);
  }
  const beside = await measuredTaps(other);
  await other.close();
  peer.close();
  const figure = (what: string, share: number, target?: number): void =>
    note({
      what: `${what}, processor slowed ${SLOWDOWN}x`,
      unit: "ms",
      jalon: percentile(jalon.taps, share),
      ...(target === undefined ? {} : { target }),
      peer: percentile(beside.taps, share),
      samples: TAPS,
    });
  figure("tap to paint, median", 0.5);
  figure("tap to paint, 95 of 100", 0.95, 50);
  note({
    what: `tap to paint by Event Timing (steps of 8 ms, from 16), 95 of 100, processor slowed ${SLOWDOWN}x`,
    unit: "ms",
    jalon: percentile(jalon.events, 0.95),
    peer: percentile(beside.events, 0.95),
    samples: jalon.events.length,
  });
});
