// Coming in and going out, with the right passphrase and with wrong ones.

import { axe } from "../support/axe.ts";
import { PRACTITIONER, chooseInMenu, fillSignIn, heading, openMenu, signIn, unlock } from "../support/people.ts";
import { expect, test } from "../support/test.ts";
import { Words } from "../support/words.ts";

test("a wrong passphrase is refused, too many slow down, the right one opens the cases", async ({ page, server, words }) => {
  const account = server.account(PRACTITIONER);
  await page.goto("/");
  await expect(heading(page, words.say("account.sign_in"))).toBeVisible();
  await axe(page);

  await fillSignIn(page, words, account.name, "not the passphrase at all");
  await expect(page.getByRole("alert").getByText(words.say("failure.wrong_credentials"))).toBeVisible();
  await axe(page);
  const slowed = page.getByRole("alert").getByText(words.like("failure.too_many_attempts", { count: 3 }));
  const anyWait = page.getByRole("alert").getByText(/\d/);
  await expect(async () => {
    await fillSignIn(page, words, account.name, "still not the passphrase");
    await expect(slowed.or(anyWait)).toBeVisible({ timeout: 3_000 });
  }).toPass();

  await expect(async () => {
    await fillSignIn(page, words, account.name, account.password);
    await expect(heading(page, words.say("common.place_cases"))).toBeVisible({ timeout: 8_000 });
  }).toPass({ timeout: 60_000 });
  await axe(page);
});

test("an unknown name says no more than a wrong passphrase", async ({ page, words }) => {
  await page.goto("/sign-in");
  await fillSignIn(page, words, "nobody.here", "some passphrase of nobody");
  await expect(page.getByRole("alert").getByText(words.say("failure.wrong_credentials"))).toBeVisible();
});

test("the address that was asked for opens after signing in", async ({ page, server, words }) => {
  const account = server.account(PRACTITIONER);
  await page.goto("/guides");
  await fillSignIn(page, words, account.name, account.password);
  await expect(page).toHaveURL("/guides");
  await expect(heading(page, words.say("common.place_guides"))).toBeVisible();
});

test("changing the language keeps the page, before and after signing in", async ({ page, server, words, language }) => {
  const other = new Words(language === "fr" ? "en" : "fr");
  await page.goto("/sign-in");
  await page.getByRole("button", { name: other.say("common.language_name"), exact: true }).click();
  await expect(heading(page, other.say("account.sign_in"))).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", other.language);
  const account = server.account(PRACTITIONER);
  await fillSignIn(page, other, account.name, account.password);
  await expect(heading(page, other.say("common.place_cases"))).toBeVisible();
  const address = page.url();
  await openMenu(page, other);
  await page.getByRole("button", { name: words.say("common.language_name"), exact: true }).click();
  await expect(heading(page, words.say("common.place_cases"))).toBeVisible();
  expect(page.url()).toBe(address);
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("lang", words.language);
});

test("locking asks for the passphrase alone; signing out ends the session", async ({ page, server, words }) => {
  const account = server.account(PRACTITIONER);
  await signIn(page, words, account);
  await axe(page);
  await openMenu(page, words);
  await axe(page);
  await chooseInMenu(page, words, "account.lock");
  await expect(page.getByText(words.say("account.locked"))).toBeVisible();
  await axe(page);
  await unlock(page, words, "wrong passphrase entirely");
  await expect(page.getByRole("alert").getByText(words.say("failure.wrong_credentials"))).toBeVisible();
  await unlock(page, words, account.password);
  await expect(heading(page, words.say("common.place_cases"))).toBeVisible();

  await chooseInMenu(page, words, "account.sign_out");
  await expect(page.getByLabel(words.say("account.passphrase"), { exact: true })).toBeVisible();
  const answer = await page.request.post("/api/account/current", { data: {} });
  expect(answer.status()).toBe(401);
  expect(await answer.json()).toEqual({ code: "signed_out" });
});
