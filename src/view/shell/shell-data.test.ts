import { expect, test } from 'vitest'
import type { Node, Pod } from '#api/generated/types.ts'
import type { SandboxRecord } from '#api/runtime/records.ts'
import type { WorldObject } from '#client/world.ts'
import { predicateOf } from './entry-sentence.ts'
import { amountText, bytesText, clockText, durationText, spokenTime } from './format.ts'
import { findCards } from './gallery-cards.ts'
import { outlineOf, type OutlineItem } from './outline-of.ts'
import { nodeState, toneOfWord } from './pod-state.ts'

test.each([
  [0, '0:00.0'],
  [14_249, '0:14.2'],
  [61_000, '1:01.0'],
  [3_723_000, '1:02:03'],
  [-5, '0:00.0'],
])('%d ms is %s on the clock', (ms, text) => expect(clockText(ms)).toBe(text))

test.each([
  [350, '350ms'],
  [1480, '1.5s'],
  [12_900, '12s'],
  [200_000, '3m20s'],
  [7_500_000, '2h5m'],
])('%d ms last %s', (ms, text) => expect(durationText(ms)).toBe(text))

test.each([
  ['cpu', 1900, '1900m'],
  ['cpu', 2000, '2'],
  ['memory', 134_217_728, '128Mi'],
  ['example.com/gpu', 2, '2'],
])('%s %d is written %s', (resource, amount, text) =>
  expect(amountText(resource, amount)).toBe(text),
)

test('bytes have binary units', () => expect(bytesText(1536)).toBe('1.5Ki'))

test('times are spoken in words', () => expect(spokenTime(61_200)).toBe('1 minute 1.2 seconds'))

test.each([
  ['started `web`', 'the image is there', 'started `web`, because the image is there.'],
  ['started `web`', null, 'started `web`.'],
  ['said: done.', null, 'said: done.'],
])('a sentence has one full stop', (message, because, text) => {
  expect(predicateOf({ message, because })).toBe(text)
})

test.each([
  ['Running', 'run'],
  ['Init:1/3', 'wait'],
  ['Init:CrashLoopBackOff', 'fail'],
  ['Completed', 'done'],
  ['Terminating', 'term'],
  ['OutOfcpu', 'fail'],
])('%s has the tone %s', (word, tone) => expect(toneOfWord(word)).toBe(tone))

test('a cordoned node says so', () => {
  const conditions = [{ type: 'Ready', status: 'True' }]
  expect(nodeState({ spec: { unschedulable: true }, status: { conditions } })).toEqual({
    word: 'Ready,SchedulingDisabled',
    tone: 'wait',
  })
})

test('cards are found by their words, in their order', () => {
  const card = (id: string) => ({
    id,
    row: 'One',
    title: `T ${id}`,
    summary: 'about',
    question: '',
  })
  const cards = [card('b'), card('a')]
  expect(findCards(cards, 'about one').map(({ id }) => id)).toEqual(['b', 'a'])
  expect(findCards(cards, 'nothing')).toEqual([])
})

test('the outline tells of nodes, Pods, containers and the network', () => {
  const node: Node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'worker-1' } }
  const pod = (name: string, nodeName?: string): Pod => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid: name },
    spec: {
      containers: [
        { name: 'app', volumeMounts: [{ name: 'data', mountPath: '/data', readOnly: true }] },
      ],
      ...(nodeName === undefined ? {} : { nodeName }),
    },
    status: { phase: 'Pending' },
  })
  const sandbox: SandboxRecord = {
    kind: 'Sandbox',
    id: 's',
    nodeName: 'worker-1',
    pod: { namespace: 'default', name: 'web', uid: 'web' },
    attempt: 0,
    state: 'ready',
    hostNetwork: false,
    ip: '10.244.1.2',
    createdAtMs: 0,
    ports: [{ port: 80, protocol: 'TCP', containerName: 'app', containerId: 'c' }],
  }
  const world = new Map<string, WorldObject>([
    ['Node//worker-1', node],
    ['Pod/default/web', pod('web', 'worker-1')],
    ['Pod/default/later', pod('later')],
    ['Sandbox/worker-1/s', sandbox],
  ])
  const lines = (items: readonly OutlineItem[], depth = 0): readonly string[] =>
    items.flatMap((item) => [
      `${'  '.repeat(depth)}${item.label}: ${item.detail}`,
      ...lines(item.children, depth + 1),
    ])
  expect(lines(outlineOf(world))).toEqual([
    'Pods without a node: ',
    '  Pod later: 0/1 ready',
    '    Container app: mounts data at /data read-only',
    'Nodes: ',
    '  Node worker-1: allocatable cpu ?, memory ?',
    '    Pod web: 0/1 ready',
    '      Network 10.244.1.2: listening: 80 by app',
    '      Container app: mounts data at /data read-only',
  ])
})
