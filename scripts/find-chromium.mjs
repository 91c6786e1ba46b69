// Finds a browser for the end-to-end tests: $CHROMIUM_PATH, Playwright's own, the system's, else
// Debian's package when this process may install it, else a sentence that says what to do.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

const SYSTEM = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The path of a browser, `undefined` for Playwright's own, or null when there is none. */
export function findChromium() {
  const wanted = process.env.CHROMIUM_PATH
  if (wanted) return wanted
  const own = chromium.executablePath()
  const shell = own.replace(/chromium-(\d+)\/.*/, 'chromium_headless_shell-$1')
  if (existsSync(own) || existsSync(shell)) return undefined
  return SYSTEM.find((path) => existsSync(path)) ?? null
}

/** As findChromium, but installs Debian's package when that is possible. Throws a sentence otherwise. */
export function ensureChromium() {
  const found = findChromium()
  if (found !== null) return found
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('No browser found: installing the package chromium-headless-shell …')
    const quiet = {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }
    try {
      execFileSync('apt-get', ['update', '-qq'], quiet)
      execFileSync(
        'apt-get',
        [
          'install',
          '-y',
          '-qq',
          '--no-install-recommends',
          'chromium-headless-shell',
          'fonts-dejavu-core',
        ],
        quiet,
      )
    } catch {
      // What can be done is said below.
    }
    const installed = findChromium()
    if (installed !== null) return installed
  }
  throw new Error(
    'No Chromium was found for the end-to-end tests. Run "npx playwright install chromium-headless-shell", or install your system\'s Chromium (Debian: apt-get install chromium-headless-shell), or set CHROMIUM_PATH.',
  )
}
