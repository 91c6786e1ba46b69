import { expect, test } from 'vitest'
import type { Client } from '#client/client.ts'
import type { Session } from './session.ts'
import { warningOfKinds } from './warning-of-kinds.ts'

const WARNING =
  'Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice'

test('a kind that should no longer be used is warned of once, whatever is asked of it', () => {
  const lines: string[] = []
  const client = { get: () => undefined, list: () => [], watch: () => () => {} }
  const given = {
    client: client as unknown as Client,
    err: (line: string) => void lines.push(line),
  } as unknown as Session
  const session = warningOfKinds(given)
  session.client.list('Pod', {})
  expect(lines).toEqual([])
  session.client.list('Endpoints', {})
  session.client.get('Endpoints', 'default', 'web')
  session.err(WARNING)
  session.err('another line')
  session.err('another line')
  expect(lines).toEqual([WARNING, 'another line', 'another line'])
})
