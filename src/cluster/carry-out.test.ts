import { expect, test } from 'vitest'
import type { ApiObject } from '#api/meta/object.ts'
import type { WorldObject } from '#client/world.ts'
import { makePod } from '#testing/make-objects.ts'
import { createCluster } from './cluster.ts'
import type { Action } from './verbs.ts'

const inShop = (name: string): ApiObject => makePod(name, { labels: { app: 'shop' } })

const FIRST: Action = {
  verb: 'apply',
  atMs: 0,
  files: [],
  objects: [inShop('b'), inShop('a'), makePod('other', { labels: { app: 'bank' } })],
}

const remove = (more: Partial<Extract<Action, { verb: 'delete' }>>): Action => ({
  verb: 'delete',
  atMs: 5000,
  namespace: 'default',
  resources: [{ kind: 'Pod', name: '' }],
  ...more,
})

function runWith(action: Action, first = FIRST) {
  const cluster = createCluster({
    decodeStaticPod: () => ({ error: 'there are no static Pods here' }),
    seed: 1,
    nodes: [],
    nodeFiles: [],
    images: [],
    actions: [first, action],
  })
  cluster.advance(60_000)
  const said = cluster.journal.filter(({ actor, timeMs }) => actor === 'you' && timeMs === 5000)
  const isPod = (object: WorldObject): object is Extract<WorldObject, { kind: 'Pod' }> =>
    object.kind === 'Pod'
  const pods = [...cluster.world.state.values()].filter(isPod).map(({ metadata }) => metadata.name)
  return {
    said: said.map(({ message }) => message),
    told: said.map(({ message, because }) => `${message}, because ${because}`),
    pods: pods.toSorted(),
  }
}

test.for([
  ['app=shop', ['deleted Pod `a`', 'deleted Pod `b`'], ['other']],
  ['app!=shop', ['deleted Pod `other`'], ['a', 'b']],
  ['app=none', ['found no Pod with the labels `app=none` to delete'], ['a', 'b', 'other']],
  ['not a selector', ['could not delete by selector'], ['a', 'b', 'other']],
] as const)('delete with the selector %s', ([selector, said, pods]) => {
  const run = runWith(remove({ selector }))
  expect(run.said.toSorted()).toEqual(said)
  expect(run.pods).toEqual(pods)
})

test('a selector deletes in one namespace only', () => {
  expect(runWith(remove({ selector: 'app=shop', namespace: 'kube-system' })).pods).toEqual([
    'a',
    'b',
    'other',
  ])
})

test('delete with a name', () => {
  expect(
    runWith(remove({ resources: [{ kind: 'Pod', name: 'a' }], gracePeriodSeconds: 0 })).pods,
  ).toEqual(['b', 'other'])
  expect(runWith(remove({ resources: [{ kind: 'Pod', name: 'x' }] })).said).toEqual([
    'found no Pod `x` to delete',
  ])
})

const TEMPLATE = {
  metadata: { labels: { app: 'work' } },
  spec: { containers: [{ name: 'main', image: 'nginx:1.29' }], restartPolicy: 'Always' },
}
const CONTROLLER: ApiObject = {
  apiVersion: 'v1',
  kind: 'ReplicationController',
  metadata: { name: 'work', namespace: 'default' },
  spec: { replicas: 2, selector: { app: 'work' }, template: TEMPLATE },
}
const JOB: ApiObject = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'work', namespace: 'default' },
  spec: { template: { ...TEMPLATE, spec: { ...TEMPLATE.spec, restartPolicy: 'Never' } } },
}

test.for([
  [CONTROLLER, undefined, 0],
  [CONTROLLER, 'orphan', 2],
  [JOB, undefined, 0],
  [JOB, 'orphan', 1],
] as const)('kubectl delete of %o with cascade %s leaves %i Pods', ([owner, cascade, left]) => {
  const apply: Action = { verb: 'apply', atMs: 0, files: [], objects: [owner] }
  const resources = [{ kind: owner.kind, name: 'work' }]
  const more = cascade === undefined ? {} : { cascade }
  expect(runWith(remove({ resources, ...more }), apply).pods).toHaveLength(left)
})

const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane:NoSchedule'

test.for([
  ['worker-1', 'k=v:NoExecute', 'tainted Node `worker-1` with `k=v:NoExecute`'],
  [
    'control-plane',
    `${CONTROL_PLANE}-`,
    `removed the taint \`${CONTROL_PLANE}\` from Node \`control-plane\``,
  ],
] as const)('tainting %s with %s says what it did', ([node, taint, said]) => {
  expect(
    runWith({ verb: 'taint', atMs: 5000, nodes: [node], taints: [taint], overwrite: true }).said,
  ).toEqual([said])
})

test.for([
  [
    { verb: 'notSimulated', atMs: 5000, word: 'fly', value: 'worker-1' },
    'left out `fly`, because this is not simulated',
  ],
  [
    { verb: 'uncordon', atMs: 5000, nodes: ['worker-1'] },
    'changed nothing with `uncordon worker-1`, because node/worker-1 already uncordoned',
  ],
  [
    { verb: 'taint', atMs: 5000, nodes: ['worker-1'], taints: ['k-'], overwrite: false },
    'could not taint Node `worker-1`, because taint "k" not found',
  ],
  [
    { verb: 'apply', atMs: 5000, files: ['none.yaml'] },
    'could not apply `none.yaml`, because there is no such file',
  ],
  [
    {
      verb: 'scale',
      atMs: 5000,
      namespace: 'default',
      resources: [{ kind: 'Pod', name: 'a' }],
      replicas: 2,
    },
    'could not scale Pod `a`, because it has no number of Pods',
  ],
] satisfies readonly (readonly [Action, string])[])(
  'nothing is done silently: %o',
  ([action, text]) => {
    expect(runWith(action).told).toEqual([text])
  },
)

test('a file that is not there is not removed', () => {
  const action: Action = { verb: 'removeFile', atMs: 5000, node: 'worker-1', path: '/etc/none' }
  expect(runWith(action).told).toEqual([
    'could not remove `/etc/none` on `worker-1`, because there is no such file',
  ])
})

test('an action that prints without bound keeps its first lines, and says so in one more', () => {
  const objects = Array.from({ length: 2005 }, (_, index): ApiObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `c-${index}`, namespace: 'default' },
  }))
  const cluster = createCluster({
    decodeStaticPod: () => ({ error: 'there are no static Pods here' }),
    seed: 1,
    nodes: [],
    nodeFiles: [],
    images: [],
    actions: [{ ...FIRST, objects }],
  })
  cluster.advance(0)
  const lines = cluster.printed[0]?.lines ?? []
  expect(lines).toHaveLength(2001)
  expect(lines.slice(-2).map(({ text }) => text)).toEqual([
    'configmap/c-1999 created',
    'terminal: only the first 2000 lines of this are kept',
  ])
})
