// Collects what was measured, and prints it as JSON and as a table.

import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, arch } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "../support/server.ts";

export interface Figure {
  what: string;
  unit: string;
  jalon: number;
  /** The most that is allowed, where there is such a line. */
  target?: number;
  peer?: number;
  samples: number;
}

const figures: Figure[] = [];

export function note(figure: Figure): void {
  figures.push(figure);
}

export function report(): void {
  const machine = { cores: cpus().length, processor: cpus()[0]?.model ?? "unknown", architecture: arch() };
  const path = join(ROOT, "target/bench.json");
  mkdirSync(dirname(path), { recursive: true });
  const json = JSON.stringify({ at: new Date().toISOString(), machine, peer: "SurveyJS 2.5.38", figures }, undefined, 2);
  writeFileSync(path, `${json}\n`);
  console.log(`${json}\n`);
  console.log("| what | Jalon | target | SurveyJS | ratio | samples |");
  console.log("| --- | ---: | ---: | ---: | ---: | ---: |");
  for (const { what, unit, jalon, target, peer, samples } of figures) {
    const value = (number: number | undefined): string => (number === undefined ? "" : `${round(number)} ${unit}`);
    const ratio = peer === undefined ? "" : (jalon / peer).toFixed(2);
    const met = target === undefined ? "" : jalon <= target ? " (met)" : " (missed)";
    console.log(`| ${what} | ${value(jalon)} | ${value(target)}${met} | ${value(peer)} | ${ratio} | ${samples} |`);
  }
}

function round(number: number): string {
  return number >= 100 ? number.toFixed(0) : number.toFixed(1);
}
