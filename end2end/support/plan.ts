// A follow-up plan, as practitioners find it and write in it.

import { expect, type Locator, type Page } from "@playwright/test";
import type { Words } from "./words.ts";

export type Part = "goals" | "meetings" | "reviews" | "support" | "timeline" | "finish";
export const PARTS: Part[] = ["goals", "meetings", "reviews", "support", "timeline", "finish"];

export class Plan {
  constructor(
    readonly page: Page,
    readonly words: Words,
  ) {}

  /** The field of this label; of several, the first. */
  field(key: string): Locator {
    return this.page.getByLabel(this.words.say(key), { exact: true }).first();
  }

  /** The last field of this label. */
  newest(key: string): Locator {
    return this.page.getByLabel(this.words.say(key), { exact: true }).last();
  }

  /** The first tool of these words, whatever it is said to be about. */
  tool(key: string): Locator {
    return this.page.getByRole("button", { name: new RegExp(`^${this.words.say(key)}( ?:.*)?$`) }).first();
  }

  button(key: string): Locator {
    return this.page.getByRole("button", { name: this.words.say(key), exact: true });
  }

  /** Shows one of the parts. */
  async show(part: Part): Promise<void> {
    const parts = this.page.getByRole("navigation", { name: this.words.say("plan.parts") });
    const tab = parts.getByRole("button", { name: new RegExp(`^${this.words.say(`plan.part_title_${part}`)}`) });
    await tab.click();
    await expect(tab).toHaveAttribute("aria-current", "true");
  }

  get status(): Locator {
    return this.page.getByRole("banner").getByRole("status").first();
  }

  async expectSent(): Promise<void> {
    await expect(this.status).toHaveText(this.words.like("common.status_sent"));
  }
}

/** Opens the plan of the case that is open; of several, the latest. */
export async function openPlan(page: Page, words: Words): Promise<Plan> {
  const section = page.getByRole("region", { name: words.say("plan.title"), exact: true });
  await section.getByRole("link", { name: words.say("plan.one"), exact: true }).first().click();
  await expect(page).toHaveURL(/\/plans\/[\da-f-]{36}$/);
  return new Plan(page, words);
}

/** Starts a plan in the case that is open. */
export async function startPlan(page: Page, words: Words): Promise<Plan> {
  await page.getByRole("button", { name: words.say("plan.start"), exact: true }).click();
  await expect(page).toHaveURL(/\/plans\/[\da-f-]{36}$/);
  return new Plan(page, words);
}
