import { expect, test } from 'vitest'
import type { ConfigMap } from '#api/generated/types.ts'
import { createEventRecorder } from '#client/event-recorder.ts'
import { createRateLimiter } from '#client/rate-limiter.ts'
import { spawn } from '#sim/task.ts'
import { BY_TEST, createFakeApiServer } from '#testing/fake-api-server.ts'
import { createRequests } from './requests.ts'

const settings = (name: string): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
})

/** Requests of a client that may send two at once and ten a second. */
function start() {
  const server = createFakeApiServer()
  const { client, clock } = server
  const limiter = createRateLimiter(clock, { qps: 10, burst: 2 })
  const recorder = createEventRecorder(client, clock)
  const requests = createRequests({ clock, client, recorder, limiter, owner: 'test' })
  const write = (name: string): void => void requests.client.create(settings(name), BY_TEST)
  /** When what was written: the names of ConfigMaps and the messages of Events. */
  const log = (): readonly (readonly [number, string])[] =>
    server.world.journal.flatMap(({ timeMs, changes }) =>
      changes.flatMap(({ after }): (readonly [number, string])[] => {
        if (after === undefined || !('kind' in after)) return []
        if (after.kind === 'Event') return [[timeMs, after.message ?? '']]
        return after.kind === 'ConfigMap' ? [[timeMs, after.metadata.name ?? '']] : []
      }),
    )
  return { server, requests, write, log }
}

test('each request waits for its turn, and what is sent without asking takes one from those that come later', () => {
  const { server, requests, write, log } = start()
  spawn(
    (function* () {
      for (const name of ['a', 'b', 'c']) {
        yield* requests.turn()
        write(name)
      }
      write('at once')
      yield* requests.turn()
      write('d')
    })(),
  )
  server.runUntil(1000)
  expect(log()).toEqual([
    [0, 'a'],
    [0, 'b'],
    [100, 'c'],
    [100, 'at once'],
    [300, 'd'],
  ])
})

test('requests side by side have their turns before what comes of the first of them', () => {
  const { server, requests, write, log } = start()
  const report = (message: string): void =>
    requests.report(settings('owner'), { type: 'Normal', reason: 'Made', message, source: 'test' })
  spawn(
    requests.sideBySide(3, (index) => {
      write(`${index}`)
      report(`made ${index}`)
    }),
  )
  server.runUntil(1000)
  expect(log()).toEqual([
    [0, '0'],
    [0, 'made 0'],
    [100, '1'],
    [200, '2'],
    [300, 'made 1'],
    [400, 'made 2'],
  ])
})

test('who asks whether he may, and may not, comes back later; one that is stopped writes nothing more', () => {
  const { server, requests, write, log } = start()
  expect(requests.limiter.tryAccept()).toBe(true)
  write('a')
  expect(requests.limiter.tryAccept()).toBe(true)
  write('b')
  expect(requests.limiter.tryAccept()).toBe(false)
  expect(requests.limiter.nextInMs()).toBe(100)
  requests.report(settings('owner'), {
    type: 'Normal',
    reason: 'Made',
    message: 'late',
    source: 'test',
  })
  requests.stop()
  server.runUntil(1000)
  expect(log().map(([, what]) => what)).toEqual(['a', 'b'])
})
