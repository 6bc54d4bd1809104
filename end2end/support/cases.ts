// Cases and their interviews, as a practitioner goes through them.

import { expect, type Page } from "@playwright/test";
import { heading } from "./people.ts";
import type { SampleGuide } from "./workbook.ts";
import type { Words } from "./words.ts";

export async function openCase(page: Page, code: string): Promise<void> {
  await page.getByRole("link", { name: code, exact: true }).click();
  await expect(heading(page, code)).toBeVisible();
}

/** Starts an interview from the guide of a title, in the case that is open, and returns its address. */
export async function startInterview(page: Page, words: Words, title: string): Promise<string> {
  const section = page.getByRole("region", { name: words.say("case.start_title") });
  const row = section.getByRole("listitem").filter({ hasText: title });
  await row.getByRole("button", { name: words.say("case.start"), exact: true }).click();
  await expect(page).toHaveURL(/\/interviews\/[\da-f-]{36}$/);
  return page.url();
}

/** Opens the first interview of the case that is open. */
export async function openInterview(page: Page, words: Words, guide: SampleGuide): Promise<string> {
  const section = page.getByRole("region", { name: words.say("case.interviews"), exact: true });
  await section.getByRole("link", { name: guide.title }).first().click();
  await expect(page).toHaveURL(/\/interviews\/[\da-f-]{36}$/);
  return page.url();
}
