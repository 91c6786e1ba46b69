// A virtual moment as text, in the formats of `date`.
import { EPOCH_MS } from './time.ts'

const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')
const MONTHS =
  'January February March April May June July August September October November December'.split(' ')

/** A virtual moment in the format of `date`. */
export function dateText(format: string, nowMs: number): string {
  const when = new Date(EPOCH_MS + nowMs)
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = DAYS[when.getUTCDay()] ?? ''
  const month = MONTHS[when.getUTCMonth()] ?? ''
  const clock = `${two(when.getUTCHours())}:${two(when.getUTCMinutes())}:${two(when.getUTCSeconds())}`
  const fields: Readonly<Record<string, string>> = {
    Y: String(when.getUTCFullYear()),
    y: two(when.getUTCFullYear() % 100),
    m: two(when.getUTCMonth() + 1),
    d: two(when.getUTCDate()),
    e: String(when.getUTCDate()).padStart(2),
    H: two(when.getUTCHours()),
    I: two(when.getUTCHours() % 12 || 12),
    p: when.getUTCHours() < 12 ? 'AM' : 'PM',
    M: two(when.getUTCMinutes()),
    S: two(when.getUTCSeconds()),
    N: String((EPOCH_MS + nowMs) % 1000)
      .padStart(3, '0')
      .padEnd(9, '0'),
    s: String(Math.floor((EPOCH_MS + nowMs) / 1000)),
    T: clock,
    R: clock.slice(0, 5),
    F: when.toISOString().slice(0, 10),
    D: `${two(when.getUTCMonth() + 1)}/${two(when.getUTCDate())}/${two(when.getUTCFullYear() % 100)}`,
    a: day.slice(0, 3),
    A: day,
    b: month.slice(0, 3),
    h: month.slice(0, 3),
    B: month,
    u: String(when.getUTCDay() || 7),
    w: String(when.getUTCDay()),
    Z: 'UTC',
    z: '+0000',
    n: '\n',
    t: '\t',
    '%': '%',
  }
  return format.replace(/%([-_0]?)([A-Za-z%])/g, (all, flag: string, letter: string) => {
    const field = fields[letter] ?? all
    return flag === '-' ? field.replace(/^[ 0]+(?=\w)/, '') : field
  })
}
