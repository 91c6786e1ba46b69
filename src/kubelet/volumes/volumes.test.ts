import { expect, test } from 'vitest'
import type { Pod, Volume } from '#api/generated/types.ts'
import { applyPod, createFixture, type Fixture } from '../testing/fixture.ts'

const app = {
  name: 'app',
  image: 'nginx:1',
  volumeMounts: [{ name: 'v', mountPath: '/v' }],
}
const presentImages = ['nginx:1']

function applyConfigMap(fixture: Fixture, name: string, data: Record<string, string>): void {
  const metadata = { name, namespace: 'default' }
  fixture.client.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data })
}

const filesOf = (fixture: Fixture) =>
  fixture.runtime.volumesSetUp.map(({ name, files }) => [
    name,
    files.map(({ path, content }) => `${path}=${content}`).join(' '),
  ])

test('a missing ConfigMap holds the Pod back until it exists', () => {
  const fixture = createFixture({ presentImages })
  const volumes = [{ name: 'v', configMap: { name: 'settings' } }]
  applyPod(fixture, { volumes, containers: [app] })
  fixture.runTo(10)
  expect(fixture.table()).toMatchInlineSnapshot(`
    "0.0 Pending 0/1 0
    0.0 ContainerCreating 0/1 0"
  `)
  expect(fixture.events()).toEqual([
    'FailedMount: MountVolume.SetUp failed for volume "v" : configmap "settings" not found',
  ])
  expect(fixture.pod()?.status?.podIP).toBe(undefined)
  applyConfigMap(fixture, 'settings', { a: '1' })
  fixture.runTo(30)
  expect(fixture.table()).toMatchInlineSnapshot(`"15.9 Running 1/1 0"`)
  expect(filesOf(fixture)).toEqual([['v', 'a=1']])
  expect(fixture.clock.nextMs()).toBe(null)
})

test('after two minutes the wait for a volume ends without an event, and the mount is tried on', () => {
  const fixture = createFixture({ presentImages })
  const volumes = [{ name: 'v', secret: { secretName: 'nope' } }]
  applyPod(fixture, { volumes, containers: [app] })
  fixture.runTo(130)
  const failed = 'FailedMount: MountVolume.SetUp failed for volume "v" : secret "nope" not found'
  expect(fixture.events()).toEqual([failed])
  fixture.client.deletePod('web')
  fixture.runTo(140)
  expect(fixture.pod()).toBe(undefined)
  expect(fixture.clock.nextMs()).toBe(null)
})

test('a changed ConfigMap reaches the files within about a minute', () => {
  const fixture = createFixture({ presentImages })
  applyConfigMap(fixture, 'settings', { a: '1' })
  const volumes = [{ name: 'v', configMap: { name: 'settings' } }]
  applyPod(fixture, { volumes, containers: [app] })
  fixture.runTo(10)
  applyConfigMap(fixture, 'settings', { a: '2' })
  fixture.runTo(71)
  expect(filesOf(fixture)).toEqual([
    ['v', 'a=1'],
    ['v', 'a=2'],
  ])
})

test('a claim that is not bound fails at once', () => {
  const fixture = createFixture({ presentImages })
  const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }]
  applyPod(fixture, { volumes, containers: [app] })
  fixture.runTo(5)
  expect(fixture.events().join('\n')).toMatchInlineSnapshot(
    `"FailedMount: Unable to attach or mount volumes: unmounted volumes=[v], unattached volumes=[], failed to process volumes=[v]: error processing PVC default/data: failed to fetch PVC from API server: persistentvolumeclaims "data" not found"`,
  )
  fixture.client.apply({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: 'default' },
    status: { phase: 'Bound' },
  })
  fixture.runTo(30)
  expect(fixture.runtime.volumesSetUp[0]?.sharedKey).toBe('pvc/default/data')
  expect(fixture.pod()?.status?.phase).toBe('Running')
})

const resolved: readonly (readonly [string, Volume, string])[] = [
  [
    'configMap with items',
    { name: 'v', configMap: { name: 'settings', items: [{ key: 'a', path: 'x/a' }] } },
    'x/a=1',
  ],
  ['optional ConfigMap', { name: 'v', configMap: { name: 'nope', optional: true } }, ''],
  ['secret', { name: 'v', secret: { secretName: 'password' } }, 'key=hunter2'],
  [
    'downwardAPI',
    {
      name: 'v',
      downwardAPI: {
        items: [
          { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } },
          {
            path: 'cpu',
            resourceFieldRef: { containerName: 'app', resource: 'limits.cpu', divisor: '1m' },
          },
        ],
      },
    },
    'labels=app="web" cpu=2000',
  ],
  [
    'projected',
    {
      name: 'v',
      projected: {
        sources: [
          { serviceAccountToken: { path: 'token' } },
          { configMap: { name: 'settings' } },
          {
            downwardAPI: { items: [{ path: 'ns', fieldRef: { fieldPath: 'metadata.namespace' } }] },
          },
        ],
      },
    },
    'token=token of system:serviceaccount:default:default a=1 ns=default',
  ],
]

test.for(resolved)('the files of a volume: %s', ([, volume, files]) => {
  const fixture = createFixture({ presentImages })
  applyConfigMap(fixture, 'settings', { a: '1' })
  fixture.client.apply({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'password', namespace: 'default' },
    data: { key: 'aHVudGVyMg==' },
  })
  applyPod(fixture, { volumes: [volume], containers: [app] })
  const pod = fixture.pod()
  const labelled: Pod | undefined =
    pod === undefined
      ? undefined
      : { ...pod, metadata: { ...pod.metadata, labels: { app: 'web' } } }
  if (labelled !== undefined) fixture.client.apply(labelled)
  fixture.runTo(5)
  expect(filesOf(fixture)[0]).toEqual(['v', files])
})

const refusals: readonly (readonly [Volume, string])[] = [
  [
    { name: 'v', configMap: { name: 'settings', items: [{ key: 'b', path: 'b' }] } },
    'configmap references non-existent config key: b',
  ],
  [{ name: 'v', secret: { secretName: 'nope' } }, 'secret "nope" not found'],
]

test.for(refusals)('a volume that cannot be mounted: %o', ([volume, message]) => {
  const fixture = createFixture({ presentImages })
  applyConfigMap(fixture, 'settings', { a: '1' })
  applyPod(fixture, { volumes: [volume], containers: [app] })
  fixture.runTo(1)
  expect(fixture.events()).toEqual([
    `FailedMount: MountVolume.SetUp failed for volume "v" : ${message}`,
  ])
})
