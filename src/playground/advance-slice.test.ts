import { expect, test } from 'vitest'
import { startScenario } from '#scenario/run-scenario.ts'
import { advanceSlice } from './advance-slice.ts'
import { createEngine } from './engine.ts'
import type { RunChunk } from './types.ts'

const FILES = [
  {
    path: 'manifests/crowd.yaml',
    text: `apiVersion: apps/v1
kind: Deployment
metadata: { name: crowd }
spec:
  replicas: 40
  selector: { matchLabels: { app: crowd } }
  template:
    metadata: { labels: { app: crowd } }
    spec: { containers: [{ name: web, image: nginx:1.27 }] }
`,
  },
]

function chunksOf(isLong?: () => boolean): readonly RunChunk[] {
  return [...createEngine().run({ run: 1, files: FILES, untilMs: 60_000 }, isLong)]
}

test('a slice ends after a few entries when it takes long, and the run stays the same', () => {
  const [usual, short] = [chunksOf(), chunksOf(() => true)]
  const timesOf = (chunks: readonly RunChunk[]): readonly number[] =>
    chunks.flatMap(({ times }) => [...times])
  expect(timesOf(short)).toEqual(timesOf(usual))
  expect(short.length).toBeGreaterThan(3 * usual.length)
  // One timer may write a few more than are asked for.
  expect(Math.max(...short.map(({ times }) => times.length))).toBeLessThan(60)
})

test('a slice that does not take long ends after some hundred entries', () => {
  const run = startScenario(FILES, { untilMs: 60_000 })
  let looks = 0
  const end = advanceSlice(run, 60_000, () => {
    looks += 1
    return false
  })
  expect(end.reason).toBe('paused')
  expect(looks).toBeGreaterThan(5)
  expect(run.cluster.journal.length).toBeGreaterThanOrEqual(250)
  expect(run.cluster.journal.length).toBeLessThan(320)
})
