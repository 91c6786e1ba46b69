import { expect, test } from 'vitest'
import { startScenario } from '#scenario/run-scenario.ts'
import { runWithinMemory, statsOf } from './run-within-memory.ts'

const POD = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers: [{ name: app, image: busybox, command: [sh, -c, 'while true; do sleep 1; echo $RANDOM; exit 1; done'] }]
`
const files = [{ path: 'manifests/pod.yaml', text: POD }]

test('a run that fits goes to its end', () => {
  const run = startScenario(files, { untilMs: 60_000, exact: true })
  expect(runWithinMemory(run)).toMatchObject({ reason: 'reached', nowMs: 60_000, message: null })
  expect(statsOf(run.cluster)).toMatch(/journal entries \d+\n[^]*heap per Pod +\d+ KiB\n$/)
})

test('a run that fills the heap stops with a sentence that says how to go on', () => {
  const run = startScenario(files, { untilMs: 24 * 3_600_000, exact: true })
  const full = { used_heap_size: 95 * 1_048_576, heap_size_limit: 100 * 1_048_576 }
  const end = runWithinMemory(run, () => full, 100)
  expect(end.reason).toBe('limit')
  expect(end.nowMs).toBeLessThan(24 * 3_600_000)
  expect(end.message).toMatch(
    /^The run stopped here, at [\d,.]+ s: its [\d,]+ journal entries fill the memory of 100 MiB that Node was given\. With NODE_OPTIONS=--max-old-space-size=200, an earlier "until" or fewer objects it goes on\.$/,
  )
})
