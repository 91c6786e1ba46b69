import { expect, test } from 'vitest'
import type { Pod } from '#api/generated/types.ts'
import { SYSTEM_CRITICAL_PRIORITY } from '#api/scheduling/system-priority-classes.ts'
import { makeContainer, makePod } from '#testing/make-objects.ts'
import { getPodsToPreempt, isCriticalPod, type Requirement } from './preemption.ts'

type Requests = Readonly<Record<string, string>>

const ofPriority = (name: string, priority: number | undefined, annotations = {}): Pod =>
  makePod(name, {
    spec: priority === undefined ? {} : { priority },
    metadata: { annotations },
  })
const CRITICAL = ofPriority('critical', SYSTEM_CRITICAL_PRIORITY)
const bestEffort = (name: string): Pod => makePod(name)
const burstable = (name: string, requests: Requests): Pod => makePod(name, { requests })
const guaranteed = (name: string, cpu: string, memory = '1Mi'): Pod => {
  const resources = { requests: { cpu, memory }, limits: { cpu, memory } }
  return makePod(name, { spec: { containers: [makeContainer('main', {}, { resources })] } })
}
const cpu = (quantity: number): Requirement => ({ resource: 'cpu', quantity })
const memory = (quantity: number): Requirement => ({
  resource: 'memory',
  quantity: quantity * 2 ** 20,
})
const places = (quantity: number): Requirement => ({ resource: 'pods', quantity })

const namesOf = (found: readonly Pod[] | string): readonly string[] | string =>
  typeof found === 'string' ? found : found.map(({ metadata }) => metadata.name ?? '')
const NO_SET = 'no set of running pods found to reclaim resources: '
const ONE_OF_EACH = [guaranteed('gu', '400m'), burstable('bu', { cpu: '200m' }), bestEffort('be')]

test.for<readonly [string, readonly Requirement[], readonly Pod[], readonly string[] | string]>([
  ['nothing is missing', [], ONE_OF_EACH, []],
  ['one place: who was promised nothing', [places(1)], ONE_OF_EACH, ['be']],
  ['two places: then who was promised something', [places(2)], ONE_OF_EACH, ['be', 'bu']],
  ['three places: all', [places(3)], ONE_OF_EACH, ['be', 'bu', 'gu']],
  ['one place too many', [places(4)], ONE_OF_EACH, `${NO_SET}[(res: pods, q: 1), ]`],
  ['cores that one gives', [cpu(200)], ONE_OF_EACH, ['bu']],
  ['cores that only the guaranteed one gives', [cpu(201)], ONE_OF_EACH, ['gu']],
  ['and no more of the others than is missing then', [cpu(401)], ONE_OF_EACH, ['bu', 'gu']],
  ['all cores', [cpu(600)], ONE_OF_EACH, ['bu', 'gu']],
  ['too many cores', [cpu(900)], ONE_OF_EACH, `${NO_SET}[(res: cpu, q: 300), ]`],
  [
    'too much of two',
    [cpu(601), memory(2), places(1)],
    ONE_OF_EACH,
    `${NO_SET}[(res: cpu, q: 1), (res: memory, q: ${2 ** 20}), ]`,
  ],
  [
    'of two that are enough the one with less memory',
    [cpu(100)],
    [
      burstable('a', { cpu: '200m', memory: '100Mi' }),
      burstable('b', { cpu: '100m', memory: '200Mi' }),
    ],
    ['a'],
  ],
  [
    'and then the one with less cpu',
    [cpu(100)],
    [
      burstable('a', { cpu: '200m', memory: '100Mi' }),
      burstable('b', { cpu: '100m', memory: '100Mi' }),
      burstable('c', { cpu: '300m', memory: '100Mi' }),
    ],
    ['b'],
  ],
  [
    'of two alike the later one',
    [cpu(100)],
    [burstable('a', { cpu: '100m' }), burstable('b', { cpu: '100m' })],
    ['b'],
  ],
  [
    'who is nearest to what is missing, though another asks for less',
    [cpu(300)],
    [
      burstable('a', { cpu: '200m' }),
      burstable('b', { cpu: '100m' }),
      burstable('c', { cpu: '300m', memory: '1Gi' }),
    ],
    ['c'],
  ],
  [
    'a little of both is nearer than all of one',
    [cpu(200), memory(200)],
    [
      burstable('a', { cpu: '200m' }),
      burstable('b', { cpu: '100m', memory: '100Mi' }),
      burstable('c', { memory: '200Mi' }),
    ],
    ['b', 'a', 'c'],
  ],
  [
    'the last takes the place of one that is picked',
    [cpu(350)],
    [
      burstable('a', { cpu: '150m' }),
      burstable('b', { cpu: '100m' }),
      burstable('c', { cpu: '100m' }),
    ],
    ['a', 'b', 'c'],
  ],
])('who goes: %s', ([, requirements, pods, expected]) => {
  expect(namesOf(getPodsToPreempt(CRITICAL, pods, requirements))).toEqual(expected)
})

const STATIC = { 'kubernetes.io/config.source': 'file' }
const MIRROR = { 'kubernetes.io/config.mirror': 'x' }

test.for<readonly [string, Pod, Pod, boolean]>([
  ['a critical one and a common one', CRITICAL, ofPriority('b', undefined), true],
  ['two critical ones alike', CRITICAL, ofPriority('b', SYSTEM_CRITICAL_PRIORITY), false],
  ['a more critical one', ofPriority('a', SYSTEM_CRITICAL_PRIORITY + 1), CRITICAL, true],
  ['a less critical one', CRITICAL, ofPriority('b', SYSTEM_CRITICAL_PRIORITY + 1), false],
  ['a static one and a common one', ofPriority('a', undefined, STATIC), ofPriority('b', 7), true],
  [
    'two static ones',
    ofPriority('a', undefined, STATIC),
    ofPriority('b', undefined, STATIC),
    false,
  ],
  ['a common one and a mirror', ofPriority('a', 7), ofPriority('b', undefined, MIRROR), false],
  ['a higher priority', ofPriority('a', 7), ofPriority('b', 6), true],
  ['the same priority', ofPriority('a', 7), ofPriority('b', 7), false],
  ['no priority', ofPriority('a', 7), ofPriority('b', undefined), false],
  ['none either', ofPriority('a', undefined), ofPriority('b', -1), false],
])('whether one drives out another: %s', ([, preemptor, other, drivesOut]) => {
  const found = getPodsToPreempt(preemptor, [other], [places(1)])
  expect(namesOf(found)).toEqual(
    drivesOut ? [other.metadata.name] : `${NO_SET}[(res: pods, q: 1), ]`,
  )
})

test('who is critical', () => {
  const of = (priority: number | undefined, annotations = {}): boolean =>
    isCriticalPod(ofPriority('a', priority, annotations))
  expect([of(undefined), of(SYSTEM_CRITICAL_PRIORITY - 1), of(SYSTEM_CRITICAL_PRIORITY)]).toEqual([
    false,
    false,
    true,
  ])
  expect([of(0, STATIC), of(0, MIRROR)]).toEqual([true, true])
  expect(of(0, { 'kubernetes.io/config.source': 'api' })).toBe(false)
})
