import { expect, test } from 'vitest'
import { worldStateOf, type WorldObject } from '#client/world.ts'
import { EMPTY_PLAN } from '#picture/canvas/seats.ts'
import { subjectKeyOf } from './followed.ts'

const POD = {
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: { name: 'web', namespace: 'default' },
} as const
const CONTAINER = {
  kind: 'ContainerInstance',
  name: 'app',
  pod: { namespace: 'default', name: 'web', uid: '' },
} as unknown as WorldObject
const entry = (...objects: readonly string[]) => ({
  id: 3,
  timeMs: 5,
  actor: 'kubelet',
  message: 'm',
  level: 'step',
  kind: 'x',
  cause: null,
  objects,
  containerName: null,
})
const state = (part: object) =>
  ({
    selection: null,
    follows: true,
    step: 3,
    stepEntry: entry('Node//worker-1', 'Pod/default/web'),
    plan: EMPTY_PLAN,
    world: worldStateOf([['Pod/default/web', POD]]),
    ...part,
  }) as unknown as Parameters<typeof subjectKeyOf>[0]

test.each([
  ['what is chosen comes first', { selection: 'Node//worker-1' }, 'Node//worker-1'],
  ['else the Pod of the step', {}, 'Pod/default/web'],
  [
    'the Pod of a container that is the only one who is named',
    {
      stepEntry: entry('ContainerInstance/worker-1/1'),
      world: worldStateOf([
        ['Pod/default/web', POD],
        ['ContainerInstance/worker-1/1', CONTAINER],
      ]),
    },
    'Pod/default/web',
  ],
  ['nothing at the start', { step: 0 }, null],
  ['nothing that is not there', { stepEntry: entry('Pod/default/gone') }, null],
  ['nothing when that is not wanted', { follows: false }, null],
  ['nothing where Pods are dots', { plan: { ...EMPTY_PLAN, level: 'dot' } }, null],
])('%s', (_, part, key) => {
  expect(subjectKeyOf(state(part))).toBe(key)
})
