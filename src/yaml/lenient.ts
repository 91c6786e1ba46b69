// Where kubectl's parser takes what the one here refuses: the text is changed in place, so that all offsets stay.

/** Stands for the backslash of `\\'` in double quotes, which is nothing but the quote to kubectl. */
const QUOTE_MARK = '\uF8F0'
/** So often a text is mended; each time it is read again. */
export const MAX_MENDINGS = 200

/** The text with what stopped the parser at `offset` mended; null when that is a fault for kubectl too. */
export function mended(source: string, reason: string, offset: number): string | null {
  if (/unknown escape/.test(reason)) return withoutEscapedQuotes(source, offset)
  if (/deficient indentation/.test(reason)) return withJoinedLine(source, offset)
  return null
}

/** The value of a double-quoted scalar of a mended text. */
export function unmarked(text: string): string {
  return text.replaceAll(QUOTE_MARK, '')
}

/** From the escape at the offset to the end of its scalar. */
function withoutEscapedQuotes(source: string, offset: number): string | null {
  const at = source.charAt(offset) === "'" ? offset : offset + 1
  if (source.charAt(at) !== "'" || source.charAt(at - 1) !== '\\') return null
  let end = at
  while (end < source.length && source.charAt(end) !== '"')
    end += source.charAt(end) === '\\' ? 2 : 1
  const rest = source
    .slice(at + 1, end)
    .replaceAll(/\\./gs, (escape) => (escape === "\\'" ? `${QUOTE_MARK}'` : escape))
  return `${source.slice(0, at - 1)}${QUOTE_MARK}'${rest}${source.slice(end)}`
}

/** Inside brackets and quotes lines may begin at the margin: the break before the offset becomes a space. */
function withJoinedLine(source: string, offset: number): string | null {
  let start = offset
  while (start > 0 && !/[\r\n]/.test(source.charAt(start - 1))) start -= 1
  const [gap = ''] = /[\r\n]+$/.exec(source.slice(0, start)) ?? []
  const isOneBreak = gap === '\n' || gap === '\r\n' || gap === '\r'
  if (!isOneBreak) return null
  const lineStart = Math.max(
    source.lastIndexOf('\n', start - gap.length - 1),
    source.lastIndexOf('\r', start - gap.length - 1),
  )
  const above = source.slice(lineStart + 1, start - gap.length)
  const kept = above.replace(/(^|\s)#.*$/, (comment) => ' '.repeat(comment.length))
  return source.slice(0, lineStart + 1) + kept + ' '.repeat(gap.length) + source.slice(start)
}

const ESCAPES = /\\(\/|u[dD][89a-fA-F][0-9a-fA-F]{2}|U(?!000|0010)[0-9a-fA-F]{8}|.)/gs

/** An escape of a double-quoted scalar that kubectl's parser does not know; null when it knows all. */
export function strangeEscape(raw: string): string | null {
  for (const [escape] of raw.matchAll(ESCAPES))
    if (escape === '\\/' || escape.length > 2) return escape
  return null
}
