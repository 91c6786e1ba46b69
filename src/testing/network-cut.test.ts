// A machine that is cut off the network: it goes on by itself, the rest of the cluster goes on without it, and both learn
// of each other when it is mended.
import { expect, test } from 'vitest'
import { statusOf } from '#api/core/pod-status-word.ts'
import type { Node, Pod } from '#api/generated/types.ts'
import { containerLog } from '#kubectl/container-logs.ts'
import { runScenario } from '#scenario/run-scenario.ts'

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      topologySpreadConstraints:
        - { maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, labelSelector: { matchLabels: { app: web } } }
      containers: [{ name: app, image: "nginx:1.27" }]
---
`
const CRASHES = `apiVersion: v1
kind: Pod
metadata: { name: crashes }
spec:
  nodeName: worker-1
  containers: [{ name: app, image: "busybox:1.36", command: [sh, -c, "sleep 70; exit 1"] }]
---
`

function run(pods: string, actions: readonly string[], until: string) {
  const { cluster } = runScenario([
    { path: 'scenario.yaml', text: `until: ${until}\nactions:\n- ${actions.join('\n- ')}\n` },
    { path: 'manifests/pods.yaml', text: pods },
  ])
  const { world, journal } = cluster
  const stateAtS = (second: number) => cluster.seek(second * 1000)
  const podsAt = (second: number): readonly Pod[] =>
    stateAtS(second)
      .under('Pod/')
      .filter((object): object is Pod => object.kind === 'Pod')
  const nodeAt = (second: number, name: string): Node | undefined =>
    stateAtS(second).get(`Node//${name}`) as Node | undefined
  const readyAt = (second: number, name: string): string | undefined =>
    nodeAt(second, name)?.status?.conditions?.find(({ type }) => type === 'Ready')?.status
  const runningAt = (second: number, node: string): number =>
    stateAtS(second)
      .under(`ContainerInstance/${node}/`)
      .filter((one) => one.kind === 'ContainerInstance' && one.state === 'running').length
  return { world, journal, podsAt, readyAt, runningAt }
}

const restartsOf = (pod: Pod | undefined): number =>
  pod?.status?.containerStatuses?.[0]?.restartCount ?? -1

test('a short cut is a node that is not ready, and nothing of its Pods is touched', () => {
  const { podsAt, readyAt, runningAt } = run(
    DEPLOYMENT,
    [
      '{ at: 30s, network: { node: worker-1, state: cut } }',
      '{ at: 200s, network: { node: worker-1, state: mended } }',
    ],
    '5m',
  )
  expect([29, 60, 100, 240].map((second) => readyAt(second, 'worker-1'))).toEqual([
    'True',
    'True',
    'Unknown',
    'True',
  ])
  expect(runningAt(199, 'worker-1')).toBe(1)
  const before = podsAt(29).map(({ metadata }) => metadata.uid)
  const after = podsAt(300)
  expect(after.map(({ metadata }) => metadata.uid)).toEqual(before)
  for (const pod of after) {
    expect(restartsOf(pod)).toBe(0)
    expect(pod.status?.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('True')
  }
})

test('after a long one its Pods have moved, and their containers end only when it is mended', () => {
  const { podsAt, runningAt } = run(
    DEPLOYMENT,
    [
      '{ at: 30s, network: { node: worker-1, state: cut } }',
      '{ at: 600s, network: { node: worker-1, state: mended } }',
    ],
    '12m',
  )
  const words = (second: number): readonly string[] =>
    podsAt(second)
      .map((pod) => `${pod.spec?.nodeName ?? ''} ${statusOf(pod).status}`)
      .toSorted()
  expect(words(590)).toEqual(['worker-1 Terminating', 'worker-2 Running', 'worker-2 Running'])
  expect(runningAt(590, 'worker-1')).toBe(1)
  expect(words(700)).toEqual(['worker-2 Running', 'worker-2 Running'])
  expect(runningAt(700, 'worker-1')).toBe(0)
})

test('what is deleted by force meanwhile runs on until the kubelet hears of it', () => {
  const { podsAt, runningAt } = run(
    CRASHES.replace('sleep 70; exit 1', 'sleep 9999'),
    [
      '{ at: 30s, network: { node: worker-1, state: cut } }',
      '{ at: 40s, delete: { kind: Pod, name: crashes, gracePeriodSeconds: 0, force: true } }',
      '{ at: 120s, network: { node: worker-1, state: mended } }',
    ],
    '5m',
  )
  expect(podsAt(41)).toEqual([])
  expect(runningAt(119, 'worker-1')).toBe(1)
  expect(runningAt(200, 'worker-1')).toBe(0)
})

test('its kubelet restarts what ends, and tells of it when it can', () => {
  const { podsAt, runningAt } = run(
    CRASHES,
    [
      '{ at: 30s, network: { node: worker-1, state: cut } }',
      '{ at: 120s, network: { node: worker-1, state: mended } }',
    ],
    '130s',
  )
  expect(restartsOf(podsAt(119)[0])).toBe(0)
  expect(runningAt(119, 'worker-1')).toBe(1)
  expect(restartsOf(podsAt(130)[0])).toBe(1)
})

test('a new Pod there is neither seen nor pulled before it is mended, and a pull that was begun fails', () => {
  const { podsAt, journal } = run(
    CRASHES,
    [
      '{ at: 100ms, network: { node: worker-1, state: cut } }',
      '{ at: 40s, network: { node: worker-1, state: mended } }',
    ],
    '3m',
  )
  expect(podsAt(39)[0]?.status?.phase).toBe('Pending')
  expect(podsAt(100)[0]?.status?.phase).toBe('Running')
  expect(journal.some(({ kind }) => kind === 'NetworkMended')).toBe(true)
})

test('Pods on both sides do not reach each other, those of one side do, and names are not found', () => {
  const asks = (name: string, node: string, of: string): string => `apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  nodeName: ${node}
  containers: [{ name: app, image: "busybox:1.36", command: [sh, -c, "sleep 20; while true; do wget -qO- -T 2 http://${of}/ >/tmp/x && echo ok; sleep 10; done"] }]
---
`
  const web = `apiVersion: v1
kind: Pod
metadata: { name: web, labels: { app: web } }
spec: { nodeName: worker-1, containers: [{ name: app, image: "nginx:1.27" }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { clusterIP: 10.96.0.77, selector: { app: web }, ports: [{ port: 80 }] }
---
`
  const { world, podsAt } = run(
    web +
      asks('near', 'worker-1', '10.96.0.77') +
      asks('far', 'worker-2', '10.96.0.77') +
      asks('named', 'worker-1', 'web'),
    ['{ at: 35s, network: { node: worker-1, state: cut } }'],
    '80s',
  )
  const logOf = (name: string): readonly string[] => {
    const pod = podsAt(80).find(({ metadata }) => metadata.name === name)
    if (pod === undefined) return []
    const lines = containerLog(world, pod, { name: 'app', previous: false })
    return typeof lines === 'string' ? [lines] : lines.map(({ text }) => text)
  }
  expect(new Set(logOf('near'))).toEqual(new Set(['ok']))
  expect(logOf('far').at(-1)).toBe('wget: download timed out')
  expect(logOf('far')).toContain('ok')
  expect(logOf('named').at(-1)).toBe("wget: bad address 'web'")
})

test('a control plane that is cut off hears of no machine', () => {
  const { readyAt, podsAt } = run(
    DEPLOYMENT,
    ['{ at: 30s, network: { node: control-plane, state: cut } }'],
    '10m',
  )
  expect(['control-plane', 'worker-1', 'worker-2'].map((name) => readyAt(200, name))).toEqual([
    'True',
    'Unknown',
    'Unknown',
  ])
  expect(podsAt(600).map((pod) => statusOf(pod).status)).toEqual(
    expect.arrayContaining(['Pending', 'Pending', 'Terminating', 'Terminating']),
  )
})
