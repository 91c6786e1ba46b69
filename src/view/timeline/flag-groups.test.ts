import { expect, test } from 'vitest'
import type { Action } from '#scenario/types.ts'
import { describeAction } from './describe-action.ts'
import { flagGroups } from './flag-groups.ts'

const cordon = (atMs: number, node: string): Action => ({ verb: 'cordon', atMs, node })

test('actions close to each other share a flag, in the order of time', () => {
  const groups = flagGroups(
    [cordon(9000, 'c'), cordon(1000, 'a'), cordon(1100, 'b')],
    { fromMs: 0, toMs: 10_000 },
    0.02,
  )
  expect(groups.map(({ place, actions }) => [place, actions.map(({ index }) => index)])).toEqual([
    [0.1, [1, 2]],
    [0.9, [0]],
  ])
})

test('what is outside the shown part has no flag', () => {
  expect(flagGroups([cordon(100, 'a')], { fromMs: 5000, toMs: 10_000 }, 0.02)).toEqual([])
})

test.each<[Action, string]>([
  [{ verb: 'delete', atMs: 0, kind: 'Pod', namespace: 'default', name: 'web' }, 'delete Pod web'],
  [
    { verb: 'scale', atMs: 0, kind: 'ReplicaSet', namespace: 'default', name: 'a', replicas: 3 },
    'scale ReplicaSet a to 3',
  ],
  [cordon(0, 'worker-1'), 'cordon worker-1'],
  [{ verb: 'taint', atMs: 0, node: 'a', taint: 'x:NoSchedule' }, 'taint a with x:NoSchedule'],
  [
    { verb: 'taint', atMs: 0, node: 'a', taint: 'x:NoSchedule-' },
    'remove the taint x:NoSchedule from a',
  ],
  [
    { verb: 'delete', atMs: 0, kind: 'Pod', namespace: 'default', name: '', selector: 'app=shop' },
    'delete Pods with the labels app=shop',
  ],
])('an action is said in words', (action, text) => expect(describeAction(action)).toBe(text))
