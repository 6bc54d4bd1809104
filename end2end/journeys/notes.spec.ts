// Notes of a case: started anywhere, written by two people at once, each of whom sees where the other is.

import type { BrowserContext, Page } from "@playwright/test";
import { axe } from "../support/axe.ts";
import { openCase, openInterview } from "../support/cases.ts";
import { Interview } from "../support/interview.ts";
import { Notes, openNotes, startNotes } from "../support/notes.ts";
import { CO_OWNER, EMPTY_CASE, MANAGER, PRACTITIONER, SHARED_CASE, heading, signIn, unlock } from "../support/people.ts";
import type { Server } from "../support/server.ts";
import { expect, test } from "../support/test.ts";
import type { Words } from "../support/words.ts";

const TITLE = "Réunion à deux, Claire et Julien";

async function at(context: BrowserContext, server: Server, words: Words, name: string, code: string): Promise<Page> {
  const page = await context.newPage();
  await signIn(page, words, server.account(name));
  await openCase(page, code);
  return page;
}

test("two people write in one text and see each other’s caret", async ({ context, another, server, words }) => {
  const page = await at(context, server, words, PRACTITIONER, SHARED_CASE);
  await openNotes(page, words, TITLE);
  const hers = new Notes(page, words);
  await expect(hers.text).toHaveValue(new RegExp(`^${TITLE}`));
  const colleague = await at(await another(), server, words, CO_OWNER, SHARED_CASE);
  await openNotes(colleague, words, TITLE);
  const his = new Notes(colleague, words);
  await expect(his.text).toHaveValue(new RegExp(`^${TITLE}`));

  await expect(hers.peers.getByText("Julien Faure")).toBeVisible();
  await expect(his.peers.getByText("Claire Morel")).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: words.say("common.came", { names: "Julien Faure" }) })).toHaveCount(1);

  await his.text.click();
  await his.text.press("Control+Home");
  await his.text.press("End");
  await expect(hers.caret("Julien Faure")).toBeVisible();
  await hers.text.click();
  await hers.text.press("Control+End");
  await Promise.all([
    hers.text.pressSequentially("\nEt la suite à Claire.", { delay: 15 }),
    his.text.pressSequentially(" (mardi)", { delay: 25 }),
  ]);
  for (const notes of [hers, his]) {
    await expect(notes.text).toHaveValue(new RegExp(`^${TITLE} \\(mardi\\)\n[^]*Et la suite à Claire\\.$`));
  }
  expect(await his.text.evaluate((area: HTMLTextAreaElement) => area.selectionEnd)).toBe(`${TITLE} (mardi)`.length);
  // Where he is, in her field: at the end of the first line, whatever she has written below.
  await expect.poll(() => hers.caretLine("Julien Faure")).toBe(`${TITLE} (mardi)`);
  await axe(page);

  // Each takes back what is her own.
  await hers.text.press("Control+z");
  await expect(hers.text).not.toHaveValue(/Et la suite à Claire/);
  await expect(his.text).toHaveValue(new RegExp(`^${TITLE} \\(mardi\\)\n`));
  await expect(his.text).not.toHaveValue(/Et la suite à Claire/);
  await hers.text.press("Control+Shift+z");
  await expect(his.text).toHaveValue(/Et la suite à Claire\.$/);
  await hers.expectSent();
  await his.expectSent();

  await colleague.close();
  await expect(hers.peers).toHaveCount(0);
  await expect(hers.caret("Julien Faure")).toHaveCount(0);
});

test("a second tab of the same person is nobody else", async ({ context, another, server, words }) => {
  const page = await at(context, server, words, PRACTITIONER, SHARED_CASE);
  await openNotes(page, words, TITLE);
  const first = new Notes(page, words);
  const tab = await context.newPage();
  await tab.goto(page.url());
  const second = new Notes(tab, words);
  await expect(second.text.or(tab.getByLabel(words.say("account.passphrase"), { exact: true }))).toBeVisible();
  if (!(await second.text.isVisible())) await unlock(tab, words, server.account(PRACTITIONER).password);
  await second.text.click();
  await second.text.press("Control+End");
  await second.text.pressSequentially(" Vu de deux onglets.");
  await expect(first.text).toHaveValue(/Vu de deux onglets\.$/);

  const colleague = await at(await another(), server, words, CO_OWNER, SHARED_CASE);
  await openNotes(colleague, words, TITLE);
  const his = new Notes(colleague, words);
  // She is there once, where she wrote last, and each of her tabs sees him alone.
  await expect(his.peers.getByRole("listitem")).toHaveText([/Claire Morel/]);
  await expect(his.caret("Claire Morel")).toHaveCount(1);
  for (const notes of [first, second]) await expect(notes.peers.getByRole("listitem")).toHaveText([/Julien Faure/]);
  await tab.close();
  await expect(his.peers.getByRole("listitem")).toHaveText([/Claire Morel/]);
  await page.close();
  await expect(his.peers).toHaveCount(0);
});

test("offline: notes are started and written, and are sent by themselves later", async ({ context, another, server, words }) => {
  const page = await at(context, server, words, PRACTITIONER, EMPTY_CASE);
  await expect(page.getByText(words.say("notes.none"))).toBeVisible();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.setOffline(true);
  await startNotes(page, words);
  const notes = new Notes(page, words);
  await notes.text.fill("Préparer la sortie\nAppeler l’employeur.");
  await expect(notes.status).toHaveText(words.like("common.status_waiting"));
  await page.reload();
  await unlock(page, words, server.account(PRACTITIONER).password);
  await expect(notes.text).toHaveValue("Préparer la sortie\nAppeler l’employeur.");
  await page.getByRole("link", { name: EMPTY_CASE }).click();
  await expect(page.getByRole("link", { name: "Préparer la sortie" })).toBeVisible();
  await expect(page.getByText(words.say("case.interview_waits"))).toBeVisible();

  await context.setOffline(false);
  await expect(page.getByRole("banner").getByRole("status").first()).toHaveText(words.like("common.status_sent"));
  const elsewhere = await at(await another(), server, words, PRACTITIONER, EMPTY_CASE);
  await openNotes(elsewhere, words, "Préparer la sortie");
  await expect(new Notes(elsewhere, words).text).toHaveValue("Préparer la sortie\nAppeler l’employeur.");
});

test("by the keyboard alone, and by who may only read", async ({ context, another, server, words }) => {
  const page = await at(context, server, words, PRACTITIONER, EMPTY_CASE);
  await page.getByRole("button", { name: words.say("notes.start") }).focus();
  await page.keyboard.press("Enter");
  const notes = new Notes(page, words);
  await expect(notes.text).toBeVisible();
  await notes.text.focus();
  await page.keyboard.type("Une ligne au clavier.");
  await notes.expectSent();
  await notes.text.press("Tab");
  await expect(page.getByRole("button", { name: words.say("interview.undo") })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(notes.text).toHaveValue("");
  await page.getByRole("button", { name: words.say("interview.redo") }).focus();
  await page.keyboard.press("Enter");
  await expect(notes.text).toHaveValue("Une ligne au clavier.");
  await notes.expectSent();
  await axe(page);

  const manager = await at(await another(), server, words, MANAGER, EMPTY_CASE);
  await expect(manager.getByRole("button", { name: words.say("notes.start") })).toHaveCount(0);
  await manager.goto(new URL(page.url()).pathname);
  await unlock(manager, words, server.account(MANAGER).password);
  await expect(manager.getByText("Une ligne au clavier.")).toBeVisible();
  await expect(manager.getByText(words.say("notes.read_only"))).toBeVisible();
  await expect(manager.getByRole("textbox")).toHaveCount(0);
  await axe(manager);
});

test("in an interview each sees who else is there, and on which question", async ({ context, another, server, words, guide }) => {
  const page = await at(context, server, words, PRACTITIONER, SHARED_CASE);
  await openInterview(page, words, guide);
  const hers = new Interview(page, words, guide);
  const colleague = await at(await another(), server, words, CO_OWNER, SHARED_CASE);
  await openInterview(colleague, words, guide);
  const his = new Interview(colleague, words, guide);
  await hers.goTo("path");
  await his.goTo("path");
  await his.field("pride").click();
  const bar = page.getByRole("group", { name: words.say("interview.tools") });
  await expect(bar.getByText("Julien Faure")).toBeVisible();
  const beside = page.locator(".question", { has: page.getByLabel(hers.label("pride")) });
  await expect(beside.getByText("Julien Faure")).toBeVisible();
  await expect(beside.getByText(words.say("interview.here_too"))).toBeVisible();
  await axe(page);
  await his.field("path_story").click();
  await expect(beside.getByText("Julien Faure")).toHaveCount(0);
  await colleague.getByRole("link", { name: SHARED_CASE }).click();
  await expect(heading(colleague, SHARED_CASE)).toBeVisible();
  await expect(bar.getByText("Julien Faure")).toHaveCount(0);
});

test("notes of a site belong to no case: its people write them, without a network as well", async ({ context, another, server, words }) => {
  const page = await context.newPage();
  await signIn(page, words, server.account(PRACTITIONER));
  await page.goto("/notes");
  await unlock(page, words, server.account(PRACTITIONER).password);
  await expect(heading(page, words.say("notes.shared_title"))).toBeVisible();
  await axe(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.setOffline(true);
  await startNotes(page, words);
  const hers = new Notes(page, words);
  await hers.text.fill("Réunion de service\nOrdre du jour.");
  await expect(hers.status).toHaveText(words.like("common.status_waiting"));
  await context.setOffline(false);
  await hers.expectSent();
  await axe(page);

  const colleague = await (await another()).newPage();
  await signIn(colleague, words, server.account(CO_OWNER));
  await colleague.goto("/notes");
  await unlock(colleague, words, server.account(CO_OWNER).password);
  await colleague.getByRole("link", { name: "Réunion de service" }).click();
  const his = new Notes(colleague, words);
  await expect(his.text).toHaveValue("Réunion de service\nOrdre du jour.");
  await his.text.press("Control+End");
  await his.text.pressSequentially("\nPoint sur les stages.");
  await expect(hers.text).toHaveValue(/Point sur les stages\.$/);
});
