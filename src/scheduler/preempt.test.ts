import { expect, test } from 'vitest'
import { createEventRecorder } from '#client/event-recorder.ts'
import { createFakeApiServer } from '#testing/fake-api-server.ts'
import { makePod } from '#testing/make-objects.ts'
import { executePreemption } from './preempt.ts'
import { createNominator } from './queue/nominator.ts'

const HIGH = makePod('high', { spec: { priority: 9 } })
const low = (name: string, priority?: number) =>
  makePod(name, { spec: { nodeName: 'n', ...(priority === undefined ? {} : { priority }) } })
const nominated = (name: string, priority: number, nominatedNodeName = 'n') =>
  makePod(name, { spec: { priority }, status: { phase: 'Pending', nominatedNodeName } })

function preempt(...pods: readonly ReturnType<typeof makePod>[]) {
  const server = createFakeApiServer()
  const { client, clock, world } = server
  server.apply(HIGH, ...pods)
  const nominator = createNominator()
  for (const pod of client.list('Pod')) nominator.set(pod)
  const recorder = createEventRecorder(client, clock)
  const before = world.journal.length
  executePreemption(
    { client, clock, recorder, nominator },
    {
      preemptor: HIGH,
      nodeName: 'n',
      victims: pods.filter(({ spec }) => spec?.nodeName !== undefined),
    },
  )
  return {
    podOf: (name: string) => client.get('Pod', 'default', name),
    told: world.journal
      .slice(before)
      .filter(({ actor, kind }) => actor === 'kube-scheduler' && kind !== 'Event')
      .map(({ kind, level, message, because, objects }) =>
        [kind, level, message, because, objects.join()].join(' | '),
      ),
    events: () => client.list('Event'),
  }
}

test('a victim is marked, deleted and told of', () => {
  const { podOf, told, events } = preempt(low('low'))
  expect(podOf('low')).toMatchObject({
    metadata: { deletionTimestamp: expect.any(String) },
    status: {
      conditions: [
        {
          type: 'DisruptionTarget',
          status: 'True',
          reason: 'PreemptionByScheduler',
          message: 'default-scheduler: preempting to accommodate a higher priority pod',
        },
      ],
    },
  })
  const about = 'Preempted'
  const because = 'Pod `high` has a higher priority (9 over 0) and fits nowhere else'
  const objects = 'Pod/default/low,Pod/default/high,Node//n'
  expect(told).toEqual([
    `${about} | detail | marked Pod \`low\` for disruption | ${because} | ${objects}`,
    `${about} | step | preempted Pod \`low\` on \`n\` | ${because} | ${objects}`,
  ])
  expect(events()).toMatchObject([
    {
      type: 'Normal',
      reason: 'Preempted',
      action: 'Preempting',
      message: 'Preempted by pod uid-of-high on node n',
      source: { component: 'default-scheduler' },
      involvedObject: { name: 'low' },
    },
  ])
})

test('a victim that is gone, or going already, is left alone', () => {
  const going = low('going', 1)
  const { told, events } = preempt({
    ...going,
    metadata: { ...going.metadata, deletionTimestamp: '2026-03-02T10:00:00Z' },
  })
  expect([told, events()]).toEqual([[], []])
})

test('lesser Pods lose their nomination for that node, and no others', () => {
  const { podOf, told } = preempt(
    nominated('lesser', 8),
    nominated('equal', 9),
    nominated('elsewhere', 1, 'm'),
  )
  const nodeOf = (name: string) => podOf(name)?.status?.nominatedNodeName
  expect([nodeOf('lesser'), nodeOf('equal'), nodeOf('elsewhere')]).toEqual([undefined, 'n', 'm'])
  expect(podOf('lesser')?.status?.phase).toBe('Pending')
  expect(told).toEqual([
    'NominationCleared | detail | took back the nomination of Pod `lesser` for `n` | Pod `high` has a higher priority | Pod/default/lesser',
  ])
})
