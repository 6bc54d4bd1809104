// No page is shown that axe has something to say about, in light or in dark.

import { expect, type Page } from "@playwright/test";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

interface Violation {
  id: string;
  help: string;
  nodes: { html: string; failureSummary?: string }[];
}

interface Engine {
  run(root: Document, options: object): Promise<{ violations: Violation[] }>;
}

export async function axe(page: Page): Promise<void> {
  await page.evaluate(SOURCE);
  await whole(page, async () => {
    for (const scheme of ["light", "dark"] as const) await check(page, scheme);
  });
  await page.emulateMedia({ colorScheme: null });
}

/** Shows the page in a window as high as itself, so that no bar lies over anything that could be scrolled from under it. */
async function whole(page: Page, look: () => Promise<void>): Promise<void> {
  const size = page.viewportSize();
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  if (size && height > size.height) await page.setViewportSize({ width: size.width, height });
  await look();
  if (size) await page.setViewportSize(size);
}

async function check(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(settled, colorScheme);
  const found = await page.evaluate(async (values) => {
    const { axe } = globalThis as unknown as { axe: Engine };
    return (await axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] })).violations;
  }, TAGS);
  expect(found.map(worded).join("\n"), `axe, ${colorScheme}, ${page.url()}`).toBe("");
}

/** Ends when the scheme is there and no colour has changed for five frames. */
async function settled(scheme: string): Promise<void> {
  const colours = (): string =>
    [...document.querySelectorAll("body *")].map((element) => getComputedStyle(element).color).join();
  let before = "";
  for (let same = 0; same < 5; ) {
    await new Promise((done) => requestAnimationFrame(done));
    const now = colours();
    same = now === before && matchMedia(`(prefers-color-scheme: ${scheme})`).matches ? same + 1 : 0;
    before = now;
  }
}

function worded({ id, help, nodes }: Violation): string {
  const lines = nodes.slice(0, 5).flatMap(({ html, failureSummary }) => [
    `    ${html.slice(0, 200)}`,
    `      ${failureSummary?.replace(/\n\s*/g, " ") ?? ""}`,
  ]);
  return [`${id}: ${help}`, ...lines].join("\n");
}
