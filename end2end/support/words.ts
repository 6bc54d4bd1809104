// The sentences of `locales`, so that the journeys follow the words wherever they change.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./server.ts";

export type Language = "fr" | "en";

/** What goes in the place of `{name}`. `count` also chooses between singular and plural. */
export type Values = Record<string, string | number>;

const catalogues = new Map<string, Map<string, string>>();

function catalogue(language: Language, feature: string): Map<string, string> {
  const path = join(ROOT, "locales", language, `${feature}.toml`);
  let known = catalogues.get(path);
  if (!known) {
    known = parse(readFileSync(path, "utf8"), path);
    catalogues.set(path, known);
  }
  return known;
}

/** Keys and one-line texts, plain (`a = "…"`, `a.one = "…"`) or below a `[a]`: all that the catalogues use. */
function parse(toml: string, path: string): Map<string, string> {
  const found = new Map<string, string>();
  let table = "";
  for (const line of toml.split("\n")) {
    const heading = /^\[([\w.]+)\]$/.exec(line);
    const entry = /^([\w.]+)\s*=\s*(".*")$/.exec(line);
    if (heading) table = `${heading[1]}.`;
    else if (entry) found.set(table + entry[1], JSON.parse(entry[2]!) as string);
    else if (line.trim() !== "" && !line.startsWith("#")) throw new Error(`${path}: cannot read ${line}`);
  }
  return found;
}

function template(language: Language, key: string, count: string | number | undefined): string {
  const [feature, name] = key.split(".", 2) as [string, string];
  const texts = catalogue(language, feature);
  const singular = language === "fr" ? Number(count) < 2 : Number(count) === 1;
  const text = texts.get(name) ?? texts.get(`${name}.${singular ? "one" : "other"}`);
  if (text === undefined) throw new Error(`locales/${language}/${feature}.toml has no ${name}`);
  return text;
}

export class Words {
  constructor(readonly language: Language) {}

  /** The sentence of a key such as `account.sign_in`. */
  say(key: string, values: Values = {}): string {
    return template(this.language, key, values["count"]).replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`${key}: no value for {${name}}`);
      return String(value);
    });
  }

  /** The sentence with anything in the place of the placeholders that have no value. */
  like(key: string, values: Values = {}): RegExp {
    const parts = template(this.language, key, values["count"]).split(/\{(\w+)\}/);
    const pattern = parts.map((part, at) => {
      if (at % 2 === 0) return escape(part);
      const value = values[part];
      return value === undefined ? ".+?" : escape(String(value));
    });
    return new RegExp(pattern.join(""));
  }
}

export function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
