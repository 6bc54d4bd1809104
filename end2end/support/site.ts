// A built site of one's own, and the next version of it.

import { appendFileSync, cpSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SITE } from "./server.ts";

export class SiteCopy {
  readonly folder = mkdtempSync(join(tmpdir(), "jalon-site-"));

  constructor() {
    cpSync(SITE, this.folder, { recursive: true });
  }

  /** Changes the style sheet and its name, as a build of other sources does, and returns its new address. */
  nextVersion(): string {
    const folder = join(this.folder, "pkg");
    const names = readdirSync(folder);
    const style = names.find((name) => name.endsWith(".css"));
    if (!style) throw new Error(`no style sheet in ${folder}`);
    for (const twin of names.filter((name) => name.startsWith(style) && name !== style)) rmSync(join(folder, twin));
    appendFileSync(join(folder, style), "\n:root { --next-version: 1 }\n");
    const next = style.replace(/\.[\w-]{22}\.css$/, `.${"N".repeat(22)}.css`);
    renameSync(join(folder, style), join(folder, next));
    return `/pkg/${next}`;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
