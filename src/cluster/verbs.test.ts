import { expect, test } from 'vitest'
import { type Action, describeAction } from './verbs.ts'

const cordon = (atMs: number, node: string): Action => ({ verb: 'cordon', atMs, nodes: [node] })

test.each<[Action, string]>([
  [
    { verb: 'delete', atMs: 0, namespace: 'default', resources: [{ kind: 'Pod', name: 'web' }] },
    'delete Pod web',
  ],
  [
    {
      verb: 'scale',
      atMs: 0,
      namespace: 'default',
      resources: [{ kind: 'ReplicaSet', name: 'a' }],
      replicas: 3,
    },
    'scale ReplicaSet a to 3',
  ],
  [cordon(0, 'worker-1'), 'cordon worker-1'],
  [
    { verb: 'taint', atMs: 0, nodes: ['a'], taints: ['x:NoSchedule'], overwrite: true },
    'taint a with x:NoSchedule',
  ],
  [
    { verb: 'taint', atMs: 0, nodes: ['a'], taints: ['x:NoSchedule-'], overwrite: true },
    'remove the taint x:NoSchedule from a',
  ],
  [
    {
      verb: 'delete',
      atMs: 0,
      namespace: 'default',
      resources: [{ kind: 'Pod', name: '' }],
      selector: 'app=shop',
    },
    'delete Pods with the labels app=shop',
  ],
])('an action is said in words', (action, text) => expect(describeAction(action)).toBe(text))
