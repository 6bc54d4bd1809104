// Frameworks: built with the keys alone, seen live by somebody else, frozen cycle by cycle.

import type { Page } from "@playwright/test";
import { axe } from "../support/axe.ts";
import { CO_OWNER, PRACTITIONER, STEERING, signIn } from "../support/people.ts";
import { expect, test } from "../support/test.ts";
import type { Words } from "../support/words.ts";

const FINAL = "Diminuer la probabilité d’un acte de violence";
const SOCIAL = "Développer les compétences sociales de la personne";
const CONFLICT = "Développer ses compétences de gestion des conflits";
const SPEECH = "Encourager une communication non violente";
const BINARY = "Déconstruire le mode de pensée binaire";

async function openFrameworks(page: Page, words: Words): Promise<void> {
  const places = page.getByRole("navigation", { name: words.say("common.places") });
  await places.getByRole("link", { name: words.say("framework_page.list_title"), exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: words.say("framework_page.list_title") })).toBeVisible();
}

function lines(page: Page, words: Words) {
  return page.getByRole("list", { name: words.say("framework_page.outline") }).getByRole("textbox");
}

test("a framework is built with the keys alone, and a colleague sees it grow", async ({ page, server, words, another }) => {
  await signIn(page, words, server.account(PRACTITIONER));
  await openFrameworks(page, words);
  await axe(page);
  await page.getByRole("button", { name: words.say("framework_page.start"), exact: true }).press("Enter");
  await page.getByLabel(words.say("framework_page.title"), { exact: true }).fill("Cadre bâti au clavier");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/frameworks\/[\da-f-]{36}$/);
  await page.getByRole("button", { name: words.say("framework_page.add"), exact: true }).press("Enter");
  await expect(lines(page, words)).toHaveCount(1);
  await expect(lines(page, words).first()).toBeFocused();
  await page.keyboard.type(FINAL);
  for (const [text, key] of [[SOCIAL, ""], [CONFLICT, "Tab"], [SPEECH, ""], [BINARY, "Shift+Tab"]] as const) {
    const count = await lines(page, words).count();
    await page.keyboard.press("Enter");
    await expect(lines(page, words)).toHaveCount(count + 1);
    await expect(page.locator(":focus")).toHaveValue("");
    if (key !== "") await page.keyboard.press(key);
    await expect(page.locator(":focus")).toHaveValue("");
    await page.keyboard.type(text);
  }
  await expect(lines(page, words)).toHaveCount(5);
  const levels = page.getByRole("list", { name: words.say("framework_page.outline") }).getByRole("listitem");
  const kind = (name: string) => words.say(`framework.kind_${name}`);
  await expect(levels.nth(2)).toContainText(kind("immediate_objective"));
  await expect(levels.nth(4)).toContainText(kind("intermediate_objective"));
  await axe(page);

  const colleague = await (await another()).newPage();
  await signIn(colleague, words, server.account(CO_OWNER));
  await openFrameworks(colleague, words);
  await colleague.getByRole("link", { name: "Cadre bâti au clavier" }).click();
  await expect(lines(colleague, words)).toHaveCount(5);
  await lines(colleague, words).nth(1).press("End");
  await colleague.keyboard.type(", pas à pas");
  await expect(lines(page, words).nth(1)).toHaveValue(`${SOCIAL}, pas à pas`);
  await expect(page.getByText("Julien Faure").first()).toBeVisible();
});

test("the framework of Lyon is seen in four ways, and a version says what has changed", async ({ page, server, words, another }) => {
  await signIn(page, words, server.account(PRACTITIONER));
  await openFrameworks(page, words);
  await page.getByRole("link", { name: /exemple de Lyon|example of Lyon/ }).click();
  await expect(lines(page, words).first()).toBeVisible();
  for (const view of ["diagram", "matrix", "links"]) {
    await page.getByRole("button", { name: words.say(`framework_page.${view}`), exact: true }).click();
    await axe(page);
  }
  await page.getByRole("button", { name: words.say("framework_page.outline"), exact: true }).click();
  await lines(page, words).nth(1).press("End");
  await page.keyboard.type(" (revu)");
  await page.getByRole("link", { name: words.say("framework_page.versions"), exact: true }).click();
  await expect(page.getByText("(revu)").first()).toBeVisible();
  await axe(page);
  await page.getByLabel(words.say("framework_page.remark"), { exact: true }).fill("Fin du cycle");
  await page.getByRole("button", { name: words.say("framework_page.freeze"), exact: true }).click();
  await expect(page.getByText("Fin du cycle").first()).toBeVisible();

  const reader = await (await another()).newPage();
  await signIn(reader, words, server.account(STEERING));
  await openFrameworks(reader, words);
  await reader.getByRole("listitem").filter({ hasText: "Lyon" }).getByRole("link").first().click();
  await expect(reader.getByText(words.say("framework_page.read_only"))).toBeVisible();
});
