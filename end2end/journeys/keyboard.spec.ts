// By the keys alone, from signing in to signing out.

import type { Locator, Page } from "@playwright/test";
import { Interview } from "../support/interview.ts";
import { PRACTITIONER, SHARED_CASE, heading, menuButton } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

test("an interview is conducted with the keys alone", async ({ page, server, words, guide }) => {
  const account = server.account(PRACTITIONER);
  await page.goto("/sign-in");
  await expect(heading(page, words.say("account.sign_in"))).toBeVisible();
  await reach(page, page.getByLabel(words.say("account.name"), { exact: true }));
  await page.keyboard.type(account.name);
  await reach(page, page.getByLabel(words.say("account.passphrase"), { exact: true }));
  await page.keyboard.type(account.password);
  await page.keyboard.press("Enter");
  await expect(heading(page, words.say("case.list_title"))).toBeFocused();

  await reach(page, page.getByRole("link", { name: SHARED_CASE, exact: true }));
  await page.keyboard.press("Enter");
  await expect(heading(page, SHARED_CASE)).toBeFocused();
  const interviews = page.getByRole("region", { name: words.say("case.interviews"), exact: true });
  await reach(page, interviews.getByRole("link", { name: guide.title }));
  await page.keyboard.press("Enter");
  const interview = new Interview(page, words, guide);
  await expect(interview.tool("outline")).toBeVisible();

  const outline = page.getByRole("navigation", { name: words.say("interview.outline") });
  if (!(await outline.isVisible())) {
    await reach(page, interview.tool("outline"));
    await page.keyboard.press("Enter");
  }
  await reach(page, outline.getByRole("button", { name: guide.question("relations", "label") }));
  await page.keyboard.press("Enter");
  await expect(heading(page, guide.question("relations"))).toBeFocused();
  const scale = interview.group("ask_help");
  await reach(page, scale.getByRole("radio", { name: guide.choice("ease", "rather_hard"), exact: true }));
  await page.keyboard.press("ArrowRight");
  await expect(scale.getByRole("radio", { name: guide.choice("ease", "depends"), exact: true })).toBeChecked();

  if (!(await outline.isVisible())) {
    await reach(page, interview.tool("outline"));
    await page.keyboard.press("Enter");
  }
  await reach(page, outline.getByRole("button", { name: guide.question("path") }));
  await page.keyboard.press("Enter");
  await reach(page, interview.field("path_story"));
  await page.keyboard.type("Écrit sans toucher l’écran.");
  await reach(page, interview.group("turning_kinds").getByRole("checkbox", { name: guide.choice("turning", "birth"), exact: true }));
  await page.keyboard.press("Space");
  await expect(interview.group("turning_kinds").getByLabel(guide.choice("turning", "birth"), { exact: true })).toBeChecked();
  await expect(interview.field("path_story")).toHaveValue("Écrit sans toucher l’écran.");
  await interview.expectSent();

  await reach(page, menuButton(page, words));
  await page.keyboard.press("Enter");
  await reach(page, page.getByRole("button", { name: words.say("account.sign_out"), exact: true }));
  await page.keyboard.press("Enter");
  await expect(page.getByLabel(words.say("account.passphrase"), { exact: true })).toBeVisible();
});

/** Presses Tab until `target` has the focus; a page whose order never comes to it fails. */
async function reach(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 250; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not reach ${target.toString()}`);
}
