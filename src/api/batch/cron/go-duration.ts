// Durations as Go writes them: '1h30m', '1.5h', '500ms'. Follows ParseDuration of Go's time/format.go.

const UNITS_NS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
}
const MAX_NS = 2 ** 63
const NUMBER = /^(\d*)(?:\.(\d*))?/
const UNIT = /^[^\d.]+/

/** The nanoseconds of a duration, or what Go says of a text that is none. */
export function parseGoDuration(
  text: string,
): { readonly ns: number } | { readonly problem: string } {
  const invalid = { problem: `time: invalid duration ${JSON.stringify(text)}` }
  const isNegative = text.startsWith('-')
  let rest = /^[-+]/.test(text) ? text.slice(1) : text
  if (rest === '0') return { ns: 0 }
  if (rest === '') return invalid
  let ns = 0
  while (rest !== '') {
    const [number = '', whole = '', fraction = ''] = NUMBER.exec(rest) ?? []
    if (whole === '' && fraction === '') return invalid
    rest = rest.slice(number.length)
    const [unit = ''] = UNIT.exec(rest) ?? []
    if (unit === '') {
      return { problem: `time: missing unit in duration ${JSON.stringify(text)}` }
    }
    const factor = UNITS_NS[unit]
    if (factor === undefined) {
      return {
        problem: `time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`,
      }
    }
    rest = rest.slice(unit.length)
    ns += Math.floor(Number(`${whole || '0'}.${fraction || '0'}`) * factor)
    if (ns >= MAX_NS) return invalid
  }
  return { ns: isNegative ? -ns : ns }
}
