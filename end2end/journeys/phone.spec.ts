// On a phone, the main way through: sign in, open an interview, write, read the outline, sign out.

import { axe } from "../support/axe.ts";
import { openCase, openInterview } from "../support/cases.ts";
import { Interview } from "../support/interview.ts";
import { PRACTITIONER, SHARED_CASE, chooseInMenu, menuButton, signIn } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

test("an interview on a phone", async ({ page, server, words, guide }) => {
  await page.goto("/sign-in");
  await axe(page);
  await signIn(page, words, server.account(PRACTITIONER));
  await fits(page);
  await axe(page);
  await openCase(page, SHARED_CASE);
  await fits(page);
  await axe(page);
  await openInterview(page, words, guide);
  const interview = new Interview(page, words, guide);
  await interview.goTo("path");
  await interview.type("pride", "Écrit debout.");
  await fits(page);
  await axe(page);
  await interview.expectSent();
  await chooseInMenu(page, words, "account.sign_out");
  await expect(menuButton(page, words)).toHaveCount(0);
});

/** Nothing sticks out: no page is scrolled sideways. */
async function fits(page: import("@playwright/test").Page): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(over, `${page.url()} is wider than the screen`).toBeLessThanOrEqual(0);
}
