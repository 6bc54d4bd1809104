// Guides are written together, published by somebody else, and an open interview may move to the new version.

import { axe } from "../support/axe.ts";
import { openCase, openInterview } from "../support/cases.ts";
import { Interview } from "../support/interview.ts";
import { CO_OWNER, MANAGER, PRACTITIONER, SHARED_CASE, place, signIn } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

test("a guide is written with the keys alone, by two people", async ({ page, server, words, another }) => {
  await signIn(page, words, server.account(PRACTITIONER));
  await place(page, words, "guides").click();
  await page.getByLabel(words.say("draft.new_title"), { exact: true }).fill("Premiers jours");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: words.say("draft.begin"), exact: true }).press("Enter");
  await expect(page).toHaveURL(/\/guides\/drafts\//);
  const outline = page.getByRole("tree", { name: words.say("draft.outline") });
  await outline.focus();
  await page.keyboard.press("Control+Enter");
  const label = (where: typeof page, language: string) =>
    where.getByLabel(`${words.say("draft.label")} · ${language}`, { exact: true });
  await label(page, "Français").fill("Où dormez-vous ?");
  await label(page, "English").fill("Where do you sleep?");
  const own = words.language === "fr" ? "Où dormez-vous ?" : "Where do you sleep?";
  await expect(outline.getByRole("treeitem", { name: own })).toBeVisible();
  await axe(page);

  const colleague = await (await another()).newPage();
  await signIn(colleague, words, server.account(CO_OWNER));
  await colleague.goto(new URL(page.url()).pathname);
  await colleague.getByLabel(words.say("account.passphrase"), { exact: true }).fill(server.account(CO_OWNER).password);
  await colleague.keyboard.press("Enter");
  const his = colleague.getByRole("tree", { name: words.say("draft.outline") });
  await his.getByRole("treeitem", { name: own }).click();
  await label(colleague, words.language === "fr" ? "Français" : "English").pressSequentially(" Et hier ?");
  await expect(outline.getByRole("treeitem", { name: `${own} Et hier ?` })).toBeVisible();
});

test("a draft in review is published by another person, and an open interview moves to it", async ({ page, server, words, guide, another }) => {
  const manager = await (await another()).newPage();
  await signIn(manager, words, server.account(MANAGER));
  await place(manager, words, "guides").click();
  const drafts = manager.getByRole("region", { name: words.say("draft.drafts"), exact: true });
  await drafts.getByRole("link", { name: guide.title }).click();
  await manager.getByRole("button", { name: words.say("draft.try_it"), exact: true }).click();
  await expect(manager.getByRole("region", { name: words.say("draft.preview") })).toBeVisible();
  await axe(manager);
  await manager.getByRole("button", { name: words.say("draft.publish"), exact: true }).click();
  await expect(manager).toHaveURL(/\/guides\/[\da-f-]{36}$/);
  await expect(manager.getByText(words.like("guide.version", { version: "2" })).first()).toBeVisible();

  await signIn(page, words, server.account(PRACTITIONER));
  await openCase(page, SHARED_CASE);
  await openInterview(page, words, guide);
  const interview = new Interview(page, words, guide);
  await interview.goTo("path");
  await interview.write("pride", "Écrit avant le passage.");
  await page.getByRole("button", { name: words.say("moving.look"), exact: true }).click();
  const dialog = page.getByRole("dialog", { name: words.say("moving.title") });
  await expect(dialog).toBeVisible();
  await axe(page);
  await dialog.getByRole("button", { name: words.say("moving.go"), exact: true }).click();
  await expect(page.getByRole("button", { name: words.say("moving.look"), exact: true })).toHaveCount(0);
  await interview.goTo("path");
  await expect(interview.field("pride")).toHaveValue("Écrit avant le passage.");
  await interview.expectSent();
});
