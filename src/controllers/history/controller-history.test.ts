// Against pkg/controller/history/controller_history.go (v1.36).
import { expect, test } from 'vitest'
import type { ControllerRevision, StatefulSet } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import {
  controllerRevisionName,
  equalRevision,
  hashControllerRevision,
  newControllerRevision,
  patchOf,
  sortControllerRevisions,
} from './controller-history.ts'

const SET: StatefulSet = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'db', uid: 'uid-of-db', annotations: { note: 'x' } },
  spec: {
    serviceName: 'db',
    selector: { matchLabels: { app: 'db' } },
    template: { metadata: { labels: { app: 'db' } } },
  },
}

test('a revision has the template as a patch that takes the place of the old one', () => {
  const template = { metadata: { labels: { app: 'db' } }, $patch: 'replace' }
  expect(patchOf(SET)).toEqual({ spec: { template } })
  expect(newControllerRevision(SET, 4, { label: 'the/hash', hash: 'abc' })).toEqual({
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: 'db-abc',
      namespace: 'default',
      labels: { app: 'db', 'the/hash': 'abc' },
      annotations: { note: 'x' },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'StatefulSet',
          name: 'db',
          uid: 'uid-of-db',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    data: { spec: { template } },
    revision: 4,
  })
  const { annotations: _annotations, ...metadata } = SET.metadata
  const bare = newControllerRevision({ ...SET, metadata }, 1, { label: 'h', hash: 'x' })
  expect('annotations' in bare.metadata).toBe(false)
})

test('a long name is cut at 223 characters', () => {
  expect(controllerRevisionName('a'.repeat(223), 'x')).toBe(`${'a'.repeat(223)}-x`)
  expect(controllerRevisionName('a'.repeat(224), 'x')).toBe(`${'a'.repeat(223)}-x`)
})

test('the hash says the data and the count of collisions', () => {
  const hashes = [
    hashControllerRevision({ data: patchOf(SET) }, 0),
    hashControllerRevision({ data: patchOf(SET) }, 1),
    hashControllerRevision({ data: {} }, 0),
  ]
  expect(new Set(hashes).size).toBe(3)
  for (const hash of hashes) expect(hash).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{1,10}$/)
})

test('revisions stand by their numbers, then by their age, then by their names', () => {
  const revision = (name: string, number: number, createdMs?: number): ControllerRevision => ({
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name,
      ...(createdMs === undefined ? {} : { creationTimestamp: timeOf(createdMs) }),
    },
    revision: number,
  })
  const all = [
    revision('c', 2, 5000),
    revision('b', 2, 1000),
    revision('a', 3, 0),
    revision('e', 1, 9000),
    revision('d', 1, 9000),
    revision('f', 1),
  ]
  expect(
    sortControllerRevisions(all)
      .map(({ metadata }) => metadata.name)
      .join(''),
  ).toBe('fdebca')
})

test('only their data make two revisions equal', () => {
  expect(equalRevision({ data: { a: 1 } }, { data: { a: 1 } })).toBe(true)
  expect(equalRevision({ data: { a: 1 } }, { data: { a: 2 } })).toBe(false)
})
