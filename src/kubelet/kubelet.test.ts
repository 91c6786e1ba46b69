import { expect, test } from 'vitest'
import { applyPod, createFixture } from './testing/fixture.ts'

const app = { name: 'app', image: 'nginx:1' }

test('a simple Pod comes to run and leaves no timer behind', () => {
  const fixture = createFixture()
  applyPod(fixture, { containers: [app] })
  fixture.runTo(20)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/1 0
    0.0 ContainerCreating 0/1 0
    1.2 Running 1/1 0"
  `)
  expect(fixture.steps().join('\n')).toMatchInlineSnapshot(`
    "reported Pod \`web\`: Pending → ContainerCreating | the kubelet has taken up the Pod
    created the sandbox of Pod \`web\` with IP 10.244.1.1 | it has no sandbox yet
    is pulling image \`nginx:1\` | container \`app\` needs it
    pulled image \`nginx:1\` in 800ms | container \`app\` needs it
    started container \`app\` | the sandbox of the Pod is ready
    reported Pod \`web\`: ContainerCreating 0/1 → Running 1/1 | \`app\` is running"
  `)
  expect(fixture.events().join('\n')).toMatchInlineSnapshot(`
    "Pulling: Pulling image "nginx:1"
    Pulled: Successfully pulled image "nginx:1" in 800ms (800ms including waiting). Image size: 1000 bytes.
    Created: Container created
    Started: Container started"
  `)
  expect(fixture.clock.nextMs()).toBe(null)
})

test('init containers run one after the other, each to completion', () => {
  const fixture = createFixture({
    behave: (name) => (name === 'app' ? {} : { runMs: 2000 }),
    presentImages: ['busybox:1'],
  })
  const initContainers = ['a', 'b', 'c'].map((name) => ({ name, image: 'busybox:1' }))
  applyPod(fixture, { initContainers, containers: [app] })
  fixture.runTo(20)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/1 0
    0.0 Init:0/3 0/1 0
    3.2 Init:1/3 0/1 0
    6.2 Init:2/3 0/1 0
    9.2 PodInitializing 0/1 0
    10.2 Running 1/1 0"
  `)
  expect(fixture.runtime.service.log.join('\n')).toMatchInlineSnapshot(`
    "0.3 start a
    2.3 exit a 0
    3.3 start b
    5.3 exit b 0
    6.3 start c
    8.3 exit c 0
    10.1 start app"
  `)
})

test.for(['Always', 'OnFailure'])(
  'a failing init container is restarted under %s',
  (restartPolicy) => {
    const fixture = createFixture({
      behave: (name, attempt) =>
        name === 'app' ? {} : { runMs: 500, exitCode: attempt < 3 ? 1 : 0 },
      presentImages: ['busybox:1', 'nginx:1'],
    })
    applyPod(fixture, {
      restartPolicy,
      initContainers: [{ name: 'migrate', image: 'busybox:1' }],
      containers: [app],
    })
    fixture.runTo(60)
    expect(fixture.table()).toMatchInlineSnapshot(`
      "0.0 Pending 0/1 0
      0.0 Init:0/1 0/1 0
      1.2 Init:Error 0/1 0
      1.5 Init:0/1 0/1 1
      2.2 Init:Error 0/1 1
      14.6 Init:CrashLoopBackOff 0/1 1
      14.7 Init:0/1 0/1 2
      15.2 Init:Error 0/1 2
      42.6 Init:CrashLoopBackOff 0/1 2
      42.7 Init:0/1 0/1 3
      43.3 PodInitializing 0/1 0
      43.4 Running 1/1 0"
    `)
    expect(fixture.pod()?.status?.phase).toBe('Running')
  },
)

test('a failing init container under Never fails the Pod', () => {
  const fixture = createFixture({ behave: () => ({ runMs: 500, exitCode: 3 }) })
  applyPod(fixture, {
    restartPolicy: 'Never',
    initContainers: [{ name: 'migrate', image: 'busybox:1' }],
    containers: [app],
  })
  fixture.runTo(60)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/1 0
    0.0 Init:0/1 0/1 0
    2.2 Init:Error 0/1 0"
  `)
  const { phase, conditions, containerStatuses } = fixture.pod()?.status ?? {}
  expect(phase).toBe('Failed')
  expect(conditions?.map(({ type, status, reason }) => `${type} ${status} ${reason}`))
    .toMatchInlineSnapshot(`
    [
      "PodReadyToStartContainers False undefined",
      "Initialized False ContainersNotInitialized",
      "Ready False PodFailed",
      "ContainersReady False PodFailed",
      "PodScheduled True undefined",
    ]
  `)
  expect(containerStatuses?.[0]?.state).toMatchInlineSnapshot(`
    {
      "waiting": {
        "reason": "PodInitializing",
      },
    }
  `)
})

test('a crashing container is restarted at once, then at the first look after 10, 20, 40, 80, 160, 300 and 300 s', () => {
  const fixture = createFixture({
    behave: () => ({ runMs: 500, exitCode: 1 }),
    presentImages: ['nginx:1'],
  })
  applyPod(fixture, { containers: [app] })
  fixture.runTo(1000)
  const log = fixture.runtime.service.log.map((line) => line.split(' '))
  const times = (verb: string) =>
    log.filter((line) => line[1] === verb).map(([time]) => Number(time))
  const ends = times('exit')
  const delays = times('start')
    .slice(1)
    .map((time, index) => Math.round(time - (ends[index] ?? 0)))
  // It looks again after the delay, or after a minute, and up to half as long again.
  const backOffs = [0, 10, 20, 40, 80, 160, 300, 300]
  expect(delays.length).toBe(backOffs.length)
  for (const [index, seconds] of backOffs.entries()) {
    expect(delays[index]).toBeGreaterThanOrEqual(seconds)
    expect(delays[index]).toBeLessThanOrEqual(seconds + Math.min(seconds, 60) * 1.5 + 2)
  }
  expect(fixture.rows.slice(0, 14).join('\n')).toMatchInlineSnapshot(`
    "0.0 Pending 0/1 0
    0.0 ContainerCreating 0/1 0
    0.4 Running 1/1 0
    1.2 Error 0/1 0
    1.5 Running 1/1 1
    2.2 Error 0/1 1
    14.6 CrashLoopBackOff 0/1 1
    14.7 Running 1/1 2
    15.2 Error 0/1 2
    42.6 CrashLoopBackOff 0/1 2
    42.7 Running 1/1 3
    43.3 Error 0/1 3
    89.6 CrashLoopBackOff 0/1 3
    89.7 Running 1/1 4"
  `)
  // A long delay is looked at after a minute, and then shown until its end.
  const waiting = () => fixture.pod()?.status?.containerStatuses?.[0]?.state?.waiting
  for (let at = 1010; at < 1400 && waiting() === undefined; at += 10) fixture.runTo(at)
  expect(waiting()?.message).toBe(
    'back-off 5m0s restarting failed container=app pod=web_default(uid-2)',
  )
  expect(fixture.events().at(-1)).toMatchInlineSnapshot(
    `"BackOff: Back-off restarting failed container app in pod web_default(uid-2)"`,
  )
})

test('a container that ran for more than ten minutes is restarted at once again', () => {
  const fixture = createFixture({
    behave: (_name, attempt) => ({ runMs: attempt === 1 ? 700_000 : 500, exitCode: 1 }),
    presentImages: ['nginx:1'],
  })
  applyPod(fixture, { containers: [app] })
  fixture.runTo(715)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/1 0
    0.0 ContainerCreating 0/1 0
    0.4 Running 1/1 0
    1.2 Error 0/1 0
    1.5 Running 1/1 1
    701.4 Error 0/1 1
    701.6 Running 1/1 2
    702.4 Error 0/1 2
    714.6 CrashLoopBackOff 0/1 2
    714.7 Running 1/1 3"
  `)
})

test.for([
  [
    'Always',
    0,
    'Running',
    'Running Completed Running Completed CrashLoopBackOff Running Completed',
  ],
  ['OnFailure', 0, 'Succeeded', 'Running Completed'],
  ['OnFailure', 1, 'Running', 'Running Error Running Error CrashLoopBackOff Running Error'],
  ['Never', 0, 'Succeeded', 'Running Completed'],
  ['Never', 2, 'Failed', 'Running Error'],
] as const)(
  'under %s a container that exits with %i leaves the Pod %s',
  ([restartPolicy, exitCode, phase, words]) => {
    const fixture = createFixture({ behave: () => ({ runMs: 500, exitCode }) })
    applyPod(fixture, { restartPolicy, containers: [app] })
    fixture.runTo(5)
    expect(fixture.pod()?.status?.phase).toBe(phase)
    fixture.runTo(16.5)
    expect(fixture.pod()?.status?.phase).toBe(phase)
    expect(
      fixture.rows
        .slice(2)
        .map((row) => row.split(' ')[1])
        .join(' '),
    ).toBe(words)
  },
)

test('two containers on one port: the second exits and backs off while the first runs', () => {
  const fixture = createFixture({
    behave: (name) => (name === 'two' ? { runMs: 10, exitCode: 1 } : {}),
    presentImages: ['nginx:1'],
  })
  applyPod(fixture, {
    containers: [
      { ...app, name: 'one' },
      { ...app, name: 'two' },
    ],
  })
  fixture.runTo(40)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/2 0
    0.0 ContainerCreating 0/2 0
    0.6 Error 1/2 0
    0.8 Error 1/2 1
    13.6 CrashLoopBackOff 1/2 1
    13.7 Error 1/2 2"
  `)
})

test('a missing image gives ErrImagePull and then ImagePullBackOff', () => {
  const fixture = createFixture({ missingImages: ['nope:1'] })
  applyPod(fixture, { containers: [{ name: 'app', image: 'nope:1' }] })
  fixture.runTo(120)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/1 0
    0.0 ContainerCreating 0/1 0
    1.2 ErrImagePull 0/1 0
    15.6 ImagePullBackOff 0/1 0
    28.6 ErrImagePull 0/1 0
    39.6 ImagePullBackOff 0/1 0
    54.6 ErrImagePull 0/1 0
    65.6 ImagePullBackOff 0/1 0
    100.6 ErrImagePull 0/1 0
    113.6 ImagePullBackOff 0/1 0"
  `)
  expect(fixture.events().join('\n')).toMatchInlineSnapshot(`
    "Pulling: Pulling image "nope:1"
    Failed: Failed to pull image "nope:1": nope:1: not found
    Failed: Error: ErrImagePull
    BackOff: Back-off pulling image "nope:1"
    Failed: Error: ImagePullBackOff"
  `)
  expect(fixture.pod()?.status?.containerStatuses?.[0]?.state).toMatchInlineSnapshot(`
    {
      "waiting": {
        "message": "Back-off pulling image "nope:1": ErrImagePull: nope:1: not found",
        "reason": "ImagePullBackOff",
      },
    }
  `)
})

test('a container-level restartPolicy overrides that of the Pod', () => {
  const fixture = createFixture({
    behave: (name) => ({ runMs: name === 'once' ? 500 : 3500, exitCode: 1 }),
    presentImages: ['nginx:1'],
  })
  applyPod(fixture, {
    restartPolicy: 'Never',
    containers: [
      { ...app, name: 'again', restartPolicy: 'OnFailure' },
      { ...app, name: 'once' },
    ],
  })
  fixture.runTo(20)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/2 0
    0.0 ContainerCreating 0/2 0
    0.6 Running 2/2 0
    1.2 Error 1/2 0
    4.2 Error 0/2 0
    4.4 Error 1/2 1
    8.2 Error 0/2 1"
  `)
  expect(fixture.pod()?.status?.phase).toBe('Running')
})

test('a missing ConfigMap in env gives CreateContainerConfigError until it exists', () => {
  const fixture = createFixture({ presentImages: ['nginx:1'] })
  const env = [{ name: 'X', valueFrom: { configMapKeyRef: { name: 'settings', key: 'x' } } }]
  applyPod(fixture, { containers: [{ ...app, env }] })
  fixture.runTo(5)
  expect(fixture.pod()?.status?.containerStatuses?.[0]?.state?.waiting).toEqual({
    reason: 'CreateContainerConfigError',
    message: 'configmap "settings" not found',
  })
  fixture.client.apply({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace: 'default' },
    data: { x: '1' },
  })
  fixture.runTo(40)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/1 0
    0.0 ContainerCreating 0/1 0
    1.2 CreateContainerConfigError 0/1 0
    15.8 Running 1/1 0"
  `)
  expect(fixture.runtime.service.configs[0]?.env).toEqual({ X: '1' })
})

test('a lost sandbox is made anew and the init containers run again', () => {
  const fixture = createFixture({
    behave: (name) => (name === 'init' ? { runMs: 500 } : {}),
    presentImages: ['nginx:1'],
  })
  applyPod(fixture, { initContainers: [{ name: 'init', image: 'nginx:1' }], containers: [app] })
  fixture.runTo(10)
  const before = fixture.pod()?.status?.podIP
  fixture.runtime.service.killSandbox(fixture.pod()?.metadata.uid ?? '')
  fixture.runTo(20)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/1 0
    0.0 Init:0/1 0/1 0
    1.2 PodInitializing 0/1 0
    1.5 Running 1/1 0
    10.2 Error 0/1 0
    11.4 Running 1/1 1"
  `)
  expect(fixture.pod()?.status?.podIP).not.toBe(before)
  expect(fixture.events()).toContain(
    'SandboxChanged: Pod sandbox changed, it will be killed and re-created.',
  )
})

test('activeDeadlineSeconds ends the Pod', () => {
  const fixture = createFixture({ presentImages: ['nginx:1'] })
  applyPod(fixture, { activeDeadlineSeconds: 10, containers: [app] })
  fixture.runTo(60)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/1 0
    0.0 ContainerCreating 0/1 0
    0.4 Running 1/1 0
    11.3 Completed 0/1 0"
  `)
  const { phase, reason, message } = fixture.pod()?.status ?? {}
  expect({ phase, reason, message }).toMatchInlineSnapshot(`
    {
      "message": "Pod was active on the node longer than the specified deadline",
      "phase": "Failed",
      "reason": "DeadlineExceeded",
    }
  `)
  expect(fixture.clock.nextMs()).toBe(null)
})

test('a Pod that the node cannot take is refused', () => {
  const fixture = createFixture()
  const requests = { cpu: '1500m' }
  applyPod(fixture, { containers: [{ ...app, resources: { requests } }] }, 'first')
  fixture.runTo(5)
  applyPod(fixture, { containers: [{ ...app, resources: { requests } }] })
  fixture.runTo(10)
  expect(fixture.pod()?.status?.startTime).toBe('2026-03-02T10:00:05Z')
  expect(fixture.steps().slice(-2)).toEqual([
    "refused Pod `web` | Node didn't have enough resource: cpu, requested: 1500, used: 1500, capacity: 2000",
    'reported Pod `web`: Pending → OutOfcpu (phase Failed) | the node cannot take it',
  ])
  const { phase, reason, message } = fixture.pod()?.status ?? {}
  expect({ phase, reason, message }).toMatchInlineSnapshot(`
    {
      "message": "Pod was rejected: Node didn't have enough resource: cpu, requested: 1500, used: 1500, capacity: 2000",
      "phase": "Failed",
      "reason": "OutOfcpu",
    }
  `)
})

test('a start that fails alternates between RunContainerError and CrashLoopBackOff', () => {
  const fixture = createFixture({
    presentImages: ['nginx:1'],
    behave: () => ({ startError: 'exec: "foo": executable file not found in $PATH' }),
  })
  applyPod(fixture, { containers: [app] })
  fixture.runTo(90)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/1 0
    0.0 ContainerCreating 0/1 0
    1.2 RunContainerError 0/1 0
    2.2 RunContainerError 0/1 1
    13.6 CrashLoopBackOff 0/1 1
    14.2 RunContainerError 0/1 2
    40.6 CrashLoopBackOff 0/1 2
    41.3 RunContainerError 0/1 3
    84.6 CrashLoopBackOff 0/1 3
    85.3 RunContainerError 0/1 4"
  `)
  const [status] = fixture.pod()?.status?.containerStatuses ?? []
  expect(status?.lastState?.terminated).toMatchObject({ exitCode: 128, reason: 'StartError' })
  // One dead instance is kept.
  expect(fixture.runtime.service.containers('uid-2').length).toBe(1)
})

test('missing pull secrets are reported and the image is pulled all the same', () => {
  const fixture = createFixture()
  applyPod(fixture, { imagePullSecrets: [{ name: 'a' }, { name: 'b' }], containers: [app] })
  fixture.runTo(5)
  expect(fixture.pod()?.status?.phase).toBe('Running')
  expect(fixture.events()[0]).toBe(
    'FailedToRetrieveImagePullSecret: Unable to retrieve some image pull secrets (a, b); attempting to pull the image may not succeed.',
  )
})

test('an image name that cannot be read gives InvalidImageName', () => {
  const fixture = createFixture()
  applyPod(fixture, { containers: [{ name: 'app', image: 'Nginx:1' }] })
  fixture.runTo(5)
  expect(fixture.pod()?.status?.containerStatuses?.[0]?.state?.waiting?.reason).toBe(
    'InvalidImageName',
  )
  expect(fixture.events()).toEqual([
    'InspectFailed: Failed to apply default image tag "Nginx:1": couldn\'t parse image name "Nginx:1": invalid reference format: repository name (library/Nginx) must be lowercase',
    'Failed: Error: InvalidImageName',
  ])
})

test('an absent image with the pull policy Never gives ErrImageNeverPull', () => {
  const fixture = createFixture()
  applyPod(fixture, { containers: [{ ...app, imagePullPolicy: 'Never' }] })
  fixture.runTo(5)
  expect(fixture.pod()?.status?.containerStatuses?.[0]?.state?.waiting).toEqual({
    reason: 'ErrImageNeverPull',
    message: 'Container image "nginx:1" is not present with pull policy of Never',
  })
})

test('a container that must not run as root and would gives CreateContainerConfigError', () => {
  const fixture = createFixture({ presentImages: ['nginx:1'] })
  applyPod(fixture, { securityContext: { runAsNonRoot: true }, containers: [app] })
  fixture.runTo(5)
  expect(fixture.pod()?.status?.containerStatuses?.[0]?.state?.waiting?.message).toBe(
    'container has runAsNonRoot and image will run as root (pod: "web_default(uid-2)", container: app)',
  )
})

test('an image that is changed in place restarts the container', () => {
  const fixture = createFixture({ presentImages: ['nginx:1', 'nginx:2'] })
  applyPod(fixture, { containers: [app] })
  fixture.runTo(10)
  fixture.table()
  const pod = fixture.pod()
  if (pod?.spec !== undefined) {
    const spec = { ...pod.spec, containers: [{ ...app, image: 'nginx:2' }] }
    fixture.client.apply({ ...pod, spec })
  }
  fixture.runTo(20)
  expect(fixture.table()).toMatchInlineSnapshot(`"10.4 Running 1/1 1"`)
  expect(fixture.events()).toContain('Killing: Container app definition changed, will be restarted')
})

test('a restart rule with RestartAllContainers starts the whole Pod anew in its sandbox', () => {
  const restartPolicyRules = [
    { action: 'RestartAllContainers', exitCodes: { operator: 'In', values: [42] } },
  ]
  const fixture = createFixture({
    presentImages: ['nginx:1'],
    behave(name, attempt) {
      if (name === 'first') return { runMs: 1000 }
      return name === 'app' && attempt === 0 ? { runMs: 4000, exitCode: 42 } : {}
    },
  })
  applyPod(fixture, {
    restartPolicy: 'Never',
    initContainers: [{ ...app, name: 'first' }],
    containers: [
      { ...app, restartPolicy: 'Never', restartPolicyRules },
      { ...app, name: 'other' },
    ],
  })
  fixture.runTo(30)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/2 0
    0.0 Init:0/1 0/2 0
    2.2 PodInitializing 0/2 0
    2.6 Running 2/2 0
    7.2 Error 1/2 0
    7.4 RestartingAllContainers 0/2 2
    7.5 PodInitializing 0/2 2
    9.6 Running 2/2 2"
  `)
  expect(fixture.steps().slice(-10).join('\n')).toMatchInlineSnapshot(`
    "restarts all containers of Pod \`web\` | a container exited, and a restart rule says so
    is stopping container \`other\` | a container exited, and a restart rule says so
    reported Pod \`web\`: Running 2/2 → Error 1/2 | \`app\` exited with 42
    reported Pod \`web\`: Error 1/2 → RestartingAllContainers 0/2 | all its containers were removed to start anew
    started init container \`first\` again (restart 1) | the sandbox of the Pod is ready
    reported Pod \`web\`: RestartingAllContainers → PodInitializing | \`app\` has to wait for the init containers
    reported Pod \`web\`: PodInitializing | \`first\` exited with 0
    started container \`app\` again (restart 1) | \`first\`, the last init container, exited with 0
    started container \`other\` again (restart 1) | it is the next one after container \`app\`
    reported Pod \`web\`: PodInitializing 0/2 → Running 2/2 | \`app\` is running"
  `)
  const { containerStatuses = [], conditions = [] } = fixture.pod()?.status ?? {}
  expect(containerStatuses.map(({ name, restartCount }) => `${name} ${restartCount}`)).toEqual([
    'app 1',
    'other 1',
  ])
  expect(conditions.find(({ type }) => type === 'AllContainersRestarting')?.status).toBe('False')
})
