import { expect, test } from 'vitest'
import type {
  OwnerReference,
  PersistentVolumeClaim,
  Pod,
  StatefulSet,
} from '#api/generated/types.ts'
import { makePod } from '#testing/make-objects.ts'
import {
  claimOwners,
  hasUnexpectedController,
  isClaimOwnerUpToDate,
  isClaimStale,
} from './claim-owners.ts'
import { newStatefulSetPod, parentNameAndOrdinal, storageMatches } from './statefulset-util.ts'

function makeSet(whenDeleted = 'Retain', whenScaled = 'Retain', replicas = 2): StatefulSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', namespace: 'default', uid: 'uid-of-set' },
    spec: {
      replicas,
      serviceName: 'peers',
      selector: { matchLabels: { app: 'db' } },
      template: {},
      persistentVolumeClaimRetentionPolicy: { whenDeleted, whenScaled },
      volumeClaimTemplates: [
        { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data' } },
      ],
    },
  }
}

const claim = (ownerReferences: readonly OwnerReference[]): PersistentVolumeClaim => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data-db-1', ownerReferences },
})
const pod = (ordinal: number): Pod => makePod(`db-${ordinal}`)
const ownedBy = (kind: 'StatefulSet' | 'Pod', name: string, uid: string, controller = true) => ({
  apiVersion: kind === 'Pod' ? 'v1' : 'apps/v1',
  kind,
  name,
  uid,
  controller,
  blockOwnerDeletion: true,
})
const BY_SET = ownedBy('StatefulSet', 'db', 'uid-of-set')

test.for([
  ['db-0', 'db', 0],
  ['my-db-12', 'my-db', 12],
  ['db', '', -1],
  ['db-99999999999', 'db', -1],
] as const)('%s is of %s and has ordinal %s', ([name, parent, ordinal]) => {
  expect(parentNameAndOrdinal(makePod(name))).toEqual([parent, ordinal])
})

const POLICIES = [
  { deleted: 'Retain', scaled: 'Retain', there: [], gone: [] },
  { deleted: 'Delete', scaled: 'Retain', there: ['StatefulSet'], gone: ['StatefulSet'] },
  { deleted: 'Retain', scaled: 'Delete', there: [], gone: ['Pod'] },
  { deleted: 'Delete', scaled: 'Delete', there: ['StatefulSet'], gone: ['Pod'] },
] as const

test.for(POLICIES)('owners of claims: deleted $deleted, scaled $scaled', (row) => {
  const kinds = (replicas: number): readonly string[] => {
    const set = makeSet(row.deleted, row.scaled, replicas)
    const owners = claimOwners(claim([]), set, pod(1))
    expect(isClaimOwnerUpToDate(claim(owners), set, pod(1))).toBe(true)
    return owners.map(({ kind }) => kind)
  }
  expect(kinds(2)).toEqual(row.there)
  expect(kinds(1)).toEqual(row.gone)
})

test('a claim of an earlier Pod is stale, and its owners are left alone', () => {
  const set = makeSet('Retain', 'Delete', 1)
  const old = claim([ownedBy('Pod', 'db-1', 'uid-of-an-earlier-one')])
  expect(isClaimStale(set, old, pod(1))).toBe(true)
  expect(isClaimOwnerUpToDate(old, set, pod(1))).toBe(true)
})

test('a claim that another one manages is given up', () => {
  const set = makeSet('Delete')
  const strange = claim([BY_SET, { ...BY_SET, name: 'other', uid: 'uid-of-other' }])
  expect(hasUnexpectedController(strange, set, pod(1))).toBe(true)
  expect(isClaimOwnerUpToDate(strange, set, pod(1))).toBe(false)
  expect(claimOwners(strange, set, pod(1)).map(({ name }) => name)).toEqual(['other'])
})

test('an owner that is no controller is put right', () => {
  const set = makeSet('Delete')
  const weak = claim([{ ...BY_SET, controller: false }])
  expect(isClaimOwnerUpToDate(weak, set, pod(1))).toBe(false)
  expect(claimOwners(weak, set, pod(1))).toEqual([BY_SET])
})

test('a claim takes the place of a volume of its name', () => {
  const template = {
    spec: {
      containers: [],
      volumes: [
        { name: 'data', emptyDir: {} },
        { name: 'tmp', emptyDir: {} },
      ],
    },
  }
  const made = newStatefulSetPod(makeSet(), 1, { template, revision: 'db-x' })
  expect(made.spec?.volumes).toEqual([
    { name: 'data', persistentVolumeClaim: { claimName: 'data-db-1' } },
    { name: 'tmp', emptyDir: {} },
  ])
  expect(storageMatches(makeSet(), made)).toBe(true)
  expect(storageMatches(makeSet(), pod(1))).toBe(false)
})
