// A virtual moment as text, in the formats of `date`.
import { EPOCH_MS } from './time.ts'

const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')
const MONTHS =
  'January February March April May June July August September October November December'.split(' ')

const two = (value: number): string => String(value).padStart(2, '0')
const dayOf = (when: Date): string => DAYS[when.getUTCDay()] ?? ''
const monthOf = (when: Date): string => MONTHS[when.getUTCMonth()] ?? ''
const timeOf = (when: Date): string =>
  `${two(when.getUTCHours())}:${two(when.getUTCMinutes())}:${two(when.getUTCSeconds())}`

/** What stands for each letter. */
const FIELDS: ReadonlyMap<string, (when: Date) => string> = new Map([
  ['Y', (when: Date): string => String(when.getUTCFullYear())],
  ['y', (when) => two(when.getUTCFullYear() % 100)],
  ['m', (when) => two(when.getUTCMonth() + 1)],
  ['d', (when) => two(when.getUTCDate())],
  ['e', (when) => String(when.getUTCDate()).padStart(2)],
  ['H', (when) => two(when.getUTCHours())],
  ['I', (when) => two(when.getUTCHours() % 12 || 12)],
  ['p', (when) => (when.getUTCHours() < 12 ? 'AM' : 'PM')],
  ['M', (when) => two(when.getUTCMinutes())],
  ['S', (when) => two(when.getUTCSeconds())],
  [
    'N',
    (when) =>
      String(when.getTime() % 1000)
        .padStart(3, '0')
        .padEnd(9, '0'),
  ],
  ['s', (when) => String(Math.floor(when.getTime() / 1000))],
  ['T', timeOf],
  ['R', (when) => timeOf(when).slice(0, 5)],
  ['F', (when) => when.toISOString().slice(0, 10)],
  [
    'D',
    (when) =>
      `${two(when.getUTCMonth() + 1)}/${two(when.getUTCDate())}/${two(when.getUTCFullYear() % 100)}`,
  ],
  ['a', (when) => dayOf(when).slice(0, 3)],
  ['A', dayOf],
  ['b', (when) => monthOf(when).slice(0, 3)],
  ['h', (when) => monthOf(when).slice(0, 3)],
  ['B', monthOf],
  ['u', (when) => String(when.getUTCDay() || 7)],
  ['w', (when) => String(when.getUTCDay())],
  ['Z', () => 'UTC'],
  ['z', () => '+0000'],
  ['n', () => '\n'],
  ['t', () => '\t'],
  ['%', () => '%'],
])

/** A virtual moment in the format of `date`. */
export function dateText(format: string, nowMs: number): string {
  const when = new Date(EPOCH_MS + nowMs)
  return format.replace(/%([-_0]?)([A-Za-z%])/g, (all, flag: string, letter: string) => {
    const field = FIELDS.get(letter)?.(when) ?? all
    return flag === '-' ? field.replace(/^[ 0]+(?=\w)/, '') : field
  })
}
