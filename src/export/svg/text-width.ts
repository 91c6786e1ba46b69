// How wide text is, as far as one can tell without measuring it: a picture is also made where no browser is.

/** Widths of letters in parts of the font's size, a little more than those of the usual sans fonts. */
const NARROW = new Set("ijlI.,:;'|!`")
const SLIM = new Set('frt()[]{}-/\\ "*·')
const WIDE = new Set('mwMW@%—…→←')
const WIDTHS = { narrow: 0.31, slim: 0.4, wide: 0.95, capital: 0.71, other: 0.61 }
const MONO = 0.61
const BOLD = 1.12

export interface Face {
  readonly size: number
  readonly weight?: number
  readonly mono?: boolean
}

/** The width of a text in pixels at zoom 1, rather too large than too small. */
export function widthOf(text: string, { size, weight = 400, mono = false }: Face): number {
  let width = 0
  for (const letter of text) width += mono ? MONO : letterWidth(letter)
  return width * size * (weight >= 550 && !mono ? BOLD : 1)
}

function letterWidth(letter: string): number {
  if (NARROW.has(letter)) return WIDTHS.narrow
  if (SLIM.has(letter)) return WIDTHS.slim
  if (WIDE.has(letter)) return WIDTHS.wide
  if (letter >= 'A' && letter <= 'Z') return WIDTHS.capital
  // Letters beyond the Latin ones may take a whole square.
  return letter > '\u02FF' ? 1 : WIDTHS.other
}

/** Where a text is cut: paths at their start, names that differ at their end in the middle. */
export type Cut = 'end' | 'start' | 'middle'

/** What of a name stays at its end. */
const KEPT_END = 6

/** As much of a text as has room, with '…' where it was cut. */
export function fitted(text: string, room: number, face: Face, cut: Cut = 'end'): string {
  if (widthOf(text, face) <= room) return text
  const letters = [...text]
  const kept = cut === 'middle' && letters.length > 2 * KEPT_END ? letters.splice(-KEPT_END) : []
  const end = kept.join('')
  const joined = (): string =>
    cut === 'start' ? `…${letters.join('')}` : `${letters.join('').trimEnd()}…${end}`
  while (letters.length > 0 && widthOf(joined(), face) > room) {
    if (cut === 'start') letters.shift()
    else letters.pop()
  }
  return letters.length === 0 ? '' : joined()
}

/** A text in at most `most` lines of `room` pixels, broken between words; what is left of it is cut. */
export function linesOf(text: string, room: number, face: Face, most: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  const words = text.split(/\s+/).filter((word) => word !== '')
  for (const [index, word] of words.entries()) {
    const longer = line === '' ? word : `${line} ${word}`
    if (widthOf(longer, face) <= room) {
      line = longer
      continue
    }
    if (lines.length + 1 === most)
      return [...lines, fitted([line, ...words.slice(index)].join(' ').trim(), room, face)]
    if (line !== '') lines.push(line)
    line = widthOf(word, face) <= room ? word : fitted(word, room, face)
  }
  return line === '' ? lines : [...lines, line]
}
