// Coming in, going out: what every journey begins and ends with.

import { expect, type Page } from "@playwright/test";
import type { Account } from "./server.ts";
import type { Words } from "./words.ts";

/** The people of the demo that the journeys play. */
export const PRACTITIONER = "claire.morel";
export const CO_OWNER = "julien.faure";
export const STRANGER = "nadia.ferrand";
export const MANAGER = "helene.brunet";
export const COMMITTEE = "pauline.arnaud";
export const STEERING = "elise.charpentier";
export const ADMINISTRATOR = "olivier.caron";
export const AUDITOR = "lucie.marechal";

/** The code of a case that the practitioner and the co-owner share, with an open interview in it. */
export const SHARED_CASE = "LYN-2026-0001";
/** The code of a case without interview, of the practitioner alone. */
export const EMPTY_CASE = "LYN-2026-0002";

export async function fillSignIn(page: Page, words: Words, name: string, passphrase: string): Promise<void> {
  await page.getByLabel(words.say("account.name"), { exact: true }).fill(name);
  await page.getByLabel(words.say("account.passphrase"), { exact: true }).fill(passphrase);
  await page.getByRole("button", { name: words.say("account.sign_in"), exact: true }).click();
}

/** Signs in and waits until the first page of the role is there. */
export async function signIn(page: Page, words: Words, account: Account): Promise<void> {
  await page.goto("/sign-in");
  await fillSignIn(page, words, account.name, account.password);
  await expect(menuButton(page, words)).toBeVisible();
}

/** The page asks a known person for the passphrase alone. */
export async function unlock(page: Page, words: Words, passphrase: string): Promise<void> {
  await page.getByLabel(words.say("account.passphrase"), { exact: true }).fill(passphrase);
  await page.getByRole("button", { name: words.say("account.unlock"), exact: true }).click();
}

export function menuButton(page: Page, words: Words) {
  return page.getByRole("button", { name: words.say("common.menu"), exact: true });
}

export async function openMenu(page: Page, words: Words): Promise<void> {
  const button = menuButton(page, words);
  if ((await button.getAttribute("aria-expanded")) !== "true") await button.click();
}

export async function chooseInMenu(page: Page, words: Words, key: string): Promise<void> {
  await openMenu(page, words);
  const name = words.say(key);
  await page.getByRole("button", { name, exact: true }).or(page.getByRole("link", { name, exact: true })).click();
}

/** A place of the application, in the header. */
export function place(page: Page, words: Words, name: "day" | "cases" | "committee" | "guides" | "accounts" | "log") {
  const places = page.getByRole("navigation", { name: words.say("common.places") });
  return places.getByRole("link", { name: words.say(`common.place_${name}`), exact: true });
}

export function heading(page: Page, name: string | RegExp) {
  return page.getByRole("heading", { level: 1, name });
}
