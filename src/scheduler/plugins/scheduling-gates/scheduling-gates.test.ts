import { expect, test } from 'vitest'
import { makePod } from '#testing/make-objects.ts'
import { schedulingGates } from './scheduling-gates.ts'

const CASES: readonly (readonly [string, readonly string[], readonly string[] | undefined])[] = [
  ['no gates let it in', [], undefined],
  ['one gate keeps it out', ['a'], ['waiting for scheduling gates: [a]']],
  ['all gates are named', ['a', 'b/c'], ['waiting for scheduling gates: [a b/c]']],
]

test.for(CASES)('%s', ([, names, reasons]) => {
  const spec = { schedulingGates: names.map((name) => ({ name })) }
  expect(schedulingGates.preEnqueue(makePod('web', { spec }))?.reasons).toEqual(reasons)
})
