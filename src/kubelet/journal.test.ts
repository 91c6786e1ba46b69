// What a kubelet tells in the journal, whole: the page and the list of steps show all of it.
import { expect, test } from 'vitest'
import type { PodSpec } from '#api/generated/types.ts'
import { applyPod, createFixture, type Fixture, NODE } from './testing/fixture.ts'

const IMAGE = 'nginx:1'
const presentImages = [IMAGE]
const app = { name: 'app', image: IMAGE }

/** 'Started step app | started container `app` | why | the records that it is about', but for statuses and events. */
function told({ journal }: Fixture): readonly string[] {
  return journal
    .filter(({ actor }) => actor === `kubelet on ${NODE}`)
    .filter(({ kind }) => kind !== 'Status' && kind !== 'Event')
    .map(({ kind, level, message, because = '', data, objects = [] }) => {
      const { containerName = '-', delayMs = '' } = (data ?? {}) as {
        readonly containerName?: string
        readonly delayMs?: number
      }
      const about = objects.map((key) => key.replace('ContainerInstance/', '')).join(' ')
      return `${kind} ${level} ${containerName} ${delayMs}| ${message} | ${because} | ${about}`
    })
}

test('of a container that crashes again and again', () => {
  const fixture = createFixture({
    presentImages,
    behave: (_name, attempt) => ({ runMs: 100, exitCode: attempt === 0 ? 3 : 1 }),
  })
  applyPod(fixture, { containers: [app] })
  fixture.runTo(30)
  expect(told(fixture)).toEqual([
    'SandboxCreated step - | created the sandbox of Pod `web` with IP 10.244.1.1 | it has no sandbox yet | Pod/default/web Sandbox/worker-1/web-sandbox-0',
    'Started step app | started container `app` | the sandbox of the Pod is ready | Pod/default/web worker-1/web-app-0',
    'Started step app | started container `app` again (restart 1) | it exited with 3 and restartPolicy is Always | Pod/default/web worker-1/web-app-1',
    'BackOff step app 10000| waits 10 s before it restarts container `app` | it exited with 1 again, 2 times by now | Pod/default/web worker-1/web-app-1',
    'Started step app | started container `app` again (restart 2) | it exited with 1 and restartPolicy is Always | Pod/default/web worker-1/web-app-2',
    'BackOff step app 20000| waits 20 s before it restarts container `app` | it exited with 1 again, 3 times by now | Pod/default/web worker-1/web-app-2',
  ])
  expect(fixture.events()).toContain(
    'BackOff: Back-off restarting failed container app in pod web_default(uid-2)',
  )
})

test('of images that are pulled and not found, and of a start that fails', () => {
  const fixture = createFixture({
    missingImages: ['nope'],
    behave: (name) => (name === 'broken' ? { startError: 'no such file' } : {}),
  })
  applyPod(fixture, {
    containers: [{ name: 'gone', image: 'nope' }, app, { name: 'broken', image: IMAGE }],
  })
  fixture.runTo(6)
  expect(told(fixture).slice(1)).toEqual([
    'Pulling step gone | is pulling image `nope` | container `gone` needs it | Pod/default/web',
    'PullFailed step gone | could not pull image `nope` | nope: not found | Pod/default/web',
    'Failed detail gone | could not start container `gone` | nope: not found | Pod/default/web',
    'Pulling step app | is pulling image `nginx:1` | container `app` needs it | Pod/default/web',
    'Pulled step app | pulled image `nginx:1` in 800ms | container `app` needs it | Pod/default/web',
    'Started step app | started container `app` | it is the next one after container `gone` | Pod/default/web worker-1/web-app-0',
    'Failed step broken | could not start container `broken` | no such file | Pod/default/web',
    'Failed detail gone | could not start container `gone` | Back-off pulling image "nope": ErrImagePull: nope: not found | Pod/default/web',
    ...told(fixture).slice(9),
  ])
  expect(fixture.events().slice(0, 9)).toEqual([
    'Pulling: Pulling image "nope"',
    'Failed: Failed to pull image "nope": nope: not found',
    'Failed: Error: ErrImagePull',
    'Pulling: Pulling image "nginx:1"',
    'Pulled: Successfully pulled image "nginx:1" in 800ms (800ms including waiting). Image size: 1000 bytes.',
    'Created: Container created',
    'Started: Container started',
    'Pulled: Container image "nginx:1" already present on machine and can be accessed by the pod',
    'Created: Container created',
  ])
})

test.for([
  [
    'Never',
    'x',
    'ErrImageNeverPull',
    'Container image "x" is not present with pull policy of Never',
  ],
  [
    'Always',
    'UPPER',
    'InvalidImageName',
    'Failed to apply default image tag "UPPER": couldn\'t parse image name "UPPER": invalid reference format: repository name (library/UPPER) must be lowercase',
  ],
] as const)(
  'of an image that %s of "%s" cannot bring: %s',
  ([imagePullPolicy, image, reason, text]) => {
    const fixture = createFixture({})
    applyPod(fixture, { containers: [{ name: 'app', image, imagePullPolicy }] })
    fixture.runTo(5)
    expect(fixture.pod()?.status?.containerStatuses?.[0]?.state?.waiting).toEqual({
      reason,
      message: text,
    })
    const event = reason === 'InvalidImageName' ? 'InspectFailed' : reason
    expect(fixture.events()).toEqual([`${event}: ${text}`, `Failed: Error: ${reason}`])
    expect(told(fixture)[1]).toBe(
      `Failed step app | could not start container \`app\` | ${text} | Pod/default/web`,
    )
  },
)

const HOOKED: PodSpec = {
  containers: [
    {
      ...app,
      lifecycle: {
        postStart: { exec: { command: ['begin', 'it'] } },
        preStop: { exec: { command: ['end'] } },
      },
    },
  ],
}

test('of hooks that fail', () => {
  const fixture = createFixture({ presentImages, exec: () => ({ exitCode: 1, output: 'no' }) })
  applyPod(fixture, HOOKED)
  fixture.runTo(1.2)
  expect(told(fixture).slice(2, 7)).toEqual([
    'PostStart step app | runs the postStart hook of container `app` | the container has started | Pod/default/web worker-1/web-app-0',
    'FailedPostStartHook step app | saw the postStart hook of container `app` fail | its command exited with 1 | Pod/default/web worker-1/web-app-0',
    'Killing step app | is stopping container `app` | its postStart hook failed | Pod/default/web worker-1/web-app-0',
    'PreStop step app | runs the preStop hook of container `app` | it comes before SIGTERM, inside the grace period | Pod/default/web worker-1/web-app-0',
    'FailedPreStopHook step app | saw the preStop hook of container `app` fail | its command exited with 1 | Pod/default/web worker-1/web-app-0',
  ])
  expect(fixture.events()).toEqual(
    expect.arrayContaining([
      'FailedPostStartHook: PostStartHook failed',
      'Killing: FailedPostStartHook',
      'FailedPreStopHook: PreStopHook failed',
    ]),
  )
})

test('of a deadline, a preStop hook and the turn of a sidecar', () => {
  const fixture = createFixture({ presentImages })
  applyPod(fixture, {
    hostNetwork: true,
    activeDeadlineSeconds: 20,
    restartPolicy: 'Never',
    initContainers: [{ name: 'side', image: IMAGE, restartPolicy: 'Always' }],
    containers: [{ ...app, lifecycle: { preStop: { httpGet: { port: 80 } } } }],
  })
  fixture.runTo(60)
  const deadline = 'Pod was active on the node longer than the specified deadline'
  expect(told(fixture)).toEqual([
    'SandboxCreated step - | created the sandbox of Pod `web` in the network of the node | it has no sandbox yet | Pod/default/web Sandbox/worker-1/web-sandbox-0',
    'Started step side | started sidecar `side` | the sandbox of the Pod is ready | Pod/default/web worker-1/web-side-0',
    'Started step app | started container `app` | sidecar `side` is running | Pod/default/web worker-1/web-app-0',
    'DeadlineExceeded step - | ends Pod `web` | it was active for 20 s, its activeDeadlineSeconds | Pod/default/web',
    `Killing step side | will stop sidecar \`side\` in its turn | ${deadline} | Pod/default/web worker-1/web-side-0`,
    `Killing step app | is stopping container \`app\` | ${deadline} | Pod/default/web worker-1/web-app-0`,
    'PreStop step app | runs the preStop hook of container `app` | it comes before SIGTERM, inside the grace period | Pod/default/web worker-1/web-app-0',
    'SidecarTurn step side | sends SIGTERM to sidecar `side` | the app containers and all sidecars after it have stopped | Pod/default/web worker-1/web-side-0',
  ])
})

test('of a sidecar whose turn does not come', () => {
  const fixture = createFixture({ presentImages, behave: () => ({ termMs: null }) })
  applyPod(fixture, {
    initContainers: [{ name: 'side', image: IMAGE, restartPolicy: 'Always' }],
    containers: [app],
  })
  fixture.runTo(10)
  fixture.client.deletePod('web', 5)
  fixture.runTo(60)
  expect(told(fixture).slice(3)).toEqual([
    'Killing step side | will stop sidecar `side` in its turn | the Pod was deleted | Pod/default/web worker-1/web-side-0',
    'Killing step app | is stopping container `app` | the Pod was deleted | Pod/default/web worker-1/web-app-0',
    'SidecarTurn step side | sends SIGTERM to sidecar `side` | the grace period of the Pod is over | Pod/default/web worker-1/web-side-0',
    'PodDeleted step - | removed Pod `web` from the API server | it was deleted and all its containers have stopped | Pod/default/web',
  ])
})

test('of a critical Pod that drives out another one, and of a Pod that is refused', () => {
  const fixture = createFixture({ presentImages })
  const asking = (cpu: string): PodSpec => ({
    containers: [{ ...app, resources: { requests: { cpu } } }],
  })
  applyPod(fixture, { ...asking('1500m'), terminationGracePeriodSeconds: 1 })
  fixture.runTo(5)
  applyPod(fixture, asking('1'), 'late')
  fixture.runTo(6)
  applyPod(fixture, { ...asking('1'), priority: 2_000_000_000 }, 'critical')
  fixture.runTo(20)
  const short = "Node didn't have enough resource: cpu, requested: 1000, used: 1500, capacity: 2000"
  expect(told(fixture).slice(2)).toEqual([
    `PodRejected step - | refused Pod \`late\` | ${short} | Pod/default/late`,
    'Preempting step - | drives out Pod `web` | the critical Pod `critical` needs its place | Pod/default/web',
    'Killing step app | is stopping container `app` | Preempted in order to admit critical pod | Pod/default/web worker-1/web-app-0',
    'SandboxCreated step - | created the sandbox of Pod `critical` with IP 10.244.1.3 | it has no sandbox yet | Pod/default/critical Sandbox/worker-1/critical-sandbox-0',
    'Started step app | started container `app` | the sandbox of the Pod is ready | Pod/default/critical worker-1/critical-app-0',
  ])
  expect(fixture.pod('late')?.status).toMatchObject({
    phase: 'Failed',
    reason: 'OutOfcpu',
    message: `Pod was rejected: ${short}`,
  })
  expect(fixture.pod()?.status).toMatchObject({
    conditions: expect.arrayContaining([
      expect.objectContaining({
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'TerminationByKubelet',
        message: 'Pod was preempted by Kubelet to accommodate a critical pod.',
      }),
    ]),
  })
  expect(fixture.events()).toEqual(
    expect.arrayContaining([
      `OutOfcpu: ${short}`,
      'Preempting: Preempted in order to admit critical pod',
    ]),
  )
  expect(fixture.pod('critical')?.status?.phase).toBe('Running')
})

test('of a sandbox that is gone and of an image that changed', () => {
  const fixture = createFixture({ presentImages: [IMAGE, 'nginx:2'] })
  applyPod(fixture, { containers: [app] })
  fixture.runTo(5)
  const pod = fixture.pod()
  fixture.runtime.service.killSandbox(pod?.metadata.uid ?? '')
  fixture.runTo(10)
  if (pod !== undefined)
    fixture.client.apply({
      ...pod,
      spec: { ...pod.spec, containers: [{ ...app, image: 'nginx:2' }] },
    })
  fixture.runTo(30)
  expect(told(fixture).slice(2)).toEqual([
    'SandboxChanged step - | starts Pod `web` anew in a new sandbox | its sandbox is gone | Pod/default/web',
    'SandboxCreated step - | created the sandbox of Pod `web` with IP 10.244.1.3 | its sandbox is gone | Pod/default/web Sandbox/worker-1/web-sandbox-1',
    'Started step app | started container `app` again (restart 1) | the Pod has a new sandbox | Pod/default/web worker-1/web-app-1',
    'Killing step app | is stopping container `app` | its image changed to `nginx:2` | Pod/default/web worker-1/web-app-1',
    'Started step app | started container `app` again (restart 2) | its image changed to `nginx:2` | Pod/default/web worker-1/web-app-2',
  ])
  expect(fixture.events()).toEqual(
    expect.arrayContaining([
      'SandboxChanged: Pod sandbox changed, it will be killed and re-created.',
      'Killing: Container app definition changed, will be restarted',
    ]),
  )
})

test('of pull secrets that are missing, and the pull is tried all the same', () => {
  const fixture = createFixture({})
  applyPod(fixture, {
    imagePullSecrets: [{ name: 'a' }, { name: 'b' }],
    containers: [app],
  })
  fixture.runTo(10)
  expect(fixture.events()[0]).toBe(
    'FailedToRetrieveImagePullSecret: Unable to retrieve some image pull secrets (a, b); attempting to pull the image may not succeed.',
  )
  expect(fixture.pod()?.status?.phase).toBe('Running')
})

const MANIFESTS = '/etc/kubernetes/manifests'

test('of the file of a static Pod that comes, changes and goes, and of its mirror', () => {
  const fixture = createFixture({
    presentImages: ['nginx'],
    files: { [`${MANIFESTS}/a.yaml`]: 'app' },
  })
  fixture.runTo(5)
  fixture.client.deletePod(`app-${NODE}`)
  fixture.runTo(10)
  fixture.runtime.disk.write(`${MANIFESTS}/a.yaml`, ' app')
  fixture.runTo(60)
  fixture.runtime.disk.remove(`${MANIFESTS}/a.yaml`)
  fixture.runTo(120)
  const pod = `Pod \`app-${NODE}\``
  const key = `Pod/default/app-${NODE}`
  const disk = `Disk/${NODE}`
  const isOfFiles = /^(?:Static|Mirror|PodDeleted|Killing)/
  expect(told(fixture).filter((line) => isOfFiles.test(line))).toEqual([
    `StaticPodAdded step - | takes up static ${pod} | the file \`${MANIFESTS}/a.yaml\` describes it | ${key} ${disk}`,
    `MirrorPodCreated step - | created the mirror of static ${pod} in the API server | the API server does not show the static Pod | ${key}`,
    `MirrorPodDeleted step - | removed mirror ${pod} from the API server | it was asked to be deleted, but a static Pod is deleted by its file only | ${key}`,
    `MirrorPodCreated step - | created the mirror of static ${pod} in the API server | the API server does not show the static Pod | ${key}`,
    `StaticPodRemoved step - | is ending static ${pod} | its file changed | ${key} ${disk}`,
    `StaticPodAdded step - | takes up static ${pod} | the file \`${MANIFESTS}/a.yaml\` describes it | ${key} ${disk}`,
    `Killing step app | is stopping container \`app\` | its file changed | ${key} ${NODE}/app-${NODE}-app-0`,
    `MirrorPodDeleted step - | removed mirror ${pod} from the API server | the file of the static Pod changed | ${key}`,
    `MirrorPodCreated step - | created the mirror of static ${pod} in the API server | the API server does not show the static Pod | ${key}`,
    `StaticPodRemoved step - | is ending static ${pod} | its file is gone | ${key} ${disk}`,
    `Killing step app | is stopping container \`app\` | its file is gone | ${key} ${NODE}/app-${NODE}-app-0-2`,
    ...told(fixture)
      .filter((line) => isOfFiles.test(line))
      .slice(11),
  ])
})

test('of a ConfigMap whose files follow, and of a claim that cannot be mounted', () => {
  const fixture = createFixture({ presentImages })
  const metadata = { name: 'settings', namespace: 'default' }
  const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata } as const
  fixture.client.apply({ ...settings, data: { a: '1' } })
  const mounts = { volumeMounts: [{ name: 'v', mountPath: '/v' }] }
  applyPod(fixture, {
    volumes: [{ name: 'v', configMap: { name: 'settings' } }],
    containers: [{ ...app, ...mounts }],
  })
  fixture.runTo(10)
  fixture.client.apply({ ...settings, data: { a: '2' } })
  fixture.runTo(100)
  expect(told(fixture).slice(2)).toEqual([
    'VolumeUpdated step - | wrote the new content of `settings` into the volumes of Pod `web` | the object changed, and files follow within about a minute | Pod/default/web ConfigMap/default/settings',
  ])
  applyPod(
    fixture,
    {
      volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }],
      containers: [{ ...app, ...mounts }],
    },
    'db',
  )
  fixture.runTo(140)
  const because = 'failed to fetch PVC from API server: persistentvolumeclaims "data" not found'
  const claim = told(fixture).slice(3)
  expect(claim.length).toBeGreaterThan(1)
  for (const [index, line] of claim.entries())
    expect(line).toBe(
      `FailedMount ${index === 0 ? 'step' : 'detail'} - | could not mount volume \`v\` of Pod \`db\` and tries again later | error processing PVC default/data: ${because} | Pod/default/db`,
    )
})
