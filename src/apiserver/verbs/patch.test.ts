import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Patch } from '#client/client.ts'
import { createClock } from '#sim/clock.ts'
import { stageWith } from '#testing/conformance/api-stage.ts'
import { BY_TEST } from '#testing/fake-api-server.ts'
import { makePod } from '#testing/make-objects.ts'

const POD = makePod('web', { labels: { app: 'web' }, metadata: { finalizers: ['example.com/a'] } })

const FIELDS = [
  'metadata',
  'labels',
  'finalizers',
  'ownerReferences',
  'name',
  'spec',
  'containers',
  'image',
  'ports',
  'volumes',
  'status',
  'conditions',
  '__proto__',
  'constructor',
  '$patch',
  '$retainKeys',
  '$setElementOrder/containers',
  '$deleteFromPrimitiveList/finalizers',
  '0',
  '-',
  '-1',
] as const

const field = fc.constantFrom(...FIELDS)
/** Objects and lists of what a Pod has and what it has not, and the directives of patches. */
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, '', 'web', 'delete', 'replace', 'main', 0, -1, 1.5, true),
    fc.array(tie('tree'), { maxLength: 3 }),
    // An object from entries has __proto__ as a field of its own, as a parsed text has.
    fc.array(fc.tuple(field, tie('tree')), { maxLength: 4 }).map(Object.fromEntries),
  ),
}))
const path = fc.array(field, { maxLength: 5 }).map((steps) => `/${steps.join('/')}`)
const operation = fc.record({
  op: fc.constantFrom('add', 'remove', 'replace', 'test', 'copy', 'move', 'shuffle'),
  path,
  from: path,
  value: tree,
})
const patch: fc.Arbitrary<Patch> = fc.oneof(
  fc.record({ type: fc.constant('json' as const), body: fc.array(operation, { maxLength: 4 }) }),
  fc.record({ type: fc.constantFrom('json', 'merge', 'strategic'), body: tree }),
)

test('nothing throws whatever a patch sets, and what is stored can be patched again', () => {
  fc.assert(
    fc.property(patch, patch, fc.boolean(), (first, second, isOfStatus) => {
      const server = stageWith([POD], createClock())
      const part = isOfStatus ? { subresource: 'status' as const } : {}
      for (const one of [first, second]) {
        const result = server.patch('Pod', 'default', 'web', { ...one, ...part }, BY_TEST)
        if (!result.ok) expect(result.status.code).toBeGreaterThanOrEqual(400)
      }
      expect(server.get('Pod', 'default', 'web')?.metadata.name).toBe('web')
      expect(Object.getPrototypeOf(server.get('Pod', 'default', 'web'))).toBe(Object.prototype)
    }),
    { numRuns: 400, seed: 1 },
  )
})

test('a patch that changes nothing writes nothing', () => {
  const server = stageWith([POD], createClock())
  const before = server.get('Pod', 'default', 'web')
  const body = { metadata: { labels: { app: 'web' } } }
  for (const type of ['merge', 'strategic'] as const) {
    expect(server.patch('Pod', 'default', 'web', { type, body }, BY_TEST).ok).toBe(true)
  }
  expect(server.get('Pod', 'default', 'web')).toBe(before)
})

test('a kind without a status has none to be patched', () => {
  const server = stageWith([], createClock())
  server.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } }, BY_TEST)
  const merge: Patch = { type: 'merge', body: {}, subresource: 'status' }
  const result = server.patch('ConfigMap', 'default', 'settings', merge, BY_TEST)
  expect(result).toMatchObject({ ok: false, status: { code: 404 } })
})
