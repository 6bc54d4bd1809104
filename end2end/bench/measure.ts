// Measuring in the page itself, on a processor slowed down as a modest tablet's is.

import type { Page } from "@playwright/test";

export const SLOWDOWN = 4;
/** Milliseconds between two taps: somebody who answers as fast as she can read. */
const PACE = 400;

export async function slow(page: Page, rate = SLOWDOWN): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate });
}

/** The value that `share` of all values do not exceed (nearest rank). */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function median(values: number[]): number {
  return percentile(values, 0.5);
}

interface Measured {
  taps: number[];
  events: number[];
}

/**
 * Notes for each tap the milliseconds from the browser's time of the input to the first task after the frame that
 * shows its effect, and beside it what the browser's own Event Timing says of it (in steps of 8 ms).
 */
export async function watchTaps(page: Page): Promise<void> {
  await page.evaluate(() => {
    const measured: Measured = { taps: [], events: [] };
    (globalThis as unknown as { measured: Measured }).measured = measured;
    let last = 0;
    // A tap on a label is two clicks with one time: its own and that of the field it belongs to.
    const tapped = (event: Event): void => {
      const choice = event.target instanceof Element && event.target.closest("label");
      if (!event.isTrusted || !choice || event.timeStamp === last) return;
      last = event.timeStamp;
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => measured.taps.push(performance.now() - event.timeStamp);
        channel.port2.postMessage(undefined);
      });
    };
    window.addEventListener("click", tapped, { capture: true });
    let seen = 0;
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as PerformanceEventTiming[]) {
        if (entry.name !== "click" || !(entry.target instanceof Element) || !entry.target.closest("label")) continue;
        if (entry.startTime !== seen) measured.events.push(entry.duration);
        seen = entry.startTime;
      }
    });
    observer.observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
  });
}

export async function measuredTaps(page: Page): Promise<Measured> {
  return page.evaluate(() => (globalThis as unknown as { measured: Measured }).measured);
}

/** Where the middle of each choice of the page is that can be tapped: labels of radio buttons and tick boxes. */
export async function choicesOnPage(page: Page): Promise<number> {
  return page.evaluate(() => {
    const boxes = [...document.querySelectorAll<HTMLInputElement>("input[type=radio], input[type=checkbox]")];
    const shown = boxes.map((box) => box.closest("label") ?? box.labels?.[0]).filter((label) => label && label.getClientRects().length > 0);
    (globalThis as unknown as { choices: unknown[] }).choices = shown;
    return shown.length;
  });
}

/** Taps one of the choices found last, in the middle, and waits until its effect has been measured. */
export async function tapChoice(page: Page, at: number): Promise<void> {
  await page.waitForTimeout(PACE);
  const before = (await measuredTaps(page)).taps.length;
  const point = await page.evaluate(async (index) => {
    const label = (globalThis as unknown as { choices: HTMLElement[] }).choices[index]!;
    label.scrollIntoView({ block: "center", behavior: "instant" });
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const box = label.getBoundingClientRect();
    return { x: box.left + Math.min(box.width / 2, 60), y: box.top + box.height / 2 };
  }, at);
  await page.mouse.click(point.x, point.y);
  await page.waitForFunction(
    (count) => (globalThis as unknown as { measured: Measured }).measured.taps.length > count,
    before,
  );
}
