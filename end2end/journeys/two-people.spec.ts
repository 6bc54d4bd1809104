// Two people, and two tabs, on one interview: what one writes, the other sees.

import { openCase, openInterview } from "../support/cases.ts";
import { Interview } from "../support/interview.ts";
import { CO_OWNER, PRACTITIONER, SHARED_CASE, signIn } from "../support/people.ts";
import { axe } from "../support/axe.ts";
import { expect, test } from "../support/test.ts";

test("the owner and the co-owner write in one interview, live", async ({ page, server, words, guide, another }) => {
  await signIn(page, words, server.account(PRACTITIONER));
  await openCase(page, SHARED_CASE);
  await openInterview(page, words, guide);
  const hers = new Interview(page, words, guide);
  const colleague = await (await another()).newPage();
  await signIn(colleague, words, server.account(CO_OWNER));
  await openCase(colleague, SHARED_CASE);
  await openInterview(colleague, words, guide);
  const his = new Interview(colleague, words, guide);

  await hers.goTo("path");
  await his.goTo("path");
  await hers.type("pride", "Elle a tenu la caisse ");
  await expect(his.field("pride")).toHaveValue("Elle a tenu la caisse ");
  await Promise.all([hers.type("pride", "tout l’été."), his.type("path_story", "Un récit à deux mains.")]);
  await expect(his.field("pride")).toHaveValue("Elle a tenu la caisse tout l’été.");
  await expect(hers.field("path_story")).toHaveValue("Un récit à deux mains.");

  await his.field("pride").click();
  await his.field("pride").press("Control+Home");
  await Promise.all([
    his.field("pride").pressSequentially("Sa sœur le dit aussi : ", { delay: 10 }),
    hers.type("pride", " Et l’hiver."),
  ]);
  const both = "Sa sœur le dit aussi : Elle a tenu la caisse tout l’été. Et l’hiver.";
  await expect(hers.field("pride")).toHaveValue(both);
  await expect(his.field("pride")).toHaveValue(both);

  const choice = guide.choice("turning", "birth");
  await hers.tick("turning_kinds", choice);
  await expect(his.group("turning_kinds").getByLabel(choice, { exact: true })).toBeChecked();
  await axe(colleague);
  await hers.expectSent();
  await his.expectSent();
});

test("a second tab of the same person follows, without a network too", async ({ page, context, server, words, guide }) => {
  const account = server.account(PRACTITIONER);
  await signIn(page, words, account);
  await openCase(page, SHARED_CASE);
  const address = await openInterview(page, words, guide);
  const first = new Interview(page, words, guide);
  await first.goTo("path");
  const tab = await context.newPage();
  await tab.goto(address);
  const second = new Interview(tab, words, guide);
  const passphrase = tab.getByLabel(words.say("account.passphrase"), { exact: true });
  await expect(passphrase.or(tab.getByRole("banner")).first()).toBeVisible();
  if (await passphrase.isVisible()) {
    await passphrase.fill(account.password);
    await passphrase.press("Enter");
  }
  await second.goTo("path");
  await first.type("pride", "Vu dans deux onglets.");
  await expect(second.field("pride")).toHaveValue("Vu dans deux onglets.");

  await context.setOffline(true);
  await second.type("pride", " Même sans réseau.");
  await expect(first.field("pride")).toHaveValue("Vu dans deux onglets. Même sans réseau.");
  await expect(first.status).toHaveText(words.like("common.status_waiting"));
  await context.setOffline(false);
  await first.expectSent();
});
