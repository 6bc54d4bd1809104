// From an interview to a collective decision: a report, its approval by another, a committee of three in three browsers,
// a decision with a dissent, and the answer to whoever reported.

import type { Page } from "@playwright/test";
import { axe } from "../support/axe.ts";
import { openCase } from "../support/cases.ts";
import { COMMITTEE, EMPTY_CASE, MANAGER, PRACTITIONER, SHARED_CASE, heading, place, signIn, unlock } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

const SOCIAL_WORKER = "yann.kervella";

test("a report is approved by another, decided by three with a dissent, and answered", async ({ page, server, words, guide, another }) => {
  test.setTimeout(180_000);
  const button = (where: Page, key: string) => where.getByRole("button", { name: words.say(key), exact: true });
  const field = (where: Page, key: string) => where.getByLabel(words.say(key), { exact: true });
  const someone = async (name: string) => {
    const theirs = await (await another()).newPage();
    await signIn(theirs, words, server.account(name));
    return theirs;
  };

  await signIn(page, words, server.account(PRACTITIONER));
  await openCase(page, SHARED_CASE);
  await axe(page);
  await page.getByRole("link", { name: words.say("report.write"), exact: true }).click();
  await expect(heading(page, words.say("report.form_title"))).toBeVisible();
  await field(page, "report.from_interview").selectOption({ label: await page.getByRole("option", { name: guide.title }).first().innerText() });
  const answers = page.getByRole("group", { name: words.say("report.choose"), exact: true });
  await answers.getByRole("checkbox").first().check();
  await field(page, "report.statement_text").fill("Deux rendez-vous manqués sans appel.");
  await field(page, "report.statement_source").fill("Agenda du service");
  await field(page, "report.purpose").fill("Décider à plusieurs s’il y a lieu d’agir.");
  await button(page, "report.submit").click();
  await expect(page.getByText(words.say("failure.invalid_report_necessity"))).toBeVisible();
  await field(page, "report.necessity").fill("Je n’ai que mon propre regard.");
  await field(page, "report.less_intrusive").fill("Un échange entre collègues n’a pas suffi.");
  await field(page, "report.told_what").fill("Dit en fin d’entretien.");
  await page.getByText(words.say("report.committee_sees"), { exact: true }).click();
  await axe(page);
  await page.waitForTimeout(500);
  await page.reload();
  await unlock(page, words, server.account(PRACTITIONER).password);
  await expect(field(page, "report.necessity"), "what was typed is still there").toHaveValue("Je n’ai que mon propre regard.");
  await button(page, "report.submit").click();
  await expect(heading(page, `${words.say("report.title")} ${SHARED_CASE}`)).toBeVisible();
  await expect(button(page, "report.do_approve")).toHaveCount(0);
  await axe(page);
  const report = new URL(page.url()).pathname;

  const chair = await someone(MANAGER);
  await openCase(chair, SHARED_CASE);
  await chair.getByRole("region", { name: words.say("report.list"), exact: true }).getByRole("link", { name: SHARED_CASE }).click();
  await expect(chair.getByText("Deux rendez-vous manqués sans appel.")).toBeVisible();
  await axe(chair);
  await button(chair, "report.do_approve").click();
  await expect(chair.getByText(words.say("report.state_approved")).first()).toBeVisible();

  const psychologist = await someone(COMMITTEE);
  await psychologist.getByRole("link", { name: SHARED_CASE }).click();
  await button(psychologist, "report.do_receive").click();
  await expect(button(psychologist, "report.do_receive")).toHaveCount(0);

  await place(chair, words, "committee").click();
  await axe(chair);
  await button(chair, "committee.convene").click();
  await field(chair, "committee.place").fill("Salle des Tilleuls");
  await axe(chair);
  await button(chair, "committee.convene_now").click();
  await expect(button(chair, "committee.come")).toBeVisible();
  const meeting = new URL(chair.url()).pathname;

  const worker = await someone(SOCIAL_WORKER);
  const members = [chair, psychologist, worker];
  for (const member of [psychologist, worker]) {
    await place(member, words, "committee").click();
    await member.locator(`a[href="${meeting}"]`).click();
  }
  for (const member of members) await button(member, "committee.come").click();
  await button(chair, "committee.open").click();
  await axe(chair);
  await button(chair, "committee.begin").click();

  const opinions = ["Je soutiens l’accompagnement.", "Rien de nouveau.", "Il faut resserrer."];
  for (const [place, member] of members.entries()) {
    await field(member, "committee.reasons").fill(opinions[place]!);
    if (place === 2) await expect(member.getByText(opinions[0]!)).toHaveCount(0);
    await axe(member);
    await button(member, "committee.give").click();
  }
  for (const opinion of opinions) await expect(chair.getByText(opinion)).toBeVisible();
  await field(chair, "committee.outcome").selectOption("follow_up_individual");
  await field(chair, "committee.decision_reasons").fill("Les absences se répètent.");
  await axe(chair);
  await button(chair, "committee.put").click();
  await button(chair, "committee.agree").click();
  await button(psychologist, "committee.agree").click();
  await field(worker, "committee.dissent_words").fill("Trop tôt à mes yeux.");
  await worker.getByRole("checkbox", { name: words.say("committee.dissent_named"), exact: true }).check();
  await axe(worker);
  await button(worker, "committee.dissent").click();
  await expect(worker.getByText(words.say("committee.dissent_by", { name: "Yann Kervella" }))).toBeVisible();
  await expect(chair.getByText(words.say("committee.agreeing", { count: 2, total: 3 }))).toBeVisible();

  await button(chair, "committee.close").click();
  await chair.getByRole("link", { name: words.say("committee.minutes"), exact: true }).click();
  await expect(chair.getByText("Trop tôt à mes yeux.")).toBeVisible();
  await axe(chair);
  await button(chair, "committee.sign").click();
  await expect(chair.getByText(words.like("committee.signed", { name: "Hélène Brunet" }))).toBeVisible();

  await place(psychologist, words, "committee").click();
  await psychologist.locator(`a[href="${report}"]`).first().click();
  await button(psychologist, "report.do_answer").click();
  await field(psychologist, "report.words_answer").fill("Un suivi individuel commence avec vous ; merci.");
  await button(psychologist, "report.send").click();
  await expect(psychologist.getByText(words.say("report.state_answered")).first()).toBeVisible();

  await place(page, words, "day").click();
  await axe(page);
  await page.getByRole("link", { name: `${SHARED_CASE} · ${words.say("day.what_answered")}` }).click();
  await expect(page.getByText("Un suivi individuel commence avec vous ; merci.").first()).toBeVisible();
  await axe(page);
  await button(page, "report.do_read").click();
  await expect(button(page, "report.do_read")).toHaveCount(0);
});

test("a report that waits is seen by its author and not by the committee; not concerned takes two taps", async ({ page, server, words, another }) => {
  await signIn(page, words, server.account(PRACTITIONER));
  await openCase(page, EMPTY_CASE);
  const reports = page.getByRole("region", { name: words.say("report.list"), exact: true });
  await expect(reports.getByText(words.like("report.state_submitted"))).toBeVisible();
  const outsider = await (await another()).newPage();
  await signIn(outsider, words, server.account(COMMITTEE));
  await expect(heading(outsider, words.say("committee.title"))).toBeVisible();
  await expect(outsider.getByRole("link", { name: EMPTY_CASE })).toHaveCount(0);
  await axe(outsider);

  await place(page, words, "cases").click();
  await openCase(page, SHARED_CASE);
  const opinions = page.getByRole("region", { name: words.say("consultation.title"), exact: true });
  await opinions.getByRole("button", { name: words.say("consultation.ask"), exact: true }).click();
  await opinions.getByLabel(words.say("consultation.question"), { exact: true }).fill("Faut-il s’inquiéter de deux absences ?");
  await opinions.getByRole("button", { name: words.say("consultation.send"), exact: true }).click();
  await place(outsider, words, "day").click();
  await outsider.getByLabel(words.say("consultation.answer"), { exact: true }).fill("Parlez-en d’abord avec elle.");
  await axe(outsider);
  await outsider.getByRole("button", { name: words.say("consultation.send"), exact: true }).click();
  await expect(outsider.getByText("Faut-il s’inquiéter de deux absences ?")).toHaveCount(0);

  await page.getByRole("button", { name: words.say("report.unconcerned"), exact: true }).click();
  await axe(page);
  await page.getByRole("button", { name: words.say("report.unconcerned_yes"), exact: true }).click();
  await expect(page.getByText(words.like("report.concluded", { name: "Claire Morel" }))).toBeVisible();
});
