// Machines that come, go off, come back and lose their kubelet, through the whole engine: what the API
// shows, and when.
import { expect, test } from 'vitest'
import { statusOf } from '#api/core/pod-status-word.ts'
import type { Node, Pod } from '#api/generated/types.ts'
import type { JournalEntry, World } from '#client/world.ts'
import { runScenario } from '#scenario/run-scenario.ts'
import type { ScenarioFile } from '#scenario/types.ts'

interface Course {
  readonly world: World
  readonly journal: readonly JournalEntry[]
  /** True when nothing will ever happen again by itself. */
  readonly atRest: boolean
}

const NODE = 'apiVersion: v1\nkind: Node\nmetadata: { name: worker-3 }\n'

function run(
  pods: string,
  actions: readonly string[],
  more: readonly ScenarioFile[] = [],
  until = '15m',
): Course {
  const list = actions.map((action) => `- ${action}\n`).join('')
  const { cluster } = runScenario([
    { path: 'scenario.yaml', text: `until: ${until}\nactions:\n${list}` },
    { path: 'manifests/pods.yaml', text: pods },
    ...more,
  ])
  const { world, journal } = cluster
  const atRest = cluster.advance(cluster.nowMs).reason === 'idle'
  return { world, journal, atRest }
}

const pod = (name: string, spec: string): string => `apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  nodeName: worker-2
${spec
  .split('\n')
  .map((line) => `  ${line}`)
  .join('\n')}
---
`
const NGINX = 'containers: [{ name: app, image: "nginx:1.27" }]'

const replicaSet = (replicas: number): string => `apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: web }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      topologySpreadConstraints:
        - { maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: DoNotSchedule, nodeTaintsPolicy: Honor, labelSelector: { matchLabels: { app: web } } }
      ${NGINX}
---
`

const nodeOf = ({ world }: Course, name: string): Node | undefined => {
  const node = world.get(`Node//${name}`)
  return node?.kind === 'Node' ? node : undefined
}
const podOf = ({ world }: Course, name: string): Pod | undefined => {
  const found = world.get(`Pod/default/${name}`)
  return found?.kind === 'Pod' ? found : undefined
}
const taintsOf = (node: Node | undefined): readonly string[] =>
  (node?.spec?.taints ?? []).map(({ key, effect }) => `${key}:${effect}`)
const conditionOf = (object: Node | Pod | undefined, wanted: string) =>
  object?.status?.conditions?.find(({ type }) => type === wanted)

/** '60.0 Ready=Unknown …': each change of what is shown of an object, with its second. */
function changesOf<T>(
  { journal }: Course,
  key: string,
  shown: (object: NonNullable<JournalEntry['changes'][number]['after']>) => T,
): readonly string[] {
  const rows: string[] = []
  let last = ''
  for (const { timeMs, changes } of journal) {
    for (const change of changes) {
      if (change.key !== key) continue
      const row = change.after === undefined ? 'gone' : String(shown(change.after))
      if (row === last) continue
      last = row
      rows.push(`${(timeMs / 1000).toFixed(1)} ${row}`)
    }
  }
  return rows
}

const podRow = (object: unknown): string => {
  const { status, ready, total, restarts } = statusOf(object as Pod)
  return `${status} ${ready}/${total} ${restarts}`
}

/** 'Reason' of the events about an object of that name, in their order. */
const eventsOf = ({ world }: Course, name: string): readonly string[] =>
  [...world.state.values()].flatMap((object) =>
    object.kind === 'Event' && object.involvedObject.name === name ? [object.reason ?? ''] : [],
  )

test('a Node that is applied at 30 s brings a machine, becomes ready and takes Pods', () => {
  const course = run(
    replicaSet(2),
    ['{ at: 30s, apply: later/node.yaml }', '{ at: 60s, scale: { name: web, replicas: 3 } }'],
    [{ path: 'later/node.yaml', text: NODE }],
  )
  const node = nodeOf(course, 'worker-3')
  expect(conditionOf(node, 'Ready')?.status).toBe('True')
  expect(taintsOf(node)).toEqual([])
  expect(node?.spec?.podCIDR).toBe('10.244.3.0/24')
  expect(node?.metadata.labels?.['kubernetes.io/hostname']).toBe('worker-3')
  expect(node?.status?.capacity).toMatchObject({ cpu: '2', memory: '4Gi' })
  expect(eventsOf(course, 'worker-3')).toEqual([
    'RegisteredNode',
    'Starting',
    'NodeAllocatableEnforced',
    'NodeHasSufficientMemory',
    'NodeHasNoDiskPressure',
    'NodeHasSufficientPID',
    'NodeReady',
  ])
  const placed = [...course.world.state.values()].flatMap((object) =>
    object.kind === 'Pod' ? [`${object.spec?.nodeName ?? ''} ${statusOf(object).status}`] : [],
  )
  expect(placed.toSorted()).toEqual(['worker-1 Running', 'worker-2 Running', 'worker-3 Running'])
  expect(course.atRest).toBe(true)
})

test('a Node with the annotation is an object only: nobody reports for it', () => {
  const text = NODE.replace('worker-3', 'worker-3, annotations: { podscape.dev/machine: none }')
  const course = run(
    '',
    ['{ at: 30s, apply: later/node.yaml }'],
    [{ path: 'later/node.yaml', text }],
  )
  const node = nodeOf(course, 'worker-3')
  expect(conditionOf(node, 'Ready')).toMatchObject({
    status: 'Unknown',
    reason: 'NodeStatusNeverUpdated',
    message: 'Kubelet never posted node status.',
    lastTransitionTime: '2026-03-02T10:01:30Z',
  })
  expect(taintsOf(node)).toEqual([
    'node.kubernetes.io/unreachable:NoSchedule',
    'node.kubernetes.io/unreachable:NoExecute',
  ])
  expect(course.atRest).toBe(true)
})

test('a Node that is deleted at 60 s loses its Pods, and its kubelet registers it only when it starts', () => {
  const course = run(replicaSet(2), [
    '{ at: 60s, delete: { kind: Node, name: worker-2 } }',
    '{ at: 5m, kubelet: { node: worker-2, state: stopped } }',
    '{ at: 6m, kubelet: { node: worker-2, state: started } }',
  ])
  const collected = course.journal.filter(({ kind }) => kind === 'PodCollected')
  expect(collected.map(({ timeMs, because }) => [timeMs, because])).toEqual([
    [120_000, 'Node `worker-2` no longer exists'],
  ])
  const failed = course.journal.find(({ kind }) => kind === 'MarkedFailed')?.changes[0]?.after
  const lost = failed?.kind === 'Pod' ? failed : undefined
  expect(lost?.status?.phase).toBe('Failed')
  expect(conditionOf(lost, 'DisruptionTarget')).toMatchObject({
    status: 'True',
    reason: 'DeletionByPodGC',
    message: 'PodGC: node no longer exists',
  })
  expect(changesOf(course, 'Node//worker-2', () => 'there').slice(-2)).toEqual([
    '60.0 gone',
    '360.0 there',
  ])
  expect(eventsOf(course, 'worker-2').slice(0, 2)).toEqual(['RemovingNode', 'Starting'])
  expect(conditionOf(nodeOf(course, 'worker-2'), 'Ready')?.status).toBe('True')
  const running = [...course.world.state.values()].filter(
    (object) => object.kind === 'ContainerInstance' && object.state === 'running',
  )
  expect(running).toHaveLength(2)
  expect(course.atRest).toBe(true)
})

test('a machine that is off falls silent after 50 s, and its Pods are deleted after 300 s more', () => {
  const course = run(replicaSet(2), ['{ at: 60s, power: { node: worker-2, state: off } }'])
  const ready = changesOf(course, 'Node//worker-2', (node) => {
    const condition = conditionOf(node as Node, 'Ready')
    const effects = (node as Node).spec?.taints?.map(({ effect }) => effect).join('+') ?? ''
    return `${condition?.status} ${condition?.reason} ${effects}`
  })
  expect(ready.slice(1)).toEqual([
    '105.0 Unknown NodeStatusUnknown ',
    '105.0 Unknown NodeStatusUnknown NoSchedule',
    '105.1 Unknown NodeStatusUnknown NoSchedule+NoExecute',
  ])
  const node = nodeOf(course, 'worker-2')
  expect(node?.status?.conditions?.map(({ status }) => status)).toEqual(Array(4).fill('Unknown'))
  expect(conditionOf(node, 'Ready')).toMatchObject({
    message: 'Kubelet stopped posting node status.',
    lastTransitionTime: '2026-03-02T10:01:45Z',
  })
  const old = [...course.world.state.values()].find(
    (object): object is Pod => object.kind === 'Pod' && object.spec?.nodeName === 'worker-2',
  )
  const name = old?.metadata.name ?? ''
  // The containers' statuses stay as the kubelet reported them last.
  expect(changesOf(course, `Pod/default/${name}`, podRow).slice(-2)).toEqual([
    expect.stringMatching(/^3\.\d Running 1\/1 0$/),
    '405.1 Terminating 1/1 0',
  ])
  expect(conditionOf(old, 'Ready')).toMatchObject({ status: 'False' })
  expect(conditionOf(old, 'Ready')?.reason).toBeUndefined()
  expect(conditionOf(old, 'ContainersReady')).toMatchObject({ status: 'True' })
  expect(conditionOf(old, 'DisruptionTarget')).toMatchObject({
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
  })
  expect(eventsOf(course, name).slice(-2)).toEqual(['NodeNotReady', 'TaintManagerEviction'])
  expect(eventsOf(course, 'worker-2')).toEqual(['NodeNotReady'])
  expect(course.atRest).toBe(true)
})

test('when the machine comes back its Pod of before is removed, and the taints go', () => {
  const course = run(replicaSet(2), [
    '{ at: 60s, power: { node: worker-2, state: off } }',
    '{ at: 10m, power: { node: worker-2, state: on } }',
  ])
  const removed = course.journal.find(({ kind }) => kind === 'PodDeleted')
  expect(removed?.timeMs).toBeGreaterThan(610_000)
  expect(removed?.timeMs).toBeLessThan(617_000)
  expect(taintsOf(nodeOf(course, 'worker-2'))).toEqual([])
  expect(eventsOf(course, 'worker-2')).toContain('Rebooted')
  expect(course.atRest).toBe(true)
})

const LIFE = pod(
  'web',
  `initContainers:
  - { name: first, image: "busybox:1.36", command: [sh, -c, "echo x >> /disk/runs; echo x >> /memory/runs"], volumeMounts: [{ name: disk, mountPath: /disk }, { name: memory, mountPath: /memory }] }
${NGINX}
volumes: [{ name: disk, emptyDir: {} }, { name: memory, emptyDir: { medium: Memory } }]`,
)

test('after a short reboot nothing was noticed, and the Pods start anew', () => {
  const never = pod('never', `restartPolicy: Never\n${NGINX}`)
  const once = pod(
    'once',
    'restartPolicy: OnFailure\ncontainers: [{ name: app, image: "busybox:1.36", command: ["true"] }]',
  )
  const course = run(LIFE + never + once, ['{ at: 60s, reboot: worker-2 }'])
  expect(changesOf(course, 'Pod/default/web', podRow).slice(-3)).toEqual([
    expect.stringMatching(/^\d\.\d Running 1\/1 0$/),
    expect.stringMatching(/^7\d\.\d Unknown 0\/1 0$/),
    expect.stringMatching(/^7\d\.\d Running 1\/1 1$/),
  ])
  const status = podOf(course, 'web')?.status
  expect(status?.initContainerStatuses?.[0]?.restartCount).toBe(1)
  expect(status?.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({
    exitCode: 255,
    reason: 'Unknown',
    finishedAt: expect.stringMatching(/T10:01:1\d/),
  })
  expect(eventsOf(course, 'web')).toContain('SandboxChanged')
  const files = [...course.world.state.values()].flatMap((object) =>
    object.kind === 'Volume' && ['disk', 'memory'].includes(object.name) ? object.files : [],
  )
  // The init container wrote a line of 2 bytes in each of its two runs.
  expect(files.map(({ bytes }) => bytes)).toEqual([4, 2])
  expect(podOf(course, 'never')?.status).toMatchObject({
    phase: 'Failed',
    containerStatuses: [{ state: { terminated: { exitCode: 255, reason: 'Unknown' } } }],
  })
  expect(podOf(course, 'once')?.status?.phase).toBe('Succeeded')
  expect(eventsOf(course, 'worker-2')).toEqual(['Starting', 'NodeAllocatableEnforced', 'Rebooted'])
  expect(conditionOf(nodeOf(course, 'worker-2'), 'Ready')?.lastTransitionTime).toBe(
    '2026-02-18T10:00:00Z',
  )
  expect(course.atRest).toBe(true)
})

test('containers run on without their kubelet, and nobody looks after them', () => {
  const forced = pod('forced', NGINX)
  const course = run(LIFE + forced, [
    '{ at: 60s, kubelet: { node: worker-2, state: stopped } }',
    '{ at: 65s, kill: { pod: web, container: app, exitCode: 3 } }',
    '{ at: 70s, delete: { kind: Pod, name: forced, gracePeriodSeconds: 0 } }',
    '{ at: 80s, kubelet: { node: worker-2, state: started } }',
  ])
  const rows = changesOf(course, 'Pod/default/web', podRow)
  expect(rows.slice(-3)).toEqual([
    expect.stringMatching(/^\d\.\d Running 1\/1 0$/),
    expect.stringMatching(/^8[01]\.\d Error 0\/1 0$/),
    expect.stringMatching(/^8\d\.\d Running 1\/1 1$/),
  ])
  const orphan = course.journal.find(({ kind }) => kind === 'OrphanedPod')
  expect([orphan?.timeMs, orphan?.message]).toEqual([83_000, 'is ending what runs of Pod `forced`'])
  const left = [...course.world.state.values()].filter(
    (object) =>
      (object.kind === 'ContainerInstance' || object.kind === 'Volume') &&
      object.pod.name === 'forced',
  )
  expect(left).toEqual([])
  expect(course.atRest).toBe(true)
})

test('a kubelet that is restarted keeps what runs, and forgets how long it waited', () => {
  const course = run(LIFE, [
    '{ at: 60s, kubelet: { node: worker-2, state: restarted } }',
    '{ at: 65s, kill: { pod: web, container: app, exitCode: 3 } }',
  ])
  const rows = changesOf(course, 'Pod/default/web', podRow)
  expect(rows.slice(-3)).toEqual([
    expect.stringMatching(/^\d\.\d Running 1\/1 0$/),
    expect.stringMatching(/^6[56]\.\d Error 0\/1 0$/),
    expect.stringMatching(/^6\d\.\d Running 1\/1 1$/),
  ])
  const told = course.journal.filter(({ timeMs, level }) => timeMs === 60_000 && level === 'step')
  expect(told.map(({ actor, message }) => `${actor} ${message}`)).toEqual([
    'you restarted the kubelet on `worker-2`',
    'systemd on worker-2 started the kubelet',
  ])
  expect(course.atRest).toBe(true)
})

test('a container that was ready stays ready when its kubelet starts again', () => {
  const probe =
    'containers: [{ name: app, image: "nginx:1.27", readinessProbe: { httpGet: { port: 80 }, periodSeconds: 5 } }]'
  const course = run(
    pod('web', probe),
    [
      '{ at: 60s, kubelet: { node: worker-2, state: stopped } }',
      '{ at: 70s, kubelet: { node: worker-2, state: started } }',
    ],
    [],
    '2m',
  )
  const rows = changesOf(course, 'Pod/default/web', podRow)
  expect(rows.at(-1)).toMatch(/^\d\.\d Running 1\/1 0$/)
})

test('a kubelet that comes back before the Pods are deleted calls their deletion off', () => {
  const course = run(LIFE, [
    '{ at: 60s, kubelet: { node: worker-2, state: stopped } }',
    '{ at: 4m, kubelet: { node: worker-2, state: started } }',
  ])
  const web = podOf(course, 'web')
  expect(web?.status?.containerStatuses?.[0]?.restartCount).toBe(0)
  expect(conditionOf(web, 'Ready')?.status).toBe('True')
  expect(web?.metadata.deletionTimestamp).toBeUndefined()
  expect(eventsOf(course, 'web').slice(-2)).toEqual(['NodeNotReady', 'TaintManagerEviction'])
  expect(taintsOf(nodeOf(course, 'worker-2'))).toEqual([])
  expect(course.atRest).toBe(true)
})

test('a static Pod starts again after a reboot, and keeps its mirror', () => {
  const text = `apiVersion: v1\nkind: Pod\nmetadata: { name: own }\nspec:\n  ${NGINX}\n`
  const course = run(
    '',
    ['{ at: 60s, reboot: worker-2 }'],
    [{ path: 'nodes/worker-2/etc/kubernetes/manifests/own.yaml', text }],
  )
  const rows = changesOf(course, 'Pod/default/own-worker-2', (object) => {
    const uid = 'metadata' in object ? object.metadata.uid : ''
    return `${podRow(object)} ${uid}`
  })
  expect(new Set(rows.map((row) => row.split(' ').at(-1))).size).toBe(1)
  expect(rows.at(-1)).toMatch(/^7\d\.\d Running 1\/1 1 /)
})

test('Pods stay where all nodes are silent: the fault may be on the other side', () => {
  const nodes = ['control-plane', 'worker-1', 'worker-2']
  const course = run(
    LIFE,
    nodes.map((node) => `{ at: 60s, kubelet: { node: ${node}, state: stopped } }`),
  )
  expect(podOf(course, 'web')?.metadata.deletionTimestamp).toBeUndefined()
  expect(nodes.flatMap((name) => taintsOf(nodeOf(course, name)))).not.toContain(
    'node.kubernetes.io/unreachable:NoExecute',
  )
  expect(course.atRest).toBe(true)
})

test('the taint of a cordon comes and goes with it, by the controller, and the kubelet says so', () => {
  const course = run(LIFE, ['{ at: 60s, cordon: worker-2 }', '{ at: 90s, uncordon: worker-2 }'])
  const rows = changesOf(course, 'Node//worker-2', (node) => {
    const { unschedulable = false } = (node as Node).spec ?? {}
    return [unschedulable, ...taintsOf(node as Node)].join(' ')
  })
  expect(rows.slice(1)).toEqual([
    '60.0 true',
    '60.0 true node.kubernetes.io/unschedulable:NoSchedule',
    '90.0 false node.kubernetes.io/unschedulable:NoSchedule',
    '90.0 false',
  ])
  const told = course.journal.filter(({ kind, timeMs }) => kind === 'NodeTainted' && timeMs > 0)
  expect(told.map(({ message, because }) => `${message}, because ${because}`)).toEqual([
    'tainted Node `worker-2` with `node.kubernetes.io/unschedulable:NoSchedule`, because it is cordoned',
    'took `node.kubernetes.io/unschedulable:NoSchedule` off Node `worker-2`, because it is no longer cordoned',
  ])
  expect(eventsOf(course, 'worker-2')).toEqual(['NodeNotSchedulable', 'NodeSchedulable'])
  expect(course.atRest).toBe(true)
})

test('a zone that stays down is tainted again when another one comes back', () => {
  const zoneOf = (node: string, zone: string): string =>
    `{ at: 1s, kubectl: label node ${node} topology.kubernetes.io/zone=${zone} }`
  const stop = (node: string): string => `{ at: 60s, kubelet: { node: ${node}, state: stopped } }`
  const course = run(LIFE, [
    ...['control-plane', 'worker-1'].map((node) => zoneOf(node, 'a')),
    zoneOf('worker-2', 'b'),
    ...['control-plane', 'worker-1', 'worker-2'].map(stop),
    '{ at: 4m, kubelet: { node: worker-1, state: started } }',
  ])
  expect(taintsOf(nodeOf(course, 'worker-2'))).toContain('node.kubernetes.io/unreachable:NoExecute')
  const condition = conditionOf(podOf(course, 'web'), 'DisruptionTarget')
  expect(condition).toMatchObject({ reason: 'DeletionByTaintManager', observedGeneration: 1 })
})

test('a node that is out of service gives up its Pods at the next pass', () => {
  const course = run(LIFE, [
    '{ at: 60s, power: { node: worker-2, state: off } }',
    '{ at: 8m, taint: { node: worker-2, taint: "node.kubernetes.io/out-of-service=nodeshutdown:NoExecute" } }',
  ])
  const rows = changesOf(course, 'Pod/default/web', podRow)
  expect(rows.slice(-3)).toEqual(['405.1 Terminating 1/1 0', '500.0 Failed 1/1 0', '500.0 gone'])
  expect(course.atRest).toBe(true)
})

test.for([
  ['no toleration', '', 60_001],
  [
    '30 s',
    'tolerations: [{ key: broken, operator: Exists, effect: NoExecute, tolerationSeconds: 30 }]\n',
    90_001,
  ],
  ['for ever', 'tolerations: [{ key: broken, operator: Exists }]\n', null],
] as const)('a NoExecute taint deletes a Pod with %s', ([, tolerations, atMs]) => {
  const course = run(pod('web', `${tolerations}${NGINX}`), [
    '{ at: 60s, taint: { node: worker-2, taint: "broken=yes:NoExecute" } }',
  ])
  const deleted = course.journal.find(({ kind }) => kind === 'TaintEviction')
  expect(deleted?.timeMs ?? null).toBe(atMs)
})

test('what cannot be done to a machine is said', () => {
  const course = run('', [
    '{ at: 1s, power: { node: worker-2, state: on } }',
    '{ at: 2s, power: { node: worker-2, state: off } }',
    '{ at: 3s, power: { node: worker-2, state: off } }',
    '{ at: 4s, reboot: worker-2 }',
    '{ at: 5s, kubelet: { node: worker-2, state: started } }',
    '{ at: 6s, writeFile: { node: worker-2, path: /tmp/a, content: x } }',
    '{ at: 7s, reboot: nobody }',
  ])
  const refused = course.journal.filter(({ kind }) => kind === 'Refused')
  expect(refused.map(({ message, because }) => `${message}: ${because}`)).toEqual([
    'could not switch machine `worker-2` on: it is on already',
    'could not switch machine `worker-2` off: it is off already',
    'could not reboot machine `worker-2`: it is off',
    'could not start the kubelet on `worker-2`: its machine is not running',
    'could not reach machine `worker-2`: it is not running',
    'found no machine `nobody`: there is none at this moment',
  ])
})

test('a switch that is worked a hundred times in a second leaves a machine that works', () => {
  const actions = Array.from(
    { length: 100 },
    (_, index) =>
      `{ at: ${60_000 + index * 10}ms, power: { node: worker-2, state: ${index % 2 === 0 ? 'off' : 'on'} } }`,
  )
  const course = run(LIFE, actions)
  expect(podOf(course, 'web')?.status?.containerStatuses?.[0]).toMatchObject({
    ready: true,
    restartCount: 1,
  })
  expect(course.atRest).toBe(true)
})
