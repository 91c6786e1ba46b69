import { expect, test } from 'vitest'
import { applyPod, createFixture } from './testing/fixture.ts'

const app = { name: 'app', image: 'nginx:1' }
const presentImages = ['nginx:1']

test('a deleted Pod is gone soon after its containers have stopped', () => {
  const fixture = createFixture({ presentImages })
  applyPod(fixture, { containers: [app] })
  fixture.runTo(10)
  fixture.client.deletePod('web')
  fixture.runTo(60)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/1 0
    0.0 ContainerCreating 0/1 0
    0.4 Running 1/1 0
    10.0 Terminating 1/1 0
    10.1 Completed 0/1 0
    10.2 deleted"
  `)
  expect(fixture.runtime.service.log.join('\n')).toMatchInlineSnapshot(`
    "0.3 start app
    10.0 term app 30s
    10.1 exit app 0"
  `)
  expect(fixture.events().at(-1)).toBe('Killing: Stopping container app')
  expect(fixture.clock.nextMs()).toBe(null)
})

test('a process that ignores SIGTERM is killed when the grace period is over', () => {
  const fixture = createFixture({ presentImages, behave: () => ({ termMs: null }) })
  applyPod(fixture, { containers: [app] })
  fixture.runTo(10)
  fixture.client.deletePod('web')
  fixture.runTo(60)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/1 0
    0.0 ContainerCreating 0/1 0
    0.4 Running 1/1 0
    10.0 Terminating 1/1 0
    40.0 Error 0/1 0
    40.2 deleted"
  `)
})

test.for([
  [0, 1, '2s'],
  [0, 2, '2s'],
  [0, 3, '3s'],
  [1, undefined, '2s'],
] as const)(
  'of a Pod with %i s that is deleted with %s, the runtime gets %s',
  ([own, asked, given]) => {
    const fixture = createFixture({ presentImages, behave: () => ({ termMs: null }) })
    applyPod(fixture, { containers: [app], terminationGracePeriodSeconds: own })
    fixture.runTo(10)
    fixture.client.deletePod('web', asked)
    fixture.runTo(60)
    const stops = fixture.runtime.service.log.filter((line) => line.includes('term app'))
    expect(stops).toEqual([`10.0 term app ${given}`])
    expect(fixture.table()).toContain(`${10 + Number.parseInt(given)}.2 deleted`)
  },
)

test('a later deletion does not shorten a stop that goes on', () => {
  const fixture = createFixture({ presentImages, behave: () => ({ termMs: null }) })
  applyPod(fixture, { containers: [app] })
  fixture.runTo(10)
  fixture.client.deletePod('web')
  fixture.runTo(15)
  fixture.client.deletePod('web', 1)
  fixture.runTo(60)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/1 0
    0.0 ContainerCreating 0/1 0
    0.4 Running 1/1 0
    10.0 Terminating 1/1 0
    40.0 Error 0/1 0
    40.2 deleted"
  `)
  expect(fixture.runtime.service.log.join('\n')).toMatchInlineSnapshot(`
    "0.3 start app
    10.0 term app 30s
    40.0 exit app 137"
  `)
})

test('a forced deletion removes the object at once and the container stops all the same', () => {
  const fixture = createFixture({ presentImages, behave: () => ({ termMs: 3000 }) })
  applyPod(fixture, { containers: [app] })
  fixture.runTo(10)
  fixture.client.deletePod('web', 0)
  fixture.runTo(60)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/1 0
    0.0 ContainerCreating 0/1 0
    0.4 Running 1/1 0
    10.0 deleted"
  `)
  expect(fixture.runtime.service.log.join('\n')).toMatchInlineSnapshot(`
    "0.3 start app
    10.0 term app 30s
    13.0 exit app 0"
  `)
  expect(fixture.runtime.service.containers('uid-2')).toEqual([])
})

test('preStop runs before SIGTERM inside the grace period', () => {
  const fixture = createFixture({ presentImages, behave: () => ({ termMs: null }) })
  const lifecycle = { preStop: { sleep: { seconds: 4 } } }
  applyPod(fixture, { terminationGracePeriodSeconds: 10, containers: [{ ...app, lifecycle }] })
  fixture.runTo(10)
  fixture.client.deletePod('web')
  fixture.runTo(60)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/1 0
    0.0 ContainerCreating 0/1 0
    0.4 Running 1/1 0
    10.0 Terminating 1/1 0
    20.0 Error 0/1 0
    20.2 deleted"
  `)
  expect(fixture.runtime.service.log.join('\n')).toMatchInlineSnapshot(`
    "0.3 start app
    14.0 term app 6s
    20.0 exit app 137"
  `)
})

test('sidecars stop after the app containers, from the last to the first', () => {
  const fixture = createFixture({ presentImages, behave: () => ({ termMs: 1000 }) })
  const sidecar = (name: string) => ({ ...app, name, restartPolicy: 'Always' })
  applyPod(fixture, {
    initContainers: [sidecar('proxy'), sidecar('logs')],
    containers: [app, { ...app, name: 'other' }],
  })
  fixture.runTo(10)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/4 0
    0.0 Init:0/2 0/4 0
    0.4 Init:1/2 1/4 0
    0.7 PodInitializing 2/4 0
    1.0 Running 4/4 0"
  `)
  fixture.client.deletePod('web')
  fixture.runTo(60)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "10.0 Terminating 4/4 0
    13.0 Completed 0/4 0
    13.2 deleted"
  `)
  expect(fixture.runtime.service.log.join('\n')).toMatchInlineSnapshot(`
    "0.3 start proxy
    0.5 start logs
    0.7 start app
    0.9 start other
    10.0 term other 30s
    10.0 term app 30s
    11.0 exit other 0
    11.0 exit app 0
    11.0 term logs 29s
    12.0 exit logs 0
    12.0 term proxy 28s
    13.0 exit proxy 0"
  `)
  expect(fixture.steps().slice(-8, -2).join('\n')).toMatchInlineSnapshot(`
    "will stop sidecar \`proxy\` in its turn | the Pod was deleted
    is stopping container \`other\` | the Pod was deleted
    is stopping container \`app\` | the Pod was deleted
    will stop sidecar \`logs\` in its turn | the Pod was deleted
    sends SIGTERM to sidecar \`logs\` | the app containers and all sidecars after it have stopped
    sends SIGTERM to sidecar \`proxy\` | the app containers and all sidecars after it have stopped"
  `)
  expect(fixture.clock.nextMs()).toBe(null)
})

test('a sidecar gets at least 2 s when the app containers used the grace period up', () => {
  const fixture = createFixture({ presentImages, behave: () => ({ termMs: null }) })
  applyPod(fixture, {
    terminationGracePeriodSeconds: 5,
    initContainers: [{ ...app, name: 'proxy', restartPolicy: 'Always' }],
    containers: [app],
  })
  fixture.runTo(10)
  fixture.client.deletePod('web')
  fixture.runTo(60)
  expect(fixture.runtime.service.log.join('\n')).toMatchInlineSnapshot(`
    "0.3 start proxy
    0.5 start app
    10.0 term app 5s
    15.0 term proxy 2s
    15.0 exit app 137
    17.0 exit proxy 137"
  `)
})

test('a Pod whose app containers have succeeded stops its sidecars and succeeds', () => {
  const fixture = createFixture({
    presentImages,
    behave: (name) => (name === 'app' ? { runMs: 3000 } : { exitCode: 1 }),
  })
  applyPod(fixture, {
    restartPolicy: 'Never',
    initContainers: [{ ...app, name: 'proxy', restartPolicy: 'Always' }],
    containers: [app],
  })
  fixture.runTo(60)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/2 0
    0.0 Init:0/1 0/2 0
    0.4 PodInitializing 1/2 0
    0.7 Running 2/2 0
    4.2 Completed 1/2 0
    4.4 Completed 0/2 0"
  `)
  expect(fixture.pod()?.status?.phase).toBe('Succeeded')
  expect(fixture.steps().slice(-5).join('\n')).toMatchInlineSnapshot(`
    "reported Pod \`web\`: PodInitializing 1/2 → Running 2/2 | \`app\` is running
    is stopping sidecar \`proxy\` | the app containers of the Pod have finished
    reported Pod \`web\`: Running 2/2 → Completed 1/2 | \`app\` exited with 0
    reported Pod \`web\`: Completed 1/2 → Completed 0/2 | \`proxy\` exited with 0
    reported Pod \`web\`: Completed (phase Succeeded) | its phase is Succeeded"
  `)
  fixture.client.deletePod('web')
  fixture.runTo(70)
  expect(fixture.table()).toBe('60.0 deleted')
  expect(fixture.clock.nextMs()).toBe(null)
})

test('a Pod deleted while its image is pulled goes away quickly', () => {
  const fixture = createFixture()
  applyPod(fixture, { containers: [app] })
  fixture.runTo(0.5)
  fixture.client.deletePod('web')
  fixture.runTo(60)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/1 0
    0.0 ContainerCreating 0/1 0
    0.5 Terminating 0/1 0
    1.2 Terminating 1/1 0
    1.3 Completed 0/1 0
    2.2 deleted"
  `)
})

test('a Pod deleted while its sandbox is made leaves no sandbox', () => {
  const fixture = createFixture()
  applyPod(fixture, { containers: [app] })
  fixture.runTo(0.1)
  fixture.client.deletePod('web')
  fixture.runTo(60)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/1 0
    0.0 ContainerCreating 0/1 0
    0.1 Terminating 0/1 0
    1.2 Terminating 1/1 0
    1.3 Completed 0/1 0
    2.2 deleted"
  `)
  expect(fixture.runtime.service.podSandboxes('uid-2')).toEqual([])
})

test('a postStart hook that fails kills the container, which backs off', () => {
  const fixture = createFixture({
    presentImages,
    exec: () => ({ exitCode: 1, output: 'no', timedOut: false }),
  })
  const lifecycle = { postStart: { exec: { command: ['false'] } } }
  applyPod(fixture, { containers: [{ ...app, lifecycle }] })
  fixture.runTo(30)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/1 0
    0.0 ContainerCreating 0/1 0
    1.2 PostStartHookError 0/1 0
    2.2 PostStartHookError 0/1 1
    13.6 CrashLoopBackOff 0/1 1
    14.2 PostStartHookError 0/1 2"
  `)
  expect(fixture.events().join('\n')).toMatchInlineSnapshot(`
    "Pulled: Container image "nginx:1" already present on machine and can be accessed by the pod
    Created: Container created
    Started: Container started
    FailedPostStartHook: PostStartHook failed
    Killing: FailedPostStartHook
    BackOff: Back-off restarting failed container app in pod web_default(uid-2)"
  `)
})

test('a second deletion with a shorter grace counts as long as the stop has not begun', () => {
  const fixture = createFixture({
    pull: () => ({ takesMs: 20_000 }),
    behave: () => ({ termMs: null }),
  })
  applyPod(fixture, { containers: [app] })
  fixture.runTo(5)
  fixture.client.deletePod('web')
  fixture.runTo(8)
  fixture.client.deletePod('web', 4)
  fixture.runTo(60)
  expect(fixture.runtime.service.log.map((line) => line.replace(/^\S+ /u, ''))).toEqual([
    'start app',
    'term app 4s',
    'exit app 137',
  ])
  expect(fixture.pod()).toBe(undefined)
})

test('a Pod that was deleted by force keeps no port from the next one while it stops', () => {
  const fixture = createFixture({ presentImages: ['nginx:1'], behave: () => ({ termMs: 10_000 }) })
  const containers = [{ ...app, ports: [{ containerPort: 80, hostPort: 80, protocol: 'TCP' }] }]
  applyPod(fixture, { containers })
  fixture.runTo(5)
  fixture.client.deletePod('web', 0)
  fixture.runTo(6)
  applyPod(fixture, { containers }, 'next')
  fixture.runTo(10)
  expect(fixture.pod('next')?.status?.phase).toBe('Running')
})
