// The table of `npm run conformance`.
import type { ConformanceCase, SuiteName, Verdict } from './case.ts'
import { KNOWN_DIFFERENCES } from './known-differences.ts'

const SUITES: readonly SuiteName[] = ['api', 'scheduler', 'kubelet', 'controllers', 'kubectl']
const UNEXPLAINED = 'not explained yet'

/** A line per suite, and under it the first difference of each class; with `all`, every difference and omission. */
export function reportOf(cases: readonly ConformanceCase[], all: boolean): string {
  return SUITES.flatMap((suite) => {
    const ofSuite = cases.filter((tested) => tested.suite === suite)
    const of = (verdict: Verdict) => ofSuite.filter((tested) => tested.verdict === verdict)
    const differed = of('differed')
    const left = of('not simulated')
    return [
      `${suite}: ${of('agreed').length} agreed${laterOf(ofSuite)}, ${differed.length} differed, ${left.length} not simulated`,
      ...differenceLines(differed, all),
      ...(all ? omissionLines(left) : []),
    ]
  }).join('\n')
}

/** How many of the cases that were played agree, what the others differ in by its place, and each of these with its first difference. */
export function shareOf(cases: readonly ConformanceCase[]): string {
  const played = cases.filter(({ verdict }) => verdict !== 'not simulated')
  const differed = played.filter(({ verdict }) => verdict === 'differed')
  const agreed = played.length - differed.length
  const groups = [...grouped(differed, placeOf)].toSorted(([, a], [, b]) => b.length - a.length)
  return [
    `${agreed} of ${played.length} agree (${((100 * agreed) / Math.max(1, played.length)).toFixed(1)} %)${ordersOf(played)}`,
    ...groups.flatMap(([place, members]) => [
      `  ${members.length} × ${place}`,
      ...members.map(({ name, detail }) => `      ${name}: ${detail}`),
    ]),
    ...omissionLines(cases.filter(({ verdict }) => verdict === 'not simulated')),
  ].join('\n')
}

/** ' (27 of them in a later order than the first)': where what happens at one moment may come in more than one order. */
function laterOf(cases: readonly ConformanceCase[]): string {
  const later = cases.filter(({ orders }) => orders !== undefined).length
  return later === 0 ? '' : ` (${later} of them in a later order than the first)`
}

/** ', 12 of them in a later order than the first: 2, 2, 17': in how many orders each of those was played. */
function ordersOf(cases: readonly ConformanceCase[]): string {
  const orders = cases.flatMap(({ orders: count }) => (count === undefined ? [] : [count]))
  if (orders.length === 0) return ''
  return `, ${orders.length} of them in a later order than the first: ${orders.toSorted((a, b) => a - b).join(', ')}`
}

/** Which strand of a story differs first, and by what field of a status. */
function placeOf({ detail }: ConformanceCase): string {
  const path = detail.slice(0, detail.indexOf(':'))
  const [, strand = path] = /\.(runtime|events|deleted|statuses)\b/u.exec(path) ?? []
  const field = /status\.(.*)$/u.exec(path)?.[1]?.split('.')
  return field === undefined ? strand : `${strand}: ${field[0]} … ${field.at(-1)}`
}

function differenceLines(cases: readonly ConformanceCase[], all: boolean): readonly string[] {
  return [...grouped(cases, ({ classOf = UNEXPLAINED }) => classOf)].flatMap(([name, members]) => {
    const sentence = KNOWN_DIFFERENCES.find((one) => one.name === name)?.sentence
    const title = sentence === undefined ? name : `${name}: ${sentence}`
    return [
      `  ${members.length} × ${title}`,
      ...(all ? members : members.slice(0, 1)).map(
        (tested) => `      ${tested.name}: ${tested.detail}`,
      ),
    ]
  })
}

function omissionLines(cases: readonly ConformanceCase[]): readonly string[] {
  const groups = [...grouped(cases, ({ detail }) => detail)]
  return groups
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([detail, members]) => `  ${members.length} not simulated: ${detail}`)
}

function grouped(
  cases: readonly ConformanceCase[],
  keyOf: (tested: ConformanceCase) => string,
): ReadonlyMap<string, readonly ConformanceCase[]> {
  const groups = new Map<string, ConformanceCase[]>()
  for (const tested of cases) {
    const group = groups.get(keyOf(tested)) ?? []
    group.push(tested)
    groups.set(keyOf(tested), group)
  }
  return groups
}
