// What the page says of the next act of Deployments, DaemonSets and silent nodes, from objects alone.
import { expect, test } from 'vitest'
import type {
  Deployment,
  DeploymentSpec,
  DeploymentStatus,
  DaemonSet,
  DaemonSetSpec,
  Node,
  Pod,
  ReplicaSet,
} from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { timeOf } from '#api/meta/time.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { nextActSaid, NOW_MS } from '#testing/next-act-said.ts'
import { runningAt } from '#testing/start-controller.ts'
import { makeNewReplicaSet } from '../deployment/sync.ts'
import { CONTROLLER_REVISION_HASH, newControllerRevision } from '../history/controller-history.ts'

const LABELS = { app: 'web' }
const template = (image: string) => ({
  metadata: { labels: LABELS },
  spec: { containers: [{ name: 'main', image, resources: {} }] },
})
const ROLLING = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } }
const RECREATE = { strategy: { type: 'Recreate' } }

const deployment = (
  spec: Partial<DeploymentSpec> = {},
  status: DeploymentStatus = {},
  metadata = {},
): Deployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default', uid: 'uid-of-web', ...metadata },
  spec: {
    replicas: 3,
    selector: { matchLabels: LABELS },
    template: template('new'),
    strategy: ROLLING,
    progressDeadlineSeconds: 60,
    ...spec,
  },
  status,
})

/** A ReplicaSet of the image, scaled when the Deployment had `of` replicas. */
function replicaSet(image: string, replicas: number, available = replicas, of = 3): ReplicaSet {
  const made = makeNewReplicaSet(deployment({ template: template(image), replicas: of }), [], 1)
  return {
    ...made,
    metadata: { ...made.metadata, name: image, uid: `uid-of-${image}` },
    spec: { ...made.spec, selector: {}, replicas },
    status: { replicas, readyReplicas: available, availableReplicas: available },
  }
}

const podOf = (
  owner: string,
  name: string,
  isReady = true,
  more: Partial<Pod['metadata']> = {},
): Pod =>
  makePod(name, {
    metadata: {
      labels: LABELS,
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: owner,
          uid: `uid-of-${owner}`,
          controller: true,
        },
      ],
      ...more,
    },
    status: isReady ? runningAt(0) : { phase: 'Running' },
  })

const progressing = (reason: string, sinceMs = 90_000): DeploymentStatus => ({
  conditions: [
    {
      type: 'Progressing',
      status: 'True',
      reason,
      message: '',
      lastUpdateTime: timeOf(sinceMs),
      lastTransitionTime: timeOf(0),
    },
  ],
})
const COMPLETE = { replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 }

test.for<readonly [string, Deployment, readonly ApiObject[], readonly string[]]>([
  [
    'nothing is there',
    deployment(),
    [],
    [
      'Create a ReplicaSet with 3 Pods',
      'no ReplicaSet has its template yet, and 3 are wanted',
      'new Pods: 3 / 0, 3 more',
      'available: ≥ 2 / 0, 2 short',
      'in total: ≤ 4 / 0, room for 4',
    ],
  ],
  [
    'one is wanted',
    deployment({ replicas: 1 }),
    [],
    [
      'Create a ReplicaSet with 1 Pod',
      'no ReplicaSet has its template yet, and 1 is wanted',
      'new Pods: 1 / 0, 1 more',
      'available: ≥ 0 / 0, room for 0',
      'in total: ≤ 2 / 0, room for 2',
    ],
  ],
  [
    'another template',
    deployment(),
    [replicaSet('old', 3)],
    [
      'Create a ReplicaSet with 1 Pod',
      'no ReplicaSet has the new template, and beside 3 old ones a surge of 1 allows 1',
      'new Pods: 3 / 0, 3 more',
      'old Pods: 0 / 3, 3 fewer',
      'available: ≥ 2 / 3, room for 1',
      'in total: ≤ 4 / 3, room for 1',
    ],
  ],
  [
    'the new one may grow',
    deployment(),
    [replicaSet('old', 3), replicaSet('new', 0)],
    [
      'Scale `new` from 0 to 1',
      '3 are wanted, it has 0, and with a surge of 1 there may be 4 of all revisions, where there are 3',
      'new Pods: 3 / 0, 3 more',
      'old Pods: 0 / 3, 3 fewer',
      'available: ≥ 2 / 3, room for 1',
      'in total: ≤ 4 / 3, room for 1',
    ],
  ],
  [
    'the old one may shrink',
    deployment(),
    [replicaSet('old', 3), replicaSet('new', 1)],
    [
      'Scale `old` from 3 to 1',
      '4 are available and 2 of 3 must be (maxUnavailable 1)',
      'new Pods: 3 / 1, 2 more',
      'old Pods: 0 / 3, 3 fewer',
      'available: ≥ 2 / 4, room for 2',
      'in total: ≤ 4 / 4, room for 0',
    ],
  ],
  [
    'what is not well goes first',
    deployment(),
    [replicaSet('old', 3, 1), replicaSet('new', 1)],
    [
      'Scale `old` from 3 to 1',
      '2 of its 3 replicas are not available, and may go first',
      'new Pods: 3 / 1, 2 more',
      'old Pods: 0 / 3, 3 fewer',
      'available: ≥ 2 / 2, room for 0',
      'in total: ≤ 4 / 4, room for 0',
    ],
  ],
  [
    'none may go',
    deployment(),
    [
      replicaSet('old', 2),
      replicaSet('new', 2, 0),
      podOf('new', 'n-1', false),
      podOf('new', 'n-2', false),
      podOf('new', 'n-3', false, { deletionTimestamp: timeOf(0) }),
    ],
    [
      'Wait',
      '2 are available and 2 must be, so that no old Pod may go',
      'waits for `n-1` and 1 more to be available',
      'new Pods: 3 / 2, 1 more',
      'old Pods: 0 / 2, 2 fewer',
      'available: ≥ 2 / 2, room for 0',
      'in total: ≤ 4 / 4, room for 0',
    ],
  ],
  [
    'all is done',
    deployment({}, COMPLETE),
    [replicaSet('new', 3)],
    [
      'Nothing to do',
      '3 of 3 Pods are of its template and available',
      'rests',
      'new Pods: 3 / 3',
      'available: ≥ 2 / 3, room for 1',
      'in total: ≤ 4 / 3, room for 1',
    ],
  ],
  [
    'one is all',
    deployment({ replicas: 1 }, { replicas: 1, updatedReplicas: 1, availableReplicas: 1 }),
    [replicaSet('new', 1, 1, 1)],
    [
      'Nothing to do',
      '1 of 1 Pod is of its template and available',
      'rests',
      'new Pods: 1 / 1',
      'available: ≥ 0 / 1, room for 1',
      'in total: ≤ 2 / 1, room for 1',
    ],
  ],
  [
    'they are not available yet',
    deployment({}, progressing('ReplicaSetUpdated')),
    [replicaSet('new', 3, 1), podOf('new', 'n-1'), podOf('new', 'n-2', false)],
    [
      'Wait, and report that it takes too long',
      '1 of 3 Pods is available',
      'waits for `n-2` to be available',
      'at 151000',
      'new Pods: 3 / 3',
      'available: ≥ 2 / 1, 1 short',
      'in total: ≤ 4 / 3, room for 1',
    ],
  ],
  [
    'its counts are old',
    deployment(),
    [replicaSet('new', 3)],
    [
      'Wait',
      '3 of 3 Pods are available',
      'waits for the counts of its ReplicaSets to arrive',
      'new Pods: 3 / 3',
      'available: ≥ 2 / 3, room for 1',
      'in total: ≤ 4 / 3, room for 1',
    ],
  ],
  [
    'it took too long',
    deployment({}, progressing('ProgressDeadlineExceeded')),
    [replicaSet('new', 3, 1), podOf('new', 'n-1', false)],
    [
      'Wait',
      '1 of 3 Pods is available. It counts as failed since its deadline; nobody rolls it back by itself',
      'waits for `n-1` to be available',
      'new Pods: 3 / 3',
      'available: ≥ 2 / 1, 1 short',
      'in total: ≤ 4 / 3, room for 1',
    ],
  ],
  [
    'it is paused',
    deployment({ paused: true }),
    [replicaSet('old', 3)],
    [
      'Nothing to do',
      'it is paused: the template may change, and no Pod does',
      'rests',
      'new Pods: 3 / 0, 3 more',
      'old Pods: 0 / 3, 3 fewer',
      'available: ≥ 2 / 3, room for 1',
      'in total: ≤ 4 / 3, room for 1',
    ],
  ],
  [
    'it is paused and was scaled',
    deployment({ paused: true, replicas: 5 }),
    [replicaSet('old', 3)],
    [
      'Scale `old` from 3 to 5',
      'the Deployment was scaled to 5',
      'new Pods: 5 / 0, 5 more',
      'old Pods: 0 / 3, 3 fewer',
      'available: ≥ 4 / 3, 1 short',
      'in total: ≤ 6 / 3, room for 3',
    ],
  ],
  [
    'it was scaled',
    deployment({ replicas: 5 }),
    [replicaSet('new', 3)],
    [
      'Scale `new` from 3 to 5',
      'the Deployment was scaled to 5',
      'new Pods: 5 / 3, 2 more',
      'available: ≥ 4 / 3, 1 short',
      'in total: ≤ 6 / 3, room for 3',
    ],
  ],
  [
    'it was scaled by somebody who scaled the set too',
    deployment({ replicas: 5 }),
    [replicaSet('new', 5)],
    [
      'Note the new size on `new`',
      'the Deployment was scaled to 5',
      'new Pods: 5 / 5',
      'available: ≥ 4 / 5, room for 1',
      'in total: ≤ 6 / 5, room for 1',
    ],
  ],
  [
    'it was scaled in between',
    deployment({ replicas: 6 }),
    [replicaSet('old', 2), replicaSet('new', 2)],
    [
      'Scale `old` from 2 to 4',
      'the Deployment was scaled to 6, and each ReplicaSet gets its share',
      'new Pods: 6 / 2, 4 more',
      'old Pods: 0 / 2, 2 fewer',
      'available: ≥ 5 / 4, 1 short',
      'in total: ≤ 7 / 4, room for 3',
    ],
  ],
  [
    'it is being deleted',
    deployment({}, {}, { deletionTimestamp: timeOf(0), finalizers: ['a/b'] }),
    [replicaSet('new', 1)],
    [
      'Nothing to do',
      'it is being deleted',
      'rests',
      'new Pods: 3 / 1, 2 more',
      'available: ≥ 2 / 1, 1 short',
      'in total: ≤ 4 / 1, room for 3',
    ],
  ],
  [
    'Recreate: the old ones go',
    deployment(RECREATE),
    [replicaSet('old', 3)],
    [
      'Scale `old` from 3 to 0',
      'with the strategy Recreate all old Pods go before new ones come',
      'new Pods: 3 / 0, 3 more',
      'old Pods: 0 / 3, 3 fewer',
      'available: ≥ 3 / 3, room for 0',
      'in total: ≤ 3 / 3, room for 0',
    ],
  ],
  [
    'Recreate: they are still there',
    deployment(RECREATE),
    [replicaSet('old', 0), podOf('old', 'o-1'), podOf('old', 'o-2')],
    [
      'Wait',
      'with the strategy Recreate all old Pods go before new ones come',
      'waits for `o-1` and `o-2` to be gone',
      'new Pods: 3 / 0, 3 more',
      'old Pods: 0 / 0',
      'available: ≥ 3 / 0, 3 short',
      'in total: ≤ 3 / 0, room for 3',
    ],
  ],
  [
    'Recreate: they are gone',
    deployment(RECREATE),
    [replicaSet('old', 0)],
    [
      'Create a ReplicaSet with 3 Pods',
      'no old Pod is left, and none has the template',
      'new Pods: 3 / 0, 3 more',
      'old Pods: 0 / 0',
      'available: ≥ 3 / 0, 3 short',
      'in total: ≤ 3 / 0, room for 3',
    ],
  ],
  [
    'Recreate: the new one grows',
    deployment(RECREATE),
    [replicaSet('new', 0)],
    [
      'Scale `new` from 0 to 3',
      'no old Pod is left',
      'new Pods: 3 / 0, 3 more',
      'available: ≥ 3 / 0, 3 short',
      'in total: ≤ 3 / 0, room for 3',
    ],
  ],
  [
    'Recreate: done',
    deployment(RECREATE, COMPLETE),
    [replicaSet('new', 3)],
    [
      'Nothing to do',
      '3 of 3 Pods are of its template and available',
      'rests',
      'new Pods: 3 / 3',
      'available: ≥ 3 / 3, room for 0',
      'in total: ≤ 3 / 3, room for 0',
    ],
  ],
])('Deployment: %s', ([, object, others, said]) => {
  expect(inShort(object, others)).toEqual(said)
})

/** Act, reason, what it waits for and when, and the lines of the loop. */
function inShort(
  object: ApiObject,
  others: readonly ApiObject[],
  machines: Parameters<typeof nextActSaid>[2] = {},
): readonly string[] {
  const said = nextActSaid(object, others, machines)
  if (said === null) return []
  const { act, because, waitsFor, atMs, rests, rows } = said
  return [
    act,
    because,
    ...(waitsFor === undefined ? [] : [`waits for ${waitsFor}`]),
    ...(atMs === undefined ? [] : [`at ${atMs}`]),
    ...(rests === true ? ['rests'] : []),
    ...rows,
  ]
}

const agent = (spec: Partial<DaemonSetSpec> = {}, metadata = {}): DaemonSet => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'agent', namespace: 'default', uid: 'uid-of-agent', ...metadata },
  spec: {
    selector: { matchLabels: LABELS },
    template: template('new'),
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
    ...spec,
  },
})
const HASH = 'now'
const revisionOf = (set: DaemonSet): ApiObject =>
  newControllerRevision(set, 1, { label: CONTROLLER_REVISION_HASH, hash: HASH })
const REVISION = revisionOf(agent())
const ELSEWHERE = agent({
  template: {
    ...template('new'),
    spec: { ...template('new').spec, nodeSelector: { disk: 'fast' } },
  },
})
const SURGE = {
  updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
}
const NODES = [makeNode('n1'), makeNode('n2')]

const daemon = (name: string, nodeName: string, isReady = true, hash = HASH): Pod =>
  makePod(name, {
    metadata: {
      labels: { ...LABELS, 'controller-revision-hash': hash },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'DaemonSet',
          name: 'agent',
          uid: 'uid-of-agent',
          controller: true,
        },
      ],
    },
    spec: { nodeName },
    status: isReady ? runningAt(0) : { phase: 'Running' },
  })

test.for<readonly [string, DaemonSet, readonly ApiObject[], readonly string[]]>([
  [
    'a new template',
    agent(),
    NODES,
    [
      'Record its template as a revision',
      'the template is new',
      'nodes with a Pod: 2 / 0, 2 more',
      'available: 2 / 0, 2 more',
    ],
  ],
  [
    'no node has its Pod',
    agent(),
    [REVISION, ...NODES],
    [
      'Create 2 Pods',
      '`n1` is a node for it and has none, and so has 1 more',
      'nodes with a Pod: 2 / 0, 2 more',
      'available: 2 / 0, 2 more',
    ],
  ],
  [
    'one node has none',
    agent(),
    [REVISION, ...NODES, daemon('a', 'n1')],
    [
      'Create a Pod on `n2`',
      '`n2` is a node for it and has none',
      'nodes with a Pod: 2 / 1, 1 more',
      'available: 2 / 1, 1 more',
    ],
  ],
  [
    'all is done',
    agent(),
    [REVISION, ...NODES, daemon('a', 'n1'), daemon('b', 'n2')],
    [
      'Nothing to do',
      'each node that it is for has its Pod',
      'rests',
      'nodes with a Pod: 2 / 2',
      'available: 2 / 2',
    ],
  ],
  [
    'one is not ready',
    agent(),
    [REVISION, ...NODES, daemon('a', 'n1'), daemon('b', 'n2', false)],
    [
      'Wait',
      'each node that it is for has its Pod',
      'waits for `b` to be available',
      'rests',
      'nodes with a Pod: 2 / 2',
      'available: 2 / 1, 1 more',
    ],
  ],
  [
    'one is ready too short',
    agent({ minReadySeconds: 200 }),
    [REVISION, ...NODES, daemon('a', 'n1'), daemon('b', 'n2')],
    [
      'Wait',
      'each node that it is for has its Pod',
      'waits for `a` and 1 more to be available',
      'rests',
      'nodes with a Pod: 2 / 2',
      'available: 2 / 0, 2 more',
    ],
  ],
  [
    'two on one node',
    agent(),
    [REVISION, ...NODES, daemon('a', 'n1'), daemon('b', 'n1'), daemon('c', 'n2')],
    [
      'Delete `b`',
      'one Pod a node is enough, and another one is older',
      'nodes with a Pod: 2 / 2',
      'available: 2 / 2',
    ],
  ],
  [
    'old ones',
    agent(),
    [REVISION, ...NODES, daemon('a', 'n1', true, 'old'), daemon('b', 'n2', true, 'old')],
    [
      'Delete `a`',
      'it is of an old revision, 0 Pods are missing and 1 may be (maxUnavailable)',
      'nodes with a Pod: 2 / 2',
      'available: 2 / 2',
    ],
  ],
  [
    'old ones, OnDelete',
    agent({ updateStrategy: { type: 'OnDelete' } }),
    [REVISION, ...NODES, daemon('a', 'n1', true, 'old'), daemon('b', 'n2', true, 'old')],
    [
      'Nothing to do',
      'each node that it is for has its Pod',
      'rests',
      'nodes with a Pod: 2 / 2',
      'available: 2 / 2',
    ],
  ],
  [
    'old ones, with a surge',
    agent(SURGE),
    [REVISION, ...NODES, daemon('a', 'n1', true, 'old'), daemon('b', 'n2', true, 'old')],
    [
      'Create a Pod on `n1`',
      '0 of 1 node has a second Pod (maxSurge)',
      'nodes with a Pod: 2 / 2',
      'available: 2 / 2',
    ],
  ],
  [
    'a node that is none for it',
    ELSEWHERE,
    [revisionOf(ELSEWHERE), ...NODES, daemon('a', 'n1'), daemon('b', 'n2')],
    [
      'Delete `a` and 1 more',
      '`n1` is no node for it any more',
      'nodes with a Pod: 0 / 0',
      'available: 0 / 0',
    ],
  ],
  [
    'it is being deleted',
    agent({}, { deletionTimestamp: timeOf(0), finalizers: ['a/b'] }),
    [REVISION, ...NODES],
    [
      'Nothing to do',
      'it is being deleted',
      'rests',
      'nodes with a Pod: 2 / 0, 2 more',
      'available: 2 / 0, 2 more',
    ],
  ],
])('DaemonSet: %s', ([, object, others, said]) => {
  expect(inShort(object, others)).toEqual(said)
})

const ready = (status: string): Node => ({
  ...makeNode('n1'),
  status: { conditions: [{ type: 'Ready', status, lastTransitionTime: timeOf(0) }] },
})
const machine = (untilMs: number | null) =>
  ({
    kind: 'Machine',
    nodeName: 'n1',
    power: 'on',
    kubelet: 'running',
    lease: { fromMs: 0, untilMs },
  }) as const
const tolerating = (name: string, seconds: number | null): Pod => {
  const toleration = {
    key: 'node.kubernetes.io/unreachable',
    operator: 'Exists',
    effect: 'NoExecute',
  }
  const some = seconds === null ? toleration : { ...toleration, tolerationSeconds: seconds }
  return makePod(name, { spec: { nodeName: 'n1', tolerations: [some] } })
}
const ON_IT = [
  tolerating('a', 300),
  tolerating('b', null),
  makePod('c', { spec: { nodeName: 'n1' } }),
]

test.for<readonly [string, Node, number | null, readonly string[]]>([
  [
    'it gives signs of life',
    ready('True'),
    null,
    ['Nothing to do', 'its kubelet gives signs of life', 'rests'],
  ],
  [
    'it fell silent',
    ready('True'),
    NOW_MS - 25_000,
    [
      'Call `n1` unreachable and taint it',
      'its kubelet is silent: no renewal of its Lease for 50 s',
      'at 120000',
      'a: goes / Pending, 420000',
      'b: stays / Pending, tolerates it for ever',
      'c: goes / Pending, 120000',
    ],
  ],
  [
    'it counts as unreachable',
    ready('Unknown'),
    0,
    ['Taint `n1` with `node.kubernetes.io/unreachable`', 'it counts as unreachable'],
  ],
])('Node: %s', ([, object, untilMs, said]) => {
  expect(inShort(object, ON_IT, { machines: [machine(untilMs)] })).toEqual(said)
})

test('a Pod on a silent node says when it goes', () => {
  const said = ON_IT.map((pod) => {
    const others = ON_IT.filter((other) => other !== pod)
    const machines = [machine(NOW_MS - 25_000)]
    return inShort(pod, [ready('True'), ...others], { machines })
  })
  expect(said).toEqual([
    [
      'Delete this Pod',
      '`n1` is silent, and is tainted then; it tolerates that for so long',
      'at 420000',
    ],
    [
      'Nothing to do',
      '`n1` is silent, and is tainted then, which this Pod tolerates for ever',
      'rests',
    ],
    [
      'Delete this Pod',
      '`n1` is silent, and is tainted then, which this Pod does not tolerate',
      'at 120000',
    ],
  ])
})
