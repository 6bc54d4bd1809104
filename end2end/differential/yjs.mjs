// Reads histories that the simulation wrote, applies their updates with Yjs in several orders, and compares what both
// sides read: contents, not bytes, since the encoders differ harmlessly. Usage: node yjs.mjs FOLDER

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import * as Y from "yjs";

/** Numbers that follow from the one before, so that an order can be had again. */
function shuffled(list, seed) {
  let state = seed + 1;
  const next = (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % bound;
  };
  const copy = [...list];
  for (let at = copy.length - 1; at > 0; at -= 1) {
    const other = next(at + 1);
    [copy[at], copy[other]] = [copy[other], copy[at]];
  }
  return copy;
}

function read(updates, history) {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  const maps = Object.fromEntries(Object.keys(history.maps).map((name) => [name, doc.getMap(name).toJSON()]));
  const texts = Object.fromEntries(Object.keys(history.texts).map((name) => [name, doc.getText(name).toString()]));
  const waiting = doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
  return { maps, texts, waiting };
}

/** What was applied, encoded by Yjs and read again. */
function again(updates) {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return [Y.encodeStateAsUpdate(doc)];
}

/** Orders in which the same updates once ended differently: the dependency first, last, doubled, and merged. */
function orders(updates) {
  return {
    "as written": updates,
    backwards: [...updates].reverse(),
    doubled: updates.flatMap((update) => [update, update]),
    merged: [Y.mergeUpdates(updates)],
    "merged backwards": [Y.mergeUpdates([...updates].reverse())],
    "encoded again": again(updates),
    ...Object.fromEntries([1, 2, 3].map((seed) => [`shuffled ${seed}`, shuffled(updates, seed)])),
  };
}

const folder = process.argv[2];
if (!folder) throw new Error("usage: node yjs.mjs FOLDER");
let compared = 0;
let different = 0;
for (const name of readdirSync(folder).filter((file) => file.endsWith(".json"))) {
  const history = JSON.parse(readFileSync(join(folder, name), "utf8"));
  const updates = history.updates.map((hex) => Uint8Array.from(Buffer.from(hex, "hex")));
  if (updates.length === 0) continue;
  for (const [order, list] of Object.entries(orders(updates))) {
    const found = read(list, history);
    compared += 1;
    const expected = { maps: history.maps, texts: history.texts, waiting: false };
    if (isDeepStrictEqual(found, expected)) continue;
    different += 1;
    console.error(`${name}, ${order}:\n  yjs ${JSON.stringify(found)}\n  yrs ${JSON.stringify(expected)}`);
  }
}
console.log(`${compared} readings, ${different} different`);
process.exitCode = different === 0 && compared > 0 ? 0 : 1;
