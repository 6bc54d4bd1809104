// A follow-up plan: written by two people of whom one has no network, read, answered, signed, handed over, continued.

import type { BrowserContext, Page } from "@playwright/test";
import { axe } from "../support/axe.ts";
import { openCase } from "../support/cases.ts";
import { CO_OWNER, EMPTY_CASE, MANAGER, PRACTITIONER, SHARED_CASE, heading, signIn, unlock } from "../support/people.ts";
import { PARTS, openPlan, startPlan } from "../support/plan.ts";
import type { Server } from "../support/server.ts";
import { expect, test } from "../support/test.ts";
import type { Words } from "../support/words.ts";

async function at(context: BrowserContext, server: Server, words: Words, name: string, code: string): Promise<Page> {
  const page = await context.newPage();
  await signIn(page, words, server.account(name));
  await openCase(page, code);
  return page;
}

test("two people write in one plan, one of them offline, and both texts are there after", async ({ context, another, server, words }) => {
  const page = await at(context, server, words, PRACTITIONER, SHARED_CASE);
  const hers = await openPlan(page, words);
  const away = await another();
  const colleague = await at(away, server, words, CO_OWNER, SHARED_CASE);
  const his = await openPlan(colleague, words);
  await expect(hers.field("plan.goal_words")).toHaveValue(/./);
  const before = await hers.field("plan.goal_words").inputValue();
  await expect(his.field("plan.goal_words")).toHaveValue(before);
  await expect(page.getByRole("main").locator(".plan-head").getByText("Julien Faure")).toBeVisible();

  await away.setOffline(true);
  await his.field("plan.goal_words").press("Control+End");
  await his.field("plan.goal_words").pressSequentially(" Et respirer.");
  await his.show("support");
  await his.button("plan.add_strength").click();
  await expect(his.newest("plan.strength")).toBeFocused();
  await his.newest("plan.strength").fill("Son entraîneur l’appelle.");
  await expect(his.status).toHaveText(words.like("common.status_waiting"));
  await hers.field("plan.goal_words").press("Control+Home");
  await hers.field("plan.goal_words").pressSequentially("Souvent : ");
  await hers.expectSent();
  await away.setOffline(false);
  await his.expectSent();

  await his.show("goals");
  for (const plan of [hers, his]) {
    await expect(plan.field("plan.goal_words")).toHaveValue(`Souvent : ${before} Et respirer.`);
  }
  await hers.show("support");
  await expect(hers.newest("plan.strength")).toHaveValue("Son entraîneur l’appelle.");

  // Each takes back what is her own.
  await hers.show("goals");
  await hers.field("plan.goal_words").press("Control+z");
  for (const plan of [hers, his]) {
    await expect(plan.field("plan.goal_words")).toHaveValue(`${before} Et respirer.`);
  }
  await his.field("plan.goal").click();
  await expect(page.locator(".plan-goal").first().getByText("Julien Faure")).toBeVisible();
});

test("every part of the sample plan is sound and can be read by who may only read", async ({ context, server, words }) => {
  const page = await at(context, server, words, MANAGER, SHARED_CASE);
  const plan = await openPlan(page, words);
  await expect(page.getByText(words.say("plan.read_only"))).toBeVisible();
  for (const part of PARTS) {
    await plan.show(part);
    await axe(page);
  }
  await expect(page.getByRole("textbox", { disabled: false })).toHaveCount(0);
  await expect(plan.button("plan.sign")).toHaveCount(0);
});

test("a plan is written, answered, signed, handed over and continued", async ({ context, server, words }) => {
  const page = await at(context, server, words, PRACTITIONER, EMPTY_CASE);
  const plan = await startPlan(page, words);
  await expect(page.getByText(words.say("plan.no_goal"), { exact: true })).toBeVisible();
  await plan.field("plan.own_words").fill("Voir ma fille le dimanche.");
  await plan.button("plan.add_goal").click();
  await expect(plan.field("plan.goal")).toBeFocused();
  await plan.field("plan.goal").fill("Être à l’heure aux rendez-vous.");
  await plan.tool("plan.choose_objective").click();
  await page.getByRole("dialog").getByRole("listitem").first().getByRole("button").click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.locator(".plan-objective")).toBeVisible();
  await plan.tool("plan.add_activity").click();
  await expect(plan.field("plan.what")).toBeFocused();
  await plan.field("plan.what").fill("Un rappel la veille.");
  await axe(page);

  await plan.tool("plan.comment").click();
  await page.getByLabel(words.say("comment.new"), { exact: true }).fill("Vu avec elle ?");
  await page.getByRole("button", { name: words.say("comment.send"), exact: true }).click();
  await expect(page.getByRole("dialog").getByText("Vu avec elle ?")).toBeVisible();
  await page.keyboard.press("Escape");

  await plan.show("finish");
  await expect(plan.button("plan.sign")).toBeDisabled();
  await page.getByLabel(words.say("plan.answer"), { exact: true }).selectOption("in_part");
  await plan.field("plan.agreement_words").fill("D’accord, sauf le lundi.");
  await axe(page);
  await plan.button("plan.sign").click();
  await expect(plan.button("plan.go_on")).toBeVisible();
  await axe(page);

  await page.getByRole("main").getByRole("link", { name: words.say("plan.copy"), exact: true }).first().click();
  await expect(page.getByText("Voir ma fille le dimanche.")).toBeVisible();
  await expect(page.getByText("D’accord, sauf le lundi.")).toBeVisible();
  for (const [name, title] of [["English", "Your plan"], ["Français", "Votre plan"]] as const) {
    await page.getByRole("main").getByRole("button", { name, exact: true }).click();
    await expect(page.getByRole("heading", { name: title, exact: true })).toBeVisible();
    await axe(page);
  }
  await page.getByRole("banner").getByRole("link", { name: words.say("plan.one"), exact: true }).click();
  await plan.show("finish");
  await plan.button("plan.go_on").click();
  await expect(plan.field("plan.goal")).toHaveValue("Être à l’heure aux rendez-vous.");
  await expect(plan.field("plan.goal")).toBeEditable();
  await plan.expectSent();
  await page.getByRole("link", { name: EMPTY_CASE }).click();
  await expect(heading(page, EMPTY_CASE)).toBeVisible();
  await expect(page.getByText(words.like("plan.signed_by"))).toBeVisible();
});

test("a plan is started without a network", async ({ context, server, words }) => {
  const page = await at(context, server, words, PRACTITIONER, EMPTY_CASE);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.setOffline(true);
  const plan = await startPlan(page, words);
  await plan.field("plan.own_words").fill("Dormir.");
  await expect(plan.status).toHaveText(words.like("common.status_waiting"));
  await page.reload();
  await unlock(page, words, server.account(PRACTITIONER).password);
  await expect(plan.field("plan.own_words")).toHaveValue("Dormir.");
  await context.setOffline(false);
  await plan.expectSent();
});
