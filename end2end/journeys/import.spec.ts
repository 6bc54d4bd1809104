// Bringing in a guide: a good workbook, a broken one, a file that is none, and the same on the command line.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { axe } from "../support/axe.ts";
import { EMPTY_CASE, MANAGER, PRACTITIONER, heading, place, signIn } from "../support/people.ts";
import { openCase, startInterview } from "../support/cases.ts";
import { expect, test } from "../support/test.ts";
import { SAMPLE, workbook } from "../support/workbook.ts";

const BROKEN = workbook({
  survey: [
    ["type", "name", "label", "relevant"],
    ["text", "wish", "A wish", ""],
    ["txet", "other", "Another", ""],
    ["text", "wish", "A wish again", ""],
    ["integer", "age", "Age", "${wish} = ("],
    ["select_one colours", "colour", "Colour", ""],
  ],
  choices: [
    ["list_name", "name", "label"],
    ["colour", "red", "Red"],
  ],
  settings: [["form_title"], ["Broken on purpose"]],
});

const SMALL = workbook({
  survey: [
    ["type", "name", "label::Français (fr)", "label::English (en)"],
    ["text", "wish", "Un souhait", "A wish"],
    ["integer", "age", "Votre âge", "Your age"],
  ],
  settings: [
    ["form_title", "form_id", "version"],
    ["Petit guide d’essai", "petit_essai", "1"],
  ],
});

test("a workbook is checked, then taken, and can be used at once", async ({ page, server, words }) => {
  await signIn(page, words, server.account(PRACTITIONER));
  await place(page, words, "guides").click();
  await expect(heading(page, words.say("guide.list_title"))).toBeVisible();
  await axe(page);
  await page.getByRole("link", { name: words.say("guide.import"), exact: true }).click();
  await expect(heading(page, words.say("guide.import"))).toBeVisible();
  await axe(page);

  await page.getByLabel(words.say("guide.choose")).and(page.locator("input")).setInputFiles({
    name: "petit.xlsx",
    mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    buffer: SMALL,
  });
  await expect(page.getByText("Petit guide d’essai")).toBeVisible();
  await axe(page);
  await page.getByRole("button", { name: words.say("guide.take"), exact: true }).click();
  await expect(page.getByText(words.say("guide.taken"))).toBeVisible();
  await page.getByRole("link", { name: words.say("guide.read_it"), exact: true }).click();
  await expect(heading(page, "Petit guide d’essai")).toBeVisible();
  await expect(page.getByText(words.language === "fr" ? "Un souhait" : "A wish", { exact: true })).toBeVisible();
  await axe(page);

  await place(page, words, "cases").click();
  await openCase(page, EMPTY_CASE);
  await startInterview(page, words, "Petit guide d’essai");
  await expect(page.getByLabel(words.language === "fr" ? "Un souhait" : "A wish").first()).toBeVisible();
});

test("the sample guide imports as any other", async ({ page, server, words, guide }) => {
  await signIn(page, words, server.account(PRACTITIONER));
  await page.goto("/guides/import");
  const unlock = page.getByLabel(words.say("account.passphrase"), { exact: true });
  const input = page.getByLabel(words.say("guide.choose")).and(page.locator("input"));
  await expect(unlock.or(input).first()).toBeAttached();
  if (await unlock.isVisible()) {
    await unlock.fill(server.account(PRACTITIONER).password);
    await unlock.press("Enter");
  }
  await input.setInputFiles(SAMPLE);
  await expect(page.getByText(guide.title)).toBeVisible();
  await expect(page.getByRole("button", { name: words.say("guide.take"), exact: true })).toBeVisible();
});

test("a broken workbook is refused with sheet, row and column of each mistake", async ({ page, server, words }) => {
  await signIn(page, words, server.account(PRACTITIONER));
  await place(page, words, "guides").click();
  await page.getByRole("link", { name: words.say("guide.import"), exact: true }).click();
  const input = page.getByLabel(words.say("guide.choose")).and(page.locator("input"));
  await input.setInputFiles({ name: "broken.xlsx", mimeType: "application/octet-stream", buffer: BROKEN });

  const survey = page.getByRole("region", { name: words.say("guide.sheet", { name: "survey" }) });
  const problem = (row: number, column: string) =>
    survey.getByRole("listitem").filter({ hasText: words.say("guide.row_column", { row, column }) });
  await expect(problem(3, "type")).toContainText("txet");
  await expect(problem(4, "name")).toContainText(words.say("problem.name_duplicate", { name: "wish", first: 2 }));
  await expect(problem(5, "relevant")).toBeVisible();
  await expect(problem(6, "type")).toContainText("colours");
  await expect(page.getByRole("alert").getByText(words.like("guide.errors_found", { count: 4 }))).toBeVisible();
  await expect(page.getByRole("button", { name: words.say("guide.take"), exact: true })).toHaveCount(0);
  await axe(page);

  await input.setInputFiles({ name: "letter.xlsx", mimeType: "application/octet-stream", buffer: Buffer.from("Dear Sir, …") });
  await expect(page.getByText(words.like("problem.workbook_unreadable")).or(page.getByText(words.like("problem.workbook_format")))).toBeVisible();
  await axe(page);
});

test("a manager may read guides", async ({ page, server, words, guide }) => {
  await signIn(page, words, server.account(MANAGER));
  await place(page, words, "guides").click();
  await page.getByRole("heading", { level: 2, name: guide.title }).getByRole("link").click();
  await expect(heading(page, guide.title)).toBeVisible();
  await expect(page.getByText(guide.question("notice_given"), { exact: true })).toBeVisible();
  await axe(page);
});

test("the command line checks and imports the same workbooks", async ({ page, server, words }) => {
  const small = join(server.folder, "petit.xlsx");
  const broken = join(server.folder, "broken.xlsx");
  writeFileSync(small, SMALL);
  writeFileSync(broken, BROKEN);
  const checked = server.command(["guide", "check", small, broken, "--json"], [1]);
  const lines = checked.stdout.trim().split("\n").map((line) => JSON.parse(line) as Checked);
  expect(lines.map(({ file, ok }) => [file, ok])).toEqual([[small, true], [broken, false]]);
  expect(lines[1]!.problems).toContainEqual(
    expect.objectContaining({ severity: "error", code: "name_duplicate", sheet: "survey", row: 4, column: "name" }),
  );
  server.command(["guide", "import", small]);
  server.command(["guide", "import", broken], [1]);
  await signIn(page, words, server.account(PRACTITIONER));
  await place(page, words, "guides").click();
  await expect(page.getByRole("link", { name: "Petit guide d’essai" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Broken on purpose" })).toHaveCount(0);
});

interface Checked {
  file: string;
  ok: boolean;
  problems: object[];
}
