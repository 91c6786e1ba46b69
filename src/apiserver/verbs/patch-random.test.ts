// Nothing throws, whatever a patch sets in an object of any kind.
import { expect, test } from 'vitest'
import { type ApiObject, type Kind, KINDS, infoOf } from '#api/meta/object.ts'
import { entryType, fieldsOf, itemType } from '#api/meta/schema.ts'
import { createClusterWorld } from '#client/world.ts'
import { createPrng, type Prng } from '#lib/prng.ts'
import { createClock } from '#sim/clock.ts'
import { BY_TEST } from '#testing/fake-api-server.ts'
import { createApiServer } from '../api-server.ts'

const PATCHES_A_KIND = 60
const ODD: readonly unknown[] = [
  null,
  0,
  -1,
  1.5,
  2 ** 53,
  '',
  'a',
  'A_B',
  '10Mi',
  '50%',
  true,
  false,
  [],
  {},
  [null],
  [[]],
  [{}],
  { a: null },
  { '': '' },
  { __proto__: 1 },
  { constructor: {} },
  'None',
  '2026-01-01T00:00:00Z',
  'YQ==',
]

/** A value of a type: right, empty, or of another type altogether. */
function valueOf(type: string, prng: Prng, depth: number): unknown {
  if (prng.next(6) === 0 || depth === 0) return ODD[prng.next(ODD.length)]
  const items = itemType(type)
  if (items !== undefined)
    return Array.from({ length: prng.next(3) }, () => valueOf(items, prng, depth - 1))
  const entries = entryType(type)
  if (entries !== undefined) return { a: valueOf(entries, prng, depth - 1) }
  const fields = Object.entries(fieldsOf(type) ?? {})
  if (fields.length === 0) return scalarOf(type, prng)
  return Object.fromEntries(
    fields
      .filter(() => prng.next(3) === 0)
      .map(([field, below]) => [field, valueOf(below, prng, depth - 1)]),
  )
}

function scalarOf(type: string, prng: Prng): unknown {
  if (type === 'string') return ['a', 'web', 'Always', 'TCP', ''][prng.next(5)]
  if (type === 'boolean') return prng.next(2) === 0
  if (type.startsWith('int')) return prng.next(5) - 1
  return ODD[prng.next(ODD.length)]
}

/** A change somewhere below a struct. */
function changeOf(kind: Kind, prng: Prng): object {
  const steps: string[] = []
  let type: string = kind
  for (let depth = 1 + prng.next(5); depth > 0; depth -= 1) {
    const inner = itemType(type) ?? entryType(type)
    const fields = Object.entries(fieldsOf(inner ?? type) ?? {})
    if (inner !== undefined)
      steps.push(itemType(type) === undefined ? 'a' : (['0', '-'][prng.next(2)] ?? '0'))
    const [field, below] = fields[prng.next(Math.max(1, fields.length))] ?? []
    if (field === undefined || below === undefined) break
    steps.push(field)
    type = below
  }
  const op = ['add', 'add', 'replace', 'remove', 'test', 'copy'][prng.next(6)]
  const path = `/${steps.join('/')}`
  return { op, path, from: '/metadata', value: valueOf(type, prng, 4) }
}

function mergeOf(kind: Kind, prng: Prng): unknown {
  const whole = valueOf(kind, prng, 5)
  return prng.next(3) === 0 || typeof whole !== 'object' ? whole : { ...whole, kind }
}

const seedOf = (kind: Kind): ApiObject =>
  ({
    apiVersion: infoOf(kind).apiVersion,
    kind,
    metadata: { name: 'x', namespace: 'default' },
  }) as ApiObject

test.for(Object.keys(KINDS) as Kind[])('random patches of a %s', (kind) => {
  const prng = createPrng(`patches of ${kind}`)
  const server = createApiServer(createClusterWorld(createClock()), createPrng(1))
  const subresources = [undefined, undefined, 'status'] as const
  for (let round = 0; round < PATCHES_A_KIND; round += 1) {
    if (server.get(kind, 'default', 'x') === undefined) server.bootstrap([seedOf(kind)], BY_TEST)
    const type = (['json', 'merge', 'strategic', 'apply'] as const)[prng.next(4)] ?? 'json'
    const body =
      type === 'json' ? [changeOf(kind, prng), changeOf(kind, prng)] : mergeOf(kind, prng)
    const subresource = subresources[prng.next(3)]
    const part = subresource === undefined ? {} : { subresource }
    const patch =
      type === 'apply'
        ? ({ type, body, fieldManager: 'me', force: true, ...part } as const)
        : ({ type, body, ...part } as const)
    expect(
      () => server.patch(kind, 'default', 'x', patch, BY_TEST),
      JSON.stringify(patch),
    ).not.toThrow()
  }
})
