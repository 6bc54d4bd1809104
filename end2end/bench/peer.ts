// The same form in SurveyJS (MIT), a widely used form library for the browser, served from this machine.

import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { SAMPLE, read } from "../support/workbook.ts";

type Row = Record<string, string>;
type Element = Record<string, unknown>;

const COLUMN = "English (en)";

/** The sample guide as SurveyJS writes forms: the same questions, sections, lists, repeats and relevance. */
export function form(): Element {
  const sheets = read(readFileSync(SAMPLE));
  const survey = sheets["survey"]!.filter((row) => row["type"]);
  const choices = sheets["choices"]!;
  const listed = (list: string): Element[] =>
    choices.filter((row) => row["list_name"] === list).map((row) => ({ value: row["name"], text: row[`label::${COLUMN}`] }));
  const pages: Element[] = [];
  const open: Element[][] = [];
  for (const row of survey) {
    const kind = row["type"]!.split(" ")[0]!;
    if (kind === "begin_group" || kind === "begin_repeat") {
      const elements: Element[] = [];
      const group = { name: row["name"], title: row[`label::${COLUMN}`] };
      if (open.length === 0) pages.push({ ...group, elements });
      else if (kind === "begin_group") open.at(-1)!.push({ ...group, type: "panel", elements });
      else open.at(-1)!.push({ ...group, type: "paneldynamic", templateElements: elements, panelCount: 1 });
      open.push(elements);
    } else if (kind.startsWith("end_")) open.pop();
    else {
      const element = question(row, kind, listed);
      if (element) open.at(-1)!.push(element);
    }
  }
  return { pages, showQuestionNumbers: "off", showProgressBar: true };
}

function question(row: Row, kind: string, listed: (list: string) => Element[]): Element | undefined {
  const [, list = "", extra = ""] = row["type"]!.split(" ");
  const look = row["appearance"] ?? "";
  const element = {
    name: row["name"],
    title: row[`label::${COLUMN}`],
    isRequired: row["required"] === "yes",
    ...(row["relevant"] ? { visibleIf: condition(row["relevant"]) } : {}),
    ...(row["default"] && kind !== "date" ? { defaultValue: row["default"] } : {}),
  };
  const chosen = { ...element, choices: listed(list), showOtherItem: extra === "or_other" };
  switch (kind) {
    case "select_one":
      return { ...chosen, type: look.includes("minimal") ? "dropdown" : "radiogroup" };
    case "select_multiple":
      return { ...chosen, type: "checkbox" };
    case "rank":
      return { ...chosen, type: "ranking" };
    case "acknowledge":
      return { ...element, type: "checkbox", choices: ["OK"] };
    case "text":
      return { ...element, type: look === "multiline" ? "comment" : "text" };
    case "note":
      return { ...element, type: "html", html: element.title };
    case "integer":
    case "decimal":
      return { ...element, type: "text", inputType: "number" };
    case "range":
      return { ...element, type: "text", inputType: "range", min: 15, max: 120, step: 15 };
    case "date":
    case "time":
      return { ...element, type: "text", inputType: kind };
    case "dateTime":
      return { ...element, type: "text", inputType: "datetime-local" };
    case "calculate":
    case "hidden":
      return undefined;
    default:
      throw new Error(`no such question in the peer's form: ${kind}`);
  }
}

function condition(relevant: string): string {
  return relevant
    .replace(/\$\{person_count\}/g, "{person.length}")
    .replace(/\$\{(\w+)\}/g, "{$1}")
    .replace(/count-selected\((\{\w+\})\) > 0/g, "$1 notempty")
    .replace(/selected\((\{\w+\}), ('\w+')\)/g, "$1 contains $2")
    .replace(/(\{\w+\}) != ''/g, "$1 notempty");
}

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Peer</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/survey.css"></head>
<body><div id="form"></div><script src="/core.js"></script><script src="/ui.js"></script><script src="/start.js"></script></body></html>`;

const START = (json: Element): string =>
  `const survey = new Survey.Model(${JSON.stringify(json)}); globalThis.survey = survey; survey.render(document.getElementById("form"));`;

/** Serves the peer's page, compressed as Jalon serves its own, and tells what a first visit loads, in bytes. */
export async function servePeer(): Promise<{ url: string; bytes: number; questions: number; close: () => void }> {
  const file = (name: string): Buffer => readFileSync(join(import.meta.dirname, "node_modules", name));
  const json = form();
  const files = new Map<string, { type: string; body: Buffer }>();
  const add = (path: string, type: string, content: Buffer | string): void => {
    files.set(path, { type, body: brotliCompressSync(content) });
  };
  add("/", "text/html", PAGE);
  add("/start.js", "text/javascript", START(json));
  add("/core.js", "text/javascript", file("survey-core/survey.core.min.js"));
  add("/ui.js", "text/javascript", file("survey-js-ui/survey-js-ui.min.js"));
  add("/survey.css", "text/css", file("survey-core/survey-core.fontless.min.css"));
  const server: Server = createServer((request, response) => {
    const found = files.get(request.url ?? "");
    if (!found) return void response.writeHead(404).end();
    response.writeHead(200, { "content-type": found.type, "content-encoding": "br" }).end(found.body);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  if (!address || typeof address !== "object") throw new Error("the peer has no address");
  const bytes = [...files.values()].reduce((sum, { body }) => sum + body.length, 0);
  return { url: `http://127.0.0.1:${address.port}`, bytes, questions: count(json), close: () => void server.close() };
}

function count(element: Element): number {
  const inner = ["pages", "elements", "templateElements"].flatMap((key) => (element[key] as Element[] | undefined) ?? []);
  const own = inner.length === 0 && element["type"] !== "html" ? 1 : 0;
  return own + inner.reduce((sum, child) => sum + count(child), 0);
}
