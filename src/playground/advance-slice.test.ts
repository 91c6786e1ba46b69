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

const podOf = (containers: readonly string[]): readonly { path: string; text: string }[] => [
  {
    path: 'manifests/busy.yaml',
    text: `apiVersion: v1\nkind: Pod\nmetadata: { name: busy }\nspec:\n  containers:\n${containers
      .map((container, index) => `    - { name: c${index}, image: busybox, ${container} }\n`)
      .join('')}`,
  },
]
const many = (command: string, more = ''): readonly string[] =>
  Array.from({ length: 10 }, () => `command: [sh, -c, ${JSON.stringify(command)}]${more}`)

/** What keeps an engine busy and leaves nothing in the journal. */
const SILENT: Readonly<Record<string, readonly string[]>> = {
  'short naps': many('while :; do usleep 45000; done'),
  'a wait for a file that never comes': many('until test -s /tmp/up; do sleep 0.05; done'),
  'looks at the clock': many('while sleep 0.08; do date > /dev/null; done'),
  'a look at a file': many('while [ -r /etc/hostname ]; do sleep 0.07; done'),
  'probes that pass': many(
    'sleep 1d',
    ', readinessProbe: { exec: { command: ["true"] }, periodSeconds: 1 }, livenessProbe: { exec: { command: [test, -d, /etc] }, periodSeconds: 1 }',
  ),
}

test.for(Object.entries(SILENT))(
  'a slice ends where nothing is told for long: %s',
  ([, containers]) => {
    const run = startScenario(podOf(containers), { untilMs: 90_000, eager: true })
    run.advance(30_000)
    const { clock } = run.cluster.world
    const entries = run.cluster.journal.length
    let slices = 0
    for (let end = ''; end !== 'reached'; slices += 1) {
      const before = clock.fired
      const { reason } = advanceSlice(run, 80_000, () => false)
      expect(clock.fired - before).toBeLessThanOrEqual(520)
      end = reason === 'paused' ? '' : 'reached'
    }
    expect(run.cluster.journal.length - entries).toBeLessThan(20)
    expect(slices).toBeGreaterThan(1)
  },
)
