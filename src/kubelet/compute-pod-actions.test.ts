import { expect, test } from 'vitest'
import type { PodSpec } from '#api/generated/types.ts'
import type { ContainerRecord, SandboxRecord } from '#api/runtime/records.ts'
import { computeNewSandbox, computePodActions } from './compute-pod-actions.ts'
import type { PodActions } from './pod-actions.ts'
import { makePod } from './testing/fixture.ts'
import { makeContainer as c, makeSandbox, makeRuntimeStatus } from './testing/records.ts'

const image = 'nginx'
const startupProbe = { tcpSocket: { port: 80 } }
const main = (...names: readonly string[]) => names.map((name) => ({ name, image }))
const sidecar = (name: string, more = {}) => ({ name, image, restartPolicy: 'Always', ...more })

interface Case {
  readonly name: string
  readonly spec: Partial<PodSpec>
  readonly records?: readonly ContainerRecord[]
  readonly sandboxes?: readonly SandboxRecord[]
  readonly liveness?: readonly string[]
  readonly started?: readonly string[]
  readonly unstarted?: readonly string[]
  readonly plan: readonly string[]
}

/** The plan in a few words: 'sandbox 0', 'kill Pod', 'kill app: text', 'init 0', 'start 1'. */
function planOf(actions: PodActions): readonly string[] {
  return [
    ...(actions.killPod && !actions.createSandbox ? ['kill Pod'] : []),
    ...(actions.createSandbox ? [`sandbox ${actions.attempt}`] : []),
    ...actions.containersToKill.map(({ message }) => `kill: ${message}`),
    ...actions.ephemeralContainersToStart.map(({ index }) => `ephemeral ${index}`),
    ...actions.initContainersToStart.map(({ index }) => `init ${index}`),
    ...actions.containersToStart.map(({ index }) => `start ${index}`),
  ]
}

const cases: readonly Case[] = [
  { name: 'a new Pod', spec: {}, sandboxes: [], plan: ['sandbox 0', 'start 0'] },
  {
    name: 'a new Pod with init containers starts the first only',
    spec: { initContainers: main('a', 'b') },
    sandboxes: [],
    plan: ['sandbox 0', 'init 0'],
  },
  { name: 'a running Pod', spec: {}, records: [c('app', 'running')], plan: [] },
  {
    name: 'ephemeral containers start while an init container runs, and never again',
    spec: { initContainers: main('a'), ephemeralContainers: main('old', 'new') },
    records: [c('a', 'running'), c('old', 1)],
    plan: ['ephemeral 1'],
  },
  {
    name: 'a new sandbox starts no ephemeral container',
    spec: { ephemeralContainers: main('old', 'new') },
    sandboxes: [],
    plan: ['sandbox 0', 'start 0'],
  },
  {
    name: 'an init container runs',
    spec: { initContainers: main('a') },
    records: [c('a', 'running')],
    plan: [],
  },
  {
    name: 'the next init container follows one that exited with 0',
    spec: { initContainers: main('a', 'b') },
    records: [c('a', 0)],
    plan: ['init 1'],
  },
  {
    name: 'the app containers follow the last init container',
    spec: { initContainers: main('a', 'b'), containers: main('app', 'other') },
    records: [c('a', 0), c('b', 0)],
    plan: ['start 0', 'start 1'],
  },
  {
    name: 'a failed init container is started again',
    spec: { initContainers: main('a', 'b') },
    records: [c('a', 0), c('b', 1)],
    plan: ['init 1'],
  },
  {
    name: 'a failed init container under OnFailure is started again',
    spec: { initContainers: main('a'), restartPolicy: 'OnFailure' },
    records: [c('a', 1)],
    plan: ['init 0'],
  },
  {
    name: 'a failed init container under Never ends the Pod',
    spec: { initContainers: main('a'), restartPolicy: 'Never' },
    records: [c('a', 1)],
    plan: ['kill Pod'],
  },
  {
    name: 'init containers do not run again once an app container was created',
    spec: { initContainers: main('a') },
    records: [c('app', 'running')],
    plan: [],
  },
  {
    name: 'what follows a sidecar starts as soon as it runs',
    spec: { initContainers: [sidecar('proxy'), ...main('a')] },
    records: [c('proxy', 'running')],
    plan: ['init 1'],
  },
  {
    name: 'a sidecar with a startup probe is waited for',
    spec: { initContainers: [sidecar('proxy', { startupProbe })] },
    records: [c('proxy', 'running')],
    plan: [],
  },
  {
    name: 'a sidecar whose startup probe succeeded lets the app start',
    spec: { initContainers: [sidecar('proxy', { startupProbe })] },
    records: [c('proxy', 'running')],
    started: ['proxy-0'],
    plan: ['start 0'],
  },
  {
    name: 'a sidecar whose startup probe failed is killed and started again',
    spec: { initContainers: [sidecar('proxy', { startupProbe })] },
    records: [c('proxy', 'running')],
    unstarted: ['proxy-0'],
    plan: ['kill: Init container proxy failed startup probe', 'init 0'],
  },
  {
    name: 'a sidecar is restarted while an init container after it runs',
    spec: { initContainers: [sidecar('proxy'), ...main('a')] },
    records: [c('proxy', 0), c('a', 'running')],
    plan: ['init 0'],
  },
  {
    name: 'a sidecar is restarted while the app runs, whatever the policy',
    spec: { initContainers: [sidecar('proxy')], restartPolicy: 'Never' },
    records: [c('proxy', 1), c('app', 'running')],
    plan: ['init 0'],
  },
  {
    name: 'a sidecar is not restarted when the app has finished',
    spec: { initContainers: [sidecar('proxy'), ...main('first')], restartPolicy: 'Never' },
    records: [c('proxy', 1), c('first', 0), c('app', 0)],
    plan: ['kill Pod'],
  },
  {
    name: 'an app that has ended waits for the last sidecar, when that is down',
    spec: { initContainers: [sidecar('proxy')] },
    records: [c('proxy', 1), c('app', 1)],
    plan: ['init 0'],
  },
  { name: 'Always restarts after 0', spec: {}, records: [c('app', 0)], plan: ['start 0'] },
  {
    name: 'OnFailure does not restart after 0',
    spec: { restartPolicy: 'OnFailure' },
    records: [c('app', 0)],
    plan: ['kill Pod'],
  },
  {
    name: 'OnFailure restarts after 1 and leaves the finished one alone',
    spec: { restartPolicy: 'OnFailure', containers: main('app', 'other') },
    records: [c('app', 0), c('other', 1)],
    plan: ['start 1'],
  },
  {
    name: 'Never keeps the Pod while one container runs',
    spec: { restartPolicy: 'Never', containers: main('app', 'other') },
    records: [c('app', 1), c('other', 'running')],
    plan: [],
  },
  {
    name: 'a restart rule wins over Never',
    spec: {
      restartPolicy: 'Never',
      containers: [
        {
          name: 'app',
          image,
          restartPolicy: 'Never',
          restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [42] } }],
        },
      ],
    },
    records: [c('app', 42)],
    plan: ['start 0'],
  },
  {
    name: 'a container that was only created is started again',
    spec: {},
    records: [c('app', 'created')],
    plan: ['start 0'],
  },
  {
    name: 'a failed liveness probe restarts the container',
    spec: {},
    records: [c('app', 'running')],
    liveness: ['app-0'],
    plan: ['kill: Container app failed liveness probe, will be restarted', 'start 0'],
  },
  {
    name: 'a failed liveness probe under Never kills and does not restart',
    spec: { restartPolicy: 'Never', containers: main('app', 'other') },
    records: [c('app', 'running'), c('other', 'running')],
    liveness: ['app-0'],
    plan: ['kill: Container app failed liveness probe'],
  },
  {
    name: 'a changed image restarts the container even under Never',
    spec: { restartPolicy: 'Never' },
    records: [c('app', 'running', { image: 'nginx:old' })],
    plan: ['kill: Container app definition changed, will be restarted', 'start 0'],
  },
  {
    name: 'a lost sandbox is made anew and the init containers run again',
    spec: { initContainers: main('a') },
    sandboxes: [makeSandbox({ state: 'notready' })],
    records: [c('a', 0), c('app', 137)],
    plan: ['sandbox 1', 'init 0'],
  },
  {
    name: 'an app container of the sandbox before does not say that the Pod is initialized',
    spec: { initContainers: main('a', 'b') },
    sandboxes: [makeSandbox({ state: 'notready' }), makeSandbox({ attempt: 1 })],
    records: [c('app', 137)],
    plan: ['init 0'],
  },
  {
    name: 'a lost sandbox under Never ends the Pod',
    spec: { restartPolicy: 'Never' },
    sandboxes: [makeSandbox({ state: 'notready' })],
    records: [c('app', 137)],
    plan: ['kill Pod'],
  },
  {
    name: 'a lost sandbox under OnFailure leaves out what succeeded',
    spec: { restartPolicy: 'OnFailure', containers: main('app', 'other') },
    sandboxes: [makeSandbox({ state: 'notready' })],
    records: [c('app', 0), c('other', 137)],
    plan: ['sandbox 1', 'start 1'],
  },
  {
    name: 'a sandbox whose Pod has succeeded is not made anew',
    spec: { restartPolicy: 'OnFailure' },
    sandboxes: [makeSandbox({ state: 'notready' })],
    records: [c('app', 0)],
    plan: ['kill Pod'],
  },
]

test.for(cases)(
  'the plan: $name',
  ({ spec, records, sandboxes, liveness, started, unstarted, plan }) => {
    const pod = makePod('web', { restartPolicy: 'Always', containers: main('app'), ...spec })
    const { podIp } = makeRuntimeStatus()
    const status = { sandboxes: sandboxes ?? [makeSandbox()], containers: records ?? [], podIp }
    const actions = computePodActions(pod, status, {
      liveness: (id) => (liveness?.includes(id) === true ? 'Failure' : undefined),
      startup: (id) =>
        started?.includes(id) === true
          ? 'Success'
          : unstarted?.includes(id) === true
            ? 'Failure'
            : undefined,
    })
    expect(planOf(actions)).toEqual(plan)
  },
)

test('every start has its reason', () => {
  const pod = makePod('web', { initContainers: main('a', 'b'), containers: main('app') })
  const probes = { liveness: () => undefined, startup: () => undefined }
  const status = makeRuntimeStatus(c('a', 0))
  const { initContainersToStart } = computePodActions(pod, status, probes)
  expect(initContainersToStart).toEqual([{ index: 1, because: '`a` exited with 0' }])
})

test('no app container starts for a Pod that is being deleted', () => {
  const pod = makePod('web', { containers: main('app') })
  const deleted = { ...pod, metadata: { ...pod.metadata, deletionTimestamp: 'now' } }
  const probes = { liveness: () => undefined, startup: () => undefined }
  const status = makeRuntimeStatus(c('app', 1))
  expect(computePodActions(deleted, status, probes).containersToStart).toEqual([])
})

const NO_VERDICTS = { liveness: () => undefined, startup: () => undefined }
const POD = makePod('web', { containers: main('app') })

// Follows PodSandboxChanged in pkg/kubelet/kuberuntime/util/util.go (v1.36).
test.for<readonly [string, readonly SandboxRecord[], Partial<PodSpec>, string | null, number]>([
  ['there is none', [], {}, 'it has no sandbox yet', 0],
  ['it is ready', [makeSandbox()], {}, null, 0],
  ['it is gone', [makeSandbox({ state: 'notready' })], {}, 'its sandbox is gone', 1],
  [
    'a newer one is gone',
    [makeSandbox(), makeSandbox({ attempt: 1, state: 'notready' })],
    {},
    'its sandbox is gone',
    2,
  ],
  [
    'the one before it is gone',
    [makeSandbox({ state: 'notready' }), makeSandbox({ attempt: 1 })],
    {},
    null,
    1,
  ],
  [
    'two are ready',
    [makeSandbox(), makeSandbox({ attempt: 1 })],
    {},
    'more than one sandbox is ready',
    2,
  ],
  [
    'it is in another network',
    [makeSandbox()],
    { hostNetwork: true },
    'its network namespace changed',
    1,
  ],
  ['it has no address', [makeSandbox({ ip: '' })], {}, 'its sandbox has no IP', 1],
  [
    'it needs no address',
    [makeSandbox({ ip: '', hostNetwork: true })],
    { hostNetwork: true },
    null,
    0,
  ],
])('a new sandbox is made when %s', ([, sandboxes, spec, because, attempt]) => {
  const pod = makePod('web', { containers: main('app'), ...spec })
  const status = { sandboxes, containers: [c('app', 'running')], podIp: '' }
  const actions = computePodActions(pod, status, NO_VERDICTS)
  expect([actions.createSandbox, actions.because, actions.attempt]).toEqual([
    because !== null,
    because,
    attempt,
  ])
  const alone = computeNewSandbox(pod, status)
  expect([alone?.because ?? null, alone?.attempt ?? attempt, alone?.killPod ?? true]).toEqual([
    because,
    attempt,
    true,
  ])
})

/** Why each container is started or killed, in the order of the plan. */
function reasonsOf(
  spec: Partial<PodSpec>,
  records: readonly ContainerRecord[],
  failing: Readonly<Record<string, 'liveness' | 'startup'>> = {},
): readonly string[] {
  const verdict = (type: 'liveness' | 'startup') => (id: string) =>
    failing[id.replace(/-\d+$/, '')] === type ? ('Failure' as const) : undefined
  const actions = computePodActions(
    makePod('web', { containers: main('app'), ...spec }),
    makeRuntimeStatus(...records),
    { liveness: verdict('liveness'), startup: verdict('startup') },
  )
  return [
    ...(actions.because === null ? [] : [`Pod: ${actions.because}`]),
    ...actions.containersToKill.map(
      ({ name, message, reason, because }) => `${name}: ${message} (${reason}): ${because}`,
    ),
    ...actions.ephemeralContainersToStart.map(({ because }) => because),
    ...actions.initContainersToStart.map(({ because }) => because),
    ...actions.containersToStart.map(({ because }) => because),
  ]
}

const AGAIN = 'restartPolicy is Always'
test.for<readonly [readonly string[], readonly string[]]>([
  [reasonsOf({}, []), ['the sandbox of the Pod is ready']],
  [
    reasonsOf({ containers: main('a', 'b') }, []),
    ['the sandbox of the Pod is ready', 'it is the next one after container `a`'],
  ],
  [reasonsOf({}, [c('app', 1)]), [`it exited with 1 and ${AGAIN}`]],
  [reasonsOf({}, [c('app', 'created')]), ['its last start failed']],
  [
    reasonsOf({ restartPolicy: 'Never' }, [c('app', 0)]),
    ['Pod: the app containers of the Pod have finished'],
  ],
  [
    reasonsOf({}, [c('app', 'running')], { app: 'liveness' }),
    [
      'app: Container app failed liveness probe, will be restarted (LivenessProbe): its liveness probe failed',
      'its liveness probe failed',
    ],
  ],
  [
    reasonsOf({ restartPolicy: 'Never' }, [c('app', 'running')], { app: 'startup' }),
    [
      'Pod: its startup probe failed',
      'app: Container app failed startup probe (StartupProbe): its startup probe failed',
    ],
  ],
  [
    reasonsOf({ containers: [{ name: 'app', image: 'other' }], restartPolicy: 'Never' }, [
      c('app', 'running'),
    ]),
    [
      'app: Container app definition changed, will be restarted (Other): its image changed to `other`',
      'its image changed to `other`',
    ],
  ],
  [
    reasonsOf({ ephemeralContainers: main('debug') }, [c('app', 'running')]),
    ['it was put into the Pod, and has not run yet'],
  ],
  [reasonsOf({ initContainers: main('i') }, []), ['the sandbox of the Pod is ready']],
  [reasonsOf({ initContainers: main('i', 'j') }, [c('i', 0)]), ['`i` exited with 0']],
  [
    reasonsOf({ initContainers: main('i', 'j') }, [c('i', 0), c('j', 0)]),
    ['`j`, the last init container, exited with 0'],
  ],
  [reasonsOf({ initContainers: main('i') }, [c('i', 2)]), [`it exited with 2 and ${AGAIN}`]],
  [reasonsOf({ initContainers: main('i') }, [c('i', 'created')]), ['its last start failed']],
  [
    reasonsOf({ initContainers: main('i'), restartPolicy: 'Never' }, [c('i', 2)]),
    ['Pod: init container `i` exited with 2 and restartPolicy is Never'],
  ],
  [reasonsOf({ initContainers: [sidecar('s')] }, [c('s', 'running')]), ['sidecar `s` is running']],
  [
    reasonsOf({ initContainers: [sidecar('s')] }, [c('s', 1), c('app', 'running')]),
    ['it exited with 1 and a sidecar is always restarted'],
  ],
  [
    reasonsOf({ initContainers: [sidecar('s'), sidecar('t')] }, [
      c('t', 'running'),
      c('app', 'running'),
    ]),
    ['a sidecar runs as long as the Pod does'],
  ],
  [
    reasonsOf({ initContainers: [sidecar('s', { startupProbe })] }, [c('s', 'running')], {
      s: 'startup',
    }),
    [
      's: Init container s failed startup probe (StartupProbe): its startup probe failed',
      'its startup probe failed',
    ],
  ],
  [
    reasonsOf({ initContainers: [sidecar('s')] }, [c('s', 'running'), c('app', 'running')], {
      s: 'liveness',
    }),
    [
      's: Init container s failed liveness probe (LivenessProbe): its liveness probe failed',
      'its liveness probe failed',
    ],
  ],
  [
    reasonsOf({ initContainers: [sidecar('s', { image: 'other' })] }, [
      c('s', 'running'),
      c('app', 'running'),
    ]),
    [
      's: Init container s definition changed (Other): its image changed to `other`',
      'its image changed to `other`',
    ],
  ],
])('what is done has its reason: %j', ([said, expected]) => {
  expect(said).toEqual(expected)
})

test('a sidecar that has passed its startup probe lets the next one begin', () => {
  const spec = { initContainers: [sidecar('s', { startupProbe })], containers: main('app') }
  const actions = computePodActions(makePod('web', spec), makeRuntimeStatus(c('s', 'running')), {
    liveness: () => undefined,
    startup: () => 'Success',
  })
  expect(actions.containersToStart).toEqual([
    { index: 0, because: 'the startup probe of sidecar `s` succeeded' },
  ])
})

test('a Pod whose sandbox is new says so', () => {
  const sandboxes = [makeSandbox({ attempt: 1, state: 'notready' })]
  const status = { sandboxes, containers: [c('app', 1)], podIp: '' }
  expect(computePodActions(POD, status, NO_VERDICTS).containersToStart).toEqual([
    { index: 0, because: 'the Pod has a new sandbox' },
  ])
})
