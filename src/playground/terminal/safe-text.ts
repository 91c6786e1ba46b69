// Text of others as the terminal may show it: no control character reaches the page raw.

const SPACE = 32
const DELETE = 127
const TAB = 9
const LINE_FEED = 10
const LAST_CONTROL = 0x9f

/** What turns the direction of the text around, so that it reads as something else. */
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

function isUnsafe(code: number): boolean {
  if (code < SPACE) return code !== TAB && code !== LINE_FEED
  return (code >= DELETE && code <= LAST_CONTROL) || TURNS.test(String.fromCharCode(code))
}

function inWords(code: number): string {
  if (code < SPACE) return `^${String.fromCharCode(code + 64)}`
  return code === DELETE ? '^?' : `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`
}

/** The text with control characters in words: ^[ for Escape, <U+202E> for a turn; line feeds and tabs stay. */
export function safeText(text: string): string {
  let safe = ''
  let taken = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (!isUnsafe(code)) continue
    safe += text.slice(taken, at) + inWords(code)
    taken = at + 1
  }
  return taken === 0 ? text : safe + text.slice(taken)
}
