// The scenario in a picture: the fragment of its link stands in the file, where each format has a place for words
// that are not shown, so that a picture which is dropped onto the page opens again. What is read from there is as
// hostile as a link, and is read by the same code.
import { MAX_LINK_CHARACTERS } from '#scenario/codec.ts'
import { crc32 } from '#scenario/crc32.ts'

/** A file of a picture may have so many bytes to be looked into. */
export const MOST_PICTURE_BYTES = 8 * 1024 * 1024

const MARK = 'podscape:'

/** The SVG with a link's fragment in its metadata. */
export function withScenario(svg: string, fragment: string): string {
  return svg.replace('<style>', `<metadata>${MARK}${fragment}</metadata><style>`)
}

/** The signature and the header of a PNG, behind which other chunks may stand. */
const PNG_START = 33

/** The PNG with a link's fragment in a chunk of text. */
export function withScenarioInPng(png: Uint8Array, fragment: string): Uint8Array<ArrayBuffer> {
  const words = new TextEncoder().encode(`tEXtPodscape\0${MARK}${fragment}`)
  const chunk = new Uint8Array(words.length + 8)
  const view = new DataView(chunk.buffer)
  view.setUint32(0, words.length - 4)
  chunk.set(words, 4)
  view.setUint32(words.length + 4, crc32(words))
  return joined([png.subarray(0, PNG_START), chunk, png.subarray(PNG_START)])
}

/** The GIF with a link's fragment in a comment before its end. */
export function withScenarioInGif(gif: Uint8Array, fragment: string): Uint8Array<ArrayBuffer> {
  const words = new TextEncoder().encode(`${MARK}${fragment}`)
  const blocks: Uint8Array[] = []
  for (let at = 0; at < words.length; at += 255) {
    const block = words.subarray(at, at + 255)
    blocks.push(Uint8Array.of(block.length), block)
  }
  return joined([gif.subarray(0, -1), Uint8Array.of(0x21, 0xfe), ...blocks, Uint8Array.of(0, 0x3b)])
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/**
 * The fragment in the bytes of a picture (SVG, PNG or GIF): null when there is none. Only letters of a link are taken, and
 * no more than one over what a link may have; whether they are a link says `decodeLink`. Never throws.
 */
export function scenarioInside(bytes: Uint8Array): string | null {
  if (bytes.length > MOST_PICTURE_BYTES) return null
  const start = indexOf(bytes, new TextEncoder().encode(`${MARK}v`))
  if (start < 0) return null
  const text = bytes[0] === GIF ? joinedBlocks(bytes, start - 1) : bytes.subarray(start)
  const letters = text.subarray(MARK.length, MARK.length + MAX_LINK_CHARACTERS + 1)
  const end = letters.findIndex((code) => !isLinkLetter(code))
  return new TextDecoder().decode(end < 0 ? letters : letters.subarray(0, end))
}

/** The letter G, with which a GIF begins. */
const GIF = 0x47

const isLinkLetter = (code: number): boolean => /[\w/-]/.test(String.fromCodePoint(code))

/** The words of a GIF are in blocks of at most 255 bytes, each behind its length. */
function joinedBlocks(bytes: Uint8Array, start: number): Uint8Array {
  const all = new Uint8Array(Math.min(bytes.length, MARK.length + MAX_LINK_CHARACTERS + 1))
  let length = 0
  for (let at = start; at < bytes.length;) {
    const size = bytes[at] ?? 0
    const block = bytes.subarray(at + 1, at + 1 + size)
    if (size === 0 || length + block.length > all.length) break
    all.set(block, length)
    length += block.length
    at += 1 + size
  }
  return all.subarray(0, length)
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  const [first = 0] = wanted
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1))
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return at
  return -1
}
