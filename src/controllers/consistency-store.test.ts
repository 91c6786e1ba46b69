// Against pkg/controller/util/consistency/consistency.go (v1.36).
import { expect, test } from 'vitest'
import type { ConfigMap, Pod } from '#api/generated/types.ts'
import { createInformers } from '#client/informer.ts'
import { BY_TEST, createFakeApiServer } from '#testing/fake-api-server.ts'
import { makePod } from '#testing/make-objects.ts'
import { createConsistencyStore } from './consistency-store.ts'

function start() {
  const server = createFakeApiServer()
  const informers = createInformers(server.client)
  for (const kind of ['Pod', 'ConfigMap'] as const)
    informers.informer(kind).addEventHandler(() => {})
  /** A Pod as it is stored, so many changes from now. */
  const later = (changes: number): Pod => {
    const made = server.client.create(makePod(`web-${server.world.journal.length}`), BY_TEST)
    if (!made.ok) throw new Error('it was refused')
    const { metadata } = made.object
    const resourceVersion = String(Number(metadata.resourceVersion) + changes)
    return { ...made.object, metadata: { ...metadata, resourceVersion } }
  }
  return { ...server, later, store: createConsistencyStore(informers) }
}

test('a key is not ready before the caches show what was written for it', () => {
  const { later, store } = start()
  expect(store.isReady('a')).toBe(true)
  store.wroteAt('a', later(2))
  expect([store.isReady('a'), store.isReady('b')]).toEqual([false, true])
  later(0)
  expect(store.isReady('a')).toBe(false)
  later(0)
  expect(store.isReady('a')).toBe(true)
})

test('the newest of what was written counts, of each kind', () => {
  const { later, store } = start()
  const [old, recent] = [later(0), later(2)]
  store.wroteAt('a', recent)
  store.wroteAt('a', old)
  store.wroteAt('b', old)
  store.wroteAt('c', { ...recent, kind: 'ConfigMap' } as unknown as ConfigMap)
  expect(['a', 'b', 'c'].map(store.isReady)).toEqual([false, true, false])
  later(0)
  later(0)
  // Of ConfigMaps nothing was heard.
  expect(['a', 'c'].map(store.isReady)).toEqual([true, false])
  store.clear('c')
  expect(store.isReady('c')).toBe(true)
})
