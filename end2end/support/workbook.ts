// Workbooks in and out: reads the sample guide, so that journeys follow its words, and writes small ones to import.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, inflateRawSync } from "node:zlib";
import { ROOT } from "./server.ts";
import type { Language } from "./words.ts";

export type Row = string[];
export type Sheets = Record<string, Row[]>;

export const SAMPLE = join(ROOT, "demo/guide-entretien.xlsx");

/** A small XLSX: every cell is text. */
export function workbook(sheets: Sheets): Buffer {
  const names = Object.keys(sheets);
  const types = names.map((_, at) => `<Override PartName="/xl/worksheets/sheet${at + 1}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`);
  const relation = (id: string, kind: string, target: string): string =>
    `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${kind}" Target="${target}"/>`;
  const relations = (content: string): string =>
    xml(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${content}</Relationships>`);
  return zip({
    "[Content_Types].xml": xml(
      `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>${types.join("")}</Types>`,
    ),
    "_rels/.rels": relations(relation("rId1", "officeDocument", "xl/workbook.xml")),
    "xl/workbook.xml": xml(
      `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>${names.map((name, at) => `<sheet name="${quote(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`).join("")}</sheets></workbook>`,
    ),
    "xl/_rels/workbook.xml.rels": relations(
      names.map((_, at) => relation(`rId${at + 1}`, "worksheet", `worksheets/sheet${at + 1}.xml`)).join(""),
    ),
    ...Object.fromEntries(names.map((name, at) => [`xl/worksheets/sheet${at + 1}.xml`, sheet(sheets[name]!)])),
  });
}

function xml(content: string): string {
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${content}`;
}

function quote(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function sheet(rows: Row[]): string {
  const cell = (text: string, column: number, row: number): string =>
    text === "" ? "" : `<c r="${String.fromCharCode(65 + column)}${row}" t="inlineStr"><is><t xml:space="preserve">${quote(text)}</t></is></c>`;
  const lines = rows.map((row, at) => `<row r="${at + 1}">${row.map((text, column) => cell(text, column, at + 1)).join("")}</row>`);
  return xml(`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${lines.join("")}</sheetData></worksheet>`);
}

/** A ZIP without compression. */
function zip(files: Record<string, string>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const content = Buffer.from(text);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt32LE(0x0021_0000, 6);
    head.writeUInt32LE(crc32(content), 10);
    head.writeUInt32LE(content.length, 14);
    head.writeUInt32LE(content.length, 18);
    head.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), head, Buffer.from(name), content]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), head, tail, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, central, Buffer.from("PK\x05\x06"), end]);
}

/** The files of a ZIP, by name. */
export function unzip(archive: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  let at = archive.readUInt32LE(archive.lastIndexOf("PK\x05\x06") + 16);
  while (archive.toString("latin1", at, at + 4) === "PK\x01\x02") {
    const [size, nameLength, extra, comment] = [archive.readUInt32LE(at + 20), archive.readUInt16LE(at + 28), archive.readUInt16LE(at + 30), archive.readUInt16LE(at + 32)];
    const local = archive.readUInt32LE(at + 42);
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const packed = archive.subarray(start, start + size);
    const name = archive.toString("utf8", at + 46, at + 46 + nameLength);
    files.set(name, archive.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed);
    at += 46 + nameLength + extra + comment;
  }
  return files;
}

function text(markup: string): string {
  const plain = [...markup.matchAll(/<t(?:\s[^>]*)?>([^<]*)<\/t>/g)].map((match) => match[1]).join("");
  const named: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
  return plain.replace(/&(#x?[\da-f]+|\w+);/gi, (_, entity: string) => {
    if (entity.startsWith("#x")) return String.fromCodePoint(parseInt(entity.slice(2), 16));
    return entity.startsWith("#") ? String.fromCodePoint(Number(entity.slice(1))) : (named[entity] ?? "");
  });
}

/** The sheets of a workbook, as rows of header to text. */
export function read(archive: Buffer): Record<string, Record<string, string>[]> {
  const files = unzip(archive);
  const part = (name: string): string => files.get(name)?.toString("utf8") ?? "";
  const shared = [...part("xl/sharedStrings.xml").matchAll(/<si>.*?<\/si>/gs)].map(([item]) => text(item));
  const names = [...part("xl/workbook.xml").matchAll(/<sheet [^>]*name="([^"]+)"/g)].map((match) => match[1]!);
  return Object.fromEntries(names.map((name, at) => [name, rows(part(`xl/worksheets/sheet${at + 1}.xml`), shared)]));
}

function rows(sheet: string, shared: string[]): Record<string, string>[] {
  const lines = [...sheet.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, line]) => {
    const cells = [...line!.matchAll(/<c r="([A-Z]+)\d+"([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)];
    return new Map(cells.map(([, column, attributes, content = ""]) => {
      const value = /<v>([^<]*)<\/v>/.exec(content)?.[1] ?? "";
      return [column!, attributes!.includes('t="s"') ? (shared[Number(value)] ?? "") : text(content) || value];
    }));
  });
  const [head = new Map<string, string>(), ...rest] = lines;
  return rest.map((line) => Object.fromEntries([...head].map(([column, title]) => [title, line.get(column) ?? ""])));
}

/** The words of the sample guide in one language. */
export class SampleGuide {
  private readonly survey: Record<string, string>[];
  private readonly choices: Record<string, string>[];
  private readonly settings: Record<string, string>;
  private readonly column: string;

  constructor(language: Language) {
    const sheets = read(readFileSync(SAMPLE));
    this.survey = sheets["survey"]!;
    this.choices = sheets["choices"]!;
    this.settings = sheets["settings"]![0]!;
    this.column = language === "fr" ? "Français (fr)" : "English (en)";
  }

  get title(): string {
    return this.settings[`guide_title::${this.column}`]!;
  }

  /** A column of a question, such as its `label` or `constraint_message`. */
  question(name: string, column = "label"): string {
    const row = this.survey.find((line) => line["name"] === name && !line["type"]?.startsWith("end"));
    if (!row) throw new Error(`the sample guide has no ${name}`);
    return row[`${column}::${this.column}`]!;
  }

  choice(list: string, name: string): string {
    const row = this.choices.find((line) => line["list_name"] === list && line["name"] === name);
    if (!row) throw new Error(`the list ${list} has no ${name}`);
    return row[`label::${this.column}`]!;
  }
}
