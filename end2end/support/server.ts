// The real binary on a database of its own, filled with the demo.

import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../..");
export const BINARY = process.env["JALON_BINARY"] ?? join(ROOT, "target/release/jalon");
export const SITE = process.env["JALON_SITE_ROOT"] ?? join(ROOT, "target/site");

export interface Account {
  name: string;
  role: string;
  site: string;
  password: string;
}

export interface Demo {
  accounts: Account[];
  documents: { id: string; kind: string; title: string }[];
}

/** A database of the demo, made once and copied for each test, because sealing fourteen passphrases takes seconds. */
export class Template {
  readonly folder = mkdtempSync(join(tmpdir(), "jalon-demo-"));
  readonly demo: Demo;

  constructor() {
    this.demo = JSON.parse(jalon(this.folder, ["demo", "--json"]).stdout) as Demo;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function environment(folder: string, site = SITE): NodeJS.ProcessEnv {
  return {
    ...process.env,
    DATABASE_URL: `sqlite://${join(folder, "jalon.db")}`,
    JALON_MASTER_KEY_FILE: join(folder, "master.key"),
    JALON_SITE_ROOT: site,
  };
}

/** Runs one command of `jalon` to its end. */
export function jalon(folder: string, args: string[], accepted = [0]): { status: number; stdout: string } {
  const run = spawnSync(BINARY, args, { env: environment(folder), encoding: "utf8", timeout: 120_000 });
  if (run.error) throw run.error;
  if (!accepted.includes(run.status ?? -1)) {
    throw new Error(`jalon ${args.join(" ")} ended with ${run.status}: ${run.stderr}${run.stdout}`);
  }
  return { status: run.status ?? -1, stdout: run.stdout };
}

export class Server {
  readonly folder = mkdtempSync(join(tmpdir(), "jalon-server-"));
  readonly demo: Demo;
  /** Everything the process has written, of all its starts. */
  log = "";
  private port = 0;
  private process: ChildProcess | undefined;

  private constructor(
    template: Template,
    private readonly site: string,
  ) {
    cpSync(template.folder, this.folder, { recursive: true });
    this.demo = template.demo;
  }

  static async launch(template: Template, site = SITE): Promise<Server> {
    const server = new Server(template, site);
    server.port = await freePort();
    await server.start();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  account(name: string): Account {
    const found = this.demo.accounts.find((account) => account.name === name);
    if (!found) throw new Error(`the demo has no account ${name}`);
    return found;
  }

  /** Runs a command beside the server, on the same database. */
  command(args: string[], accepted = [0]): { status: number; stdout: string } {
    return jalon(this.folder, args, accepted);
  }

  async start(): Promise<void> {
    const child = spawn(BINARY, ["serve", "--listen", `127.0.0.1:${this.port}`], {
      env: environment(this.folder, this.site),
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.process = child;
    const from = this.log.length;
    await new Promise<void>((ready, fail) => {
      const late = setTimeout(() => fail(new Error(`no “Listening on” in 30 s: ${this.log.slice(from)}`)), 30_000);
      const take = (chunk: Buffer): void => {
        this.log += chunk.toString();
        if (!this.log.slice(from).includes("Listening on")) return;
        clearTimeout(late);
        ready();
      };
      child.stdout.on("data", take);
      child.stderr.on("data", take);
      child.once("error", fail);
      child.once("exit", (status) => fail(new Error(`ended with ${status}: ${this.log.slice(from)}`)));
    });
  }

  async stop(): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const stubborn = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await ended;
    clearTimeout(stubborn);
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function freePort(): Promise<number> {
  return new Promise((found, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? found(address.port) : fail(new Error("no port"))));
    });
  });
}
