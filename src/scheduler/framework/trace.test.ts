import { expect, test } from 'vitest'
import { createTraceBuilder } from './trace.ts'
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
