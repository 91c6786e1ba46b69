import { expect, test } from 'vitest'
import type { Fit } from '#api/scheduler/fit-change.ts'
import { makeNode } from '#testing/make-objects.ts'
import { fitWords, vainWords } from './fit-words.ts'

const of = (...changes: Fit['changes']): string => {
  const { title, lines, lands } = fitWords({ changes, nodeNames: ['worker-1'] })
  return [title, ...lines.map(({ sign, text }) => `${sign} ${text}`), lands].join(' | ')
}

test('a change is said as one would write it', () => {
  const request = {
    kind: 'request',
    container: 'app',
    resource: 'cpu',
    from: '3',
    to: '2',
  } as const
  const taint = { key: 'disk', value: 'slow', effect: 'NoSchedule' } as const
  expect(of(request)).toBe('Ask for less cpu | − cpu: 3 | + cpu: 2  # app | Lands on `worker-1`.')
  expect(of({ kind: 'toleration', taint }, { kind: 'selector', labels: { disk: 'ssd' } })).toBe(
    'Tolerate the taint `disk`, and do without `disk` | + tolerations: disk=slow:NoSchedule | − nodeSelector: disk: ssd | Lands on `worker-1`.',
  )
  expect(of({ kind: 'label', nodeName: 'worker-1', labels: { disk: 'ssd' } })).toBe(
    'Give `worker-1` the label | + kubectl label node worker-1 disk=ssd | Lands on `worker-1`.',
  )
  expect(of({ kind: 'node', like: 'worker-1', node: makeNode('worker-3') })).toBe(
    'Add a node like `worker-1` | + Node worker-3: 4 cpu, 8Gi | Lands on `worker-1`.',
  )
})

test('many nodes are counted', () => {
  const nodeNames = ['a', 'b', 'c', 'd', 'e']
  expect(fitWords({ changes: [], nodeNames }).lands).toBe('Fits on `a`, `b`, `c` or 2 more.')
})

test('what does not help is said with the words of the scheduler', () => {
  expect(vainWords({ what: 'node', nodeName: 'worker-1', reasons: ['Insufficient cpu'] })).toBe(
    'One more node like `worker-1` does not help: Insufficient cpu.',
  )
  expect(vainWords({ what: 'nothing', nodeName: '', reasons: ['claim "a" not found'] })).toBe(
    'No change of nodes helps: claim "a" not found.',
  )
})
