import { expect, test } from 'vitest'
import { readScenario } from './read-scenario.ts'
import type { Action, ScenarioFile } from './types.ts'
import { addAction, moveAction, removeAction } from './write-action.ts'

const cordon: Action = { verb: 'cordon', atMs: 30_000, nodes: ['worker-1'] }
const tree = (text: string): readonly ScenarioFile[] => [
  { path: 'scenario.yaml', text },
  { path: 'a.yaml', text: 'x' },
]
const textOf = (files: readonly ScenarioFile[]): string | undefined =>
  files.find(({ path }) => path === 'scenario.yaml')?.text

test.for([
  ['', 'actions:\n- at: 30s\n  cordon: worker-1\n'],
  ['# only a comment', '# only a comment\nactions:\n- at: 30s\n  cordon: worker-1\n'],
  ['title: T # mine\n', 'title: T # mine\nactions:\n- at: 30s\n  cordon: worker-1\n'],
  [
    'actions:\n# first\n- at: 5s # soon\n  uncordon: a\n\n# the end\ntitle: T\n',
    'actions:\n# first\n- at: 5s # soon\n  uncordon: a\n- at: 30s\n  cordon: worker-1\n\n# the end\ntitle: T\n',
  ],
  [
    'actions:\n  - at: 5s\n    uncordon: a',
    'actions:\n  - at: 5s\n    uncordon: a\n  - at: 30s\n    cordon: worker-1\n',
  ],
  ['actions: []\ntitle: T\n', 'title: T\nactions:\n- at: 30s\n  cordon: worker-1\n'],
  [
    'actions: [{at: 5s, uncordon: a}]\n',
    'actions:\n- at: 5s\n  uncordon: a\n- at: 30s\n  cordon: worker-1\n',
  ],
] as const)('adds an action to %j', ([before, after]) => {
  expect(textOf(addAction(tree(before), cordon))).toBe(after)
})

test('makes scenario.yaml when there is none, and leaves other files alone', () => {
  const other = { path: 'a.yaml', text: 'x' }
  expect(addAction([other], cordon)).toStrictEqual([
    { path: 'scenario.yaml', text: 'actions:\n- at: 30s\n  cordon: worker-1\n' },
    other,
  ])
})

const EVERY_VERB: readonly Action[] = [
  { verb: 'apply', atMs: 1500, files: ['later/a.yaml'] },
  { verb: 'delete', atMs: 60_000, namespace: 'default', resources: [{ kind: 'Pod', name: 'web' }] },
  {
    verb: 'delete',
    atMs: 61_000,
    namespace: 'shop',
    resources: [{ kind: 'ReplicaSet', name: 'web' }],
    gracePeriodSeconds: 0,
  },
  {
    verb: 'delete',
    atMs: 62_000,
    namespace: 'default',
    resources: [{ kind: 'Pod', name: '' }],
    selector: 'app=shop,tier in (a, b)',
  },
  {
    verb: 'scale',
    atMs: 0,
    namespace: 'default',
    resources: [{ kind: 'ReplicaSet', name: 'web' }],
    replicas: 3,
  },
  { verb: 'uncordon', atMs: 1, nodes: ['yes'] },
  { verb: 'taint', atMs: 90_000, nodes: ['w'], taints: ['a=b:NoSchedule'], overwrite: true },
  {
    verb: 'kill',
    atMs: 2000,
    namespace: 'shop',
    pod: 'web',
    container: 'a',
    exitCode: 3,
    oom: false,
  },
  { verb: 'writeFile', atMs: 3000, node: 'w', path: '/etc/x', content: 'kind: Pod\n# c\n\n' },
  { verb: 'removeFile', atMs: 4000, node: 'w', path: '/etc/x' },
]

test('writes every verb so that it is read back the same, and takes each out again', () => {
  let files: readonly ScenarioFile[] = tree('# mine\ntitle: T\n')
  const texts = [textOf(files)]
  for (const action of EVERY_VERB) {
    files = addAction(files, action)
    texts.push(textOf(files))
  }
  expect(readScenario(textOf(files) ?? '')).toMatchObject({
    diagnostics: [],
    scenario: { actions: EVERY_VERB },
  })
  for (let count = EVERY_VERB.length - 1; count >= 0; count -= 1) {
    files = removeAction(files, count)
    expect(textOf(files)).toBe(texts[count])
  }
})

test('takes out the action that is meant, also behind one that cannot be read', () => {
  const text =
    'actions:\n- at: never\n  cordon: a\n- at: 1s # keep\n  cordon: b\n- at: 2s\n  cordon: c\ntitle: T\n'
  expect(textOf(removeAction(tree(text), 1))).toBe(
    'actions:\n- at: never\n  cordon: a\n- at: 1s # keep\n  cordon: b\ntitle: T\n',
  )
  expect(textOf(removeAction(tree(text), 7))).toBe(text)
  expect(
    textOf(removeAction(tree('actions: [{at: 1s, cordon: b}, {at: 2s, cordon: c}]\n'), 0)),
  ).toBe('actions:\n- at: 2s\n  cordon: c\n')
})

test.for([
  [
    'actions:\n# one\n- at: 5s # soon\n  cordon: a\n- cordon: b\n  at: 6s\n',
    'actions:\n# one\n- at: 5s # soon\n  cordon: a\n- cordon: b\n  at: 90.5s\n',
  ],
  [
    'actions: [{at: 1s, cordon: a}, {at: 2s, cordon: b}]\n',
    'actions: [{at: 1s, cordon: a}, {at: 90.5s, cordon: b}]\n',
  ],
  [
    'actions:\n- at: never\n  cordon: x\n- at: 1s\n  cordon: a\n- at: "2s"\n  cordon: b\n',
    'actions:\n- at: never\n  cordon: x\n- at: 1s\n  cordon: a\n- at: 90.5s\n  cordon: b\n',
  ],
  ['actions:\n- at: 1s\n  cordon: a\n', 'actions:\n- at: 1s\n  cordon: a\n'],
] as const)('moves the second action of %j', ([before, after]) => {
  expect(textOf(moveAction(tree(before), 1, 90_500))).toBe(after)
})
