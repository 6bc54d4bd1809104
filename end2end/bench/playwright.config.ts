import { defineConfig } from "@playwright/test";
import { LAUNCH } from "../support/chromium.ts";
import type { Options } from "../support/test.ts";

export default defineConfig<Options>({
  testDir: ".",
  testMatch: "*.bench.ts",
  outputDir: "../test-results",
  workers: 1,
  timeout: 600_000,
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    launchOptions: LAUNCH,
    language: "en",
    locale: "en-GB",
    viewport: { width: 1180, height: 820 },
    actionTimeout: 30_000,
  },
});
