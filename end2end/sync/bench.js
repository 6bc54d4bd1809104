// Measures synchronisation beside the Yjs servers that most people run, in one go: `node bench.js [what…]`, where what is
// fan-out, acks, losses, memory or loading; all of them by default. PEERS, REPEATS and KILLS narrow or widen it.

import { randomInt } from "node:crypto";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { Crowd, quantile } from "./load.js";
import { PEERS } from "./peers.js";
import { Client, found, frame, records, updates } from "./wire.js";

const REPEATS = Number(process.env.REPEATS ?? 5);
const KILLS = Number(process.env.KILLS ?? 30);
const names = (process.env.PEERS ?? "jalon,y-websocket,hocuspocus,hocuspocus-0").split(",");

/** Fan-out is good enough up to here, in milliseconds. */
const TOLERABLE = 100;
const results = { machine: { cores: cpus().length, processor: cpus()[0]?.model }, figures: {} };

const measures = { "fan-out": fanOut, acks, losses, memory, loading };
const asked = process.argv.slice(2);
for (const what of asked.length > 0 ? asked : Object.keys(measures)) await measures[what]();

const path = join(resolve(import.meta.dirname, "../.."), "target/bench-sync.json");
mkdirSync(resolve(path, ".."), { recursive: true });
writeFileSync(path, `${JSON.stringify(results, undefined, 2)}\n`);
if (process.env.GITHUB_STEP_SUMMARY) appendFileSync(process.env.GITHUB_STEP_SUMMARY, JSON.stringify(results));

/** Runs `measure` on a fresh server of each kind, `repeats` times in alternating order. */
async function alternate(repeats, measure) {
  const found = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < repeats; round += 1) {
    const order = round % 2 === 0 ? names : [...names].reverse();
    for (const name of order) {
      const peer = PEERS[name]();
      try {
        await peer.start();
        found[name].push(await measure(peer, name));
      } finally {
        await peer.remove();
      }
    }
  }
  return found;
}

/** How many updates a second 50 documents of 3 clients take before the slowest hundredth takes over 100 ms. */
async function fanOut() {
  const before = {};
  const found = await alternate(REPEATS, async (peer, name) => {
    const crowd = await Crowd.gather(peer, 50, 3);
    let best = 0;
    let failed = 0;
    await crowd.send(200, 0, 2);
    for (let rate = Math.round((before[name] ?? 600) * 0.6); failed < 2; rate = Math.round(rate * 1.15)) {
      const { lost, fanOut } = await crowd.send(rate, 2, 5);
      if (lost === 0 && fanOut.p99 <= TOLERABLE) [best, failed] = [rate, 0];
      else failed += 1;
    }
    crowd.leave();
    before[name] = Math.max(best, 100);
    return best;
  });
  table("updates a second, 50 documents x 3 clients, 99 of 100 within 100 ms", found, "", true);
}

/** How long until the server says that it has an update, at 500 a second. */
async function acks() {
  const found = await alternate(REPEATS, async (peer) => {
    const crowd = await Crowd.gather(peer, 50, 3);
    const { ack, fanOut } = await crowd.send(500, 2, 10);
    crowd.leave();
    return { ack: ack.p99, fanOut: fanOut.p99, median: ack.p50 };
  });
  const part = (key) => Object.fromEntries(names.map((name) => [name, found[name].map((one) => one[key])]));
  table("acknowledgement at 500 updates a second, median", part("median"), "ms");
  table("acknowledgement at 500 updates a second, 99 of 100", part("ack"), "ms");
  table("fan-out at 500 updates a second, 99 of 100", part("fanOut"), "ms");
}

/** Kills the server again and again at 50 updates a second; how much of what another client had seen is gone. */
async function losses() {
  const rows = [];
  for (const name of names) {
    const peer = PEERS[name]();
    try {
      await peer.start();
      const rooms = (await peer.documents(5)).map((document) => ({ document, next: 0, seen: new Set(), gone: 0 }));
      for (let kill = 0; kill < KILLS; kill += 1) {
        await Promise.all(rooms.map((room) => write(peer, room)));
        await sleep(1000 + randomInt(3000));
        await peer.kill();
        rooms.forEach((room) => clearInterval(room.timer));
        await peer.start();
        const after = await Promise.all(rooms.map((room) => found(peer, room.document)));
        for (const [index, room] of rooms.entries()) {
          const kept = new Set(after[index]);
          for (const number of room.seen) if (!kept.has(number)) (room.gone += 1), room.seen.delete(number);
        }
      }
      const gone = rooms.reduce((sum, room) => sum + room.gone, 0);
      rows.push([peer.name, peer.durability, gone, gone + rooms.reduce((sum, room) => sum + room.seen.size, 0)]);
    } finally {
      await peer.remove();
    }
  }
  results.figures.losses = rows;
  console.log(`\n| server | what another client sees is | lost in ${KILLS} kills | of |\n| --- | --- | ---: | ---: |`);
  for (const row of rows) console.log(`| ${row.join(" | ")} |`);
}

/** A writer at 10 updates a second and a reader, until the server goes. */
async function write(peer, room) {
  const reader = new Client(peer, room.document, {
    on: (update) => records(update).forEach((number) => room.seen.add(number)),
  });
  const writer = new Client(peer, room.document);
  await Promise.all([reader.ready, writer.ready]);
  const made = updates(peer.root, room.next, 60, writer.state);
  room.next += made.length;
  room.timer = setInterval(() => {
    const update = made.shift();
    if (update && !writer.ended) writer.send(frame(peer, room.document, update));
  }, 100);
}

/** What a socket costs that only waits, and what an open document of 10 kB costs. */
async function memory() {
  const found = await alternate(Math.min(REPEATS, 3), async (peer) => {
    const documents = await peer.documents(1000);
    const filled = await Promise.all(documents.slice(0, 1).map((name) => fill(peer, name)));
    await sleep(1000);
    const empty = peer.memory();
    const sockets = await open(peer, Array.from({ length: 1000 }, () => documents[0]));
    await sleep(5000);
    const socket = (peer.memory() - empty) / 1000;
    for (const client of [...sockets, ...filled]) client.drop();
    await sleep(2000);
    const between = peer.memory();
    const open_ = [];
    for (const name of documents.slice(1)) open_.push(await fill(peer, name));
    await sleep(5000);
    const all = (peer.memory() - between) / 2 ** 20;
    for (const client of open_) client.drop();
    return { socket: socket / 1000, all };
  });
  const part = (key) => Object.fromEntries(names.map((name) => [name, found[name].map((one) => one[key])]));
  table("memory of a socket that waits", part("socket"), "kB");
  table("memory of 1,000 open documents of 10 kB, each with a socket", part("all"), "MiB");
}

async function open(peer, documents) {
  const clients = [];
  for (const name of documents) {
    const client = new Client(peer, name);
    await client.ready;
    clients.push(client);
  }
  return clients;
}

/** Writes some 10 kB into a document, in 20 updates; the client that did. */
async function fill(peer, name) {
  const writer = new Client(peer, name);
  await writer.ready;
  for (const update of updates(peer.root, 0, 20, undefined, 500)) writer.send(frame(peer, name, update));
  return writer;
}

/** How long a document of 10,000 updates takes to open after the server has been started anew. */
async function loading() {
  const found = await alternate(Math.min(REPEATS, 3), async (peer) => {
    const [name] = await peer.documents(1);
    const writer = new Client(peer, name);
    await writer.ready;
    const made = updates(peer.root, 0, 10_000);
    for (const [index, update] of made.entries()) {
      writer.send(frame(peer, name, update));
      if (index % 100 === 99) await sleep(25);
    }
    await sleep(5000);
    writer.drop();
    await sleep(5000);
    await peer.end("SIGTERM");
    await peer.start();
    const times = [];
    for (let again = 0; again < 5; again += 1) {
      const start = performance.now();
      const client = new Client(peer, name);
      await client.ready;
      times.push(performance.now() - start);
      if (again === 0 && records(client.state).length === 0) throw new Error(`${peer.name} lost its document`);
      client.drop();
      await peer.end("SIGTERM");
      await peer.start();
    }
    return quantile(times.sort((a, b) => a - b), 0.5);
  });
  table("opening a document of 10,000 updates, cold", found, "ms");
}

/** Prints medians and ranges, and the ratio to each of the others. */
function table(what, found, unit, more = false) {
  results.figures[what] = found;
  console.log(`\n${what}\n\n| server | median | range | ours is |\n| --- | ---: | ---: | ---: |`);
  const median = (values) => quantile([...values].sort((a, b) => a - b), 0.5);
  const round = (value) => (Number.isNaN(value) ? "-" : value >= 100 ? value.toFixed(0) : value.toFixed(1));
  const ours = found.jalon && median(found.jalon);
  for (const [name, values] of Object.entries(found)) {
    const sorted = [...values].sort((a, b) => a - b);
    const ratio = name === "jalon" || ours === undefined ? "" : `${(ours / median(values)).toFixed(2)} x`;
    const range = `${round(sorted[0])} to ${round(sorted.at(-1))}`;
    console.log(`| ${name} | ${round(median(values))} ${unit} | ${range} | ${ratio}${more && ratio ? " as many" : ""} |`);
  }
}
