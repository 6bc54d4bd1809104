// y-protocols over a raw socket, the same code for every server. A writer's updates are made beforehand, so that what is
// measured is the server and not the Yjs of the program that asks.

import { setTimeout as sleep } from "node:timers/promises";

import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import WebSocket from "ws";
import * as Y from "yjs";

const SYNC = 0;
const AUTH = 2;
const ACK = 100;
const STEP1 = 0;
const STEP2 = 1;
const UPDATE = 2;

/** Records in the text of a document: `#12;`. Servers may merge updates, so records are counted and not frames. */
const RECORD = /#(\d+);/g;

/** The numbers of the records in these bytes; the text of an update stands in it as UTF-8. */
export function records(bytes) {
  const found = [];
  for (const match of Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).latin1Slice().matchAll(RECORD)) {
    found.push(Number(match[1]));
  }
  return found;
}

/** `count` updates of one new writer, each of which appends a record, with `filling` letters beside it. */
export function updates(root, from, count, start, filling = 0) {
  const doc = new Y.Doc({ gc: true });
  doc.clientID = Math.floor(Math.random() * 2 ** 32);
  if (start) Y.applyUpdate(doc, start);
  const text = doc.getText(root);
  const made = [];
  doc.on("update", (update) => made.push(update));
  for (let number = from; number < from + count; number += 1) text.insert(text.length, `#${number};${"a".repeat(filling)}`);
  doc.destroy();
  return made;
}

function message(peer, name, write) {
  const encoder = encoding.createEncoder();
  if (peer.prefixed) encoding.writeVarString(encoder, name);
  write(encoder);
  return encoding.toUint8Array(encoder);
}

/** The frame that carries an update. */
export function frame(peer, name, update) {
  return message(peer, name, (encoder) => {
    encoding.writeVarUint(encoder, SYNC);
    encoding.writeVarUint(encoder, UPDATE);
    encoding.writeVarUint8Array(encoder, update);
  });
}

/** One connection to one document. `state` is what the server had when it was opened, once `ready`. */
export class Client {
  constructor(peer, name, { on = () => {}, acked = () => {} } = {}) {
    this.peer = peer;
    this.name = name;
    this.on = on;
    this.acked = acked;
    this.state = undefined;
    this.ended = false;
    this.socket = new WebSocket(peer.address(name), { headers: peer.headers, perMessageDeflate: false });
    this.socket.binaryType = "nodebuffer";
    this.ready = new Promise((done, fail) => {
      this.settle = done;
      this.socket.once("error", fail);
      this.socket.once("close", (code) => fail(new Error(`${peer.name}: closed with ${code}`)));
    });
    this.ready.catch(() => {});
    this.socket.on("error", () => {});
    this.socket.on("close", () => (this.ended = true));
    this.socket.on("open", () => this.greet());
    this.socket.on("message", (bytes) => this.hear(bytes));
  }

  greet() {
    if (this.peer.prefixed) {
      this.say((encoder) => {
        encoding.writeVarUint(encoder, AUTH);
        encoding.writeVarUint(encoder, 0);
        encoding.writeVarString(encoder, "token");
      });
    }
    this.say((encoder) => {
      encoding.writeVarUint(encoder, SYNC);
      encoding.writeVarUint(encoder, STEP1);
      encoding.writeVarUint8Array(encoder, Uint8Array.of(0));
    });
  }

  say(write) {
    this.socket.send(message(this.peer, this.name, write));
  }

  /** Sends a frame made by {@link frame}. */
  send(bytes) {
    this.socket.send(bytes);
  }

  hear(bytes) {
    const decoder = decoding.createDecoder(bytes);
    if (this.peer.prefixed) decoding.readVarString(decoder);
    const kind = decoding.readVarUint(decoder);
    if (kind === ACK || kind === this.peer.saved) return this.acked();
    if (kind !== SYNC) return undefined;
    const step = decoding.readVarUint(decoder);
    const payload = decoding.readVarUint8Array(decoder);
    if (step === STEP2 && this.state === undefined) {
      this.state = payload;
      this.settle();
    } else if (step === STEP2 || step === UPDATE) {
      this.on(payload);
    }
    return undefined;
  }

  /** Ends at once, without a closing handshake. */
  drop() {
    this.socket.terminate();
  }
}

/** What a server gives to who comes anew: the numbers of the records. Some answer before they have loaded, so what comes
 * in the second after counts too. */
export async function found(peer, name) {
  const doc = new Y.Doc();
  const client = new Client(peer, name, { on: (update) => Y.applyUpdate(doc, update) });
  await client.ready;
  Y.applyUpdate(doc, client.state);
  await sleep(1000);
  client.drop();
  return [...doc.getText(peer.root).toString().matchAll(RECORD)].map((match) => Number(match[1]));
}
