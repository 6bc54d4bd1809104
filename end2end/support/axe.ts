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

export async function axe(page: Page): Promise<void> {
  await page.evaluate(SOURCE);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    // The colours of the other scheme are on the page once it has been painted.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const found = await page.evaluate(async (values) => {
      const engine = (globalThis as unknown as { axe: { run(root: Document, options: object): Promise<{ violations: Violation[] }> } }).axe;
      return (await engine.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] })).violations;
    }, TAGS);
    const words = found.map(({ id, help, nodes }) => [
      `${id}: ${help}`,
      ...nodes.slice(0, 5).map((node) => `    ${node.html.slice(0, 200)}\n      ${node.failureSummary?.replace(/\n\s*/g, " ") ?? ""}`),
    ]);
    expect(words.flat().join("\n"), `axe, ${colorScheme}, ${page.url()}`).toBe("");
  }
  await page.emulateMedia({ colorScheme: null });
}
