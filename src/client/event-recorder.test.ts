import { expect, test } from 'vitest'
import { timeOf } from '#api/meta/time.ts'
import { createFakeApiServer } from '#testing/fake-api-server.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { createEventRecorder } from './event-recorder.ts'
import type { EventReport } from './event-recorder.ts'

const REPORT: EventReport = {
  type: 'Warning',
  reason: 'BackOff',
  message: 'Back-off restarting failed container',
  source: 'kubelet',
  host: 'n1',
  fieldPath: 'spec.containers{main}',
}

function start() {
  const server = createFakeApiServer()
  const recorder = createEventRecorder(server.client, server.clock)
  const events = () => server.client.list('Event')
  return { server, recorder, events, pod: makePod('web') }
}

test('an event names its object, source, times and reason', () => {
  const { recorder, events, pod } = start()
  recorder.event(pod, REPORT)
  expect(events()).toMatchObject([
    {
      metadata: { namespace: 'default' },
      involvedObject: {
        kind: 'Pod',
        name: 'web',
        namespace: 'default',
        uid: 'uid-of-web',
        fieldPath: 'spec.containers{main}',
      },
      source: { component: 'kubelet', host: 'n1' },
      type: 'Warning',
      reason: 'BackOff',
      count: 1,
      firstTimestamp: timeOf(0),
      lastTimestamp: timeOf(0),
    },
  ])
  expect(events()[0]?.metadata.name).toMatch(/^web\.[0-9a-f]{16}$/)
})

test('it is written under a detail of its source', () => {
  const { server, recorder, pod } = start()
  recorder.event(pod, REPORT)
  expect(server.world.journal).toMatchObject([
    {
      actor: 'kubelet on n1',
      message: 'reported `BackOff` on Pod `web`: Back-off restarting failed container',
      level: 'detail',
      kind: 'Event',
      objects: ['Pod/default/web', expect.stringContaining('Event/default/web.')],
    },
  ])
})

test('the same event again counts up', () => {
  const { server, recorder, events, pod } = start()
  recorder.event(pod, REPORT)
  server.clock.skipTo(10_000)
  recorder.event(pod, REPORT)
  expect(events()).toMatchObject([
    { count: 2, firstTimestamp: timeOf(0), lastTimestamp: timeOf(10_000) },
  ])
})

test('another message, container or source is another event', () => {
  const { recorder, events, pod } = start()
  recorder.event(pod, REPORT)
  recorder.event(pod, { ...REPORT, message: 'x' })
  recorder.event(pod, { ...REPORT, fieldPath: 'spec.containers{other}' })
  recorder.event(pod, { ...REPORT, host: 'n2' })
  expect(events().map(({ count }) => count)).toEqual([1, 1, 1, 1])
  expect(new Set(events().map(({ metadata }) => metadata.name)).size).toBe(4)
})

test('from the tenth message on similar events are put together', () => {
  const { recorder, events, pod } = start()
  for (let i = 1; i <= 12; i += 1) recorder.event(pod, { ...REPORT, message: `try ${i}` })
  expect(events()).toHaveLength(10)
  expect(events()[9]).toMatchObject({
    message: '(combined from similar events): try 12',
    count: 3,
  })
})

test('after a burst of 25 events of one object one more passes every five minutes', () => {
  const { server, recorder, events, pod } = start()
  const total = () => events().reduce((sum, { count }) => sum + (count ?? 0), 0)
  for (let i = 0; i < 30; i += 1) recorder.event(pod, REPORT)
  expect(total()).toBe(25)
  recorder.event(makePod('other'), REPORT)
  expect(total()).toBe(26)
  server.clock.skipTo(5 * 60 * 1000)
  recorder.event(pod, { ...REPORT, message: 'later' })
  recorder.event(pod, { ...REPORT, message: 'dropped' })
  expect(events().map(({ message }) => message)).toContain('later')
  expect(events().map(({ message }) => message)).not.toContain('dropped')
})

test('an event about a Node is kept in the default namespace', () => {
  const { recorder, events } = start()
  recorder.event(makeNode('n1'), { ...REPORT, reason: 'Starting' })
  expect(events()).toMatchObject([
    { metadata: { namespace: 'default' }, involvedObject: { kind: 'Node', name: 'n1' } },
  ])
})

test('an event that was removed meanwhile is written anew', () => {
  const { server, recorder, events, pod } = start()
  recorder.event(pod, REPORT)
  const name = events()[0]?.metadata.name ?? ''
  const narration = { actor: 'test', message: 'x', level: 'detail', kind: 'Test' } as const
  server.client.delete('Event', 'default', name, {}, narration)
  recorder.event(pod, REPORT)
  expect(events()).toMatchObject([{ count: 2 }])
})
