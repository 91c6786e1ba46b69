import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ApiServer } from '../api-server.ts'
import { createClock } from '#sim/clock.ts'
import { stageWith } from '#testing/conformance/api-stage.ts'
import { BY_TEST } from '#testing/fake-api-server.ts'

// Who wins, who shares and who is refused: conformance/api, apply-*, holds the table that the real server made.

const body = (data: Readonly<Record<string, unknown>>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings' },
  data,
})
const applyAs = (server: ApiServer, fieldManager: string, config: unknown, force = false) =>
  server.patch(
    'ConfigMap',
    'default',
    'settings',
    { type: 'apply', body: config, fieldManager, force },
    BY_TEST,
  )
const settings = (server: ApiServer) => server.get('ConfigMap', 'default', 'settings')

test('an object that was never applied carries no managed fields, but they are known', () => {
  const server = stageWith([], createClock())
  const narration = { ...BY_TEST, actor: 'you' }
  server.create(
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { a: '1' } },
    narration,
  )
  const stored = settings(server)
  expect(stored?.metadata).not.toHaveProperty('managedFields')
  if (stored === undefined) return expect.unreachable()
  expect(server.withManagedFields(stored).metadata.managedFields).toMatchObject([
    { manager: 'kubectl', operation: 'Update', fieldsV1: { 'f:data': { '.': {}, 'f:a': {} } } },
  ])
  expect(applyAs(server, 'alice', body({ a: '2' }))).toMatchObject({
    ok: false,
    status: { message: 'Apply failed with 1 conflict: conflict with "kubectl" using v1: .data.a' },
  })
})

test('applying the same again writes nothing', () => {
  const server = stageWith([], createClock())
  applyAs(server, 'alice', body({ a: '1' }))
  const before = settings(server)
  expect(applyAs(server, 'alice', body({ a: '1' })).ok).toBe(true)
  expect(settings(server)).toBe(before)
})

test('every manager gets what it asked for last, as long as nobody forces', () => {
  const values = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2'))
  const requests = fc.array(fc.record({ manager: fc.constantFrom('alice', 'bob'), values }), {
    maxLength: 8,
  })
  fc.assert(
    fc.property(requests, (asked) => {
      const server = stageWith([], createClock())
      const last = new Map<string, Readonly<Record<string, string>>>()
      for (const { manager, values: data } of asked) {
        if (applyAs(server, manager, body(data)).ok) last.set(manager, data)
      }
      const all = Object.assign({}, ...last.values()) as Readonly<Record<string, string>>
      expect(settings(server)?.data ?? {}).toEqual(all)
    }),
    { numRuns: 150, seed: 1 },
  )
})

test('nothing throws whatever is applied', () => {
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, '', 'web', 0, -1, 1.5, true),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc
        .array(
          fc.tuple(
            fc.constantFrom(
              'metadata',
              'labels',
              'finalizers',
              'name',
              'spec',
              'containers',
              'ports',
              'status',
              'conditions',
              '__proto__',
              'protocol',
            ),
            tie('tree'),
          ),
          { maxLength: 4 },
        )
        .map(Object.fromEntries),
    ),
  }))
  fc.assert(
    fc.property(tree, tree, (first, second) => {
      const server = stageWith([], createClock())
      for (const config of [first, second]) {
        const pod =
          typeof config === 'object' && config !== null && !Array.isArray(config)
            ? { apiVersion: 'v1', kind: 'Pod', ...config }
            : config
        const patch = { type: 'apply', body: pod, fieldManager: 'alice', force: true } as const
        const result = server.patch('Pod', 'default', 'web', patch, BY_TEST)
        if (!result.ok) expect(result.status.code).toBeGreaterThanOrEqual(400)
      }
    }),
    { numRuns: 300, seed: 1 },
  )
})
