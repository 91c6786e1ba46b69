import { expect, test } from 'vitest'
import { type ApiObject, keyOf } from '#api/meta/object.ts'
import { worldStateOf } from '#client/world.ts'
import { graphOf } from '#picture/canvas/graph-of.ts'
import { makeContainer, makeNode, makePod } from '#testing/make-objects.ts'
import { lackOf, relationsOf } from './relations-of.ts'

const SITE = { name: 'site', configMap: { name: 'pages' } }
const SECRET = { name: 'key', secret: { secretName: 'tls', optional: true } }
const WEB = makePod('web-1', {
  labels: { app: 'web' },
  metadata: {
    ownerReferences: [
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        name: 'web',
        uid: 'uid-of-rs',
        controller: true,
      },
    ],
  },
  spec: {
    nodeName: 'worker-1',
    containers: [makeContainer('app', undefined, { envFrom: [{ secretRef: { name: 'words' } }] })],
    volumes: [SITE, SECRET],
  },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
})
const object = (kind: string, name: string, more: object, apiVersion = 'v1'): ApiObject =>
  ({
    apiVersion,
    kind,
    metadata: { name, namespace: 'default', uid: `uid-of-${name}` },
    ...more,
  }) as ApiObject
const SERVICE = object('Service', 'shop', { spec: { selector: { app: 'web' } } })
const PAGES = object('ConfigMap', 'pages', {})
const SET = {
  ...object('ReplicaSet', 'web', { spec: { replicas: 1, selector: {} } }, 'apps/v1'),
  metadata: { name: 'web', namespace: 'default', uid: 'uid-of-rs' },
} as ApiObject
const ALL: readonly ApiObject[] = [
  WEB as ApiObject,
  SERVICE,
  PAGES,
  SET,
  makeNode('worker-1') as ApiObject,
]

const worldOf = (...objects: readonly ApiObject[]) =>
  worldStateOf(objects.map((one) => [keyOf(one), one]))
const whys = (key: string, ...objects: readonly ApiObject[]): readonly string[] =>
  relationsOf(worldOf(...objects), key).map(({ why, line }) => `${line}: ${why}`)

test('a Pod knows its owner, its node, who selects it, and what it names, with the words for each line', () => {
  expect(whys('Pod/default/web-1', ...ALL)).toEqual([
    'owns: was made by ReplicaSet `web`, its owner',
    'runs: runs on Node `worker-1`, by `spec.nodeName`',
    'serves: is selected by Service `shop`, by `app=web`',
    'names: names ConfigMap `pages` in `volume site`',
    'names: names Secret `tls` in `volume key`, which may be missing',
    'missing: names Secret `words` in `env of app`, which is not there',
  ])
})

test('each of them knows the Pod', () => {
  expect(whys('ReplicaSet.apps/default/web', ...ALL)).toEqual([
    'owns: made Pod `web-1`, by `ownerReferences`',
  ])
  expect(whys('Service/default/shop', ...ALL)).toEqual(['serves: selects Pod `web-1` by `app=web`'])
  expect(whys('ConfigMap/default/pages', ...ALL)).toEqual([
    'names: is named by Pod `web-1` in `volume site`',
  ])
  expect(whys('Node//worker-1', ...ALL)).toEqual(['runs: runs Pod `web-1`'])
  expect(whys('Secret/default/words', ...ALL)).toEqual([
    'missing: is named by Pod `web-1` in `env of app`',
  ])
})

test('a Pod that is not ready is selected and gets no traffic', () => {
  const early = { ...WEB, status: { phase: 'Pending' } } as ApiObject
  expect(whys('Service/default/shop', SERVICE, early)).toEqual([
    'idle: selects Pod `web-1` by `app=web`, not ready: no traffic',
  ])
})

test('what is named and missing is drawn as a ghost with who names it, and what may be missing is not', () => {
  const ghosts = (...objects: readonly ApiObject[]): readonly string[] =>
    graphOf(worldOf(...objects)).apiItems.flatMap(({ kind, name, missingFor }) =>
      missingFor === null ? [] : [`${kind} ${name}: ${missingFor}`],
    )
  expect(ghosts(...ALL)).toEqual(['Secret words: Pod web-1, env of app'])
  const words = object('Secret', 'words', {})
  expect(ghosts(...ALL, words)).toEqual([])
  const without = ALL.filter((one) => one !== PAGES)
  expect(ghosts(...without)).toEqual([
    'ConfigMap pages: Pod web-1, volume site',
    'Secret words: Pod web-1, env of app',
  ])
  const claim = object('PersistentVolumeClaim', 'data', { spec: { storageClassName: 'fast' } })
  expect(ghosts(claim)).toEqual(['StorageClass fast: PersistentVolumeClaim data, storageClassName'])
  expect(ghosts(PAGES)).toEqual([])
})

test('a Service that nobody answers to says which label nobody has', () => {
  expect(lackOf(worldOf(SERVICE), 'Service/default/shop')).toBe(
    'selects no Pod: none has `app=web`',
  )
  expect(lackOf(worldOf(...ALL), 'Service/default/shop')).toBeNull()
  expect(lackOf(worldOf(...ALL), 'Pod/default/web-1')).toBeNull()
})

test('a Deployment has the Pods of its ReplicaSets too', () => {
  const deployment = object('Deployment', 'web', { spec: { template: {} } }, 'apps/v1')
  const ownerReferences = [
    { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'uid-of-web', controller: true },
  ]
  const set = { ...SET, metadata: { ...SET.metadata, ownerReferences } } as ApiObject
  const others = ALL.filter((one) => one !== SET)
  expect(whys('Deployment.apps/default/web', deployment, set, ...others)).toEqual([
    'owns: made ReplicaSet `web`, by `ownerReferences`',
    'through: has Pod `web-1`, made by ReplicaSet `web`',
  ])
})
