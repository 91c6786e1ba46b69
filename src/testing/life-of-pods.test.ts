// Whole lives of Pods through the whole engine: what `kubectl get pods -w` would have shown, and when.
import { expect, test } from 'vitest'
import { statusOf } from '#api/core/pod-status-word.ts'
import type { Pod } from '#api/generated/types.ts'
import type { JournalEntry } from '#client/world.ts'
import { GALLERY } from '#scenario/gallery/gallery.ts'
import { runScenario } from '#scenario/run-scenario.ts'
import type { ScenarioFile } from '#scenario/types.ts'

function run(text: string, until = '5m'): readonly JournalEntry[] {
  return runFiles([
    { path: 'scenario.yaml', text: `until: ${until}\n` },
    { path: 'manifests/pod.yaml', text },
  ])
}

function runFiles(files: readonly ScenarioFile[]): readonly JournalEntry[] {
  return runScenario(files).cluster.journal
}

/** The rows of `kubectl get pods -w` for a Pod, without repetitions: 'STATUS READY RESTARTS'. */
function watched(journal: readonly JournalEntry[], name: string): readonly string[] {
  const rows: string[] = []
  for (const { changes } of journal) {
    for (const { after } of changes) {
      if (after?.kind !== 'Pod' || after.metadata.name !== name) continue
      const { status, ready, total, restarts } = statusOf(after)
      const row = `${status} ${ready}/${total} ${restarts}`
      if (rows.at(-1) !== row) rows.push(row)
    }
  }
  return rows
}

const podNames = (journal: readonly JournalEntry[]): readonly string[] => [
  ...new Set(
    journal.flatMap(({ changes }) =>
      changes.flatMap(({ after }) => (after?.kind === 'Pod' ? [after.metadata.name ?? ''] : [])),
    ),
  ),
]

/** The Pods that are there at the end. */
function podsAtTheEnd(journal: readonly JournalEntry[]): readonly Pod[] {
  const pods = new Map<string, Pod>()
  for (const { changes } of journal) {
    for (const { key, after } of changes) {
      if (!key.startsWith('Pod/')) continue
      if (after?.kind === 'Pod') pods.set(key, after)
      else pods.delete(key)
    }
  }
  return [...pods.values()]
}

const failingInit = (policy: string): string => `apiVersion: v1
kind: Pod
metadata: { name: p }
spec:
  restartPolicy: ${policy}
  initContainers: [{ name: init, image: "busybox:1.36", command: [sh, -c, "exit 1"] }]
  containers: [{ name: app, image: "nginx:1.27" }]
`

test.for(['Always', 'OnFailure'])(
  'an init container that exits 1 under %s is restarted, and the Pod stays Pending',
  (policy) => {
    const journal = run(failingInit(policy))
    const rows = watched(journal, 'p')
    expect(rows.slice(0, 2)).toEqual(['Pending 0/1 0', 'Init:0/1 0/1 0'])
    expect(rows).toContain('Init:Error 0/1 0')
    expect(rows).toContain('Init:CrashLoopBackOff 0/1 1')
    expect(rows.every((row) => row.includes(' 0/1 '))).toBe(true)
    const [pod] = podsAtTheEnd(journal)
    expect(pod?.status?.phase).toBe('Pending')
    expect(pod?.status?.initContainerStatuses?.[0]?.restartCount).toBeGreaterThanOrEqual(4)
    const initialized = pod?.status?.conditions?.find(({ type }) => type === 'Initialized')
    expect([initialized?.status, initialized?.reason, initialized?.message]).toEqual([
      'False',
      'ContainersNotInitialized',
      'containers with incomplete status: [init]',
    ])
    expect(pod?.status?.containerStatuses?.[0]?.state?.waiting?.reason).toBe('PodInitializing')
  },
)

test('an init container that exits 1 under Never fails the Pod', () => {
  const journal = run(failingInit('Never'))
  expect(watched(journal, 'p')).toEqual(['Pending 0/1 0', 'Init:0/1 0/1 0', 'Init:Error 0/1 0'])
  const [pod] = podsAtTheEnd(journal)
  expect(pod?.status?.phase).toBe('Failed')
  expect(pod?.status?.initContainerStatuses?.[0]?.state?.terminated?.exitCode).toBe(1)
  expect(pod?.status?.initContainerStatuses?.[0]?.restartCount).toBe(0)
})

test('two containers on one port: the second fails and is restarted when 0, 10, 20, 40, 80 and 160 seconds are over', () => {
  const { files = [] } = GALLERY.find(({ id }) => id === 'port-clash') ?? {}
  const journal = runFiles(
    files.map((file) => (file.path === 'scenario.yaml' ? { ...file, text: 'until: 10m\n' } : file)),
  )
  const second = journal.filter(
    ({ kind, actor, message }) =>
      (kind === 'ContainerExited' && actor.endsWith('twins/second')) ||
      (kind === 'Started' && message.includes('`second`')),
  )
  const exit = second.find(({ kind }) => kind === 'ContainerExited')
  expect(exit?.message).toContain('exited with 1')
  expect(exit?.because).toContain('port 80 is in use')
  const delays = second.flatMap((entry, index) => {
    const next = second[index + 1]
    return entry.kind === 'ContainerExited' && next?.kind === 'Started'
      ? [next.timeMs - entry.timeMs]
      : []
  })
  const seconds = [0, 10, 20, 40, 80, 160]
  // The kubelet looks again after the delay, or after a minute, and up to half as long again.
  expect(delays.length).toBeGreaterThanOrEqual(seconds.length)
  for (const [index, second] of seconds.entries()) {
    const late = (delays[index] ?? 0) / 1000 - second
    expect(late).toBeGreaterThanOrEqual(0)
    expect(late).toBeLessThanOrEqual(Math.min(second, 60) * 1.5 + 2)
  }
  expect(journal.some(({ message }) => message.includes('Address already in use'))).toBe(true)
  expect(watched(journal, 'twins').some((row) => row.startsWith('CrashLoopBackOff 1/2'))).toBe(true)
})

test('a bare Pod that is deleted stays gone; a ReplicaSet’s is replaced under a new name', () => {
  const { files = [] } = GALLERY.find(({ id }) => id === 'bare-and-owned') ?? {}
  const journal = runFiles(files)
  expect(podNames(journal).filter((name) => name === 'alone')).toEqual(['alone'])
  expect(watched(journal, 'alone').at(-1)).toMatch(/^(Terminating|Completed|Error)/)
  const owned = podNames(journal).filter((name) => name.startsWith('shop-'))
  expect(owned.length).toBe(3)
  const left = podsAtTheEnd(journal).map(({ metadata }) => metadata.name)
  expect(left.toSorted()).toEqual(owned.slice(1).toSorted())
})

test('a mirror Pod that is deleted comes back and its container never stops; without its file both end', () => {
  const { files = [] } = GALLERY.find(({ id }) => id === 'static-pod') ?? {}
  const journal = runFiles(files)
  const removed = journal.find(({ kind }) => kind === 'FileRemoved')
  const instances = new Set<string>()
  const uids = new Set<string>()
  for (const entry of journal) {
    for (const { after } of entry.changes) {
      if (after?.kind === 'ContainerInstance') {
        instances.add(after.id)
        if (after.state === 'exited')
          expect(entry.timeMs).toBeGreaterThanOrEqual(removed?.timeMs ?? Infinity)
      }
      if (after?.kind === 'Pod') uids.add(after.metadata.uid ?? '')
    }
  }
  expect(instances.size).toBe(1)
  expect(uids.size).toBe(2)
  expect(podsAtTheEnd(journal)).toEqual([])
})

test('a sidecar starts first, opens the gate with its startup probe, and counts in the request', () => {
  const { files = [] } = GALLERY.find(({ id }) => id === 'sidecar') ?? {}
  const journal = runFiles(files)
  const started = journal
    .filter(({ kind }) => kind === 'Started')
    .map(({ message }) => /`([^`]+)`/.exec(message)?.[1])
  expect(started).toEqual(['log-shipper', 'migrate', 'app'])
  const [pod] = podsAtTheEnd(journal)
  expect(pod?.status?.phase).toBe('Running')
  expect(watched(journal, 'shop').at(-1)).toBe('Running 2/2 0')
})

test('what a container wrote on its own is gone after a restart, and what it wrote on a volume is not', () => {
  const { files = [] } = GALLERY.find(({ id }) => id === 'what-survives') ?? {}
  const printed = runFiles(files).flatMap(({ kind, data }) =>
    kind === 'Log' && typeof data === 'object' && data !== null && 'line' in data
      ? [data.line]
      : [],
  )
  expect(printed).toEqual(['own: 1, volume: 1', 'own: 1, volume: 2'])
})

const onePod = (name: string, spec: string): string => `apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
${spec}
`

test('apply with a new image restarts the container in place and keeps what admission added', () => {
  const journal = runFiles([
    { path: 'scenario.yaml', text: 'until: 1m\nactions:\n- { at: 15s, apply: later/web.yaml }\n' },
    {
      path: 'manifests/web.yaml',
      text: onePod('web', '  containers: [{ name: app, image: "nginx:1.27" }]'),
    },
    {
      path: 'later/web.yaml',
      text: onePod('web', '  containers: [{ name: app, image: "nginx:1.28" }]'),
    },
  ])
  const [pod] = podsAtTheEnd(journal)
  const [app] = pod?.spec?.containers ?? []
  expect(app?.volumeMounts?.length).toBe(1)
  expect(pod?.status?.containerStatuses?.[0]?.image).toContain('1.28')
  expect(watched(journal, 'web').at(-1)).toBe('Running 1/1 1')
  const killing = journal.find(({ kind }) => kind === 'Killing')
  expect(killing?.because).toBe('its image changed to `nginx:1.28`')
})

test('a Service never gets the address of the DNS server', () => {
  const service = `apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
`
  const services = run(service).flatMap(({ changes }) =>
    changes.flatMap(({ after }) =>
      after?.kind === 'Service' && after.metadata.name === 'web' ? [after.spec?.clusterIP] : [],
    ),
  )
  expect(services.length).toBeGreaterThan(0)
  expect(services).not.toContain('10.96.0.10')
})

test('a Pod on a node that cannot take it has failed and says so, without a container status', () => {
  const journal = run(
    onePod(
      'big',
      '  nodeName: worker-1\n  containers: [{ name: app, image: nginx, resources: { requests: { cpu: 100 } } }]',
    ),
  )
  expect(watched(journal, 'big')).toEqual(['Pending 0/1 0', 'OutOfcpu 0/1 0'])
  const [pod] = podsAtTheEnd(journal)
  expect(pod?.status).toMatchObject({
    phase: 'Failed',
    reason: 'OutOfcpu',
    startTime: '2026-03-02T10:00:00Z',
    observedGeneration: 1,
  })
  expect(pod?.status?.containerStatuses).toBe(undefined)
  expect(journal.findLast(({ kind }) => kind === 'Status')?.because).toBe('the node cannot take it')
})

test('a process that writes a file and exits at once has written it before it exited', () => {
  const journal = run(
    onePod(
      'copy',
      `  restartPolicy: Never
  containers:
  - { name: app, image: "busybox:1.36", command: [cp, /etc/hostname, /d/f], volumeMounts: [{ name: d, mountPath: /d }] }
  volumes: [{ name: d, emptyDir: {} }]`,
    ),
  )
  const kinds = journal
    .map(({ kind }) => kind)
    .filter((kind) => /^(VolumeWrite|ContainerExited)$/.test(kind))
  expect(kinds).toEqual(['VolumeWrite', 'ContainerExited'])
})
