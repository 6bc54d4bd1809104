// Beside the answers: a question pinned to come back to, and a note jotted down before one knows where it belongs.

import { axe } from "../support/axe.ts";
import { openCase, openInterview } from "../support/cases.ts";
import { Interview } from "../support/interview.ts";
import { PRACTITIONER, SHARED_CASE, signIn } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

test("a question is pinned and a quick note filed under it, without a network", async ({ page, context, server, words, guide }) => {
  await signIn(page, words, server.account(PRACTITIONER));
  await openCase(page, SHARED_CASE);
  await openInterview(page, words, guide);
  const interview = new Interview(page, words, guide);
  await interview.expectSent();
  await context.setOffline(true);

  await interview.goTo("path");
  await interview.field("pride").click();
  await page.getByRole("button", { name: `${words.say("conduct.pin")} : ${interview.label("pride")}` }).click();
  const pinned = page.getByRole("region", { name: words.say("conduct.pinned"), exact: true });
  await interview.goTo("situation");
  await pinned.getByRole("button", { name: interview.label("pride") }).click();
  await expect(interview.field("pride")).toBeVisible();
  await interview.field("pride").click();

  await page.getByRole("button", { name: words.say("conduct.quick_note"), exact: true }).click();
  const dialog = page.getByRole("dialog", { name: words.say("conduct.loose_notes") });
  await dialog.getByRole("textbox").fill("Parler du frère, plus tard.");
  await axe(page);
  await dialog.getByRole("button", { name: interview.label("pride") }).click();
  await dialog.getByRole("button", { name: words.say("common.close"), exact: true }).click();
  await expect(page.getByRole("textbox", { name: words.say("interview.note"), exact: true }).first()).toHaveValue(
    "Parler du frère, plus tard.",
  );
  await context.setOffline(false);
  await interview.expectSent();
});
