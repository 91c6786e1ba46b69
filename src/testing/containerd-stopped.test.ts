// A container runtime that is stopped: what it started runs on, its kubelet can do nothing, and looks after its Pods again when it
// is back.
import { expect, test } from 'vitest'
import { statusOf } from '#api/core/pod-status-word.ts'
import type { Node, Pod } from '#api/generated/types.ts'
import { NO_RUNTIME } from '#api/runtime/kubelet-reach.ts'
import { runScenario } from '#scenario/run-scenario.ts'

const podText = (name: string, container: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec:\n  nodeName: worker-1\n  terminationGracePeriodSeconds: 1\n  containers: [{ name: app, image: "busybox:1.36", ${container} }]\n---\n`
const STEADY = podText('steady', 'command: [sleep, "9000"]')
const PROBED = podText(
  'probed',
  'command: [sleep, "9000"], readinessProbe: { exec: { command: ["true"] }, periodSeconds: 5 }, livenessProbe: { exec: { command: ["true"] }, periodSeconds: 5 }',
)
const CRASHES = podText('crashes', 'command: [sh, -c, "sleep 70; exit 1"]')

function run(pods: string, actions: readonly string[], until = '8m') {
  const { cluster, parsed } = runScenario([
    { path: 'scenario.yaml', text: `until: ${until}\nactions:\n- ${actions.join('\n- ')}\n` },
    { path: 'manifests/pods.yaml', text: pods },
    { path: 'later/late.yaml', text: podText('late', 'command: [sleep, "9000"]') },
  ])
  expect(parsed.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const { journal } = cluster
  const stateAtS = (second: number) => cluster.seek(second * 1000)
  const readyAt = (second: number): string => {
    const node = stateAtS(second).get('Node//worker-1') as Node
    const { status, reason, message } =
      node.status?.conditions?.find(({ type }) => type === 'Ready') ?? {}
    return `${status} ${reason}: ${message}`
  }
  const podAt = (second: number, name: string): string => {
    const pod = stateAtS(second).get(`Pod/default/${name}`) as Pod | undefined
    if (pod === undefined) return 'gone'
    const { status, ready, total, restarts } = statusOf(pod)
    return `${status} ${ready}/${total} ${restarts}`
  }
  const runningAt = (second: number): readonly string[] =>
    stateAtS(second)
      .under('ContainerInstance/worker-1/')
      .flatMap((one) =>
        one.kind === 'ContainerInstance' && one.state === 'running' ? [one.pod.name] : [],
      )
      .toSorted()
  const events = journal.flatMap(({ timeMs, changes }) =>
    changes.flatMap(({ before, after }) =>
      after?.kind === 'Event' && before === undefined
        ? [{ second: timeMs / 1000, reason: after.reason, message: after.message ?? '' }]
        : [],
    ),
  )
  const printed = (atMs: number): readonly string[] =>
    cluster.printed.find(({ action }) => action.atMs === atMs)?.lines.map(({ text }) => text) ?? []
  return { cluster, journal, readyAt, podAt, runningAt, events, printed }
}

const stop = (at: string): string => `{ at: ${at}, containerd: { node: worker-1, state: stopped } }`
const start = (at: string): string =>
  `{ at: ${at}, containerd: { node: worker-1, state: started } }`
const WELL = 'True KubeletReady: kubelet is posting ready status'

test('a node without its runtime is not ready after half a minute, and its containers run on', () => {
  const { readyAt, runningAt, podAt, journal } = run(STEADY, [stop('31s'), start('260s')])
  expect(readyAt(59)).toBe(WELL)
  expect(readyAt(72)).toBe('False KubeletNotReady: container runtime is down')
  expect(readyAt(235)).toMatch(
    /^False KubeletNotReady: \[container runtime is down, PLEG is not healthy: pleg was last seen active 3m\d+(\.\d+)?s ago; threshold is 3m0s\]$/,
  )
  expect(runningAt(259)).toEqual(['steady'])
  expect(readyAt(280)).toBe(WELL)
  expect(podAt(300, 'steady')).toBe('Running 1/1 0')
  const told = journal
    .filter(({ kind, level }) => level === 'step' && /^(Containerd|Runtime)/.test(kind))
    .map(({ actor, message }) => `${actor} ${message}`)
  expect(told).toEqual([
    'you stopped containerd on `worker-1`',
    'kubelet on worker-1 looks after no Pod any more',
    'you started containerd on `worker-1`',
    'kubelet on worker-1 looks after its Pods again',
  ])
})

test('its Pods are not ready for the cluster, and are evicted after 300 s, which has to wait for the runtime', () => {
  const { podAt, runningAt, events } = run(STEADY, [stop('30s'), start('450s')])
  expect(podAt(200, 'steady')).toBe('Running 1/1 0')
  expect(podAt(440, 'steady')).toBe('Terminating 1/1 0')
  expect(runningAt(449)).toEqual(['steady'])
  expect(podAt(470, 'steady')).toBe('gone')
  expect(runningAt(470)).toEqual([])
  expect(events.some(({ reason }) => reason === 'FailedKillPod')).toBe(false)
})

test('a short stop is not noticed, and a restart neither', () => {
  const { readyAt, podAt, journal } = run(
    STEADY,
    [stop('31s'), start('50s'), '{ at: 70s, containerd: { node: worker-1, state: restarted } }'],
    '2m',
  )
  for (const second of [49, 61, 90, 119]) expect(readyAt(second)).toBe(WELL)
  expect(podAt(119, 'steady')).toBe('Running 1/1 0')
  expect(journal.some(({ kind }) => kind === 'RuntimeDown')).toBe(false)
})

test('what ends meanwhile is found when it is back, and started again with the next count', () => {
  const { podAt, runningAt } = run(CRASHES, [stop('40s'), start('150s')], '4m')
  expect(runningAt(100)).toEqual([])
  expect(podAt(149, 'crashes')).toBe('Running 1/1 0')
  expect(podAt(165, 'crashes')).toBe('Running 1/1 1')
})

test('a new Pod gets no sandbox in the words of gRPC, and starts when the runtime is back', () => {
  const { podAt, events } = run(STEADY, [
    stop('30s'),
    '{ at: 35s, apply: later/late.yaml }',
    start('120s'),
  ])
  expect(
    events.filter(({ reason }) => reason === 'FailedCreatePodSandBox').map((one) => one.message),
  ).toEqual([`Failed to create pod sandbox: ${NO_RUNTIME}`])
  expect(podAt(119, 'late')).toBe('ContainerCreating 0/1 0')
  expect(podAt(150, 'late')).toBe('Running 1/1 0')
})

test('a Pod that came after the kubelet gave up is not even looked at', () => {
  const { podAt, events } = run(STEADY, [
    stop('30s'),
    '{ at: 90s, apply: later/late.yaml }',
    start('120s'),
  ])
  expect(podAt(119, 'late')).toBe('Pending 0/1 0')
  expect(events.some(({ reason }) => reason === 'FailedCreatePodSandBox')).toBe(false)
  expect(podAt(150, 'late')).toBe('Running 1/1 0')
})

test('a deleted Pod cannot be stopped, which is said, and is gone when the runtime is back', () => {
  const { podAt, events, runningAt } = run(
    STEADY,
    [stop('30s'), '{ at: 40s, delete: pod/steady }', start('90s')],
    '3m',
  )
  const failed = events.filter(({ reason }) => reason === 'FailedKillPod')
  expect(failed.map(({ message }) => message)).toEqual([
    expect.stringMatching(
      /^error killing pod: \[failed to "KillContainer" for "app" with KillContainerError: "rpc error: .*", failed to "KillPodSandbox" for "[-0-9a-f]+" with KillPodSandboxError: "rpc error: .*"\]$/,
    ),
  ])
  expect(podAt(89, 'steady')).toBe('Terminating 1/1 0')
  expect(runningAt(89)).toEqual(['steady'])
  expect(podAt(110, 'steady')).toBe('gone')
})

test('probes that run a command cannot say anything, which counts for nothing', () => {
  const { podAt, events } = run(PROBED, [stop('30s'), start('60s')], '3m')
  const unhealthy = events.filter(({ reason }) => reason === 'Unhealthy')
  expect(new Set(unhealthy.map(({ message }) => message))).toEqual(
    new Set(
      ['Liveness', 'Readiness'].map(
        (type) => `${type} probe errored and resulted in unknown state: ${NO_RUNTIME}`,
      ),
    ),
  )
  for (const second of [59, 100, 170]) expect(podAt(second, 'probed')).toBe('Running 1/1 0')
})

test('a kubelet that starts without a runtime exits, and is started again when there is one', () => {
  const { journal, podAt, readyAt } = run(
    STEADY,
    [stop('30s'), '{ at: 40s, kubelet: { node: worker-1, state: restarted } }', start('75s')],
    '3m',
  )
  const exited = journal.find(({ kind }) => kind === 'KubeletFailed')
  expect(exited?.because).toBe(
    `failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint "unix:///var/run/containerd/containerd.sock": ${NO_RUNTIME}`,
  )
  const started = journal.filter(({ kind }) => kind === 'KubeletStarted')
  expect(started.at(-1)?.timeMs).toBe(80_000)
  expect(readyAt(120)).toBe(WELL)
  expect(podAt(120, 'steady')).toBe('Running 1/1 0')
})

test('a boot starts it, and a machine that is off has none to stop', () => {
  const { cluster, podAt, printed } = run(
    STEADY,
    [
      stop('30s'),
      '{ at: 40s, reboot: worker-1 }',
      '{ at: 100s, power: { node: worker-1, state: off } }',
      stop('110s'),
    ],
    '2m',
  )
  expect(podAt(90, 'steady')).toBe('Running 1/1 1')
  expect(cluster.seek(90_000).get('Machine/worker-1')).not.toHaveProperty('containerd')
  expect(printed(110_000)).toEqual(['error: its machine is not running'])
})
