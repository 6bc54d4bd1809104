// Layered drawings of one set of graphs by Jalon (wasm), Graphviz dot, dagre and elkjs: crossings counted on the routes by
// one function, and times, in one run. `node layout.mjs [--every N]`; graphs of others from $JALON_SHARED/corpora.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const require = createRequire(import.meta.url);
const jalon = require(join(root, "target", "layout-bench", "layout_bench.js"));
const dagre = require("@dagrejs/dagre");
const ELK = require("elkjs/lib/elk.bundled.js");
const elk = new ELK();

// The same boxes and gaps for everybody, in pixels.
const [WIDTH, HEIGHT, GAP, LAYERS] = [180, 64, 40, 80];

const engines = {
  jalon: (graph) => jalon.Asked.read(JSON.stringify(graph)).write(),
  dagre(graph) {
    const drawing = new dagre.graphlib.Graph({ multigraph: true });
    drawing.setGraph({ rankdir: "TB", nodesep: GAP, ranksep: LAYERS });
    drawing.setDefaultEdgeLabel(() => ({}));
    for (let node = 0; node < graph.n; node++) drawing.setNode(String(node), { width: WIDTH, height: HEIGHT });
    graph.edges.forEach(([from, to], index) => drawing.setEdge(String(from), String(to), {}, String(index)));
    dagre.layout(drawing);
    return drawing.edges().map((edge) => drawing.edge(edge).points.map(({ x, y }) => [x, y]));
  },
  async elk(graph) {
    const drawing = await elk.layout({
      id: "graph",
      layoutOptions: {
        "elk.algorithm": "layered",
        "elk.direction": "DOWN",
        "elk.edgeRouting": "POLYLINE",
        "elk.spacing.nodeNode": String(GAP),
        "elk.layered.spacing.nodeNodeBetweenLayers": String(LAYERS),
      },
      children: Array.from({ length: graph.n }, (_, node) => ({ id: `n${node}`, width: WIDTH, height: HEIGHT })),
      edges: graph.edges.map(([from, to], index) => ({ id: `e${index}`, sources: [`n${from}`], targets: [`n${to}`] })),
    });
    return drawing.edges.flatMap((edge) =>
      (edge.sections ?? []).map(({ startPoint, bendPoints = [], endPoint }) =>
        [startPoint, ...bendPoints, endPoint].map(({ x, y }) => [x, y]),
      ),
    );
  },
};

/** Draws many graphs with one start of dot; its curves become sixteen straight pieces for each cubic. */
function dot(graphs) {
  const source = graphs.map((graph) => {
    const nodes = Array.from({ length: graph.n }, (_, node) => `${node};`).join("");
    const edges = graph.edges.map(([from, to]) => `${from}->${to};`).join("");
    const box = `node[shape=box,fixedsize=true,label="",width=${WIDTH / 72},height=${HEIGHT / 72}]`;
    return `digraph{nodesep=${GAP / 72};ranksep=${LAYERS / 72};${box};${nodes}${edges}}`;
  });
  const options = { input: source.join("\n"), encoding: "utf8", maxBuffer: 1 << 30 };
  const started = performance.now();
  const written = execFileSync("dot", ["-Tplain"], options);
  const took = performance.now() - started;
  const drawings = [];
  for (const line of written.split("\n")) {
    const words = line.split(" ");
    if (words[0] === "graph") drawings.push([]);
    if (words[0] === "edge") drawings.at(-1).push(curve(words.slice(4, 4 + 2 * Number(words[3])).map((n) => 72 * n)));
  }
  return { drawings, took };
}

function curve(numbers) {
  const points = [[numbers[0], numbers[1]]];
  for (let at = 0; at + 7 < numbers.length; at += 6) {
    const [ax, ay, bx, by, cx, cy, dx, dy] = numbers.slice(at, at + 8);
    for (let step = 1; step <= 16; step++) {
      const t = step / 16;
      const [a, b, c, d] = [(1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t * t, t ** 3];
      points.push([a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy]);
    }
  }
  return points;
}

const count = (routes) => jalon.crossings(JSON.stringify(routes));

/** Boxes that overlap, and links through boxes that are not theirs. */
function faults(drawing) {
  const boxes = drawing.nodes.map(({ id, x, y, width, height }) => ({
    id, left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2,
  }));
  let overlaps = 0;
  let through = 0;
  boxes.forEach((a, at) => {
    for (const b of boxes.slice(at + 1)) {
      if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) overlaps++;
    }
  });
  for (const { from, to, points } of drawing.edges) {
    for (const box of boxes.filter(({ id }) => id !== from && id !== to)) {
      if (points.some((point, at) => at > 0 && passes(points[at - 1], point, box))) through++;
    }
  }
  return { overlaps, through };
}

function passes([ax, ay], [bx, by], { left, right, top, bottom }) {
  let [from, to] = [0, 1];
  for (const [start, end, low, high] of [[ax, bx, left, right], [ay, by, top, bottom]]) {
    if (start === end) {
      if (start <= low || start >= high) return false;
      continue;
    }
    const [one, other] = [(low - start) / (end - start), (high - start) / (end - start)];
    from = Math.max(from, Math.min(one, other));
    to = Math.min(to, Math.max(one, other));
  }
  return from < to;
}

async function corpus(name, graphs) {
  const ours = { total: 0, overlaps: 0, through: 0, each: [] };
  for (const graph of graphs) {
    const drawing = JSON.parse(engines.jalon(graph));
    const { overlaps, through } = faults(drawing);
    ours.total += drawing.crossings;
    ours.overlaps += overlaps;
    ours.through += through;
    ours.each.push(drawing.crossings);
  }
  console.log(`${name}: ${graphs.length} graphs; jalon ${ours.total} crossings, ${ours.overlaps} overlaps, ${ours.through} links through boxes`);
  const result = { graphs: graphs.length, jalon: ours.total, overlaps: ours.overlaps, through: ours.through, peers: {} };
  const drawn = dot(graphs).drawings;
  const peers = { dot: (_, at) => drawn[at], dagre: engines.dagre, elk: engines.elk };
  for (const [peer, draw] of Object.entries(peers)) {
    let [total, win, tie, failed] = [0, 0, 0, 0];
    for (const [at, graph] of graphs.entries()) {
      let crossings;
      try {
        crossings = count(await draw(graph, at));
      } catch {
        failed++;
        continue;
      }
      total += crossings;
      win += ours.each[at] < crossings;
      tie += ours.each[at] === crossings;
    }
    const share = ((100 * (win + tie)) / (graphs.length - failed)).toFixed(1);
    console.log(`  ${peer}: ${total} crossings; jalon wins ${win}, ties ${tie} (${share} %)${failed ? `; ${failed} not drawn` : ""}`);
    result.peers[peer] = { total, win, tie, failed };
  }
  return result;
}

/** A graph without cycles from a fixed sequence. */
function random(nodes, edges, seed) {
  let state = seed;
  const below = (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
  const known = new Set();
  while (known.size < edges) {
    const [from, to] = [below(nodes), below(nodes)];
    if (from < to) known.add(`${from} ${to}`);
  }
  return { n: nodes, edges: [...known].map((pair) => pair.split(" ").map(Number)) };
}

/** The same with four levels, as frameworks have: links go from one level to the next above. */
function banded(nodes, edges, seed) {
  const graph = random(nodes, edges, seed);
  const level = (node) => Math.min(3, Math.floor((4 * node) / nodes));
  const kept = graph.edges.filter(([from, to]) => level(from) !== level(to));
  return { nodes: Array.from({ length: nodes }, (_, id) => ({ id, level: level(id) })), edges: kept };
}

async function median(times, draw) {
  if (times > 1) await draw();
  const taken = [];
  for (let time = 0; time < times; time++) {
    const started = performance.now();
    await draw();
    taken.push(performance.now() - started);
  }
  return taken.sort((a, b) => a - b)[times >> 1];
}

async function speed(nodes, edges, times, peerTimes) {
  const graph = random(nodes, edges, 7);
  const asked = jalon.Asked.read(JSON.stringify(graph));
  const bands = jalon.Asked.read(JSON.stringify(banded(nodes, edges, 7)));
  const started = [];
  for (let time = 0; time < peerTimes + 2; time++) started.push(dot([graph]).took);
  const figures = {
    jalon: await median(times, () => asked.draw()),
    jalon_four_levels: await median(times, () => bands.draw()),
    dot: started.sort((a, b) => a - b)[started.length >> 1],
    elk: await median(peerTimes, () => engines.elk(graph)),
    dagre: await median(peerTimes, () => engines.dagre(graph)),
  };
  const crossings = { jalon: asked.draw(), dot: count(dot([graph]).drawings[0]) };
  const row = Object.entries(figures).map(([name, ms]) => `${name} ${ms.toFixed(1)} ms`);
  console.log(`${nodes} nodes, ${edges} links: ${row.join(", ")}; crossings: jalon ${crossings.jalon}, dot ${crossings.dot}`);
  return { nodes, edges, figures, crossings };
}

/** Whether wasm and the native command give the same bytes. */
function identical(graphs) {
  const binary = process.env.JALON_BINARY ?? join(root, "target", "release", "jalon");
  if (!existsSync(binary)) return console.log(`not compared with the native build: ${binary} is not there`);
  const file = join(root, "target", "layout-bench", "graphs.jsonl");
  writeFileSync(file, graphs.map((graph) => JSON.stringify(graph)).join("\n"));
  const native = execFileSync(binary, ["framework", "layout", file, "--json"], { encoding: "utf8", maxBuffer: 1 << 30 });
  const lines = native.trim().split("\n");
  const other = graphs.filter((graph, at) => engines.jalon(graph) !== lines[at]).length;
  console.log(`${graphs.length} drawings by wasm and by ${binary}: ${other} differ`);
  return other;
}

const every = Number(process.argv[process.argv.indexOf("--every") + 1] || 1) || 1;
const shared = process.env.JALON_SHARED ?? join(root, "..", "shared");
const results = { node: process.version, corpora: {}, speed: [] };
results.speed.push(await speed(100, 150, 30, 5));
results.speed.push(await speed(1000, 1500, 10, 1));
for (const name of ["north", "rome"]) {
  const path = join(shared, "corpora", "graphs", `${name}.jsonl`);
  if (!existsSync(path)) {
    console.log(`${name}: skipped, ${path} is not there`);
    continue;
  }
  const graphs = readFileSync(path, "utf8").trim().split("\n").map((line) => JSON.parse(line)).filter((_, at) => at % every === 0);
  results.differ = { ...results.differ, [name]: identical(graphs.filter((_, at) => at % 10 === 0)) };
  results.corpora[name] = await corpus(name, graphs);
}
writeFileSync(join(root, "target", "layout-bench.json"), `${JSON.stringify(results, null, 2)}\n`);
