// Workloads at random: a Deployment, a StatefulSet and a DaemonSet that are changed, scaled, deleted, drained and robbed of
// Pods while nodes fail and watches are late. What must hold then is said in workload-invariants.ts.
import type { ObjectMeta, PodDisruptionBudgetSpec, PodTemplateSpec } from '#api/generated/types.ts'
import type { ApiObject, ObjectOf } from '#api/meta/object.ts'
import { createCluster } from '#cluster/cluster.ts'
import type { Cluster } from '#cluster/types.ts'
import type { Action } from '#cluster/verbs.ts'
import { createPrng, type Prng } from '#lib/prng.ts'

export type Workload = ObjectOf<'Deployment'> | ObjectOf<'StatefulSet'> | ObjectOf<'DaemonSet'>

export const NAMESPACE = 'default'
export const NODES = ['worker-1', 'worker-2'] as const
/** After this second nothing is done to the cluster any more. */
export const CALM_S = 240
export const END_MS = 1_800_000
/** A drain that a budget holds up gives up after so long. */
const DRAIN_MS = 30_000

/** What a run may meet. */
export interface Course {
  readonly cluster: Cluster
  /** Nothing but the workloads' own templates was changed, and every image exists. */
  readonly isHealthy: boolean
  readonly watchDelayMs: number
  /** The workloads as they were wanted last. */
  readonly wanted: readonly Workload[]
}

const pick = <T>(prng: Prng, items: readonly T[]): T => items[prng.next(items.length)] as T

/** The run of a seed. A healthy one has no faults but updates. */
export function randomCourse(seed: number, isHealthy: boolean): Course {
  const prng = createPrng(`workloads ${seed}`)
  const watchDelayMs = isHealthy || prng.next(2) === 0 ? 0 : prng.next(3000)
  const shapes = shapesOf(prng)
  let wanted = shapes.map((shape) => shape('nginx:1.26', 1 + prng.next(5)))
  // Who decides by what is late may evict one too many, in a real cluster as well.
  const budgets = isHealthy || watchDelayMs > 0 ? [] : budgetsOf(prng)
  const actions: Action[] = [
    { verb: 'apply', atMs: 0, files: [], objects: [...wanted, ...budgets] },
  ]
  let second = 30
  for (let count = 1 + prng.next(6); count > 0; count -= 1) {
    second += isHealthy ? 150 : 1 + prng.next(40)
    if (second >= CALM_S && !isHealthy) break
    const index = prng.next(shapes.length)
    const next = changed(prng, wanted[index], { shape: shapes[index], isHealthy })
    if (next === null) actions.push(fault(prng, second * 1000))
    else {
      wanted = wanted.with(index, next)
      actions.push({ verb: 'apply', atMs: second * 1000, files: [], objects: [next] })
    }
  }
  if (budgets.length > 0) actions.push(drainOf(pick(prng, NODES), (60 + prng.next(120)) * 1000))
  if (!isHealthy && prng.next(3) === 0) {
    actions.push(deletion(prng, pick(prng, ['web', 'db', 'agent']), (30 + prng.next(150)) * 1000))
  }
  if (!isHealthy) actions.push(...calm(wanted))
  const cluster = createCluster({
    decodeStaticPod: () => ({ error: 'there is none' }),
    seed,
    watchDelayMs: { min: 0, max: watchDelayMs },
    nodes: [],
    nodeFiles: [],
    images: [{ image: 'nginx:missing', missing: true, runMs: null, exitCode: 0, listens: [] }],
    actions: actions.toSorted((a, b) => a.atMs - b.atMs),
  })
  cluster.advance(END_MS)
  return { cluster, isHealthy, watchDelayMs, wanted }
}

type Shape = (image: string, replicas: number) => Workload

function shapesOf(prng: Prng): readonly Shape[] {
  const surge = pick(prng, [1, '25%', '50%', 2, 0])
  const unavailable = surge === 0 ? pick(prng, [1, 2, '50%']) : pick(prng, [0, 1, '25%', '50%'])
  const isRecreate = prng.next(6) === 0
  const isSurging = prng.next(3) === 0
  const policy = pick(prng, ['OrderedReady', 'OrderedReady', 'Parallel'])
  return [
    (image, replicas) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadataOf('web'),
      spec: {
        replicas,
        revisionHistoryLimit: 1,
        progressDeadlineSeconds: 60,
        selector: { matchLabels: { app: 'web' } },
        strategy: isRecreate
          ? { type: 'Recreate' }
          : { rollingUpdate: { maxSurge: surge, maxUnavailable: unavailable } },
        template: templateOf('web', image),
      },
    }),
    (image, replicas) => ({
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: metadataOf('db'),
      spec: {
        replicas,
        revisionHistoryLimit: 1,
        podManagementPolicy: policy,
        selector: { matchLabels: { app: 'db' } },
        template: templateOf('db', image),
      },
    }),
    (image) => ({
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: metadataOf('agent'),
      spec: {
        revisionHistoryLimit: 1,
        selector: { matchLabels: { app: 'agent' } },
        updateStrategy: {
          rollingUpdate: isSurging
            ? { maxSurge: 1, maxUnavailable: 0 }
            : { maxSurge: 0, maxUnavailable: 1 },
        },
        template: templateOf('agent', image),
      },
    }),
  ]
}

/** Budgets of the Deployment and of the StatefulSet. */
function budgetsOf(prng: Prng): readonly ObjectOf<'PodDisruptionBudget'>[] {
  return ['web', 'db'].map((app) => ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metadataOf(app),
    spec: {
      ...pick<PodDisruptionBudgetSpec>(prng, [
        { minAvailable: 1 },
        { minAvailable: 2 },
        { minAvailable: '50%' },
        { maxUnavailable: 1 },
        { maxUnavailable: '40%' },
      ]),
      selector: { matchLabels: { app } },
    },
  }))
}

const metadataOf = (name: string): ObjectMeta => ({ name, namespace: NAMESPACE })

const templateOf = (app: string, image: string): PodTemplateSpec => ({
  metadata: { labels: { app } },
  spec: { terminationGracePeriodSeconds: 2, containers: [{ name: 'main', image }] },
})

/** The workload with another image or size; null when something else is to happen. */
function changed(
  prng: Prng,
  workload: Workload | undefined,
  { shape, isHealthy }: { readonly shape: Shape | undefined; readonly isHealthy: boolean },
): Workload | null {
  if (workload === undefined || shape === undefined) return null
  const image = workload.spec?.template.spec?.containers[0]?.image ?? ''
  const replicas = 'replicas' in (workload.spec ?? {}) ? replicasOf(workload) : 1
  const images = isHealthy
    ? ['nginx:1.26', 'nginx:1.27', 'nginx:1.28']
    : ['nginx:1.26', 'nginx:1.27', 'nginx:missing']
  if (isHealthy || prng.next(3) === 0) return shape(pick(prng, images), replicas)
  return prng.next(2) === 0 ? shape(image, prng.next(7)) : null
}

/** How many Pods a workload wants; of a DaemonSet 1. */
export function replicasOf(workload: Workload): number {
  return workload.kind === 'DaemonSet' ? 1 : (workload.spec?.replicas ?? 1)
}

function fault(prng: Prng, atMs: number): Action {
  const node = pick(prng, NODES)
  const app = pick(prng, ['web', 'db', 'agent'])
  return pick<Action>(prng, [
    {
      verb: 'delete',
      atMs,
      namespace: NAMESPACE,
      resources: [{ kind: 'Pod', name: '' }],
      selector: `app=${app}`,
    },
    { verb: 'cordon', atMs, nodes: [node] },
    { verb: 'uncordon', atMs, nodes: [node] },
    { verb: 'power', atMs, node, state: 'off' },
    { verb: 'power', atMs, node, state: 'on' },
    drainOf(node, atMs),
    drainOf(node, atMs),
    deletion(prng, app, atMs),
  ])
}

const drainOf = (node: string, atMs: number): Action => ({
  verb: 'drain',
  atMs,
  nodes: [node],
  ignoreDaemonsets: true,
  timeoutMs: DRAIN_MS,
})

/** Deletes a workload; what becomes of its Pods is one of three. It is made again when calm comes. */
function deletion(prng: Prng, app: string, atMs: number): Action {
  const kind = app === 'web' ? 'Deployment' : app === 'db' ? 'StatefulSet' : 'DaemonSet'
  const resources = [{ kind, name: app } as const]
  const cascade = pick(prng, ['foreground', 'orphan', undefined] as const)
  const action = { verb: 'delete', atMs, namespace: NAMESPACE, resources } as const
  return cascade === undefined ? action : { ...action, cascade }
}

/** Ends all faults, wants images that exist, and deletes what an update could not replace. */
function calm(wanted: readonly Workload[]): readonly Action[] {
  const atMs = CALM_S * 1000
  const objects = wanted.map((workload): ApiObject => {
    const { template } = workload.spec ?? {}
    const labels = template?.metadata?.labels ?? {}
    return Object.assign({}, workload, {
      spec: { ...workload.spec, template: templateOf(labels['app'] ?? '', 'nginx:1.27') },
    })
  })
  return [
    ...NODES.map((node): Action => ({ verb: 'power', atMs, node, state: 'on' })),
    { verb: 'uncordon', atMs: atMs + 1, nodes: NODES },
    { verb: 'apply', atMs: atMs + 2, files: [], objects },
    {
      verb: 'delete',
      atMs: atMs + 60_000,
      namespace: NAMESPACE,
      resources: [{ kind: 'Pod', name: '' }],
      selector: 'app=db',
    },
  ]
}
