// The keys of a YAML text by their indentation alone, so that completion and hover work while the
// text is broken. Flow style gives nothing.

export interface OutlineKey {
  readonly name: string
  /** Of the mapping that the key is in. */
  readonly parent: readonly (string | number)[]
  /** Offsets in the whole text. */
  readonly start: number
  readonly end: number
  /** Where the value begins, behind the colon and blanks. */
  readonly valueStart: number
  readonly valueEnd: number
}

export interface Cursor {
  /** What stands on the line before the cursor decides: a key is being written, or a value. */
  readonly at: 'key' | 'value' | 'nowhere'
  /** The mapping or list that a key here would be in; of a value, the mapping that its key is in. */
  readonly parent: readonly (string | number)[]
  /** The key of the value. */
  readonly key: string
  /** What was typed of the key or value so far. */
  readonly prefix: string
  /** True when the line begins with `- `. */
  readonly inItem: boolean
}

export interface Outline {
  readonly keys: readonly OutlineKey[]
  readonly cursor: Cursor
}

interface Entry {
  readonly column: number
  readonly step: string | number
}

const KEY = /^("[^"]*"|'[^']*'|[^\s"'#:{}[\],][^\s:#]*)\s*:(?=\s|$)[ \t]*/
const BLOCK_HEADER = /(?:^|\s)[|>][-+0-9]*\s*(?:#.*)?$/

/** The keys of the document that `offset` is in, and what the cursor at `offset` is about to write. */
export function outlineAt(text: string, offset: number): Outline {
  const { start, end } = documentAt(text, offset)
  const scan: Scan = { stack: [], keys: [], offset, block: -1, cursor: NOWHERE }
  let at = start
  for (const line of text.slice(start, end).split('\n')) {
    scanLine(scan, line.replace(/\r$/, ''), at)
    at += line.length + 1
  }
  return { keys: scan.keys, cursor: scan.cursor }
}

const NOWHERE: Cursor = { at: 'nowhere', parent: [], key: '', prefix: '', inItem: false }

interface Scan {
  readonly stack: Entry[]
  readonly keys: OutlineKey[]
  readonly offset: number
  /** Column that the lines of a block scalar go beyond; -1 outside of one. */
  block: number
  cursor: Cursor
}

function documentAt(
  text: string,
  offset: number,
): { readonly start: number; readonly end: number } {
  let start = 0
  for (const match of text.matchAll(/^---(?=\s|$).*\n?/gm)) {
    if (match.index + match[0].length <= offset) start = match.index + match[0].length
    else if (match.index >= offset) return { start, end: match.index }
  }
  return { start, end: text.length }
}

const steps = (scan: Scan): readonly (string | number)[] => scan.stack.map(({ step }) => step)

const popTo = (scan: Scan, keep: (entry: Entry) => boolean): void => {
  for (let top = scan.stack.at(-1); top !== undefined && !keep(top); top = scan.stack.at(-1)) {
    scan.stack.pop()
  }
}

function scanLine(scan: Scan, line: string, lineStart: number): void {
  const indent = line.length - line.trimStart().length
  const blank = line.trim() === ''
  const here = scan.offset >= lineStart && scan.offset <= lineStart + line.length
  if (scan.block >= 0 && (blank || indent > scan.block)) return
  scan.block = -1
  if (line.trimStart().startsWith('#')) return
  if (blank) {
    if (here) scan.cursor = cursorOnBlank(scan, line.length)
    return
  }
  const column = scanDashes(scan, line, indent)
  const rest = line.slice(column)
  const match = KEY.exec(rest)
  popTo(scan, (entry) => entry.column < column)
  if (here) {
    const prefix = line.slice(column, Math.max(column, scan.offset - lineStart))
    scan.cursor = cursorOnLine(scan, prefix, column > indent)
  }
  if (match === null) {
    if (BLOCK_HEADER.test(rest)) scan.block = indent
    return
  }
  const written = match[1] ?? ''
  const start = lineStart + column
  const valueEnd = lineStart + line.trimEnd().length
  const valueStart = Math.min(start + match[0].length, valueEnd)
  const name = unquoted(written)
  scan.keys.push({
    name,
    parent: steps(scan),
    start,
    end: start + written.length,
    valueStart,
    valueEnd,
  })
  scan.stack.push({ column, step: name })
  if (BLOCK_HEADER.test(rest.slice(match[0].length))) scan.block = column
}

const unquoted = (key: string): string => key.replaceAll(/^["']|["']$/g, '')

/** Takes the dashes of a line; returns the column of what follows them. */
function scanDashes(scan: Scan, line: string, indent: number): number {
  let column = indent
  for (let match = dashAt(line, column); match !== null; match = dashAt(line, column)) {
    const dash = column
    const isParent = ({ column: at, step }: Entry): boolean =>
      at < dash || (at === dash && typeof step === 'string')
    let index = 0
    popTo(scan, (entry) => {
      if (entry.column === dash && typeof entry.step === 'number') index = entry.step + 1
      return isParent(entry)
    })
    scan.stack.push({ column: dash, step: index })
    column += match[0].length
  }
  return column
}

const dashAt = (line: string, column: number): RegExpExecArray | null =>
  /^-(?:[ \t]+|$)/.exec(line.slice(column))

/** On an empty line the column of the cursor says which mapping the next key belongs to. */
function cursorOnBlank(scan: Scan, column: number): Cursor {
  const parent = scan.stack.filter((entry) => entry.column < column).map(({ step }) => step)
  return { at: 'key', parent, key: '', prefix: '', inItem: false }
}

/** `before` is what stands on the line in front of the cursor, behind indentation and dashes. */
function cursorOnLine(scan: Scan, before: string, inItem: boolean): Cursor {
  const parent = steps(scan)
  const match = KEY.exec(`${before} `)
  const separated = match !== null && before.length >= match[0].trimEnd().length + 1
  if (match !== null && separated) {
    const prefix = before.slice(match[0].trimEnd().length).trimStart()
    return { at: 'value', parent, key: unquoted(match[1] ?? ''), prefix, inItem }
  }
  const word = /^["']?[\w./-]*$/.test(before)
  return word ? { at: 'key', parent, key: '', prefix: before, inItem } : NOWHERE
}
