// A new version of the application while somebody writes: offered, taken when wanted, nothing lost.

import { axe } from "../support/axe.ts";
import { openCase, openInterview } from "../support/cases.ts";
import { Interview } from "../support/interview.ts";
import { PRACTITIONER, SHARED_CASE, signIn, unlock } from "../support/people.ts";
import { Server } from "../support/server.ts";
import { SiteCopy } from "../support/site.ts";
import { expect, test as base } from "../support/test.ts";

const test = base.extend<{ site: SiteCopy }>({
  site: async ({}, use) => {
    const site = new SiteCopy();
    await use(site);
    site.remove();
  },
  server: async ({ template, site }, use) => {
    const server = await Server.launch(template, site.folder);
    await use(server);
    await server.remove();
  },
});

test("a new version is offered while a draft is open, and nothing is lost by it", async ({ page, server, site, words, guide }) => {
  const account = server.account(PRACTITIONER);
  await signIn(page, words, account);
  await openCase(page, SHARED_CASE);
  await openInterview(page, words, guide);
  const interview = new Interview(page, words, guide);
  await interview.expectSent();
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
  });
  await interview.goTo("path");
  await interview.type("pride", "Avant la nouvelle version");

  await server.stop();
  const style = site.nextVersion();
  await server.start();
  const sheet = page.locator("link[rel=stylesheet]");
  await expect(sheet).not.toHaveAttribute("href", style);
  // Coming back to the page is one of the moments at which it asks for a newer version.
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await expect(page.getByText(words.say("common.update_ready"))).toBeVisible();
  await axe(page);
  await interview.type("pride", ", et pendant.");
  await expect(sheet).not.toHaveAttribute("href", style);

  await page.getByRole("button", { name: words.say("common.update_apply"), exact: true }).click();
  await unlock(page, words, account.password);
  await expect(interview.field("pride")).toHaveValue("Avant la nouvelle version, et pendant.");
  await expect(sheet).toHaveAttribute("href", style);
  await expect(page.getByText(words.say("common.update_ready"))).toHaveCount(0);
  await interview.expectSent();
});
