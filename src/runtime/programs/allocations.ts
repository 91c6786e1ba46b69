// How much memory a script of Python, Node.js, Perl or Ruby takes, read from its text: the texts and lists that it makes
// by multiplying, and the loops in which it gathers them.
import { largest } from '#lib/numbers.ts'

export interface Allocation {
  /** What it takes at one time; Infinity when it gathers for ever. */
  readonly bytes: number
  /** What it adds each time, and how long it waits between; for those that gather. */
  readonly step: { readonly bytes: number; readonly everyMs: number } | null
}

const PRODUCT = /(\d[\d_]*(?:\.\d+)?(?:e\d+)?)(?:\s*\*\*\s*(\d+))?/gi

/** The bytes that a script takes; 0 when it makes nothing large. */
export function allocationIn(source: string): Allocation {
  const chunks = [...source.matchAll(MAKES)].map((match) => {
    const [all, ...counts] = match
    const unit =
      /\[|list|Array\b/.test(all) && !/bytearray|Buffer|Uint8Array|\[['"]/.test(all) ? 8 : 1
    return unit * productOf(counts.find((count) => count !== undefined) ?? '0')
  })
  const most = largest(chunks)
  const gathers =
    LOOPS.test(source) &&
    /\.append\(|\.push\(|\+=|<<|\.extend\(|\.concat\(|\.=|\bx\b.*\bx\b/.test(source)
  if (!gathers || (most === 0 && !/\.append\(|\.push\(|\*=|\+=\s*\w/.test(source)))
    return { bytes: most, step: null }
  const pause =
    /sleep\(\s*([\d.]+)\s*\)/.exec(source)?.[1] ??
    /(?:set[T]imeout|set[I]nterval)\([^)]*?,\s*(\d+)\s*\)/.exec(source)?.[1]
  const unitMs = /set[T]imeout|set[I]nterval/.test(source) ? 1 : 1000
  const everyMs = pause === undefined ? 0 : Math.max(1, Math.round(Number(pause) * unitMs))
  if (most === 0 && everyMs > 0) return { bytes: 0, step: null }
  return { bytes: Infinity, step: everyMs === 0 ? null : { bytes: most, everyMs } }
}

/** `' ' * 10**6`, `[0] * n`, `bytearray(n)`, `Buffer.alloc(n)`, `'x'.repeat(n)`, `new Array(n)`, `"x" x n`, `os.urandom(n)`. */
const COUNT = '((?:\\d[\\d_]*(?:\\.\\d+)?(?:e\\d+)?(?:\\s*\\*\\*?\\s*|\\s*<<\\s*)?)+)'
const MAKES = new RegExp(
  [
    `(?:b?(?:'[^']{1,8}'|"[^"]{1,8}"))\\s*\\*\\s*\\(?${COUNT}`,
    `\\[[^\\]]{0,12}\\]\\s*\\*\\s*\\(?${COUNT}`,
    `(?:bytearray|bytes|urandom|Buffer\\.alloc(?:Unsafe)?|new\\s+(?:Uint8Array|ArrayBuffer|Array))\\(\\s*${COUNT}`,
    `\\.repeat\\(\\s*${COUNT}`,
    `(?:'[^']{1,8}'|"[^"]{1,8}")\\s+x\\s+\\(?${COUNT}`,
  ].join('|'),
  'gi',
)
const LOOPS =
  /while\s*\(?\s*(?:True|1|true)\b|for\s*\(\s*;\s*;\s*\)|set[I]nterval\(|\bloop\s*(?:do|\{)/

function productOf(text: string): number {
  const shift = /^(\d+)\s*<<\s*(\d+)/.exec(text)
  if (shift !== null) return Number(shift[1]) * 2 ** Number(shift[2])
  let product = 1
  for (const [, base = '1', power] of text.matchAll(PRODUCT))
    product *= Number(base.replaceAll('_', '')) ** Number(power ?? 1)
  return Number.isFinite(product) ? product : 0
}
