import { expect, test } from 'vitest'
import type { Taint, Toleration } from '#api/generated/types.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { evictionOf, noExecuteTaints } from './eviction-time.ts'

const taint = (key: string, effect = 'NoExecute'): Taint => ({ key, effect })
const tolerating = (key: string, tolerationSeconds?: number): Toleration => ({
  key,
  operator: 'Exists',
  effect: 'NoExecute',
  ...(tolerationSeconds === undefined ? {} : { tolerationSeconds }),
})
const [A, B] = [taint('a'), taint('b')]

test.for<readonly [string, readonly Taint[], readonly Toleration[], number | 'at once' | null]>([
  ['no taint', [], [], null],
  ['a taint that nobody tolerates', [A], [], 'at once'],
  ['one that another toleration is for', [A], [tolerating('b')], 'at once'],
  ['one that is tolerated for ever', [A], [tolerating('a')], null],
  ['one that is tolerated for a while', [A], [tolerating('a', 60)], 60],
  ['two of which one is not tolerated', [A, B], [tolerating('a', 60)], 'at once'],
  ['two: the shortest time counts', [A, B], [tolerating('a', 60), tolerating('b', 30)], 30],
  ['in whichever order', [B, A], [tolerating('a', 60), tolerating('b', 30)], 30],
  ['one for ever and one for a while', [A, B], [tolerating('a'), tolerating('b', 30)], 30],
  ['the first toleration that matches', [A], [tolerating('a', 90), tolerating('a', 5)], 90],
  ['what is not needed does not count', [A], [tolerating('a', 90), tolerating('b', 5)], 90],
  ['no time at all', [A], [tolerating('a', 0)], 0],
  ['less than none', [A], [tolerating('a', -5)], 0],
])('how long a Pod stays: %s', ([, taints, tolerations, expected]) => {
  expect(evictionOf(taints, makePod('web', { spec: { tolerations } }))).toBe(expected)
})

test('only taints that end Pods drive them away', () => {
  const taints = [taint('a', 'NoSchedule'), B, taint('c', 'PreferNoSchedule')]
  expect(noExecuteTaints(makeNode('a', { spec: { taints } }))).toEqual([B])
  expect(noExecuteTaints(makeNode('a'))).toEqual([])
  expect(noExecuteTaints(undefined)).toEqual([])
})
