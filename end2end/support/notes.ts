// Notes of a case, as a person finds them and writes in them.

import { expect, type Locator, type Page } from "@playwright/test";
import type { Words } from "./words.ts";

export class Notes {
  constructor(
    readonly page: Page,
    readonly words: Words,
  ) {}

  get text(): Locator {
    return this.page.getByLabel(this.words.say("notes.text"), { exact: true });
  }

  /** Who else is here. */
  get peers(): Locator {
    return this.page.getByRole("main").locator(".here");
  }

  /** The line that says where everything typed is right now. */
  get status(): Locator {
    return this.page.getByRole("banner").getByRole("status").first();
  }

  async expectSent(): Promise<void> {
    await expect(this.status).toHaveText(this.words.like("common.status_sent"));
  }

  /** The name that stands at another person’s caret in the text. */
  caret(name: string): Locator {
    return this.page.locator(".caret-name", { hasText: name });
  }

  /** What stands before another person’s caret, on its line. */
  async caretLine(name: string): Promise<string> {
    return this.caret(name).evaluate((words) => {
      let text = "";
      for (let node = words.parentElement?.previousSibling ?? null; node; node = node.previousSibling) {
        if (node.nodeType === Node.TEXT_NODE) text = (node.textContent ?? "") + text;
      }
      return text.split("\n").at(-1) ?? "";
    });
  }
}

/** Opens the notes of a title, in the case that is open. */
export async function openNotes(page: Page, words: Words, title: string): Promise<void> {
  const section = page.getByRole("region", { name: words.say("notes.title"), exact: true });
  await section.getByRole("link", { name: title }).click();
  await expect(page).toHaveURL(/\/notes\/[\da-f-]{36}$/);
}

/** Starts notes in the case that is open. */
export async function startNotes(page: Page, words: Words): Promise<void> {
  await page.getByRole("button", { name: words.say("notes.start"), exact: true }).click();
  await expect(page).toHaveURL(/\/notes\/[\da-f-]{36}$/);
}
