// Holds the line: what agreed with a real Kubernetes may not differ later.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readAgreed } from './agreed.ts'
import { compare, type ConformanceCase, notSimulated, type SuiteName } from './case.ts'
import { classified, KNOWN_DIFFERENCES } from './known-differences.ts'
import { reportOf } from './report.ts'
import { runSuites } from './run-suites.ts'

const ROOT = join(import.meta.dirname, '../../..')
const SUITES: readonly SuiteName[] = ['api', 'scheduler', 'kubelet', 'controllers', 'kubectl']
/** Fewer than these would mean that recordings are no longer read. */
const LEAST_AGREED: Readonly<Record<SuiteName, number>> = {
  api: 2207,
  scheduler: 649,
  kubelet: 1114,
  controllers: 472,
  kubectl: 2463,
}

const cases = runSuites(ROOT)
const agreed = readAgreed(ROOT)

const line = ({ name, verdict, detail }: ConformanceCase): string => `${name} ${verdict}: ${detail}`

test.for(SUITES)('what agreed in the suite %s agrees', (suite) => {
  const now = new Map(
    cases.flatMap((tested) => (tested.suite === suite ? [[tested.name, tested] as const] : [])),
  )
  const lost = (agreed[suite] ?? []).flatMap((name) => {
    const tested = now.get(name)
    if (tested === undefined) return [`${name} is not recorded any more`]
    return tested.verdict === 'agreed' ? [] : [line(tested)]
  })
  expect(lost).toEqual([])
})

test.for(SUITES)('the list of the suite %s is long enough', (suite) => {
  expect(agreed[suite]?.length ?? 0).toBeGreaterThanOrEqual(LEAST_AGREED[suite])
})

test('every difference is explained', () => {
  const unexplained = cases.filter(
    ({ verdict, classOf }) => verdict === 'differed' && classOf === undefined,
  )
  expect(unexplained.map(line)).toEqual([])
})

test('every explanation is still needed', () => {
  const used = new Set(cases.map(({ classOf }) => classOf))
  expect(KNOWN_DIFFERENCES.filter(({ name }) => !used.has(name))).toEqual([])
})

const DIFFERENCES = [
  ['nothing', { a: [1, { b: null }] }, { a: [1, { b: null }] }, ''],
  ['a missing field', { a: 1 }, { a: 1, b: 2 }, 'b: ours nothing, theirs 2'],
  ['a field too many', { a: 1, b: 2 }, { a: 1 }, 'b: ours 2, theirs nothing'],
  ['a deep value', { a: { b: [0, 'x'] } }, { a: { b: [0, 'y'] } }, 'a.b[1]: ours "x", theirs "y"'],
  ['a shorter list', { a: [1] }, { a: [1, 2] }, 'a[1]: ours nothing, theirs 2'],
  ['another type', '1', 1, 'the answer: ours "1", theirs 1'],
] as const

test.for(DIFFERENCES)('the first difference is named: %s', ([, ours, theirs, detail]) => {
  const verdict = detail === '' ? 'agreed' : 'differed'
  expect(compare('api', 'x', { ours, theirs })).toEqual({
    suite: 'api',
    name: 'x',
    verdict,
    detail,
  })
})

test('the report counts verdicts and shows one case of each class', () => {
  const differing = (name: string): ConformanceCase =>
    classified(compare('api', name, { ours: 1, theirs: 2 }))
  const report = reportOf(
    [
      compare('api', 'same', { ours: 1, theirs: 1 }),
      differing('decode-duplicate-key'),
      differing('decode-integer-as-fraction'),
      differing('surprise'),
      notSimulated('api', 'job', 'kind Job'),
      { ...compare('controllers', 'race', { ours: 1, theirs: 1 }), orders: 3 },
    ],
    false,
  )
  expect(report.split('\n')).toEqual([
    'api: 1 agreed, 3 differed, 1 not simulated',
    '  2 × what a text says: a text is read before it is decoded: of a key that is there twice the last counts, and 1.0 is 1',
    '      decode-duplicate-key: the answer: ours 1, theirs 2',
    '  1 × not explained yet',
    '      surprise: the answer: ours 1, theirs 2',
    'scheduler: 0 agreed, 0 differed, 0 not simulated',
    'kubelet: 0 agreed, 0 differed, 0 not simulated',
    'controllers: 1 agreed (1 of them in a later order than the first), 0 differed, 0 not simulated',
    'kubectl: 0 agreed, 0 differed, 0 not simulated',
  ])
})
