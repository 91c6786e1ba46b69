// What the page promises of what comes next is what comes next.
import { expect, test } from 'vitest'
import type { Pod } from '#api/generated/types.ts'
import type { JournalEntry } from '#client/world.ts'
import type { Cluster } from '#cluster/types.ts'
import { createLaneFold } from '#picture/timeline/lanes-of.ts'
import { GALLERY } from '#scenario/gallery/gallery.ts'
import { runScenario, startScenario } from '#scenario/run-scenario.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { waitsOf, type Waits } from './waits-of.ts'

const example = (id: string): readonly ScenarioFile[] =>
  GALLERY.find((one) => one.id === id)?.files ?? []

/** The name of the container that an entry is about. */
function nameIn({ world }: Cluster, { id, objects, data }: JournalEntry): string | null {
  if (typeof data === 'object' && data !== null && 'containerName' in data)
    return String(data.containerName)
  const key = objects.find((name) => name.startsWith('ContainerInstance/'))
  const record = key === undefined ? undefined : world.stateAt(id).get(key)
  return record?.kind === 'ContainerInstance' ? record.name : null
}

/** Reads the waits of a Pod at any time of a run. */
function reader(files: readonly ScenarioFile[], podKey: string, untilMs = 300_000) {
  const { cluster } = runScenario(files, { untilMs, exact: true })
  const lanes = createLaneFold()
  lanes.take(cluster.journal)
  const containerOf = (entry: JournalEntry): string | null => nameIn(cluster, entry)
  const known = { cluster, lanes, containerOf }
  const at = (timeMs: number): Waits | null => {
    const state = cluster.seek(timeMs)
    const pod = state.get(podKey)
    if (pod?.kind !== 'Pod') return null
    const entryId = cluster.journal.findLastIndex((entry) => entry.timeMs <= timeMs)
    return waitsOf(known, state, { at: { run: 0, entryId, timeMs }, pod: pod as Pod })
  }
  return { cluster, at }
}

test('init containers wait for their turn, and the one that runs for what it asks for', () => {
  const { cluster, at } = reader(example('wait-for-services'), 'Pod/default/shop')
  const started = cluster.journal.find(({ message }) => /started init container/.test(message))
  const waits = at((started?.timeMs ?? 0) + 5000)?.containers ?? []
  expect(waits.map(({ name, waitsFor, afterwards }) => [name, waitsFor, afterwards])).toEqual([
    ['wait-for-db', '`db`', ''],
    [
      'wait-for-cache',
      'init container `wait-for-db` to exit with 0',
      'the kubelet starts `wait-for-cache`',
    ],
    ['app', 'init container `wait-for-db` to exit with 0', 'the kubelet starts `app`'],
  ])
  expect(waits.every(({ sinceMs }) => sinceMs !== null)).toBe(true)
  // What comes next in the run is the end of it.
  expect(cluster.journal[waits[0]?.next?.id ?? 0]?.message).toContain('exited with 0')
})

test('a back-off ends when it says so', () => {
  const { cluster, at } = reader(example('crash-loop'), 'Pod/default/broken')
  const starts = cluster.journal
    .filter(({ message }) => message.startsWith('started container'))
    .map(({ timeMs }) => timeMs)
  let seen = 0
  for (const { level, timeMs } of cluster.journal) {
    if (level !== 'step') continue
    const untilMs = at(timeMs)?.containers[0]?.untilMs ?? null
    if (untilMs === null) continue
    const next = starts.find((start) => start > timeMs)
    if (next === undefined) continue
    seen += 1
    expect(untilMs).toBeLessThanOrEqual(next)
    // A Pod in back-off is looked at again every 10 to 15 s.
    expect(next - untilMs).toBeLessThan(15_000)
  }
  expect(seen).toBeGreaterThan(7)
})

const PROBED: readonly ScenarioFile[] = [
  {
    path: 'manifests/probed.yaml',
    text: `apiVersion: v1
kind: Pod
metadata: { name: probed }
spec:
  containers:
  - name: good
    image: nginx:1.27
    startupProbe: { tcpSocket: { port: 80 }, periodSeconds: 3 }
    readinessProbe: { httpGet: { path: /, port: 80 }, periodSeconds: 7, initialDelaySeconds: 4 }
  - name: bad
    image: nginx:1.27
    command: [sh, -c, "sleep 1000"]
    livenessProbe: { httpGet: { path: /, port: 81 }, periodSeconds: 11 }
`,
  },
]

test('probes run when they were planned, at rest as well', () => {
  const lazy = reader(PROBED, 'Pod/default/probed')
  const eager = startScenario(PROBED, { untilMs: 300_000, exact: true, eager: true })
  eager.cluster.advance(300_000)
  const failures = lazy.cluster.journal.filter(({ message }) => /probe of .* fail/.test(message))
  expect(failures.length).toBeGreaterThan(5)
  const liveness = { type: 'Liveness', containerName: 'bad' } as const
  let checked = 0
  for (let timeMs = 0; timeMs < 300_000; timeMs += 500) {
    const probes = lazy.at(timeMs)?.probes ?? []
    const uid = (lazy.cluster.seek(timeMs).get('Pod/default/probed') as Pod | undefined)?.metadata
      .uid
    for (const { containerName, type, nextMs } of probes) {
      const same = eager.cluster.probePlans.nextMs({
        podUid: uid ?? '',
        containerName,
        type,
        timeMs,
      })
      expect(nextMs, `${type} of ${containerName} after ${timeMs} ms`).toBe(same)
      if (nextMs !== null) checked += 1
    }
    const next = probes.find(
      ({ type, containerName }) =>
        type === liveness.type && containerName === liveness.containerName,
    )?.nextMs
    const failure = failures.find((one) => one.timeMs > timeMs)
    if (next != null && failure !== undefined && next > timeMs && failure.timeMs - next < 11_000)
      expect(Math.abs(failure.timeMs - next)).toBeLessThan(1100)
  }
  expect(checked).toBeGreaterThan(600)
})
