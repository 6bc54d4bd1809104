import { defineConfig } from "@playwright/test";
import { LAUNCH } from "./support/chromium.ts";
import type { Options } from "./support/test.ts";

export default defineConfig<Options>({
  testDir: "journeys",
  outputDir: "test-results",
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: true,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [["line"]],
  use: {
    browserName: "chromium",
    launchOptions: LAUNCH,
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    contextOptions: { reducedMotion: "reduce" },
    serviceWorkers: "allow",
    trace: "retain-on-failure",
    timezoneId: "Europe/Paris",
  },
  projects: [
    {
      name: "desktop",
      testIgnore: /phone/,
      use: { language: "en", locale: "en-GB", viewport: { width: 1280, height: 800 } },
    },
    {
      name: "tablet",
      testIgnore: /phone/,
      use: { language: "fr", locale: "fr-FR", viewport: { width: 1180, height: 820 }, hasTouch: true },
    },
    {
      name: "phone",
      testMatch: /phone/,
      use: { language: "fr", locale: "fr-FR", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    },
  ],
});
