// Many clients in many documents: one writes in each, all others read. Updates are sent at their time whether the server
// keeps up or not (an open loop), so that a slow server cannot slow its own measure.

import { setTimeout as sleep } from "node:timers/promises";

import { Client, frame, records, updates } from "./wire.js";

/** How long what is under way may take to arrive once sending has ended, in milliseconds. */
const PATIENCE = 3000;

/** `documents` with `clients` each, connected. */
export class Crowd {
  static async gather(peer, documents, clients) {
    const crowd = new Crowd();
    crowd.peer = peer;
    crowd.rooms = await Promise.all(
      (await peer.documents(documents)).map(async (name) => {
        const room = { name, next: 0, sent: [], heard: [], acks: [], acked: 0 };
        room.writer = new Client(peer, name, { acked: () => room.acks.push(performance.now()) });
        room.readers = Array.from({ length: clients - 1 }, (_, index) => {
          room.heard.push([]);
          const on = (update) => {
            const at = performance.now();
            for (const number of records(update)) room.heard[index][number] = at;
          };
          return new Client(peer, name, { on });
        });
        await Promise.all([room.writer, ...room.readers].map((client) => client.ready));
        return room;
      }),
    );
    return crowd;
  }

  /** Sends `rate` updates a second for `seconds` after `warm` seconds of the same; what came of the ones after. */
  async send(rate, warm, seconds) {
    const { rooms, peer } = this;
    const total = Math.round(rate * (warm + seconds));
    const each = Math.ceil(total / rooms.length);
    for (const room of rooms) {
      // A writer per run: its updates follow on what it has written itself, nothing else.
      room.frames = updates(peer.root, room.next, each).map((update) => frame(peer, room.name, update));
      room.from = room.next;
      room.acksBefore = room.acks.length;
      room.next += each;
    }
    const start = performance.now();
    const measured = start + warm * 1000;
    const acked = peer.saved > 0 || peer.name === "Jalon";
    for (let sent = 0; sent < total; ) {
      const due = Math.min(total, Math.floor(((performance.now() - start) / 1000) * rate));
      for (; sent < due; sent += 1) {
        const room = rooms[sent % rooms.length];
        const index = Math.floor(sent / rooms.length);
        room.sent[room.from + index] = performance.now();
        room.writer.send(room.frames[index]);
      }
      if (sent < total) await sleep(1);
    }
    const took = (performance.now() - start) / 1000;
    const until = performance.now() + PATIENCE;
    while (performance.now() < until && rooms.some((room) => missing(room) > 0)) await sleep(20);
    const latencies = [];
    const acks = [];
    let lost = 0;
    for (const room of rooms) {
      lost += missing(room);
      for (let number = room.from; number < room.sent.length; number += 1) {
        const sent = room.sent[number];
        if (sent < measured) continue;
        for (const heard of room.heard) if (heard[number] !== undefined) latencies.push(heard[number] - sent);
        const ack = room.acks[room.acksBefore + number - room.from];
        if (acked && ack !== undefined) acks.push(ack - sent);
      }
    }
    return { rate, sent: total / took, lost, fanOut: spread(latencies), ack: spread(acks) };
  }

  leave() {
    for (const room of this.rooms) for (const client of [room.writer, ...room.readers]) client.drop();
  }
}

function missing(room) {
  let count = 0;
  for (let number = room.from; number < room.sent.length; number += 1) {
    for (const heard of room.heard) if (heard[number] === undefined) count += 1;
  }
  return count;
}

export function quantile(sorted, share) {
  return sorted.length === 0 ? Number.NaN : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function spread(values) {
  const sorted = Float64Array.from(values).sort();
  return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), count: sorted.length };
}
