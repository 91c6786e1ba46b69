// The few things that only a browser can do, so that the composition root can hand them on.
import type { TextStorage } from '#playground/run-guard.ts'
import type { Watch } from '#playground/silence.ts'

/** Texts in the browser's storage; where it is forbidden nothing is kept. */
export const browserStorage: TextStorage = {
  read(key) {
    try {
      return localStorage.getItem(key)
    } catch {
      return null
    }
  },
  write(key, text) {
    try {
      localStorage.setItem(key, text)
    } catch {
      // Full or forbidden: what is open stays open, only not for the next visit.
    }
  },
}

/** Says that there are kept texts, so that a new visitor's page need not wait for the database. */
export const KEPT = 'podscape/kept'

/** True when an earlier visit kept something, by this version of the page or an older one. */
export function hasKept(): boolean {
  return [KEPT, 'podscape/current'].some((key) => (browserStorage.read(key) ?? '') !== '')
}

/** Keeps nothing. */
export const noStorage: TextStorage = { read: () => null, write: () => undefined }

/** The page's own time. */
export const pageWatch: Watch = {
  nowMs: () => performance.now(),
  every: (delayMs, act) => void setInterval(act, delayMs),
}

/** Puts text on the clipboard; false when the browser refused. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

/** The text on the clipboard; null when the browser does not let the page read it. */
export async function readClipboard(): Promise<string | null> {
  try {
    return await navigator.clipboard.readText()
  } catch {
    return null
  }
}

/** Gives content to the person as a file. */
export function downloadFile(
  name: string,
  content: readonly string[] | Uint8Array<ArrayBuffer>,
): void {
  const parts = content instanceof Uint8Array ? [content] : [...content]
  const url = URL.createObjectURL(new Blob(parts))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
