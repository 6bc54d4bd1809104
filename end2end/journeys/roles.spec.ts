// What each role finds, and an account's way from the administrator to its owner.

import { axe } from "../support/axe.ts";
import {
  ADMINISTRATOR,
  AUDITOR,
  CO_OWNER,
  COMMITTEE,
  EMPTY_CASE,
  MANAGER,
  PRACTITIONER,
  SHARED_CASE,
  STEERING,
  STRANGER,
  chooseInMenu,
  fillSignIn,
  heading,
  menuButton,
  place,
  signIn,
} from "../support/people.ts";
import { openCase } from "../support/cases.ts";
import { expect, test } from "../support/test.ts";

const OWN = "four unrelated garden words";

test("the administrator makes an account, its owner chooses a passphrase of her own", async ({ page, server, words, another }) => {
  await signIn(page, words, server.account(ADMINISTRATOR));
  await expect(heading(page, words.say("account.list_title"))).toBeVisible();
  await axe(page);
  await page.getByRole("button", { name: words.say("account.new_title"), exact: true }).click();
  const dialog = page.getByRole("dialog", { name: words.say("account.new_title") });
  await expect(dialog).toBeVisible();
  await axe(page);
  await dialog.getByLabel(words.say("account.display_name"), { exact: true }).fill("Awa Diallo");
  await dialog.getByLabel(words.say("account.name"), { exact: true }).fill("awa.diallo");
  await dialog.getByLabel(words.say("account.role"), { exact: true }).selectOption(words.say("account.role_practitioner"));
  await dialog.getByRole("button", { name: words.say("account.create"), exact: true }).click();
  const handover = page.getByRole("dialog", { name: words.say("account.handover_title") });
  await expect(handover).toContainText("awa.diallo");
  await axe(page);
  const secret = handover.getByRole("definition").nth(1);
  const temporary = (await secret.textContent()) ?? "";
  expect(temporary.length).toBeGreaterThanOrEqual(12);
  await handover.getByRole("button", { name: words.say("account.handed_over"), exact: true }).click();
  await expect(page.getByText(temporary)).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Awa Diallo" })).toBeVisible();
  await expect(place(page, words, "cases")).toHaveCount(0);

  const hers = await (await another()).newPage();
  await hers.goto("/");
  await fillSignIn(hers, words, "awa.diallo", temporary);
  await expect(heading(hers, words.say("account.first_title"))).toBeVisible();
  await axe(hers);
  const change = async (fresh: string, again: string) => {
    await hers.getByLabel(words.say("account.temporary_passphrase"), { exact: true }).fill(temporary);
    await hers.getByLabel(words.say("account.new_passphrase"), { exact: true }).fill(fresh);
    await hers.getByLabel(words.say("account.new_passphrase_again"), { exact: true }).fill(again);
    await hers.getByRole("button", { name: words.say("account.change_passphrase"), exact: true }).click();
  };
  await change("too short", "too short");
  await expect(hers.getByText(words.say("failure.weak_too_short"))).toBeVisible();
  await axe(hers);
  await change(OWN, `${OWN}!`);
  await expect(hers.getByText(words.say("account.not_the_same"))).toBeVisible();
  await change(OWN, OWN);
  await expect(heading(hers, words.say("case.list_title"))).toBeVisible();
  await expect(hers.getByText(words.say("case.none"))).toBeVisible();
  await axe(hers);

  await chooseInMenu(hers, words, "account.sign_out");
  await expect(menuButton(hers, words)).toHaveCount(0);
  const next = await (await another()).newPage();
  await next.goto("/");
  await fillSignIn(next, words, "awa.diallo", temporary);
  await expect(next.getByRole("alert").getByText(words.say("failure.wrong_credentials"))).toBeVisible();
  await fillSignIn(next, words, "awa.diallo", OWN);
  await expect(heading(next, words.say("case.list_title"))).toBeVisible();
});

test("an account that is closed is out at once", async ({ page, server, words, another }) => {
  const theirs = await (await another()).newPage();
  await signIn(theirs, words, server.account(CO_OWNER));
  await signIn(page, words, server.account(ADMINISTRATOR));
  const row = page.getByRole("listitem").filter({ hasText: CO_OWNER });
  await row.getByRole("button", { name: words.say("account.close") }).click();
  await expect(row.getByText(words.say("account.closed"), { exact: true })).toBeVisible();
  await axe(page);
  const answer = await theirs.request.post("/api/case/list", { data: {} });
  expect(answer.status()).toBe(401);
});

test("the own account: comfort, passphrase, device, sessions", async ({ page, server, words }) => {
  const account = server.account(PRACTITIONER);
  await signIn(page, words, account);
  await chooseInMenu(page, words, "account.own_title");
  await expect(heading(page, words.say("account.own_title"))).toBeVisible();
  await axe(page);
  await page.getByLabel(words.say("account.current_passphrase"), { exact: true }).fill(account.password);
  await page.getByLabel(words.say("account.new_passphrase"), { exact: true }).fill(OWN);
  await page.getByLabel(words.say("account.new_passphrase_again"), { exact: true }).fill(OWN);
  await page.getByRole("button", { name: words.say("account.change_passphrase"), exact: true }).click();
  await expect(page.getByText(words.say("account.passphrase_changed"))).toBeVisible();
  await axe(page);
  await chooseInMenu(page, words, "account.lock");
  await page.getByLabel(words.say("account.passphrase"), { exact: true }).fill(OWN);
  await page.getByRole("button", { name: words.say("account.unlock"), exact: true }).click();
  await expect(heading(page, words.say("account.own_title"))).toBeVisible();
  await page.getByRole("button", { name: words.say("account.sign_out_everywhere"), exact: true }).click();
  const dialog = page.getByRole("dialog", { name: words.say("account.sign_out_everywhere") });
  await axe(page);
  await dialog.getByRole("button", { name: words.say("account.sign_out_everywhere"), exact: true }).click();
  await expect(menuButton(page, words)).toHaveCount(0);
  expect((await page.request.post("/api/account/current", { data: {} })).status()).toBe(401);
});

test("a practitioner sees her cases, the name only on demand, and opens another", async ({ page, server, words }) => {
  await signIn(page, words, server.account(PRACTITIONER));
  await expect(page.getByRole("link", { name: SHARED_CASE, exact: true })).toBeVisible();
  await expect(page.getByRole("link", { name: /^(NCE|GRE)-/ })).toHaveCount(0);
  await openCase(page, EMPTY_CASE);
  await expect(page.getByText("Mélanie Sorbier")).toHaveCount(0);
  await axe(page);
  await page.getByRole("button", { name: words.say("case.reveal_name"), exact: true }).click();
  await expect(page.getByText("Mélanie Sorbier")).toBeVisible();
  await axe(page);
  await page.getByRole("button", { name: words.say("case.hide_name"), exact: true }).click();
  await expect(page.getByText("Mélanie Sorbier")).toHaveCount(0);

  await place(page, words, "cases").click();
  await page.getByRole("button", { name: words.say("case.open_new"), exact: true }).click();
  const dialog = page.getByRole("dialog", { name: words.say("case.open_new") });
  await axe(page);
  await dialog.getByLabel(words.say("case.code"), { exact: true }).fill(SHARED_CASE);
  await dialog.getByLabel(words.say("case.person_name"), { exact: true }).fill("Personne inventée");
  await dialog.getByRole("button", { name: words.say("case.open_new"), exact: true }).click();
  await expect(dialog.getByText(words.like("failure.taken"))).toBeVisible();
  await dialog.getByLabel(words.say("case.code"), { exact: true }).fill("LYN-2026-0099");
  await dialog.getByRole("button", { name: words.say("case.open_new"), exact: true }).click();
  await expect(heading(page, "LYN-2026-0099")).toBeVisible();
  await axe(page);
});

test("manager, committee, steering unit and auditor find what is theirs and no more", async ({ another, server, words, guide }) => {
  const places = ["day", "cases", "committee", "guides", "accounts", "log"] as const;
  const visit = async (name: string, expected: string[]) => {
    const page = await (await another()).newPage();
    await signIn(page, words, server.account(name));
    for (const one of places) {
      await expect(place(page, words, one), `${name}: ${one}`).toHaveCount(expected.includes(one) ? 1 : 0);
    }
    await axe(page);
    return page;
  };
  const manager = await visit(MANAGER, ["day", "cases", "committee", "guides"]);
  await openCase(manager, SHARED_CASE);
  await axe(manager);
  await expect(manager.getByRole("button", { name: words.say("case.start"), exact: true })).toHaveCount(0);
  for (const name of [COMMITTEE, STEERING]) {
    const page = await visit(name, name === COMMITTEE ? ["day", "committee", "guides"] : ["guides"]);
    await place(page, words, "guides").click();
    await expect(page.getByRole("heading", { level: 2, name: guide.title }).getByRole("link")).toBeVisible();
    await expect(page.getByRole("link", { name: words.say("guide.import"), exact: true })).toHaveCount(name === STEERING ? 1 : 0);
  }
  const auditor = await visit(AUDITOR, ["log"]);
  await expect(heading(auditor, words.say("audit.title"))).toBeVisible();
  await expect(auditor.getByRole("cell", { name: MANAGER }).first()).toBeVisible();
  await expect(auditor.getByText("Adrien Valcourt")).toHaveCount(0);
});

test("a case of another site does not exist for a stranger", async ({ page, server, words, another }) => {
  await signIn(page, words, server.account(PRACTITIONER));
  await openCase(page, SHARED_CASE);
  const address = new URL(page.url()).pathname;
  const stranger = await (await another()).newPage();
  await stranger.goto(address);
  await fillSignIn(stranger, words, STRANGER, server.account(STRANGER).password);
  await expect(stranger.getByText(words.say("failure.not_found"))).toBeVisible();
  await expect(stranger.getByText(SHARED_CASE)).toHaveCount(0);
  await axe(stranger);
});
