// Tabs of one person: one of them holds the connections, whichever it is, and nothing depends on it.

import type { BrowserContext, Page } from "@playwright/test";
import { openCase, openInterview } from "../support/cases.ts";
import { Interview } from "../support/interview.ts";
import { PRACTITIONER, SHARED_CASE, signIn } from "../support/people.ts";
import type { SampleGuide } from "../support/workbook.ts";
import type { Words } from "../support/words.ts";
import { expect, test } from "../support/test.ts";

/** Opens the same interview in another tab, which an unlocked one lets in. */
async function secondTab(
  context: BrowserContext,
  address: string,
  words: Words,
  guide: SampleGuide,
  password: string,
): Promise<Interview> {
  const tab = await context.newPage();
  await tab.goto(address);
  const passphrase = tab.getByLabel(words.say("account.passphrase"), { exact: true });
  await expect(passphrase.or(tab.getByRole("banner")).first()).toBeVisible();
  if (await passphrase.isVisible()) {
    await passphrase.fill(password);
    await passphrase.press("Enter");
  }
  return new Interview(tab, words, guide);
}

/** How many connections of documents a tab opens from now on. */
function connections(page: Page): () => number {
  let count = 0;
  page.on("websocket", (socket) => {
    if (socket.url().includes("/sync/")) count += 1;
  });
  return () => count;
}

test("one tab holds the connections; when it is killed the other goes on and sends", async ({
  page,
  context,
  server,
  words,
  guide,
}) => {
  const account = server.account(PRACTITIONER);
  await signIn(page, words, account);
  await openCase(page, SHARED_CASE);
  const address = await openInterview(page, words, guide);
  const first = new Interview(page, words, guide);
  await first.goTo("path");
  const second = await secondTab(context, address, words, guide, account.password);
  const opened = connections(second.page);
  await second.goTo("path");

  await second.type("pride", "Écrit dans le second onglet.");
  await expect(first.field("pride")).toHaveValue("Écrit dans le second onglet.");
  await second.expectSent();
  expect(opened(), "the first tab sends for both").toBe(0);

  // The tab ends without a word, in the middle of a sentence.
  await first.type("pride", " Et dans le premier");
  await expect(second.field("pride")).toHaveValue("Écrit dans le second onglet. Et dans le premier");
  await page.close({ runBeforeUnload: false });
  await second.type("path_story", "Le second continue seul.");
  await second.expectSent();
  expect(opened(), "the second tab has taken over").toBeGreaterThan(0);

  const third = await secondTab(context, address, words, guide, account.password);
  await third.goTo("path");
  await expect(third.field("pride")).toHaveValue("Écrit dans le second onglet. Et dans le premier");
  await expect(third.field("path_story")).toHaveValue("Le second continue seul.");
});
