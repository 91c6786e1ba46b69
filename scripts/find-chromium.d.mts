/** The path of a browser, `undefined` for Playwright's own, or null when there is none. */
export function findChromium(): string | undefined | null
/** As findChromium, but installs Debian's package when that is possible. Throws a sentence otherwise. */
export function ensureChromium(): string | undefined
