import { expect, test } from 'vitest'
import type { Node, Pod, ReplicaSet } from '#api/generated/types.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import { worldStateOf } from '#client/world.ts'
import { actionFormsFor, actionsFor, newStaticPodFile, noteFor, noticeOf } from './actions-for.ts'
import { subjectOf } from '#picture/inspector/subject.ts'

const pod = (name: string, metadata: Partial<Pod['metadata']> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', ...metadata },
  spec: { containers: [{ name: 'app' }], nodeName: 'worker-1' },
})
const node = (name: string, spec: NonNullable<Node['spec']>): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  spec,
})
const replicaSet = (replicas?: number): ReplicaSet => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name: 'cache', namespace: 'default' },
  spec: { selector: {}, ...(replicas === undefined ? {} : { replicas }) },
})
const container = (id: string, state: ContainerRecord['state']): ContainerRecord => ({
  kind: 'ContainerInstance',
  id,
  nodeName: 'worker-1',
  sandboxId: 's',
  pod: { namespace: 'shop', name: 'web', uid: 'u' },
  name: 'app',
  attempt: 0,
  image: 'nginx',
  imageId: '',
  state,
  createdAtMs: 0,
  startedAtMs: 0,
  finishedAtMs: null,
  exitCode: null,
  signal: null,
  reason: '',
  message: '',
  activity: '',
})

const WORLD = worldStateOf([
  ['Pod/shop/web', pod('web')],
  ['Pod/shop/going', pod('going', { deletionTimestamp: '2025-01-01T00:00:00Z' })],
  ['Pod/shop/agent', pod('agent', { annotations: { 'kubernetes.io/config.mirror': 'x' } })],
  ['ContainerInstance/worker-1/up', { ...container('up', 'running'), attempt: 1, createdAtMs: 5 }],
  ['ContainerInstance/worker-1/over', container('over', 'exited')],
  ['Node//worker-1', node('worker-1', {})],
  [
    'Node//worker-2',
    node('worker-2', {
      unschedulable: true,
      taints: [
        { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' },
        { key: 'disk', value: 'ssd', effect: 'NoSchedule' },
        { key: 'old', effect: 'NoExecute' },
      ],
    }),
  ],
  [
    'Disk/worker-1',
    {
      kind: 'Disk',
      nodeName: 'worker-1',
      files: [
        { path: '/etc/kubernetes/manifests/agent.yaml', content: '' },
        { path: '/var/lib/kubelet/config.yaml', content: '' },
      ],
    },
  ],
  ['ReplicaSet.apps/default/cache', replicaSet(2)],
  [
    'Service/default/db',
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'db', namespace: 'default' } },
  ],
  ['Namespace//default', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } }],
])

test('a part of a Pod is found by the name that the canvas gives it', () => {
  const keyOf = (selection: string) => subjectOf(WORLD, selection)?.key
  expect(keyOf('Pod/shop/web#app')).toBe('ContainerInstance/worker-1/up')
  expect(keyOf('Pod/shop/web#later')).toBe('Pod/shop/web')
  expect(subjectOf(WORLD, 'Pod/shop/gone#app')).toEqual({
    kind: 'absent',
    key: 'Pod/shop/gone#app',
  })
})

const offersFor = (key: string) => actionsFor(subjectOf(WORLD, key), WORLD, 20_000)

test.each<[string, readonly string[]]>([
  ['Pod/shop/web', ['Delete', 'Delete now']],
  ['Pod/shop/going', ['Delete now']],
  ['Pod/shop/gone', []],
  ['ContainerInstance/worker-1/up', ['Exit code 1', 'Exit code 0', 'Out of memory']],
  ['ContainerInstance/worker-1/over', []],
  ['Node//worker-1', ['Cordon', 'Drain', 'Drain by force', 'Remove agent.yaml']],
  [
    'Node//worker-2',
    [
      'Uncordon',
      'Drain',
      'Drain by force',
      'Remove taint disk=ssd:NoSchedule',
      'Remove taint old:NoExecute',
    ],
  ],
  ['ReplicaSet.apps/default/cache', ['Scale to 1', 'Scale to 3', 'Delete']],
  ['Service/default/db', ['Delete']],
  ['Namespace//default', []],
])('%s offers %j', (key, labels) => {
  const offers = offersFor(key)
  expect(offers.map(({ label }) => label)).toEqual(labels)
  expect(offers.map(({ action }) => action.atMs)).toEqual(labels.map(() => 20_000))
  expect(new Set(offers.map(({ id }) => id)).size).toBe(labels.length)
})

test('an offer says what it does in full, and when', () => {
  const [normal, now] = offersFor('Pod/shop/web')
  const resources = [{ kind: 'Pod', name: 'web' }]
  const target = { verb: 'delete', atMs: 20_000, namespace: 'shop', resources }
  expect([normal?.action, now?.action]).toEqual([target, { ...target, gracePeriodSeconds: 0 }])
  expect(normal?.hint).toBe('Its containers get 30 s to stop')
  expect(normal === undefined ? '' : noticeOf(normal)).toBe(
    'Deleted Pod web at 0:20.0: the run goes on differently from here',
  )
})

test('a drain that may yet be refused is not said to be done', () => {
  const drains = offersFor('Node//worker-1').filter(({ action }) => action.verb === 'drain')
  expect(drains.map(noticeOf)).toEqual(
    ['', ' by force'].map(
      (how) =>
        `Began to drain Node worker-1${how} at 0:20.0: the run goes on differently from here`,
    ),
  )
})

test('containers end as they are told', () => {
  const ends = offersFor('ContainerInstance/worker-1/up').map(({ action }) =>
    action.verb === 'kill' ? [action.pod, action.container, action.exitCode, action.oom] : [],
  )
  expect(ends).toEqual([
    ['web', 'app', 1, false],
    ['web', 'app', 0, false],
    ['web', 'app', 137, true],
  ])
})

test('taints and files are taken away as they stand', () => {
  expect(offersFor('Node//worker-2').at(-1)?.action).toMatchObject({
    verb: 'taint',
    taints: ['old:NoExecute-'],
  })
  expect(offersFor('Node//worker-1').at(-1)?.action).toMatchObject({
    verb: 'removeFile',
    path: '/etc/kubernetes/manifests/agent.yaml',
  })
})

test('the mirror of a static Pod is called one', () => {
  const note = (key: string) => noteFor(subjectOf(WORLD, key) ?? { kind: 'absent', key })
  expect(note('Pod/shop/agent')).toContain('deletes only the mirror')
  expect(note('Pod/shop/web')).toBeNull()
  expect(offersFor('Pod/shop/agent')[0]?.hint).toBe(
    'Only the mirror goes; the kubelet makes it again',
  )
})

const formOf = (object: ReplicaSet | Node) =>
  actionFormsFor(
    object.kind === 'Node'
      ? { kind: 'node', key: '', node: object }
      : { kind: 'object', key: '', object },
    WORLD,
    0,
  )[0]

test('scaling stays between none and a hundred', () => {
  const form = formOf(replicaSet(7))
  const values = ['-1', '0', '100', '101', '1.5', '', '7']
  expect(values.map((value) => form?.offer(value)?.label)).toEqual([
    undefined,
    'Scale to 0',
    'Scale to 100',
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  expect(values.map((value) => form?.problem(value) === null)).toEqual([
    false,
    true,
    true,
    false,
    false,
    false,
    true,
  ])
  const labels = (replicas?: number) =>
    actionsFor({ kind: 'object', key: '', object: replicaSet(replicas) }, WORLD, 0).map(
      ({ label }) => label,
    )
  expect(labels(0)).toEqual(['Scale to 1', 'Delete'])
  expect(labels()).toEqual(['Scale to 0', 'Scale to 2', 'Delete'])
})

test.each([
  ['disk=ssd:NoSchedule', null],
  ['disk:NoExecute', null],
  ['disk=:PreferNoSchedule', null],
  ['disk=ssd', 'A taint is written key=value:NoSchedule, or key:NoSchedule without a value.'],
  ['', 'A taint is written key=value:NoSchedule, or key:NoSchedule without a value.'],
  [
    'disk=ssd:noschedule',
    'The effect after the colon must be NoSchedule, PreferNoSchedule or NoExecute.',
  ],
  [
    '=ssd:NoSchedule',
    'A taint is written key=value:NoSchedule, or key:NoSchedule without a value.',
  ],
])('%j as a taint: %s', (text, problem) => {
  const form = formOf(node('worker-1', {}))
  expect(form?.problem(text)).toBe(problem)
  expect(form?.offer(text)?.action).toEqual(
    problem === null
      ? { verb: 'taint', atMs: 0, nodes: ['worker-1'], taints: [text], overwrite: true }
      : undefined,
  )
})

test('a new static Pod file has a name that is free', () => {
  const first = newStaticPodFile('worker-1', [])
  expect(first.path).toBe('nodes/worker-1/etc/kubernetes/manifests/agent.yaml')
  const second = newStaticPodFile('worker-1', [first.path])
  expect(second.path).toBe('nodes/worker-1/etc/kubernetes/manifests/agent-2.yaml')
  expect(second.text).toContain('\n  name: agent-2\n')
})
