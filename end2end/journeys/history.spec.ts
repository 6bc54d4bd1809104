// Who changed which answer when, and the way back: as a new change, which can be undone.

import { openCase, openInterview } from "../support/cases.ts";
import { Interview } from "../support/interview.ts";
import { CO_OWNER, PRACTITIONER, SHARED_CASE, signIn } from "../support/people.ts";
import { axe } from "../support/axe.ts";
import { expect, test } from "../support/test.ts";

const FIRST = "Elle a tenu la caisse tout l’été.";
const SECOND = "Elle a repassé son permis.";

test("what a colleague wrote over is found in the history and brought back", async ({ page, server, words, guide, another }) => {
  await signIn(page, words, server.account(PRACTITIONER));
  await openCase(page, SHARED_CASE);
  await openInterview(page, words, guide);
  const hers = new Interview(page, words, guide);
  await hers.goTo("path");
  await hers.write("pride", FIRST);
  await hers.expectSent();
  const colleague = await (await another()).newPage();
  await signIn(colleague, words, server.account(CO_OWNER));
  await openCase(colleague, SHARED_CASE);
  await openInterview(colleague, words, guide);
  const his = new Interview(colleague, words, guide);
  await his.goTo("path");
  await his.write("pride", SECOND);
  await his.expectSent();
  await expect(hers.field("pride")).toHaveValue(SECOND);

  await hers.field("pride").click();
  const question = page.getByRole("main").locator(".question-focused");
  await question.getByRole("button", { name: words.say("history.title") }).click();
  const panel = page.getByRole("dialog", { name: words.say("history.of_answer") });
  await expect(panel.getByRole("listitem")).not.toHaveCount(0);
  const newest = panel.getByRole("listitem").first();
  await expect(newest).toContainText(SECOND);
  await expect(newest).toContainText(FIRST);
  await axe(page);
  await newest.getByRole("button", { name: words.say("history.restore") }).click();
  const dialog = page.getByRole("dialog", { name: words.say("history.restore_title") });
  await expect(dialog.getByText(words.say("history.restore_changes", { count: 1 }))).toBeVisible();
  await axe(page);
  await dialog.getByRole("button", { name: words.say("history.restore_go"), exact: true }).click();
  await expect(hers.field("pride")).toHaveValue(FIRST);
  await expect(his.field("pride")).toHaveValue(FIRST);
  await panel.getByRole("button", { name: words.say("history.take_back"), exact: true }).click();
  await expect(his.field("pride")).toHaveValue(SECOND);

  await panel.getByRole("button", { name: words.say("history.whole"), exact: true }).click();
  await expect(page.getByRole("dialog", { name: words.say("history.title"), exact: true })).toContainText(SECOND);
});

test("without a network the history says so, and lists what waits here", async ({ page, context, server, words, guide }) => {
  await signIn(page, words, server.account(PRACTITIONER));
  await openCase(page, SHARED_CASE);
  await openInterview(page, words, guide);
  const interview = new Interview(page, words, guide);
  await interview.expectSent();
  await context.setOffline(true);
  await interview.goTo("path");
  await interview.write("pride", FIRST);
  await expect(interview.status).toHaveText(words.like("common.status_waiting"));
  await interview.field("pride").click();
  await page.getByRole("main").locator(".question-focused").getByRole("button", { name: words.say("history.title") }).click();
  const panel = page.getByRole("dialog", { name: words.say("history.of_answer") });
  await expect(panel.getByText(words.say("history.offline"))).toBeVisible();
  await expect(panel.getByText(words.say("history.waiting"))).toBeVisible();
  await expect(panel.getByRole("listitem")).toContainText(FIRST);
  await axe(page);
  await panel.getByRole("button", { name: words.say("common.close"), exact: true }).click();
  await context.setOffline(false);
  await interview.expectSent();
});
