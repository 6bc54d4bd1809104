// Signing: what is missing first, then frozen for everybody, read, printed, exported.

import { axe } from "../support/axe.ts";
import { openCase, openInterview } from "../support/cases.ts";
import { Interview } from "../support/interview.ts";
import { CO_OWNER, PRACTITIONER, SHARED_CASE, chooseInMenu, heading, signIn } from "../support/people.ts";
import { expect, test } from "../support/test.ts";
import { read } from "../support/workbook.ts";

test("an interview is completed, signed, frozen, printed and exported", async ({ page, server, words, guide, another }) => {
  await signIn(page, words, server.account(PRACTITIONER));
  await openCase(page, SHARED_CASE);
  const address = await openInterview(page, words, guide);
  const interview = new Interview(page, words, guide);

  // A colleague's tablet that is cut off, with something written that will come too late.
  const tablet = await another();
  const colleague = await tablet.newPage();
  await signIn(colleague, words, server.account(CO_OWNER));
  await openCase(colleague, SHARED_CASE);
  await openInterview(colleague, words, guide);
  const his = new Interview(colleague, words, guide);
  await his.expectSent();
  await his.finish();
  await expect(colleague.getByRole("button", { name: words.say("interview.sign"), exact: true })).toHaveCount(0);
  await tablet.setOffline(true);
  await his.goTo("path");
  await his.type("pride", "Écrit trop tard.");
  await expect(his.status).toHaveText(words.like("common.status_waiting"));

  await interview.finish();
  await axe(page);
  const missing = page.getByRole("listitem").filter({ hasText: guide.question("appreciation") });
  await expect(missing).not.toHaveCount(0);
  const sign = page.getByRole("button", { name: words.say("interview.sign"), exact: true });
  await expect(sign).toBeDisabled();
  for (const name of ["overall_supports", "overall_concerns", "unknowns"]) {
    await interview.finish();
    await page.getByRole("button", { name: guide.question(name) }).click();
    await expect(interview.field(name)).toBeFocused();
    await interview.write(name, `Ce que je retiens : ${name}.`);
  }
  await interview.expectSent();
  await interview.finish();
  await expect(sign).toBeEnabled();
  await sign.click();
  await expect(heading(page, guide.title)).toBeVisible();
  await expect(page.getByText(words.like("interview.signed_by", { name: "Claire Morel" }))).toBeVisible();
  await expect(page.getByText("Ce que je retiens : unknowns.")).toBeVisible();
  await expect(page.getByRole("main").getByRole("textbox")).toHaveCount(0);
  await axe(page);

  // What came too late is refused, set aside, and its author sees it.
  await tablet.setOffline(false);
  await expect(colleague.getByRole("heading", { level: 1, name: guide.title })).toBeVisible();
  await chooseInMenu(colleague, words, "account.own_title");
  const aside = colleague.getByRole("region", { name: words.say("account.set_aside") });
  await expect(aside).toContainText(words.say("failure.frozen"));
  await axe(colleague);
  const [kept] = await Promise.all([
    colleague.waitForEvent("download"),
    aside.getByRole("button", { name: words.say("account.export_set_aside"), exact: true }).click(),
  ]);
  expect(await text(kept)).toContain("Écrit trop tard.");
  await page.reload();
  await page.getByLabel(words.say("account.passphrase"), { exact: true }).fill(server.account(PRACTITIONER).password);
  await page.keyboard.press("Enter");
  await expect(page.getByText(words.like("interview.signed_by", { name: "Claire Morel" }))).toBeVisible();
  await expect(page.getByText("Écrit trop tard.")).toHaveCount(0);

  // On paper and in files.
  const paper = await page.pdf({ format: "A4" });
  expect(paper.subarray(0, 5).toString()).toBe("%PDF-");
  expect(paper.length).toBeGreaterThan(20_000);
  await page.emulateMedia({ media: "print" });
  await expect(page.getByText("Ce que je retiens : unknowns.")).toBeVisible();
  await expect(page.getByRole("banner")).toBeHidden();
  await expect(page.getByRole("button", { name: words.say("interview.print"), exact: true })).toBeHidden();
  await page.emulateMedia({ media: null });

  const [json] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: words.say("interview.export_json"), exact: true }).click(),
  ]);
  expect(json.suggestedFilename()).toMatch(/\.json$/);
  const exported = await text(json);
  expect(() => JSON.parse(exported) as unknown).not.toThrow();
  expect(exported).toContain("Ce que je retiens : unknowns.");
  const [xlsx] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: words.say("interview.export_xlsx"), exact: true }).click(),
  ]);
  expect(xlsx.suggestedFilename()).toMatch(/\.xlsx$/);
  expect(JSON.stringify(read(await bytes(xlsx)))).toContain("Ce que je retiens : unknowns.");
  expect(page.url()).toBe(address);
});

test("the print page shows a draft as a draft", async ({ page, server, words, guide }) => {
  await signIn(page, words, server.account(PRACTITIONER));
  await openCase(page, SHARED_CASE);
  const address = await openInterview(page, words, guide);
  await page.goto(`${address}/print`);
  await page.getByLabel(words.say("account.passphrase"), { exact: true }).fill(server.account(PRACTITIONER).password);
  await page.keyboard.press("Enter");
  await expect(page.getByText(words.say("interview.draft"))).toBeVisible();
  await expect(page.getByText(guide.question("expectations"), { exact: true })).toBeVisible();
  await axe(page);
});

async function bytes(download: import("@playwright/test").Download): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function text(download: import("@playwright/test").Download): Promise<string> {
  return (await bytes(download)).toString("utf8");
}
