// Why a text is no time, in the words of Go.
// Follows Parse of Go's time/format.go, with the layouts of k8s.io/apimachinery/pkg/apis/meta/v1/{time,micro_time}.go (v1.36).

interface TimePart {
  readonly pattern: RegExp
  /** What Go's layout calls it. */
  readonly layout: string
  /** What is said to be out of range, and the range. */
  readonly range?: readonly [name: string, least: number, most: number]
}

const PARTS: readonly TimePart[] = [
  { pattern: /^\d{4}/, layout: '2006' },
  { pattern: /^-/, layout: '-' },
  { pattern: /^\d\d/, layout: '01', range: ['month', 1, 12] },
  { pattern: /^-/, layout: '-' },
  { pattern: /^\d\d/, layout: '02' },
  { pattern: /^T/, layout: 'T' },
  { pattern: /^\d\d/, layout: '15', range: ['hour', 0, 23] },
  { pattern: /^:/, layout: ':' },
  { pattern: /^\d\d/, layout: '04', range: ['minute', 0, 59] },
  { pattern: /^:/, layout: ':' },
  { pattern: /^\d\d/, layout: '05', range: ['second', 0, 59] },
]
const ZONE: TimePart = { pattern: /^(Z|[+-]\d\d:\d\d)/, layout: 'Z07:00' }
/** As many digits as there are. */
const ANY_FRACTION: TimePart = { pattern: /^(\.\d+)?/, layout: '' }
const MICROSECONDS: TimePart = { pattern: /^\.\d{6}(?!\d)/, layout: '.000000' }

/** The problem with a text as a time; null when it is one. `fraction` is what its layout has of a second. */
export function timeProblem(text: string, fraction: '' | '.000000' = ''): string | null {
  const all = `parsing time ${JSON.stringify(text)}`
  const layout = `2006-01-02T15:04:05${fraction}Z07:00`
  let rest = text
  for (const part of [...PARTS, fraction === '' ? ANY_FRACTION : MICROSECONDS, ZONE]) {
    const found = part.pattern.exec(rest)?.[0]
    if (found === undefined)
      return `${all} as "${layout}": cannot parse ${JSON.stringify(rest)} as "${part.layout}"`
    rest = rest.slice(found.length)
    if (part.range === undefined) continue
    const [name, least, most] = part.range
    if (Number(found) < least || Number(found) > most) return `${all}: ${name} out of range`
  }
  if (rest !== '') return `${all}: extra text: ${JSON.stringify(rest)}`
  return isDay(text) ? null : `${all}: day out of range`
}

/** Whether a month has a day: text begins with four, two and two digits. */
function isDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number)
  return day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}
