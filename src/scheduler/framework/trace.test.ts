import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AttemptFacts, createTraceBuilder } from './trace.ts'
import type { Status } from './status.ts'

const FILTERS = ['NodeName', 'NodePorts', 'NodeResourcesFit']

/** The verdicts of the filters on a node, in their order. */
function verdicts(status: Status | null, skipped: readonly string[] = []): readonly string[] {
  const [row] = createTraceBuilder(FILTERS).build({
    outcomes: [{ nodeName: 'a', status, place: status === null ? 0 : null }],
    skippedFilters: new Set(skipped),
    scores: [],
    totals: [],
    always: new Set(),
  })
  return (row?.filters ?? []).map(({ plugin, verdict }) => `${plugin} ${verdict.code}`)
}

const rejectedBy = (plugin: string): Status => ({
  code: 'Unschedulable',
  plugin,
  reasons: ['no'],
})

test('the filters before the one that rejects a node have passed, and those after it were not asked', () => {
  expect(verdicts(rejectedBy('NodePorts'))).toEqual([
    'NodeName Success',
    'NodePorts Unschedulable',
    'NodeResourcesFit NotRun',
  ])
  expect(verdicts(rejectedBy('NodeName'), ['NodePorts'])).toEqual([
    'NodeName Unschedulable',
    'NodePorts NotRun',
    'NodeResourcesFit NotRun',
  ])
})

test('no filter was asked about a node that was ruled out before', () => {
  expect(verdicts(rejectedBy('PreFilter'))).toEqual(FILTERS.map((name) => `${name} NotRun`))
})

test('of a node that passes every filter has passed or was skipped', () => {
  expect(verdicts(null, ['NodePorts'])).toEqual([
    'NodeName Success',
    'NodePorts Skip',
    'NodeResourcesFit Success',
  ])
})

/** Few values, so that attempts are often alike in some of them; a plugin always has the same weight. */
const SMALL = fc.integer({ min: 0, max: 1 })
const WEIGHTS = { Fit: 1, Spread: 2 } as const
const STATUS = fc.record({
  code: fc.constantFrom('Unschedulable', 'UnschedulableAndUnresolvable'),
  plugin: fc.constantFrom('PreFilter', ...FILTERS),
  reasons: fc.constantFrom<readonly string[]>(['no'], ['no', 'never'], ['never']),
})
const OUTCOME = fc.record({
  status: fc.option(STATUS),
  raw: fc.tuple(SMALL, SMALL),
  normalized: fc.tuple(SMALL, SMALL),
  total: SMALL,
})
const ATTEMPT: fc.Arbitrary<AttemptFacts> = fc
  .record({
    nodes: fc.array(OUTCOME, { minLength: 1, maxLength: 2 }),
    skipped: fc.subarray([...FILTERS]),
    plugins: fc.subarray(['Fit', 'Spread'] as const),
    isScored: fc.boolean(),
  })
  .map(({ nodes, skipped, plugins, isScored }) => {
    const feasible = nodes.filter(({ status }) => status === null)
    const places = new Map(feasible.map((node, place) => [node, place]))
    return {
      outcomes: nodes.map((node, index) => ({
        nodeName: `n${index}`,
        status: node.status,
        place: places.get(node) ?? null,
      })),
      skippedFilters: new Set(skipped),
      scores: plugins.map((plugin, index) => ({
        plugin,
        weight: WEIGHTS[plugin],
        raw: feasible.map(({ raw }) => raw[index] ?? 0),
        normalized: feasible.map(({ normalized }) => normalized[index] ?? 0),
      })),
      totals: isScored ? feasible.map(({ total }) => total) : [],
      always: new Set<string>(),
    }
  })

test('what earlier attempts found is never mixed up with this one, and the same is kept once', () => {
  fc.assert(
    fc.property(fc.array(ATTEMPT, { minLength: 1, maxLength: 6 }), (attempts) => {
      const builder = createTraceBuilder(FILTERS)
      for (const facts of attempts) {
        const rows = builder.build(facts)
        expect(rows).toEqual(createTraceBuilder(FILTERS).build(facts))
        const again = builder.build(facts)
        expect(again.every((row, index) => row === rows[index])).toBe(true)
      }
    }),
    { numRuns: 300, seed: 1 },
  )
})

test('a row says what each plugin gave and what that weighs', () => {
  const [good, bad] = createTraceBuilder(FILTERS).build({
    outcomes: [
      { nodeName: 'a', status: null, place: 0 },
      { nodeName: 'b', status: rejectedBy('NodePorts'), place: null },
    ],
    skippedFilters: new Set(),
    scores: [{ plugin: 'Spread', weight: 2, raw: [300], normalized: [50] }],
    totals: [100],
    always: new Set(),
  })
  expect(good).toMatchObject({ nodeName: 'a', feasible: true, total: 100 })
  expect(good?.scores).toEqual([
    { plugin: 'Spread', weight: 2, raw: 300, normalized: 50, total: 100 },
  ])
  expect(bad).toMatchObject({ nodeName: 'b', feasible: false, total: null, scores: [] })
  expect(bad?.filters[1]?.verdict).toEqual({ code: 'Unschedulable', reasons: ['no'] })
})

test('of more than two hundred nodes twenty are shown, with those that must be', () => {
  const shown = (count: number, always: readonly string[]): readonly string[] =>
    createTraceBuilder(FILTERS)
      .build({
        outcomes: Array.from({ length: count }, (_, index) => ({
          nodeName: `n${index}`,
          status: rejectedBy('NodePorts'),
          place: null,
        })),
        skippedFilters: new Set(),
        scores: [],
        totals: [],
        always: new Set(always),
      })
      .map(({ nodeName }) => nodeName)
  expect(shown(200, [])).toHaveLength(200)
  const few = shown(201, ['n5', 'n150', 'n200'])
  expect(few).toHaveLength(20)
  expect(few.slice(-3)).toEqual(['n17', 'n150', 'n200'])
  const all = Array.from({ length: 21 }, (_, index) => `n${index + 100}`)
  expect(shown(201, all)).toEqual(all)
})
