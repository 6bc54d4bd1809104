// One tablet, two people: neither sees nor loses anything of the other's.

import { openCase } from "../support/cases.ts";
import { Notes, openNotes, startNotes } from "../support/notes.ts";
import { CO_OWNER, EMPTY_CASE, PRACTITIONER, SHARED_CASE, chooseInMenu, fillSignIn, heading, signIn, unlock } from "../support/people.ts";
import { axe } from "../support/axe.ts";
import { expect, test } from "../support/test.ts";

const HERS = "Écrit sans réseau par Claire.";
const HIS = "Écrit ensuite par Julien.";

test("what one person has not sent yet outlives that another one works on the same tablet", async ({ page, context, server, words }) => {
  const [claire, julien] = [server.account(PRACTITIONER), server.account(CO_OWNER)];
  const status = page.getByRole("banner").getByRole("status").first();
  await signIn(page, words, claire);
  await openCase(page, EMPTY_CASE);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.setOffline(true);
  await startNotes(page, words);
  await new Notes(page, words).text.fill(HERS);
  await expect(status).toHaveText(words.like("common.status_waiting"));
  await chooseInMenu(page, words, "account.lock");
  await expect(page.getByText(words.say("account.locked"))).toBeVisible();

  await context.setOffline(false);
  await page.getByRole("button", { name: words.say("account.someone_else"), exact: true }).click();
  await fillSignIn(page, words, julien.name, julien.password);
  await expect(status).toHaveText(words.like("common.status_sent"));
  // The address is still that of her notes: they are not his.
  await expect(heading(page, words.say("common.not_opened"))).toBeVisible();
  await expect(page.getByText(HERS)).toHaveCount(0);
  await axe(page);
  await page.goto("/");
  await unlock(page, words, julien.password);
  await expect(heading(page, words.say("common.place_cases"))).toBeVisible();
  await openCase(page, SHARED_CASE);
  await startNotes(page, words);
  await new Notes(page, words).text.fill(HIS);
  await new Notes(page, words).expectSent();
  await chooseInMenu(page, words, "account.lock");

  await page.getByRole("button", { name: "Claire Morel", exact: true }).click();
  await axe(page);
  await unlock(page, words, claire.password);
  await page.getByRole("banner").getByRole("link", { name: words.say("common.product"), exact: true }).click();
  await expect(heading(page, words.say("common.place_cases"))).toBeVisible();
  await expect(status).toHaveText(words.like("common.status_sent"));
  await openCase(page, EMPTY_CASE);
  await openNotes(page, words, HERS);
  await expect(new Notes(page, words).text).toHaveValue(HERS);
});
