import { expect, test } from 'vitest'
import type { ApiServer } from '../api-server.ts'
import { LAST_APPLIED } from '#api/meta/last-applied.ts'
import { createClock } from '#sim/clock.ts'
import { stageWith } from '#testing/conformance/api-stage.ts'
import { BY_TEST } from '#testing/fake-api-server.ts'

const FIRST = { a: '1', b: '1' }

const manifest = (data: Readonly<Record<string, string>>) => ({
  apiVersion: 'v1' as const,
  kind: 'ConfigMap' as const,
  metadata: { name: 'settings', namespace: 'default' },
  data,
})

/** A server with an object that was applied on the client's side, and then perhaps changed by somebody. */
function serverWith(changed: Readonly<Record<string, string>> = {}): ApiServer {
  const server = stageWith([], createClock())
  const { metadata } = manifest(FIRST)
  const annotations = { [LAST_APPLIED]: JSON.stringify(manifest(FIRST)) }
  const narration = { ...BY_TEST, fieldManager: 'kubectl-client-side-apply' }
  server.create({ ...manifest(FIRST), metadata: { ...metadata, annotations } }, narration)
  const body = { data: changed }
  const by = { ...BY_TEST, fieldManager: 'other' }
  server.patch('ConfigMap', 'default', 'settings', { type: 'merge', body }, by)
  return server
}

const applyAs = (server: ApiServer, fieldManager: string, data: Readonly<Record<string, string>>) =>
  server.patch(
    'ConfigMap',
    'default',
    'settings',
    { type: 'apply', body: manifest(data), fieldManager },
    BY_TEST,
  )

test('kubectl takes on the server what it applied on the client, and keeps the annotation up to date', () => {
  const server = serverWith()
  const result = applyAs(server, 'kubectl', { a: '2' })
  if (!result.ok) return expect.unreachable()
  expect(result.object.data).toEqual({ a: '2', b: '1' })
  expect(result.object.metadata.annotations?.[LAST_APPLIED]).toBe(
    '{"apiVersion":"v1","data":{"a":"2"},"kind":"ConfigMap","metadata":{"name":"settings","namespace":"default"}}\n',
  )
})

test('what somebody changed since then is a conflict, alone', () => {
  expect(applyAs(serverWith({ a: '3' }), 'kubectl', { a: '2', b: '2' })).toMatchObject({
    ok: false,
    status: { message: 'Apply failed with 1 conflict: conflict with "other" using v1: .data.a' },
  })
})

test('another manager takes nothing without force', () => {
  const message =
    'Apply failed with 1 conflict: conflict with "kubectl-client-side-apply" using v1: .data.a'
  expect(applyAs(serverWith(), 'mine', { a: '2' })).toMatchObject({ status: { message } })
})
