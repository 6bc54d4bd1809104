// Nobody signs alone: an interview is judged, given to be read, returned with a reason, countersigned, signed.

import { axe } from "../support/axe.ts";
import { openCase, openInterview } from "../support/cases.ts";
import { Interview } from "../support/interview.ts";
import { CO_OWNER, PRACTITIONER, SHARED_CASE, heading, signIn } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

test("an interview is judged, read by a second person, returned, countersigned and signed", async ({ page, server, words, guide, another }) => {
  await signIn(page, words, server.account(PRACTITIONER));
  await openCase(page, SHARED_CASE);
  await openInterview(page, words, guide);
  const hers = new Interview(page, words, guide);
  const button = (where: typeof page, key: string) => where.getByRole("button", { name: words.say(key), exact: true });

  // What the person was told comes first, and putting it off needs a reason.
  const told = page.getByRole("region", { name: words.say("told.first") });
  await told.getByRole("button", { name: words.say("told.record_deferred"), exact: true }).click();
  await expect(told.getByRole("alert")).toHaveText(words.say("told.why_deferred"));
  await axe(page);
  await told.getByRole("button", { name: words.say("told.record_told"), exact: true }).click();
  await expect(told.getByText(words.say("told.what_told"), { exact: true })).toHaveCount(0);

  await page.getByRole("button", { name: words.say("judgement.title") }).click();
  await page.getByLabel(words.say("judgement.protective"), { exact: true }).fill("Sa tante l’appelle chaque soir.");
  await axe(page);
  for (const name of ["overall_supports", "overall_concerns", "unknowns"]) {
    await hers.finish();
    await page.getByRole("button", { name: guide.question(name) }).click();
    await hers.write(name, `Ce que je retiens : ${name}.`);
  }
  await hers.expectSent();
  await hers.finish();
  await button(page, "review.submit").click();
  await expect(button(page, "review.withdraw")).toBeVisible();
  await expect(button(page, "review.countersign")).toHaveCount(0);

  const colleague = await (await another()).newPage();
  await signIn(colleague, words, server.account(CO_OWNER));
  await openCase(colleague, SHARED_CASE);
  await openInterview(colleague, words, guide);
  await expect(colleague.getByText("Sa tante l’appelle chaque soir.")).toBeVisible();
  await axe(colleague);
  await button(colleague, "review.send_back").click();
  await colleague.getByLabel(words.say("review.reason"), { exact: true }).fill("Qui parle, à la dernière question ?");
  await button(colleague, "review.send_back_now").click();

  await expect(page.getByText("Qui parle, à la dernière question ?")).toBeVisible();
  await hers.finish();
  await axe(page);
  await button(page, "review.submit").click();
  await button(colleague, "review.countersign").click();
  await expect(button(colleague, "review.countersign")).toHaveCount(0);
  await button(page, "interview.sign").click();
  await expect(heading(page, guide.title)).toBeVisible();
  await expect(page.getByText(words.like("interview.signed_by", { name: "Claire Morel" }))).toBeVisible();
  await axe(page);
});
