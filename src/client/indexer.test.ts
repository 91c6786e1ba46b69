import { expect, test } from 'vitest'
import type { ObjectOf } from '#api/meta/object.ts'
import { createIndexer } from './indexer.ts'

const pod = (labels: Readonly<Record<string, string>>): ObjectOf<'Pod'> => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', labels },
})

test('what was there before is handed out, and the indexes follow', () => {
  const indexer = createIndexer<ObjectOf<'Pod'>>('Pod')
  indexer.addIndexers({ app: ({ metadata }) => [metadata.labels?.['app'] ?? ''] })
  const [first, second] = [pod({ app: 'a' }), pod({ app: 'b' })]
  expect(indexer.set(first)).toBeUndefined()
  expect(indexer.set(second)).toBe(first)
  expect([indexer.byIndex('app', 'a'), indexer.byIndex('app', 'b')]).toEqual([[], [second]])
  expect(indexer.delete(first)).toBe(second)
  expect(indexer.delete(first)).toBeUndefined()
  expect(indexer.byIndex('app', 'b')).toEqual([])
})
