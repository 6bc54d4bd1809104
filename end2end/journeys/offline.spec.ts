// Without a network nothing is lost: not on reload, not when the browser is killed; what was written leaves by itself.

import { openCase, startInterview } from "../support/cases.ts";
import { Profile } from "../support/chromium.ts";
import { Interview } from "../support/interview.ts";
import { CO_OWNER, EMPTY_CASE, PRACTITIONER, SHARED_CASE, fillSignIn, signIn, unlock } from "../support/people.ts";
import { openInterview } from "../support/cases.ts";
import { axe } from "../support/axe.ts";
import { expect, test } from "../support/test.ts";

const STORY = "Lever à six heures, le bus puis l’atelier jusqu’à midi ; l’après-midi au jardin partagé avec les voisins.";

test("offline: written, reloaded, still there, sent by itself once the network is back", async ({ page, context, server, words, guide, another }) => {
  const account = server.account(PRACTITIONER);
  await signIn(page, words, account);
  await openCase(page, SHARED_CASE);
  const address = await openInterview(page, words, guide);
  const interview = new Interview(page, words, guide);
  await interview.expectSent();
  await untilKept(page);

  await context.setOffline(true);
  await interview.goTo("path");
  await interview.type("path_story", STORY);
  await expect(interview.status).toHaveText(words.like("common.status_waiting"));
  await axe(page);

  await page.reload();
  await unlock(page, words, account.password);
  await expect(interview.field("path_story")).toHaveValue(STORY);
  expect(page.url()).toBe(address);
  await expect(interview.status).toHaveText(words.like("common.status_waiting"));
  await axe(page);

  await context.setOffline(false);
  await interview.expectSent();
  const colleague = await (await another()).newPage();
  await signIn(colleague, words, server.account(CO_OWNER));
  await openCase(colleague, SHARED_CASE);
  await openInterview(colleague, words, guide);
  const theirs = new Interview(colleague, words, guide);
  await theirs.goTo("path");
  await expect(theirs.field("path_story")).toHaveValue(STORY);
});

test("offline: an interview is started, the server learns of it later", async ({ page, context, server, words, guide, another }) => {
  const fetched = page.waitForResponse((response) => response.url().endsWith("/api/guide/get"));
  await signIn(page, words, server.account(PRACTITIONER));
  await (await fetched).finished();
  await openCase(page, EMPTY_CASE);
  await expect(page.getByRole("region", { name: words.say("case.start_title") }).getByText(guide.title)).toBeVisible();
  await untilKept(page);
  await context.setOffline(true);
  await startInterview(page, words, guide.title);
  const interview = new Interview(page, words, guide);
  await interview.goTo("opening");
  await interview.write("expectations", "Reprendre une formation.");
  await expect(interview.status).toHaveText(words.like("common.status_waiting"));

  await context.setOffline(false);
  await interview.expectSent();
  const elsewhere = await (await another()).newPage();
  await signIn(elsewhere, words, server.account(PRACTITIONER));
  await openCase(elsewhere, EMPTY_CASE);
  await openInterview(elsewhere, words, guide);
  const other = new Interview(elsewhere, words, guide);
  await other.goTo("opening");
  await expect(other.field("expectations")).toHaveValue("Reprendre une formation.");
});

test("offline: the browser is killed, every word of half a second before is there", async ({ device, complaints, server, words, guide, another }) => {
  const account = server.account(PRACTITIONER);
  const profile = new Profile();
  try {
    let context = await profile.open(device);
    complaints.follow(context);
    let page = context.pages()[0]!;
    await signIn(page, words, account);
    await openCase(page, SHARED_CASE);
    const address = await openInterview(page, words, guide);
    let interview = new Interview(page, words, guide);
    await interview.expectSent();
    await untilKept(page);
    await profile.cookiesKept();
    await server.stop();
    await context.setOffline(true);
    await interview.goTo("path");
    const field = interview.field("path_story");
    await field.click();
    const typed: { word: string; at: number }[] = [];
    for (const word of STORY.split(" ")) {
      await field.pressSequentially(`${word} `, { delay: 25 });
      typed.push({ word, at: Date.now() });
    }
    const killed = await profile.kill();
    const old = typed.filter(({ at }) => at <= killed - 500).map(({ word }) => word);
    expect(old.length, "words typed early enough to be promised").toBeGreaterThan(5);

    context = await profile.open({ ...device, offline: true });
    complaints.follow(context);
    page = context.pages()[0]!;
    await page.goto(address);
    await unlock(page, words, account.password);
    interview = new Interview(page, words, guide);
    await expect(interview.field("path_story")).toBeVisible();
    const kept = (await interview.field("path_story").inputValue()).split(" ");
    expect(kept.slice(0, old.length)).toEqual(old);
    await expect(interview.status).toHaveText(words.like("common.status_waiting"));

    await server.start();
    await context.setOffline(false);
    await interview.expectSent();
    const colleague = await (await another()).newPage();
    await signIn(colleague, words, server.account(CO_OWNER));
    await openCase(colleague, SHARED_CASE);
    await openInterview(colleague, words, guide);
    const theirs = new Interview(colleague, words, guide);
    await theirs.goTo("path");
    await expect(theirs.field("path_story")).toHaveValue(kept.join(" "));
  } finally {
    await profile.remove();
  }
});

test("offline: whoever was never here learns that she cannot come in", async ({ page, context, server, words }) => {
  await signIn(page, words, server.account(PRACTITIONER));
  await untilKept(page);
  await context.setOffline(true);
  await page.goto("/sign-in");
  await page.getByRole("button", { name: words.say("account.someone_else"), exact: true }).click();
  await expect(page.getByText(words.say("account.offline_unknown"))).toBeVisible();
  await axe(page);
  await fillSignIn(page, words, CO_OWNER, server.account(CO_OWNER).password);
  await expect(page.getByText(words.say("account.unknown_here"))).toBeVisible();
  await axe(page);
});

/** The browser keeps the whole application from now on. */
async function untilKept(page: import("@playwright/test").Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
  });
}
