// Measures the guide engine under Node beside its peers. Every engine must show and compute the same after each answer
// before anything is timed. `node run.mjs` measures all, each in a process of its own; the figures go to
// target/bench-guide.json.

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as spelling from "./generator.mjs";
import * as peers from "./peers.mjs";

const SIZES = {
  "1,000 questions": { seed: 7, asked: 250, relevant: 600, computed: 150, constrained: 100, groups: 20 },
  "4,000 questions": { seed: 8, asked: 500, relevant: 3000, computed: 500, constrained: 100, groups: 50 },
};
const ENGINES = ["ours", "surveyjs", "getodk"];
const QUICK = process.argv.includes("--quick");
const [LOADS, ANSWERS] = QUICK ? [3, 100] : [15, 600];

const percentile = (values, share) => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
const round = (value) => Math.round(value * 1000) / 1000;

async function agreement(size) {
  const form = spelling.form(SIZES[size]);
  const names = form.questions.map((question) => question.name);
  const acts = spelling.script(form, 40);
  const running = [];
  for (const engine of ENGINES) running.push(await (await peers[engine](form, spelling)).load());
  for (const [index, act] of [{ touched: [] }, ...acts].entries()) {
    if (act.name) for (const each of running) each.set(act.name, act.value, act.touched);
    const states = running.map((each) => each.state(names));
    for (const [place, name] of names.entries()) {
      const seen = states.map((state) => state[place]);
      if (new Set(seen).size > 1) throw new Error(`${size}, answer ${index}, ${name}: ${ENGINES.map((engine, at) => `${engine} ${seen[at]}`).join(", ")}`);
    }
  }
}

async function measure(engine, size) {
  const form = spelling.form(SIZES[size]);
  const peer = await peers[engine](form, spelling);
  const loads = [];
  let running;
  for (let turn = 0; turn < LOADS + 2; turn += 1) {
    globalThis.gc?.();
    const started = performance.now();
    running = await peer.load();
    if (turn >= 2) loads.push(performance.now() - started);
  }
  const times = [];
  for (const [index, act] of spelling.script(form, ANSWERS + 50).entries()) {
    const started = performance.now();
    running.set(act.name, act.value, act.touched);
    if (index >= 50) times.push(performance.now() - started);
  }
  return { load: round(percentile(loads, 0.5)), answer: round(percentile(times, 0.5)), p95: round(percentile(times, 0.95)), p99: round(percentile(times, 0.99)) };
}

/** What the 10th and the 1,000th instance of a repeat cost, with position(..) and rules inside. */
async function repeats() {
  const { Running } = await peers.ours(spelling.form({ ...SIZES["1,000 questions"], groups: 1 }), spelling);
  const inside = (name, more) => ({ item: "question", name, kind: { type: "integer" }, label: { en: name }, ...more });
  const computed = (name, calculation) => inside(name, { kind: { type: "calculate" }, calculation });
  const items = [
    inside("age"),
    inside("school", { relevant: "${age} > 5" }),
    computed("place", "position(..)"),
    computed("next", "position(..) + 1"),
    inside("even", { relevant: "position(..) mod 2 = 0" }),
    computed("before", "indexed-repeat(${age}, ${r}, position(..) - 1)"),
  ];
  const guide = { title: {}, form_id: "f", version: "", languages: ["en"], lists: {}, items: [{ item: "repeat", group: { name: "r", label: {}, items } }] };
  const [tenth, thousandth] = [[], []];
  for (let turn = 0; turn < (QUICK ? 5 : 40); turn += 1) {
    const running = new Running(JSON.stringify(guide));
    for (let count = 1; count <= 1010; count += 1) {
      const started = performance.now();
      running.add("r", `i${count}`);
      const took = performance.now() - started;
      if (count > 5 && count <= 15) tenth.push(took);
      if (count > 995 && count <= 1005) thousandth.push(took);
    }
  }
  const [first, last] = [percentile(tenth, 0.5), percentile(thousandth, 0.5)];
  return { tenth: round(first), thousandth: round(last), ratio: round(last / first) };
}

const [task, engine, size] = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
if (task === "agree") {
  await agreement(engine);
  console.log("{}");
} else if (task === "measure") {
  console.log(JSON.stringify(await measure(engine, size)));
} else if (task === "repeats") {
  console.log(JSON.stringify(await repeats()));
} else {
  const own = (...task) => {
    const flags = QUICK ? ["--quick"] : [];
    const ran = spawnSync(process.execPath, ["--expose-gc", fileURLToPath(import.meta.url), ...task, ...flags], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
    if (ran.status !== 0) process.exit(1);
    return JSON.parse(ran.stdout.trim().split("\n").at(-1));
  };
  const figures = {};
  for (const size of Object.keys(SIZES)) {
    own("agree", size);
    console.log(`${size}: ${ENGINES.join(", ")} show and compute the same`);
    figures[size] = {};
    for (const engine of ENGINES) {
      const found = own("measure", engine, size);
      figures[size][engine] = found;
      console.log(`  ${engine.padEnd(9)} load ${found.load} ms, answer ${found.answer} ms, p95 ${found.p95} ms, p99 ${found.p99} ms`);
    }
    const { ours, surveyjs, getodk } = figures[size];
    console.log(`  load: ${round(getodk.load / ours.load)} x getodk, ${round(surveyjs.load / ours.load)} x surveyjs; answer p95: ${round(getodk.p95 / ours.p95)} x, ${round(surveyjs.p95 / ours.p95)} x`);
  }
  figures.repeats = own("repeats");
  console.log(`instance 1,000 costs ${figures.repeats.ratio} times instance 10 (${figures.repeats.thousandth} ms, ${figures.repeats.tenth} ms)`);
  writeFileSync(process.env.JALON_GUIDE_FIGURES ?? "bench-guide.json", `${JSON.stringify(figures, null, 2)}\n`);
}
