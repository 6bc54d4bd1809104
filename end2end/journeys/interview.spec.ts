// One interview from its beginning, online: every type of question, what depends on what, and back where one was.

import { axe } from "../support/axe.ts";
import { openCase, openInterview, startInterview } from "../support/cases.ts";
import { Interview } from "../support/interview.ts";
import { EMPTY_CASE, PRACTITIONER, SHARED_CASE, heading, signIn, unlock } from "../support/people.ts";
import { expect, test } from "../support/test.ts";

test("every type of question is answered, kept and sent", async ({ page, server, words, guide }) => {
  const account = server.account(PRACTITIONER);
  await signIn(page, words, account);
  await openCase(page, EMPTY_CASE);
  await axe(page);
  const address = await startInterview(page, words, guide.title);
  const interview = new Interview(page, words, guide);
  await expect(heading(page, guide.question("opening"))).toBeVisible();
  await axe(page);

  // Acknowledge, one choice, date, time, a list with something that depends on it, a scale, a calculation.
  await interview.tick("notice_given", words.say("interview.acknowledge"));
  await interview.tick("language_ease", guide.choice("language_ease", "support"));
  await expect(interview.field("interview_date")).toHaveValue(/^\d{4}-\d\d-\d\d$/);
  await interview.write("interview_date", "2026-11-20");
  await interview.write("start_time", "14:15");
  await expect(interview.field("place_detail")).toHaveCount(0);
  await interview.pick("place", guide.choice("place", "partner"));
  await interview.write("place_detail", "Mission locale");
  await interview.pick("place", guide.choice("place", "office"));
  await expect(interview.field("place_detail")).toHaveCount(0);
  await interview.pick("place", guide.choice("place", "partner"));
  await expect(interview.field("place_detail")).toHaveValue("Mission locale");
  const slider = page.getByRole("slider", { name: guide.question("planned_duration") });
  await expect(slider).toHaveValue("60");
  await slider.press("ArrowRight");
  await expect(slider).toHaveValue("75");
  const months = guide.question("measure_note").split("$")[0]!.trim();
  await expect(page.getByText(months)).toHaveCount(0);
  await interview.write("measure_start", "2026-12-01");
  const rule = page.getByRole("alert").getByText(guide.question("measure_start", "constraint_message"));
  await expect(rule).toBeVisible();
  await axe(page);
  await interview.write("measure_start", "2026-09-07");
  await expect(rule).toHaveCount(0);
  await expect(page.getByText(`${months} 2.`)).toBeVisible();
  await interview.type("expectations", "Qu’on l’écoute jusqu’au bout.");
  await interview.whoSays("words", "La personne, en entretien");
  await interview.note("Dit sans hésiter.");
  await axe(page);

  // Choices that filter others, one of one's own, whole and decimal numbers with their rules, several choices.
  await interview.goTo("situation");
  await expect(interview.field("city")).toHaveCount(0);
  await interview.pick("departement", guide.choice("departement", "isere"));
  const cities = interview.field("city").getByRole("option");
  await expect(cities.filter({ hasText: guide.choice("commune", "voiron") })).toHaveCount(1);
  await expect(cities.filter({ hasText: guide.choice("commune", "lyon") })).toHaveCount(0);
  await interview.pick("city", guide.choice("commune", "voiron"));
  await interview.tick("housing", words.say("interview.other_choice"));
  await page.getByRole("textbox", { name: words.say("interview.other_text") }).fill("Une péniche");
  await interview.write("household_size", "31");
  await expect(page.getByRole("alert").getByText(guide.question("household_size", "constraint_message"))).toBeVisible();
  await interview.write("household_size", "3");
  await expect(page.getByRole("alert").getByText(guide.question("household_size", "constraint_message"))).toHaveCount(0);
  await interview.tick("activity", guide.choice("activity", "training"));
  await interview.pick("sector", guide.choice("sector", "food"));
  await interview.write("sleep_hours", words.language === "fr" ? "7,5" : "7.5");
  await interview.tick("daily_obstacles", guide.choice("obstacles", "money"));
  await interview.tick("daily_obstacles", guide.choice("obstacles", "nothing"));
  await expect(page.getByRole("alert").getByText(guide.question("daily_obstacles", "constraint_message"))).toBeVisible();
  await interview.group("daily_obstacles").getByLabel(guide.choice("obstacles", "nothing"), { exact: true }).uncheck();
  await axe(page);

  // What is asked several times, with words that take up an answer.
  await interview.goTo("relations");
  await expect(interview.field("nobody")).toBeVisible();
  const add = page.getByRole("button", { name: words.say("interview.repeat_add", { title: guide.question("person") }) });
  await add.click();
  await interview.field("first_name", { person_number: "1" }).fill("Bruno");
  await expect(interview.field("nobody")).toHaveCount(0);
  await interview.tick("tie", guide.choice("tie", "colleague"), { first_name: "Bruno" });
  await add.click();
  await interview.field("first_name", { person_number: "2" }).fill("S.");
  await expect(interview.group("tie", { first_name: "S." })).toBeVisible();
  const second = page.getByRole("listitem").filter({ has: page.getByLabel(interview.label("first_name", { person_number: "2" })) });
  await second.getByRole("button", { name: words.say("interview.repeat_remove"), exact: true }).click();
  await expect(interview.field("first_name", { person_number: "2" })).toHaveCount(0);
  await page.getByRole("status").getByRole("button", { name: words.say("interview.undo"), exact: true }).click();
  await expect(interview.field("first_name", { person_number: "2" })).toHaveValue("S.");
  await interview.tick("ask_help", guide.choice("ease", "depends"));
  await axe(page);

  // Reasons for no answer; an answer that was there is kept beside.
  await interview.goTo("conflict");
  await interview.tick("conflict_usual", guide.choice("conflict_ways", "walk_away"));
  await interview.group("suffered").getByText(guide.choice("yes_no", "no"), { exact: true }).click();
  await interview.noAnswer("refused");
  await expect(page.getByText(words.say("interview.answer_set_aside"))).toBeVisible();
  await interview.field("violence_view").click();
  await interview.noAnswer("later");
  await axe(page);

  // An order.
  await interview.goTo("thinking");
  const first = guide.choice("trusted", "friends");
  await page.getByRole("button", { name: `${words.say("interview.rank_up")} ${first}` }).click();
  const ranked = interview.group("sources_trusted").getByRole("listitem");
  await expect(ranked.first()).toContainText(first);
  await axe(page);

  // A count that makes its own instances, and an answer that another question takes up.
  await interview.goTo("projects");
  await interview.write("wish", "Avoir les clés du fournil.");
  await interview.write("goal_count", "2");
  await expect(interview.field("goal_words", { goal_number: "2" })).toBeVisible();
  await interview.field("goal_words", { goal_number: "1" }).fill("Passer le certificat.");
  await axe(page);
  await interview.goTo("closing");
  await expect(page.getByText("Avoir les clés du fournil.")).toBeVisible();
  await interview.write("next_appointment", "2026-11-30T09:30");
  await interview.expectSent();
  await axe(page);

  // What was left comes back, and after a reload one is where one was.
  await interview.goTo("conflict");
  await interview.tool("next_unanswered").click();
  await interview.goTo("opening");
  await interview.field("expectations").click();
  await interview.expectSent();
  await page.reload();
  await unlock(page, words, account.password);
  await expect(heading(page, guide.question("opening"))).toBeVisible();
  expect(page.url()).toBe(address);
  await expect(interview.field("expectations")).toBeFocused();
  await expect(interview.field("expectations")).toHaveValue("Qu’on l’écoute jusqu’au bout.");
  await expect(page.getByRole("textbox", { name: words.say("interview.note"), exact: true })).toHaveValue("Dit sans hésiter.");
  await expect(interview.field("place_detail")).toHaveValue("Mission locale");
  await expect(slider).toHaveValue("75");
  await interview.goTo("relations");
  await expect(interview.field("first_name", { person_number: "1" })).toHaveValue("Bruno");
  await interview.goTo("thinking");
  await expect(ranked.first()).toContainText(first);
});

test("finding one's way: sections, what is unanswered, undo, guidance, the cover", async ({ page, server, words, guide }) => {
  await signIn(page, words, server.account(PRACTITIONER));
  await openCase(page, SHARED_CASE);
  await openInterview(page, words, guide);
  const interview = new Interview(page, words, guide);
  await interview.goTo("thinking");
  await interview.group("info_sources").getByText(guide.choice("info_sources", "radio"), { exact: true }).click();
  const radio = interview.group("info_sources").getByLabel(guide.choice("info_sources", "radio"), { exact: true });
  await expect(radio).toBeChecked();
  await interview.tool("undo").click();
  await expect(radio).not.toBeChecked();
  await interview.tool("redo").click();
  await expect(radio).toBeChecked();

  await interview.goTo("path");
  await interview.tool("next_unanswered").click();
  await expect(interview.field("path_story")).toBeFocused();
  await interview.tool("next_unanswered").click();
  await expect(interview.field("pride")).toBeFocused();

  const guidance = page.getByRole("complementary", { name: words.say("interview.guidance") });
  await interview.goTo("relations");
  await interview.group("ask_help").getByText(guide.choice("ease", "easy"), { exact: true }).click();
  if (!(await guidance.isVisible())) await interview.tool("guidance").first().click();
  await expect(guidance).toContainText(guide.question("ask_help", "guidance_say"));
  await axe(page);

  await interview.tool("cover").click();
  const cover = page.getByRole("dialog", { name: words.say("interview.covered") });
  await expect(cover).toBeVisible();
  await axe(page);
  await page.keyboard.press("a");
  await expect(cover).toHaveCount(0);
  await expect(interview.group("ask_help").getByLabel(guide.choice("ease", "easy"), { exact: true })).toBeChecked();
});
