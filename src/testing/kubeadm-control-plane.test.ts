// kubeadm's control plane through the whole engine: its Pods are the components, so that what happens to a Pod
// happens to the cluster.
import { expect, test } from 'vitest'
import { statusOf } from '#api/core/pod-status-word.ts'
import { timeOf } from '#api/meta/time.ts'
import type { Cluster } from '#cluster/types.ts'
import type { JournalEntry, World } from '#client/world.ts'
import { kubeadmControlPlane } from '#scenario/kubeadm-manifests.ts'
import { parseScenario } from '#scenario/parse-scenario.ts'
import { runScenario } from '#scenario/run-scenario.ts'
import { journalHash } from './journal-hash.ts'

const MANIFESTS = '/etc/kubernetes/manifests'
const COMPONENTS = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler']
const WEB = `apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: app, image: "nginx:1.27" }] }
`

const contentOf = (name: string): string => {
  const node = { name: 'control-plane', ip: '172.18.0.2' }
  const path = `${MANIFESTS}/${name}.yaml`
  return kubeadmControlPlane(node).files.find((file) => file.path === path)?.content ?? ''
}
const away = (at: string, name: string): string =>
  `{ at: ${at}, removeFile: { node: control-plane, path: ${MANIFESTS}/${name}.yaml } }`
const back = (at: string, name: string): string =>
  `{ at: ${at}, writeFile: { node: control-plane, path: ${MANIFESTS}/${name}.yaml, content: ${JSON.stringify(contentOf(name))} } }`

function run(actions: readonly string[], until = '3m', more = 'controlPlane: kubeadm') {
  const list = actions.map((action) => `- ${action}\n`).join('')
  const { cluster, parsed } = runScenario([
    { path: 'scenario.yaml', text: `until: ${until}\n${more}\nactions:\n${list}` },
    { path: 'manifests/web.yaml', text: WEB },
  ])
  expect(parsed.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const at = (timeMs: number) => podsAt(cluster.seek(timeMs))
  return { cluster, journal: cluster.journal, at }
}

/** 'web Running 1/1': each Pod, those of the ReplicaSet without the random end of their names, sorted. */
function podsAt(state: ReturnType<World['stateAt']>): readonly string[] {
  return [...state.values()]
    .flatMap((object) => {
      if (object.kind !== 'Pod') return []
      const { status, ready, total } = statusOf(object)
      const name = (object.metadata.name ?? '').replace(/^web-[a-z0-9]{5}$/, 'web')
      return [`${name} ${status} ${ready}/${total}`]
    })
    .toSorted()
}

/** What an action printed on standard error. */
const linesOf = (cluster: Cluster, atMs: number): readonly string[] =>
  cluster.printed.find(({ action }) => action.atMs === atMs)?.lines.map(({ text }) => text) ?? []

const PARSE_BOOL =
  'Error: invalid argument "maybe" for "--allow-privileged" flag: strconv.ParseBool: parsing "maybe": invalid syntax'
const NO_ARGUMENTS = 'Error: "kube-controller-manager" does not take any arguments, got ["now"]'

const webAt = (pods: readonly string[]): readonly string[] =>
  pods.filter((row) => row.startsWith('web '))

/** What of the journal is of one kind, with its second. */
const saidOf = (journal: readonly JournalEntry[], name: string): readonly string[] =>
  journal
    .filter(({ actor, kind }) => actor.startsWith(name) && kind.startsWith('Component'))
    .map(({ timeMs, kind }) => `${Math.floor(timeMs / 1000)} ${kind}`)

test('the four static Pods of kubeadm run, with mirrors, and do the work', () => {
  const { at, cluster } = run([])
  expect(at(60_000)).toEqual([
    ...COMPONENTS.map((name) => `${name}-control-plane Running 1/1`),
    'web Running 1/1',
    'web Running 1/1',
  ])
  const mirror = cluster.world.get('Pod/kube-system/kube-scheduler-control-plane')
  expect(mirror).toMatchObject({
    metadata: { labels: { component: 'kube-scheduler', tier: 'control-plane' } },
    spec: {
      hostNetwork: true,
      priority: 2_000_001_000,
      priorityClassName: 'system-node-critical',
      containers: [{ image: 'registry.k8s.io/kube-scheduler:v1.36.2' }],
    },
  })
})

test('of what kubeadm mounts, etcd may write into both of its folders; volumes stand by name', () => {
  const etcd = contentOf('etcd')
  expect(etcd).not.toContain('readOnly')
  expect(etcd.match(/name: etcd-\w+$/gm)).toEqual([
    'name: etcd-data',
    'name: etcd-certs',
    'name: etcd-certs',
    'name: etcd-data',
  ])
  expect(contentOf('kube-apiserver').match(/readOnly: true/g)).toHaveLength(2)
})

test('without the scheduler new Pods stay Pending without a word, and are placed when its file is back', () => {
  const { at, cluster, journal } = run([
    away('40s', 'kube-scheduler'),
    '{ at: 60s, scale: { name: web, replicas: 3 } }',
    back('100s', 'kube-scheduler'),
  ])
  expect(webAt(at(99_000))).toEqual(['web Pending 0/1', 'web Running 1/1', 'web Running 1/1'])
  expect(at(99_000)).not.toContain('kube-scheduler-control-plane Running 1/1')
  const events = [...cluster.seek(99_000).values()].filter(
    (object) => object.kind === 'Event' && object.reason === 'FailedScheduling',
  )
  expect(events).toEqual([])
  expect(webAt(at(120_000))).toEqual(['web Running 1/1', 'web Running 1/1', 'web Running 1/1'])
  expect(saidOf(journal, 'kube-scheduler').map((row) => row.split(' ')[1])).toEqual([
    'ComponentStarted',
    'ComponentStopped',
    'ComponentStarted',
  ])
  const stopped = journal.find(({ kind }) => kind === 'ComponentStopped')
  expect(stopped?.message).toBe('stopped: no Pod is assigned to a node until it runs again')
  const again = journal.findLast(({ kind }) => kind === 'ComponentStarted')
  const between = journal.slice(stopped?.id, again?.id)
  expect(between.filter(({ actor }) => actor === 'kube-scheduler')).toEqual([])
})

test('without the controller manager a lost Pod stays lost; when it is back it waits for its lease, then repairs', () => {
  const { at, journal, cluster } = run(
    [
      away('40s', 'kube-controller-manager'),
      '{ at: 60s, kubectl: delete pod -l app=web --wait=false }',
      back('100s', 'kube-controller-manager'),
    ],
    '4m',
  )
  expect(webAt(at(99_000))).toEqual([])
  const rows = saidOf(journal, 'kube-controller-manager')
  expect(rows.map((row) => row.split(' ')[1])).toEqual([
    'ComponentStarted',
    'ComponentStopped',
    'ComponentWaits',
    'ComponentStarted',
  ])
  const [waits = 0, works = 0] = rows.slice(2).map((row) => Number(row.split(' ')[0]))
  expect(works - waits).toBeGreaterThanOrEqual(14)
  expect(works - waits).toBeLessThanOrEqual(20)
  expect(webAt(at(works * 1000 - 1000))).toEqual([])
  expect(webAt(podsAt(cluster.world.state))).toEqual(['web Running 1/1', 'web Running 1/1'])
})

test('a deleted mirror comes back, and its component does not notice', () => {
  const { at, journal } = run([
    '{ at: 40s, kubectl: delete pod kube-scheduler-control-plane -n kube-system --wait=false }',
    '{ at: 60s, scale: { name: web, replicas: 3 } }',
  ])
  expect(at(59_000)).toContain('kube-scheduler-control-plane Running 1/1')
  expect(webAt(at(90_000))).toHaveLength(3)
  expect(webAt(at(90_000))).not.toContain('web Pending 0/1')
  expect(journal.filter(({ kind }) => kind === 'MirrorPodDeleted')).not.toEqual([])
  expect(saidOf(journal, 'kube-scheduler')).toHaveLength(1)
})

test('a killed scheduler is restarted by the kubelet and waits for the lease that it could not give back', () => {
  const { journal, at } = run([
    '{ at: 40s, kill: { pod: kube-scheduler-control-plane, namespace: kube-system, container: kube-scheduler, exitCode: 1 } }',
    '{ at: 45s, scale: { name: web, replicas: 3 } }',
  ])
  expect(saidOf(journal, 'kube-scheduler').map((row) => row.split(' ')[1])).toEqual([
    'ComponentStarted',
    'ComponentStopped',
    'ComponentWaits',
    'ComponentStarted',
  ])
  expect(webAt(at(50_000))).toContain('web Pending 0/1')
  expect(webAt(at(90_000))).not.toContain('web Pending 0/1')
})

test('nothing acts while the machine of the control plane is off, and all of it does when it is back', () => {
  const { at, cluster } = run(
    [
      '{ at: 30s, scale: { name: web, replicas: 3 } }',
      '{ at: 40s, power: { node: control-plane, state: off } }',
      '{ at: 50s, scale: { name: web, replicas: 4 } }',
      '{ at: 60s, power: { node: control-plane, state: on } }',
      '{ at: 100s, scale: { name: web, replicas: 5 } }',
    ],
    '4m',
  )
  expect(webAt(at(59_000))).toEqual(Array(3).fill('web Running 1/1'))
  expect(linesOf(cluster, 50_000)).toEqual([
    'Unable to connect to the server: dial tcp 172.18.0.2:6443: connect: no route to host',
  ])
  expect(webAt(podsAt(cluster.world.state))).toEqual(Array(5).fill('web Running 1/1'))
})

const REFUSED =
  'The connection to the server 172.18.0.2:6443 was refused - did you specify the right host or port?'

test('without the API server nobody gets an answer, leaders give up, and containers run on', () => {
  const { at, cluster, journal } = run(
    [
      away('40s', 'kube-apiserver'),
      '{ at: 60s, scale: { name: web, replicas: 3 } }',
      back('130s', 'kube-apiserver'),
      '{ at: 140s, scale: { name: web, replicas: 3 } }',
    ],
    '5m',
  )
  expect(linesOf(cluster, 60_000)).toEqual([REFUSED])
  expect(cluster.printed.find(({ action }) => action.atMs === 60_000)?.end?.exitCode).toBe(1)
  const changed = cluster.journal.filter(
    ({ timeMs, changes }) =>
      timeMs > 41_000 && timeMs < 130_000 && changes.some(({ key }) => key.startsWith('Pod/')),
  )
  expect(changed).toEqual([])
  const running = [...cluster.seek(129_000).values()].filter(
    (object) => object.kind === 'ContainerInstance' && object.state === 'running',
  )
  expect(running).toHaveLength(5)
  for (const name of ['kube-scheduler', 'kube-controller-manager']) {
    expect(saidOf(journal, name).map((row) => row.split(' ')[1])).toEqual([
      'ComponentStarted',
      'ComponentStopped',
      'ComponentUnanswered',
      'ComponentWaits',
      'ComponentStarted',
    ])
    const times = saidOf(journal, name).map((row) => Number(row.split(' ')[0]))
    // It gives up 10 to 12 s after the API server went, and has its lease 15 to 20 s after it is back.
    expect(times[1]).toBeGreaterThanOrEqual(50)
    expect(times[1]).toBeLessThanOrEqual(52)
    expect(times[4]).toBeGreaterThanOrEqual(147)
    expect(times[4]).toBeLessThanOrEqual(153)
  }
  expect(at(290_000).filter((row) => row.startsWith('kube-'))).toEqual([
    'kube-apiserver-control-plane Running 1/1',
    'kube-controller-manager-control-plane Running 1/1',
    'kube-scheduler-control-plane Running 1/1',
  ])
  expect(webAt(at(290_000))).toEqual(Array(3).fill('web Running 1/1'))
})

test('leases age while the API server is away, and no node is marked silent because of it', () => {
  const { cluster, journal } = run(
    [away('40s', 'kube-apiserver'), back('200s', 'kube-apiserver')],
    '6m',
  )
  const session = (timeMs: number): readonly string[] => {
    const lease = cluster.seek(timeMs).get('Machine/worker-1')
    return lease?.kind === 'Machine' && lease.lease?.untilMs !== null ? ['ages'] : ['renewed']
  }
  expect(session(39_000)).toEqual(['renewed'])
  expect(session(199_000)).toEqual(['ages'])
  expect(session(215_000)).toEqual(['renewed'])
  expect(journal.filter(({ message }) => message.includes('NodeNotReady'))).toEqual([])
})

test('a node whose machine went off meanwhile is marked silent after the return, 50 s after that was seen', () => {
  const { cluster } = run(
    [
      away('40s', 'kube-apiserver'),
      '{ at: 50s, power: { node: worker-1, state: off } }',
      back('130s', 'kube-apiserver'),
    ],
    '5m',
  )
  const readyAt = (timeMs: number): string | undefined => {
    const node = cluster.seek(timeMs).get('Node//worker-1')
    return node?.kind === 'Node'
      ? node.status?.conditions?.find(({ type }) => type === 'Ready')?.status
      : undefined
  }
  expect(readyAt(190_000)).toBe('True')
  expect(readyAt(215_000)).toBe('Unknown')
})

test('a machine that boots without an API server starts its static Pods, and the others when it is told of them', () => {
  const file = `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: app, image: "nginx:1.27" }] }\n`
  const { at, cluster } = run(
    [
      `{ at: 5s, writeFile: { node: worker-1, path: ${MANIFESTS}/static.yaml, content: ${JSON.stringify(file.replace('web', 'lonely'))} } }`,
      away('40s', 'kube-apiserver'),
      '{ at: 50s, reboot: worker-1 }',
      back('130s', 'kube-apiserver'),
    ],
    '5m',
  )
  const running = (timeMs: number): readonly string[] =>
    [...cluster.seek(timeMs).values()].flatMap((object) =>
      object.kind === 'ContainerInstance' &&
      object.nodeName === 'worker-1' &&
      object.state === 'running'
        ? [object.pod.name.replace(/^web-\w+$/, 'web')]
        : [],
    )
  expect(new Set(running(39_000))).toEqual(new Set(['lonely-worker-1', 'web']))
  expect(running(129_000)).toEqual(['lonely-worker-1'])
  // A kubelet that did not get its list asks again after 30 to 60 s.
  expect(new Set(running(195_000))).toEqual(new Set(['lonely-worker-1', 'web']))
  expect(at(195_000)).toContain('lonely-worker-1 Running 1/1')
  const booted = cluster.journal.find(({ kind }) => kind === 'MachineBooted')?.timeMs ?? 0
  // Both were said when the kubelet started, and came to the API server when it was back.
  const stamps = [...cluster.world.state.values()].flatMap((object) =>
    object.kind === 'Event' && /^(Starting|NodeAllocatableEnforced)$/.test(object.reason ?? '')
      ? [object.firstTimestamp]
      : [],
  )
  expect(stamps).toEqual([timeOf(booted), timeOf(booted)])
})

test('without etcd the API server fails its probes, and ends again and again until etcd is back', () => {
  const { at, cluster, journal } = run(
    [
      away('40s', 'etcd'),
      '{ at: 50s, scale: { name: web, replicas: 3 } }',
      back('200s', 'etcd'),
      '{ at: 280s, scale: { name: web, replicas: 3 } }',
    ],
    '8m',
  )
  expect(linesOf(cluster, 50_000)).toEqual(['Error from server: etcdserver: request timed out'])
  const ends = journal
    .filter(
      ({ actor, kind }) => kind === 'ContainerExited' && actor.includes('kube-apiserver-control'),
    )
    .map(({ data }) => (data as { readonly exitCode: number }).exitCode)
  // Killed by its liveness probe first, then it does not find etcd within 20 s.
  expect(ends[0]).toBe(0)
  expect(ends[1]).toBe(255)
  expect(webAt(at(470_000))).toEqual(Array(3).fill('web Running 1/1'))
})

test.for([
  ['kube-apiserver', '--enable-bogus', 'unknown flag: --enable-bogus', 1],
  ['kube-apiserver', '--allow-privileged=maybe', PARSE_BOOL, 1],
  ['kube-scheduler', '--leader-election=true', 'unknown flag: --leader-election', 1],
  ['kube-controller-manager', 'now', NO_ARGUMENTS, 1],
  ['etcd', '--bogus=1', 'flag provided but not defined: -bogus', 2],
] as const)('%s ends with its own words with %s', ([name, flag, words, code]) => {
  const wrong = contentOf(name).replace(`    - ${name}\n`, `    - ${name}\n    - ${flag}\n`)
  expect(wrong).not.toBe(contentOf(name))
  const path = `${MANIFESTS}/${name}.yaml`
  const { cluster, journal } = run(
    [
      `{ at: 40s, writeFile: { node: control-plane, path: ${path}, content: ${JSON.stringify(wrong)} } }`,
      back('70s', name),
    ],
    '4m',
  )
  const container = (entry: JournalEntry): boolean => entry.actor.endsWith(`/${name}`)
  const lines = journal.filter((entry) => entry.kind === 'Log' && container(entry))
  expect(lines.map(({ message }) => message).join('\n')).toContain(words)
  const ended = journal.find(
    (entry) => entry.kind === 'ContainerExited' && container(entry) && entry.timeMs > 45_000,
  )
  expect(ended?.data).toMatchObject({ exitCode: code })
  expect(webAt(podsAt(cluster.world.state))).toEqual(Array(2).fill('web Running 1/1'))
  expect(cluster.world.get(`Pod/kube-system/${name}-control-plane`)).toMatchObject({
    status: { phase: 'Running' },
  })
})

test('components that are stopped and started again and again leave nothing behind, and the run is the same again', () => {
  const actions = Array.from({ length: 24 }, (_, index) =>
    (index % 2 === 0 ? away : back)(
      `${20 + index * 2}s`,
      index % 4 < 2 ? 'kube-scheduler' : 'kube-controller-manager',
    ),
  )
  const one = run(actions, '3m')
  expect(journalHash(one.journal)).toBe(journalHash(run(actions, '3m').journal))
  expect(webAt(podsAt(one.cluster.world.state))).toEqual(Array(2).fill('web Running 1/1'))
})

test('each manifest is a Pod that kubelets take, and the field has two values', () => {
  const said = (text: string): readonly string[] =>
    parseScenario([{ path: 'scenario.yaml', text }]).diagnostics.map(({ message }) => message)
  expect(said('controlPlane: kubeadm')).toEqual([])
  expect(said('controlPlane: built-in')).toEqual([])
  expect(said('controlPlane: k3s')).toEqual(['controlPlane must be kubeadm or built-in'])
  const worker = 'apiVersion: v1\nkind: Node\nmetadata: { name: worker-1 }\n'
  const { diagnostics } = parseScenario([
    { path: 'scenario.yaml', text: 'controlPlane: kubeadm' },
    { path: 'cluster.yaml', text: worker },
  ])
  expect(diagnostics.map(({ message }) => message)).toEqual([
    'controlPlane: kubeadm needs a Node with the label node-role.kubernetes.io/control-plane: without one, scheduler and controllers work by themselves',
  ])
})

test('a node that comes back while the controllers are away loses its taints when they are there again', () => {
  const { cluster } = run(
    [
      '{ at: 20s, power: { node: worker-2, state: off } }',
      '{ at: 100s, reboot: control-plane }',
      '{ at: 105s, power: { node: worker-2, state: on } }',
    ],
    '5m',
  )
  const taintsAt = (second: number): readonly (string | undefined)[] => {
    const node = cluster.seek(second * 1000).get('Node//worker-2')
    return node?.kind === 'Node' ? (node.spec?.taints ?? []).map(({ effect }) => effect) : []
  }
  expect(taintsAt(99)).toEqual(['NoSchedule', 'NoExecute'])
  expect(taintsAt(300)).toEqual([])
})
