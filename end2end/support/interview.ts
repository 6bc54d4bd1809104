// An interview in progress, as a person finds her way in it: sections by their titles, questions by their words.

import { expect, type Locator, type Page } from "@playwright/test";
import type { SampleGuide } from "./workbook.ts";
import type { Words } from "./words.ts";

export class Interview {
  constructor(
    readonly page: Page,
    readonly words: Words,
    readonly guide: SampleGuide,
  ) {}

  /** The line that says where everything typed is right now. */
  get status(): Locator {
    return this.page.getByRole("banner").getByRole("status").first();
  }

  async expectSent(): Promise<void> {
    await expect(this.status).toHaveText(this.words.like("common.status_sent"));
  }

  /** Shows a section of the guide. */
  async goTo(section: string): Promise<void> {
    const outline = this.page.getByRole("navigation", { name: this.words.say("interview.outline") });
    const open = this.tool("outline");
    await expect(outline.or(open).first()).toBeVisible();
    if (!(await outline.isVisible())) await open.click();
    await outline.getByRole("button", { name: this.guide.question(section) }).click();
    await expect(this.page.getByRole("heading", { level: 1, name: this.guide.question(section) })).toBeVisible();
  }

  /** The field of a question that one types in or picks from. `number` fills in what the words take from elsewhere. */
  field(name: string, values: Record<string, string> = {}): Locator {
    return this.page.getByRole("main").getByLabel(this.label(name, values));
  }

  /** The question's choices. */
  group(name: string, values: Record<string, string> = {}): Locator {
    return this.page.getByRole("main").getByRole("group", { name: this.label(name, values) });
  }

  label(name: string, values: Record<string, string> = {}): string {
    return this.guide.question(name).replace(/\$\{(\w+)\}/g, (_, other: string) => values[other] ?? "");
  }

  async tick(name: string, choice: string, values: Record<string, string> = {}): Promise<void> {
    const box = this.group(name, values).getByLabel(choice, { exact: true });
    await box.check();
    await expect(box).toBeChecked();
  }

  async pick(name: string, choice: string): Promise<void> {
    await this.field(name).selectOption({ label: choice });
  }

  async write(name: string, text: string): Promise<void> {
    await this.field(name).fill(text);
  }

  /** Types as a person does, letter by letter, at the end of what is there. */
  async type(name: string, text: string): Promise<void> {
    const field = this.field(name);
    await field.click();
    await field.press("Control+End");
    await field.pressSequentially(text, { delay: 5 });
  }

  /** A button of the page: of the bar, or of the question in focus. */
  tool(key: string): Locator {
    return this.page.getByRole("main").getByRole("button", { name: this.words.say(`interview.${key}`), exact: true });
  }

  /** Says why the question in focus has no answer, or takes it back. */
  async noAnswer(reason: "refused" | "does_not_know" | "not_asked" | "later"): Promise<void> {
    const reasons = this.page.getByRole("group", { name: this.words.say("interview.no_answer_because") });
    await reasons.getByRole("button", { name: this.words.say(`interview.${reason}`), exact: true }).click();
  }

  /** Says who says what the question in focus holds, and from where. */
  async whoSays(provenance: "fact" | "words" | "appreciation" | "hearsay", source: string): Promise<void> {
    await this.tool("who_says").click();
    const people = this.page.getByRole("group", { name: this.words.say("interview.who_says") });
    const button = people.getByRole("button", { name: this.words.say(`interview.${provenance}`), exact: true });
    await button.click();
    await expect(button).toHaveAttribute("aria-pressed", "true");
    await this.page.getByLabel(this.words.say("interview.source"), { exact: true }).fill(source);
  }

  /** Adds a note to the question in focus. */
  async note(text: string): Promise<void> {
    await this.tool("note").click();
    await this.page.getByRole("textbox", { name: this.words.say("interview.note"), exact: true }).first().fill(text);
  }

  /** Goes where the interview is finished and signed. */
  async finish(): Promise<void> {
    const outline = this.page.getByRole("navigation", { name: this.words.say("interview.outline") });
    await expect(this.tool("outline")).toBeVisible();
    if (!(await outline.isVisible())) await this.tool("outline").click();
    await outline.getByRole("button", { name: this.words.say("interview.finish") }).click();
    await expect(this.page.getByRole("heading", { level: 1, name: this.words.say("interview.finish") })).toBeVisible();
  }
}
