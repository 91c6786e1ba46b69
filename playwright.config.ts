import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig, firefox, type Project, webkit } from '@playwright/test'
import { findChromium } from './scripts/find-chromium.mjs'
import { findFirefox } from './scripts/find-firefox.mjs'
import { findWebKit } from './scripts/find-webkit.mjs'

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

const ownWebKit = existsSync(webkit.executablePath())
/** Playwright's own WebKit, or else WebKitGTK, whose driver is made to speak WebDriver BiDi as Firefox does. */
const webkitProject: Project = {
  name: 'webkit',
  ...(ownWebKit
    ? { use: { browserName: 'webkit', launchOptions: {} } }
    : {
        // Every command goes through a driver that waits for the page to be drawn without a graphics card.
        timeout: 300_000,
        expect: { timeout: 60_000 },
        use: {
          browserName: 'firefox',
          channel: 'moz-firefox',
          trace: 'off',
          // The driver may wait for ever for a picture of a page that stands still.
          screenshot: 'off',
          launchOptions: {
            executablePath: fileURLToPath(new URL('scripts/webkit-bidi.mjs', import.meta.url)),
          },
        },
      }),
}
if (/--project[= ]webkit/.test(process.argv.join(' ')) && !ownWebKit && findWebKit() === null)
  throw new Error(
    "No WebKit was found: WebKitWebDriver, its MiniBrowser and Xvfb (Debian: apt-get install webkit2gtk-driver xvfb), or Playwright's own (npx playwright install webkit).",
  )

// Without `--project` the tests run in Chromium alone. A worker, which has no arguments, finds its project in any case.
const named =
  process.env['TEST_WORKER_INDEX'] !== undefined ||
  process.argv.some((argument) => argument.startsWith('--project'))
const others: Project[] = [firefoxProject, webkitProject]

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
