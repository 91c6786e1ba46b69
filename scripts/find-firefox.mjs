// Finds a Firefox of the system for the end-to-end tests, where Playwright's own is not installed: $FIREFOX_PATH, else
// where systems keep it.
import { existsSync } from 'node:fs'

const SYSTEM = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
]

/** The path of a browser, or null when there is none. */
export function findFirefox() {
  return process.env.FIREFOX_PATH || (SYSTEM.find((path) => existsSync(path)) ?? null)
}
