// A machine that is shut down while its kubelet gives Pods time to end.
import { expect, test } from 'vitest'
import type { Node, Pod } from '#api/generated/types.ts'
import { runScenario } from '#scenario/run-scenario.ts'

const CONFIG = (fields: string): string => `apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
staticPodPath: /etc/kubernetes/manifests
${fields}`
const PERIODS = 'shutdownGracePeriod: 30s\nshutdownGracePeriodCriticalPods: 10s\n'

/** A Pod that takes so many seconds to end. */
const pod = (name: string, seconds: number, more = ''): string => `apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  nodeName: worker-1
  ${more}
  containers:
  - name: app
    image: busybox:1.36
    command: [sh, -c, "trap 'sleep ${seconds}; exit 3' TERM; while true; do sleep 0.1; done"]
---
`

function run(
  pods: string,
  actions: readonly string[],
  { fields = PERIODS, until = '3m' }: { readonly fields?: string; readonly until?: string } = {},
) {
  const { cluster } = runScenario([
    { path: 'scenario.yaml', text: `until: ${until}\nactions:\n- ${actions.join('\n- ')}\n` },
    { path: 'manifests/pods.yaml', text: pods },
    { path: 'nodes/worker-1/var/lib/kubelet/config.yaml', text: CONFIG(fields) },
  ])
  const { journal } = cluster
  const offMs = journal.find(({ kind }) => kind === 'MachineOff' || kind === 'MachineRebooted')
  const endedMs = (name: string): number | undefined =>
    journal.find(
      ({ actor, message, timeMs }) =>
        timeMs > 40_000 && message.startsWith('exited with') && actor === `container ${name}/app`,
    )?.timeMs
  const podAt = (second: number, name: string): Pod | undefined =>
    cluster.seek(second * 1000).get(`Pod/default/${name}`) as Pod | undefined
  const readyAt = (second: number) =>
    (cluster.seek(second * 1000).get('Node//worker-1') as Node).status?.conditions?.find(
      ({ type }) => type === 'Ready',
    )
  const eventsOf = (name: string): readonly string[] =>
    [...cluster.world.state.values()].flatMap((object) =>
      object.kind === 'Event' && object.involvedObject.name === name
        ? [`${object.reason}: ${object.message}`]
        : [],
    )
  return { cluster, offMs: offMs?.timeMs, endedMs, podAt, readyAt, eventsOf }
}

const OFF = '{ at: 40s, shutdown: { node: worker-1, to: off } }'
const CRITICAL = 'priorityClassName: system-node-critical'

test('ordinary Pods end first, within their part, then the critical ones; then the machine is off', () => {
  const { offMs, endedMs, podAt, readyAt, eventsOf } = run(
    pod('quick', 3) +
      pod('slow', 60) +
      pod('critical', 4, CRITICAL).replace(
        'name: critical',
        'name: critical, namespace: kube-system',
      ),
    [OFF],
  )
  expect(endedMs('quick')).toBeGreaterThanOrEqual(43_000)
  expect(endedMs('quick')).toBeLessThan(44_000)
  // Its own grace is 30 s: the part of the ordinary Pods is shorter.
  expect(endedMs('slow')).toBeGreaterThanOrEqual(60_000)
  expect(endedMs('slow')).toBeLessThan(60_500)
  expect(endedMs('critical')).toBeGreaterThanOrEqual(64_000)
  expect(offMs).toBeGreaterThan(64_000)
  expect(offMs).toBeLessThan(66_000)
  expect(readyAt(41)).toMatchObject({
    status: 'False',
    reason: 'KubeletNotReady',
    message: 'node is shutting down',
  })
  for (const name of ['quick', 'slow']) {
    const { status } = podAt(63, name) ?? {}
    expect(status).toMatchObject({
      phase: 'Failed',
      reason: 'Terminated',
      message: 'Pod was terminated in response to imminent node shutdown.',
    })
    expect(status?.conditions?.find(({ type }) => type === 'DisruptionTarget')).toMatchObject({
      status: 'True',
      reason: 'TerminationByKubelet',
      message: 'Pod was terminated in response to imminent node shutdown.',
    })
  }
  expect(eventsOf('worker-1')).toContain('Shutdown: Shutdown manager detected shutdown event')
})

test('a group without Pods takes no time, and who ends sooner holds nobody up', () => {
  const { offMs } = run(pod('quick', 1), [OFF])
  expect(offMs).toBeGreaterThanOrEqual(41_000)
  expect(offMs).toBeLessThan(43_000)
  expect(run('', [OFF]).offMs).toBe(40_000)
})

test('without a period the machine is off at once', () => {
  const { offMs, podAt } = run(pod('slow', 20), [OFF], { fields: '' })
  expect(offMs).toBe(40_000)
  expect(podAt(41, 'slow')?.status?.phase).toBe('Running')
})

test('a Pod that comes meanwhile is rejected', () => {
  const { cluster } = runScenario([
    {
      path: 'scenario.yaml',
      text: `until: 60s\nactions:\n- ${OFF}\n- { at: 45s, apply: later/late.yaml }\n`,
    },
    { path: 'manifests/pods.yaml', text: pod('slow', 15) },
    { path: 'later/late.yaml', text: pod('late', 1, 'tolerations: [{ operator: Exists }]') },
    { path: 'nodes/worker-1/var/lib/kubelet/config.yaml', text: CONFIG(PERIODS) },
  ])
  const late = cluster.seek(50_000).get('Pod/default/late') as Pod
  expect(late.status).toMatchObject({
    phase: 'Failed',
    reason: 'NodeShutdown',
    message: 'Pod was rejected: Pod was rejected as the node is shutting down.',
  })
  const events = [...cluster.world.state.values()].flatMap((object) =>
    object.kind === 'Event' && object.involvedObject.name === 'late' ? [object.reason] : [],
  )
  expect(events).toEqual(['NodeShutdown'])
})

test('after the boot what was terminated stays so, and static Pods run again', () => {
  const { cluster, podAt, readyAt } = run(
    pod('quick', 1),
    [
      `{ at: 10s, writeFile: { node: worker-1, path: /etc/kubernetes/manifests/own.yaml, content: '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"own"},"spec":{"containers":[{"name":"app","image":"nginx:1.27"}]}}' } }`,
      '{ at: 40s, shutdown: { node: worker-1, to: reboot } }',
    ],
    { until: '4m' },
  )
  expect(podAt(240, 'quick')?.status).toMatchObject({ phase: 'Failed', reason: 'Terminated' })
  expect(podAt(240, 'own-worker-1')?.status?.phase).toBe('Running')
  expect(readyAt(240)?.status).toBe('True')
  expect(cluster.world.get('Machine/worker-1')).toMatchObject({ power: 'on', kubelet: 'running' })
})

test('who stops the kubelet meanwhile has the machine go down at once, and the plug can be pulled', () => {
  const stopped = run(pod('slow', 60), [
    OFF,
    '{ at: 45s, kubelet: { node: worker-1, state: stopped } }',
  ])
  expect(stopped.offMs).toBe(45_000)
  const pulled = run(pod('slow', 60), [
    OFF,
    '{ at: 45s, power: { node: worker-1, state: off } }',
    '{ at: 50s, power: { node: worker-1, state: on } }',
  ])
  expect(pulled.cluster.world.get('Machine/worker-1')).toMatchObject({ power: 'on' })
})

test('a second shutdown is refused', () => {
  const { cluster } = run(pod('slow', 60), [OFF, OFF.replace('40s', '42s')])
  expect(cluster.journal.some(({ because }) => because === 'it is being shut down already')).toBe(
    true,
  )
})

test('a Pod whose containers all end well has succeeded', () => {
  const { podAt } = run(pod('quick', 1).replace('exit 3', 'exit 0'), [OFF])
  expect(podAt(60, 'quick')?.status?.phase).toBe('Succeeded')
})
