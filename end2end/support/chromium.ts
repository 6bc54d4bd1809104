// Chromium as the journeys and the measurements start it, and a profile that survives the browser's sudden end.

import { chromium, expect, type BrowserContext, type BrowserContextOptions, type LaunchOptions } from "@playwright/test";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

export const LAUNCH: LaunchOptions = {
  executablePath: process.env["JALON_CHROMIUM"] ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

/** A browser profile on the disk, as a tablet has one: what it keeps is there after the browser is killed. */
export class Profile {
  readonly folder = mkdtempSync(join(tmpdir(), "jalon-profile-"));
  private context: BrowserContext | undefined;

  async open(options: BrowserContextOptions): Promise<BrowserContext> {
    this.context = await chromium.launchPersistentContext(this.folder, { ...LAUNCH, ...options });
    return this.context;
  }

  /** Waits until the browser has put its cookies on the disk, which it does every half minute. */
  async cookiesKept(): Promise<void> {
    const kept = (): boolean => filesWith(this.folder, "127.0.0.1").some((path) => basename(path).startsWith("Cookies"));
    await expect.poll(kept, { timeout: 90_000 }).toBe(true);
  }

  /** Ends the browser the way a dead battery does, and returns the moment (milliseconds since 1970). */
  async kill(): Promise<number> {
    const closed = new Promise((resolve) => this.context?.once("close", resolve));
    const at = Date.now();
    for (const id of this.processes()) end(id);
    await closed;
    while (this.processes().length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    this.context = undefined;
    return at;
  }

  async close(): Promise<void> {
    await this.context?.close();
    this.context = undefined;
  }

  async remove(): Promise<void> {
    await this.close();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** The processes that were started on this very folder. */
  private processes(): number[] {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .filter((name) => commandLine(name).includes(`--user-data-dir=${this.folder}`))
      .map(Number);
  }
}

function commandLine(id: string): string[] {
  try {
    return readFileSync(`/proc/${id}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}

function end(id: number): void {
  try {
    process.kill(id, "SIGKILL");
  } catch {
    // It ended together with the one before it.
  }
}

/** The files below `folder` that hold `secret`, in either of the two ways a browser writes text. */
export function filesWith(folder: string, secret: string): string[] {
  const forms = [Buffer.from(secret, "utf8"), Buffer.from(secret, "utf16le")];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const content = readFileSync(path);
      return forms.some((form) => content.includes(form));
    });
}
