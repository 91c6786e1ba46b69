// Share links, version 1: a scenario with its moment in the part of an address behind `#`.
//
//   v1/ + base64url without padding( deflate-raw( UTF-8( JSON ) ) )
//
// The deflate stream uses the preset dictionary of dictionary-v1.ts (UTF-8). The JSON is
// `["<crc>",{"files":[["<path>","<text>"],…],"timeMs":…,"selection":…,"view":…}]`, where <crc> is the
// CRC-32 of the UTF-8 of the object as it is written, in 8 hexadecimal digits: deflate itself does not notice damage.
// A link is hostile until proven otherwise: bounded before and after inflating, then checked by field.
import { deflateSync, Inflate } from 'fflate'
import { base64urlOf, bytesOfBase64url } from './base64url.ts'
import { crc32 } from './crc32.ts'
import { DICTIONARY_V1 } from './dictionary-v1.ts'
import { type LinkPayload, readPayload } from './link-payload.ts'
import { writeTerminal } from './link-terminal.ts'
import { salvage } from './salvage.ts'

export type { LinkPayload } from './link-payload.ts'

export const MAX_LINK_CHARACTERS = 524_288
const MAX_INFLATED_BYTES = 2_097_152
const PREFIX = 'v1/'

export type DecodedLink =
  | { readonly ok: true; readonly payload: LinkPayload }
  /** `saved`: the texts that could be read from a damaged link, for a person to copy; not trusted. */
  | { readonly ok: false; readonly message: string; readonly saved: string | null }

const encoder = new TextEncoder()
const dictionary = encoder.encode(DICTIONARY_V1)

/** The fragment of a link, without `#`. The same payload always gives the same text. */
export function encodeLink(payload: LinkPayload): string {
  const { files, timeMs, selection, view, terminal } = payload
  const start = { files: files.map(({ path, text }) => [path, text]), timeMs, selection, view }
  const body = terminal === undefined ? start : { ...start, terminal: writeTerminal(terminal) }
  const json = JSON.stringify(body)
  const text = `["${checksum(json)}",${json}]`
  return PREFIX + base64urlOf(deflateSync(encoder.encode(text), { level: 9, dictionary }))
}

const checksum = (json: string): string => crc32(encoder.encode(json)).toString(16).padStart(8, '0')

const fail = (message: string, saved: string | null = null): DecodedLink => ({
  ok: false,
  message,
  saved,
})

/** Reads the fragment of a link, with or without `#`. Never throws, whatever the fragment is. */
export function decodeLink(fragment: string): DecodedLink {
  const text = fragment.startsWith('#') ? fragment.slice(1) : fragment
  if (text.length > MAX_LINK_CHARACTERS) {
    return fail(
      `This link is too long: it has ${text.length} characters, and at most ${MAX_LINK_CHARACTERS} are read.`,
    )
  }
  if (!text.startsWith(PREFIX)) return fail(otherVersion(text))
  const bytes = bytesOfBase64url(text.slice(PREFIX.length))
  const inflated = inflate(bytes.bytes)
  if (inflated.tooLarge) {
    return fail(
      'This link is refused: it unpacks to more than 2 MiB, which no link of Podscape does.',
    )
  }
  return readText(inflated.text, bytes.damagedAt >= 0 || inflated.ended !== 'early')
}

function otherVersion(text: string): string {
  const version = /^v(\d{1,6})\//.exec(text)
  if (version === null) return 'This is not a link to a scenario: it does not begin with v1/.'
  return `This link was made by another version of Podscape (v${version[1]}), which this page cannot read.`
}

const STEP = 512

interface Inflated {
  readonly text: string
  readonly tooLarge: boolean
  /** 'early': more was to come; 'broken': what came was no stream. */
  readonly ended: 'whole' | 'early' | 'broken'
}

/** Unpacks until the stream ends, breaks, or has given more than is allowed. */
function inflate(bytes: Uint8Array): Inflated {
  let ended: Inflated['ended'] = 'early'
  const taken = { size: 0, parts: new Array<Uint8Array>() }
  const stream = new Inflate({ dictionary }, (chunk) => {
    taken.size += chunk.length
    if (taken.size <= MAX_INFLATED_BYTES) taken.parts.push(chunk)
  })
  try {
    for (let at = 0; at < bytes.length && taken.size <= MAX_INFLATED_BYTES; at += STEP) {
      stream.push(bytes.subarray(at, at + STEP), false)
    }
    ended = isWhole(stream) ? 'whole' : 'early'
  } catch {
    // The stream is broken from here on; what came before it was taken.
    ended = 'broken'
  }
  if (taken.size > MAX_INFLATED_BYTES) return { text: '', tooLarge: true, ended }
  const decoder = new TextDecoder()
  const texts = taken.parts.map((part) => decoder.decode(part, { stream: true }))
  return { text: texts.join('') + decoder.decode(), tooLarge: false, ended }
}

/** True when nothing more was to come: fflate says so of a stream that is told its end. */
function isWhole(stream: Inflate): boolean {
  try {
    stream.push(new Uint8Array(), true)
    return true
  } catch {
    return false
  }
}

const DAMAGED = 'This link is damaged: a character of it was changed on the way.'
const CUT = 'This link is cut off: its end is missing.'

function readText(text: string, isDamaged: boolean): DecodedLink {
  const json = text.slice('["00000000",'.length, -1)
  const value = parseJson(text)
  if (value === undefined || !Array.isArray(value)) {
    return fail(!isDamaged && looksCut(text) ? CUT : DAMAGED, salvage(text))
  }
  if (value[0] !== checksum(json)) return fail(DAMAGED, salvage(text))
  const read = readPayload(value[1])
  if (read.ok) return { ok: true, payload: read.payload }
  return fail(`This link cannot be opened: ${read.message}.`, salvage(text))
}

/** A prefix of a good text, as far as one can tell without its end. */
function looksCut(text: string): boolean {
  if (text === '' || /^\["[0-9a-f]{0,8}("(,\{?)?)?$/.test(text)) return true
  return /^\["[0-9a-f]{8}",\{/.test(text) && isJsonPrefix(text)
}

/** What may follow what in the JSON of a link, with its strings and numbers taken for one letter. */
const AFTER: Readonly<Record<string, RegExp>> = {
  '[': /[[{s\]]/,
  '{': /[s}]/,
  ',': /[[{sn]/,
  ':': /[[{sn]/,
  s: /[,:\]}]/,
  n: /[,\]}]/,
  ']': /[,\]}]/,
  '}': /[,\]}]/,
}
const TOKEN =
  /"(?:[^"\\\p{Cc}\uFFFD]|\\(?:["\\/bfnrt]|u[0-9a-f]{4}))*"|null|true|false|-?\d+(?:\.\d+)?|[[\]{},:]/uy
/** What the end of a cut text may be: the beginning of a token. */
const REST =
  /^(?:"(?:[^"\\\p{Cc}\uFFFD]|\\(?:["\\/bfnrt]|u[0-9a-f]{4}))*(?:\\(?:u[0-9a-f]{0,3})?)?\uFFFD?|n|nu|nul|-)?$/u

/** Damage makes other letters, which seldom stand where JSON could have them. */
function isJsonPrefix(text: string): boolean {
  TOKEN.lastIndex = 0
  let before = ''
  for (let at = 0; ; at = TOKEN.lastIndex) {
    const token = TOKEN.exec(text)?.[0]
    if (token === undefined) return REST.test(text.slice(at))
    const letter = token.startsWith('"') ? 's' : /[[\]{},:]/.test(token) ? token : 'n'
    if (before !== '' && AFTER[before]?.test(letter) !== true) return false
    before = letter
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
