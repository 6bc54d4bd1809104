// A tablet reported lost: shut out, what it had not sent set aside, everything else gone.

import type { Page } from "@playwright/test";
import { openCase, openInterview } from "../support/cases.ts";
import { Interview } from "../support/interview.ts";
import { ADMINISTRATOR, PRACTITIONER, SHARED_CASE, signIn, unlock } from "../support/people.ts";
import { axe } from "../support/axe.ts";
import { expect, test } from "../support/test.ts";

const UNSENT = "Écrit dans le train, sans réseau.";

/** The databases of people on this device. */
async function stores(page: Page): Promise<string[]> {
  const all = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ""));
  return all.filter((name) => name.startsWith("jalon-") && name !== "jalon-people");
}

async function report(page: Page, button: string): Promise<void> {
  await page.getByRole("button", { name: button, exact: true }).first().click();
  const confirm = page.getByRole("group", { name: button });
  await confirm.getByRole("button", { name: button, exact: true }).click();
}

test("a tablet that has sent everything is emptied", async ({ page, server, words, guide, another }) => {
  const account = server.account(PRACTITIONER);
  await signIn(page, words, account);
  await openCase(page, SHARED_CASE);
  await openInterview(page, words, guide);
  await new Interview(page, words, guide).expectSent();
  expect(await stores(page)).toHaveLength(1);

  const office = await (await another()).newPage();
  await signIn(office, words, account);
  await office.goto("/account");
  await unlockIfAsked(office);
  const section = office.getByRole("region", { name: words.say("devices.own_title") });
  await expect(section.getByRole("listitem")).toHaveCount(2);
  await axe(office);
  const other = section.getByRole("listitem").filter({ hasNotText: words.say("devices.this") });
  await other.getByRole("button", { name: words.say("devices.revoke"), exact: true }).click();
  await section.getByRole("group").getByRole("button", { name: words.say("devices.revoke"), exact: true }).click();
  await expect(section.getByText(words.say("devices.revoked"))).toBeVisible();

  await expect(page.getByText(words.say("devices.lost_emptied"))).toBeVisible();
  await expect.poll(() => stores(page)).toEqual([]);
  await axe(page);

  async function unlockIfAsked(tab: Page): Promise<void> {
    const passphrase = tab.getByLabel(words.say("account.passphrase"), { exact: true });
    await expect(passphrase.or(tab.getByRole("heading", { level: 1 })).first()).toBeVisible();
    if (await passphrase.isVisible()) await unlock(tab, words, account.password);
  }
});

test("what a lost tablet had not sent is set aside for its author", async ({ page, context, server, words, guide, another }) => {
  const account = server.account(PRACTITIONER);
  await signIn(page, words, account);
  await openCase(page, SHARED_CASE);
  await openInterview(page, words, guide);
  const interview = new Interview(page, words, guide);
  await interview.expectSent();
  await context.setOffline(true);
  await interview.goTo("path");
  await interview.write("pride", UNSENT);
  await expect(interview.status).toHaveText(words.like("common.status_waiting"));

  const office = await (await another()).newPage();
  await signIn(office, words, server.account(ADMINISTRATOR));
  const row = office.getByRole("listitem").filter({ hasText: PRACTITIONER });
  await row.getByRole("button", { name: words.say("devices.title") }).click();
  await axe(office);
  await report(office, words.say("devices.revoke"));
  await expect(office.getByText(words.say("devices.revoked")).first()).toBeVisible();

  await context.setOffline(false);
  await expect(page.getByText(words.say("devices.lost_set_aside"))).toBeVisible({ timeout: 40_000 });
  expect(await stores(page)).toHaveLength(1);
});
