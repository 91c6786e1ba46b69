import { expect, test } from 'vitest'
import type { KeyToPath, Pod, Volume } from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { createClock } from '#sim/clock.ts'
import { FakeClient } from '../testing/fake-client.ts'
import { makePod } from '../testing/fixture.ts'
import { resolveVolume, sourcesOf } from './resolve-volume.ts'

const POD: Pod = {
  ...makePod('web', { serviceAccountName: 'robot', containers: [{ name: 'app' }] }),
  metadata: { name: 'web', namespace: 'shop', uid: 'u1', labels: { tier: 'front' } },
}
const metadata = { name: 'x', namespace: 'shop' }
const SETTINGS: ApiObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata,
  data: { a: '1', b: '2' },
}
const KEYS: ApiObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata,
  data: { key: 'YQ==' },
}
const claim = (more: object, status: string | null = 'Bound'): ApiObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { ...metadata, ...more },
  spec: { volumeName: 'pv' },
  ...(status === null ? {} : { status: { phase: status } }),
})

function resolve(source: Omit<Volume, 'name'>, ...objects: readonly ApiObject[]) {
  const client = new FakeClient(createClock(), () => {})
  for (const object of objects) client.apply(object)
  return resolveVolume(
    {
      client,
      pod: POD,
      addresses: { nodeName: 'worker-1', hostIp: '172.18.0.3', podIp: '10.244.1.2' },
      allocatable: { cpu: '4' },
    },
    { name: 'v', ...source },
  )
}
/** 'a=1 (644)' for each file, or what is wrong. */
function filesOf(source: Omit<Volume, 'name'>, ...objects: readonly ApiObject[]) {
  const resolved = resolve(source, ...objects)
  if (!resolved.ok) return `${resolved.claim ? 'claim' : 'volume'}: ${resolved.message}`
  return resolved.setup.files.map(
    ({ path, content, mode }) => `${path}=${content} (${mode.toString(8)})`,
  )
}

const items = (...keys: readonly string[]): readonly KeyToPath[] =>
  keys.map((key) => ({ key, path: `in/${key}` }))

// The texts are those of pkg/volume/{configmap,secret,projected} and of the volume manager (v1.36).
test.for<readonly [string, Omit<Volume, 'name'>, readonly ApiObject[], readonly string[] | string]>(
  [
    ['a ConfigMap', { configMap: { name: 'x' } }, [SETTINGS], ['a=1 (644)', 'b=2 (644)']],
    [
      'some of its keys',
      { configMap: { name: 'x', items: [...items('b'), { key: 'a', path: 'c', mode: 0o600 }] } },
      [SETTINGS],
      ['in/b=2 (644)', 'c=1 (600)'],
    ],
    [
      'with another mode',
      { configMap: { name: 'x', defaultMode: 0o400, items: items('a') } },
      [SETTINGS],
      ['in/a=1 (400)'],
    ],
    ['no ConfigMap', { configMap: { name: 'x' } }, [KEYS], 'volume: configmap "x" not found'],
    ['none is needed', { configMap: { name: 'x', optional: true } }, [], []],
    [
      'no such key',
      { configMap: { name: 'x', items: items('c') } },
      [SETTINGS],
      'volume: configmap references non-existent config key: c',
    ],
    [
      'no such key, and none is needed',
      { configMap: { name: 'x', optional: true, items: items('c', 'a') } },
      [SETTINGS],
      ['in/a=1 (644)'],
    ],
    [
      'a key that every object has',
      { configMap: { name: 'x', items: items('toString') } },
      [SETTINGS],
      'volume: configmap references non-existent config key: toString',
    ],
    ['a Secret', { secret: { secretName: 'x', defaultMode: 0o400 } }, [KEYS], ['key=a (400)']],
    ['no Secret', { secret: { secretName: 'x' } }, [SETTINGS], 'volume: secret "x" not found'],
    ['no Secret is needed', { secret: { secretName: 'x', optional: true } }, [], []],
    [
      'no such key of a Secret',
      { secret: { secretName: 'x', items: items('c') } },
      [KEYS],
      'volume: references non-existent secret key: c',
    ],
    [
      'what a Pod is',
      {
        downwardAPI: {
          items: [
            { path: 'name', fieldRef: { fieldPath: 'metadata.name' } },
            { path: 'tier', fieldRef: { fieldPath: "metadata.labels['tier']" }, mode: 0o600 },
            { path: 'ip', fieldRef: { fieldPath: 'status.podIP' } },
            { path: 'odd', fieldRef: { fieldPath: 'nope' } },
            {
              path: 'cpu',
              resourceFieldRef: { containerName: 'app', resource: 'limits.cpu', divisor: '1m' },
            },
          ],
          defaultMode: 0o440,
        },
      },
      [],
      ['name=web (440)', 'tier=front (600)', 'ip=10.244.1.2 (440)', 'odd= (440)', 'cpu=4000 (440)'],
    ],
    ['nothing of it', { downwardAPI: {} }, [], []],
    [
      'all in one',
      {
        projected: {
          defaultMode: 0o440,
          sources: [
            { configMap: { name: 'x', items: items('a') } },
            { secret: { name: 'x' } },
            { downwardAPI: { items: [{ path: 'uid', fieldRef: { fieldPath: 'metadata.uid' } }] } },
            { serviceAccountToken: { path: 'token' } },
            {},
          ],
        },
      },
      [SETTINGS, KEYS],
      [
        'in/a=1 (440)',
        'key=a (440)',
        'uid=u1 (440)',
        'token=token of system:serviceaccount:shop:robot (440)',
      ],
    ],
    [
      'all in one without one',
      {
        projected: { sources: [{ serviceAccountToken: { path: 't' } }, { secret: { name: 'y' } }] },
      },
      [],
      'volume: secret "y" not found',
    ],
    [
      'a token alone',
      { projected: { sources: [{ serviceAccountToken: { path: 't' } }] } },
      [],
      ['t=token of system:serviceaccount:shop:robot (644)'],
    ],
    ['no sources', { projected: {} }, [], []],
    [
      'no claim',
      { persistentVolumeClaim: { claimName: 'x' } },
      [],
      'claim: error processing PVC shop/x: failed to fetch PVC from API server: persistentvolumeclaims "x" not found',
    ],
    [
      'a claim that is being deleted',
      { persistentVolumeClaim: { claimName: 'x' } },
      [claim({ deletionTimestamp: '2026-03-02T10:00:00Z' })],
      'claim: error processing PVC shop/x: PVC is being deleted',
    ],
    [
      'a claim that waits',
      { persistentVolumeClaim: { claimName: 'x' } },
      [claim({}, 'Pending')],
      'claim: error processing PVC shop/x: PVC is not bound',
    ],
    [
      'a claim without a status',
      { persistentVolumeClaim: { claimName: 'x' } },
      [claim({}, null)],
      'claim: error processing PVC shop/x: PVC is not bound',
    ],
    ['a claim', { persistentVolumeClaim: { claimName: 'x' } }, [claim({})], []],
    [
      'an ephemeral volume without its claim',
      { ephemeral: {} },
      [],
      'claim: error processing PVC shop/web-v: failed to fetch PVC from API server: persistentvolumeclaims "web-v" not found',
    ],
  ],
)('%s', ([, source, objects, expected]) => {
  expect(filesOf(source, ...objects)).toEqual(expected)
})

const SETUP = {
  name: 'v',
  files: [],
  hostPath: null,
  sharedKey: null,
  readOnly: false,
  inMemory: false,
}

test.for<readonly [string, Omit<Volume, 'name'>, object]>([
  ['nothing', {}, { ...SETUP, type: 'emptyDir' }],
  ['an empty folder', { emptyDir: {} }, { ...SETUP, type: 'emptyDir' }],
  [
    'a folder in memory',
    { emptyDir: { medium: 'Memory' } },
    { ...SETUP, type: 'emptyDir', inMemory: true },
  ],
  [
    'a folder in memory with a size',
    { emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
    { ...SETUP, type: 'emptyDir', inMemory: true, capacityBytes: 1_048_576 },
  ],
  [
    'a folder in memory of no size',
    { emptyDir: { medium: 'Memory', sizeLimit: 0 } },
    { ...SETUP, type: 'emptyDir', inMemory: true },
  ],
  [
    'a folder on the disk with a size',
    { emptyDir: { sizeLimit: '1Mi' } },
    { ...SETUP, type: 'emptyDir' },
  ],
  [
    'a path',
    { hostPath: { path: '/srv' } },
    { ...SETUP, type: 'hostPath', hostPath: { path: '/srv', type: '' } },
  ],
  [
    'a path that is to be a folder',
    { hostPath: { path: '/srv', type: 'Directory' } },
    { ...SETUP, type: 'hostPath', hostPath: { path: '/srv', type: 'Directory' } },
  ],
  ['something else', { nfs: { server: 's', path: '/' } }, { ...SETUP, type: 'nfs' }],
])('the node sets up %s', ([, source, setup]) => {
  expect(resolve(source)).toEqual({ ok: true, setup })
})

test('a claim is shared by name, and waits for an attachment where its volume is attached', () => {
  const pv = (spec: object): ApiObject => ({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'pv' },
    spec,
  })
  const type = 'persistentVolumeClaim'
  const setup = { ...SETUP, type, sharedKey: 'pvc/shop/x' }
  const source = { persistentVolumeClaim: { claimName: 'x' } }
  expect(resolve(source, claim({}))).toEqual({ ok: true, setup })
  expect(resolve(source, claim({}), pv({ hostPath: { path: '/x' } }))).toEqual({ ok: true, setup })
  const csi = pv({ csi: { driver: 'example.com', volumeHandle: 'h' } })
  expect(resolve(source, claim({}), csi)).toMatchObject({
    ok: true,
    attachment: expect.stringContaining('example.com'),
  })
  const read = { persistentVolumeClaim: { claimName: 'x', readOnly: true } }
  expect(resolve(read, claim({}))).toEqual({ ok: true, setup: { ...setup, readOnly: true } })
  expect(resolve({ ephemeral: {} }, claim({ name: 'web-v' }))).toEqual({
    ok: true,
    setup: { ...setup, type: 'ephemeral', sharedKey: 'pvc/shop/web-v' },
  })
})

test.for<readonly [Omit<Volume, 'name'>, readonly string[]]>([
  [{ emptyDir: {} }, []],
  [{ configMap: { name: 'x' } }, ['ConfigMap/shop/x']],
  [{ configMap: {} }, []],
  [{ secret: { secretName: 'x' } }, ['Secret/shop/x']],
  [
    {
      projected: {
        sources: [{ configMap: { name: 'a' } }, { secret: { name: 'b' } }, { downwardAPI: {} }],
      },
    },
    ['ConfigMap/shop/a', 'Secret/shop/b'],
  ],
  [{ projected: {} }, []],
])('%j follows %j', ([source, keys]) => {
  expect(sourcesOf(POD, { name: 'v', ...source })).toEqual(keys)
})
