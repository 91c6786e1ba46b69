// Finds WebKitGTK and its driver for the end-to-end tests, where Playwright's own WebKit is not installed: Debian's
// package webkit2gtk-driver has both. They need a screen, which Xvfb gives.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const FOLDERS = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
  '/usr/lib64',
  '/usr/libexec',
]
const BROWSERS = FOLDERS.flatMap((folder) =>
  ['4.1', '4.0'].map((version) => `${folder}/webkit2gtk-${version}/MiniBrowser`),
)

const programOf = (name) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path))

/** The paths of the driver and of its browser, or null when one of them or the screen is missing. */
export function findWebKit() {
  const driver = programOf('WebKitWebDriver')
  const browser = BROWSERS.find((path) => existsSync(path))
  if (driver === undefined || browser === undefined || programOf('Xvfb') === undefined) return null
  return { driver, browser }
}
