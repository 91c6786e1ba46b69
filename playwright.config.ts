import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig, firefox, type Project } from '@playwright/test'
import { findChromium } from './scripts/find-chromium.mjs'
import { findFirefox } from './scripts/find-firefox.mjs'

const executablePath = findChromium() ?? undefined

// Tests copy and paste without a person who allows it.
const firefoxUserPrefs = { 'dom.events.testing.asyncClipboard': true }
/** Playwright's own Firefox, or else the system's, driven by WebDriver BiDi. */
const firefoxProject: Project = {
  name: 'firefox',
  use:
    existsSync(firefox.executablePath()) || findFirefox() === null
      ? { browserName: 'firefox', launchOptions: { firefoxUserPrefs } }
      : {
          browserName: 'firefox',
          channel: 'moz-firefox',
          launchOptions: {
            firefoxUserPrefs,
            executablePath: fileURLToPath(new URL('scripts/firefox-bidi.mjs', import.meta.url)),
          },
        },
}

// Without `--project` the tests run in Chromium alone. A worker, which has no arguments, finds its project in any case.
const named =
  process.env['TEST_WORKER_INDEX'] !== undefined ||
  process.argv.some((argument) => argument.startsWith('--project'))
const others: Project[] = [
  firefoxProject,
  { name: 'webkit', use: { browserName: 'webkit', launchOptions: {} } },
]

// Working copies side by side each need a port of their own.
const port = Number(process.env['PODSCAPE_E2E_PORT'] ?? 4173)

export default defineConfig({
  testDir: 'e2e',
  workers: 2,
  fullyParallel: true,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env['CI'] !== undefined,
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    video: 'off',
    // What a service worker answers cannot be looked at from outside; offline.spec.ts has one.
    serviceWorkers: 'block',
    viewport: { width: 1440, height: 900 },
    launchOptions: executablePath === undefined ? {} : { executablePath },
  },
  projects: [{ name: 'chromium' }, ...(named ? others : [])],
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${port} --strictPort`,
    url: `http://127.0.0.1:${port}`,
    reuseExistingServer: process.env['CI'] === undefined,
  },
})
