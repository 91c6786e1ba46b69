// Workloads at random: a Deployment, a StatefulSet and a DaemonSet that are changed, scaled and robbed of Pods while
// nodes fail and watches are late; and what must hold whatever happens to them.
import { isPodReady } from '#api/core/pod-condition.ts'
import type { ObjectMeta, PodTemplateSpec } from '#api/generated/types.ts'
import { scaledValue } from '#api/meta/int-or-string.ts'
import type { ApiObject, ObjectOf } from '#api/meta/object.ts'
import type { JournalEntry, WorldObject } from '#client/world.ts'
import { createCluster } from '#cluster/cluster.ts'
import type { Cluster } from '#cluster/types.ts'
import type { Action } from '#cluster/verbs.ts'
import { createPrng, type Prng } from '#lib/prng.ts'

type Workload = ObjectOf<'Deployment'> | ObjectOf<'StatefulSet'> | ObjectOf<'DaemonSet'>

const NAMESPACE = 'default'
const NODES = ['worker-1', 'worker-2'] as const
/** After this second nothing is done to the cluster any more. */
const CALM_S = 240
const END_MS = 1_800_000

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
  const actions: Action[] = [{ verb: 'apply', atMs: 0, files: [], objects: wanted }]
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

function replicasOf(workload: Workload): number {
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
  ])
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

/** What was violated in a run, as sentences; empty when all held. */
export function violationsIn({
  cluster,
  isHealthy,
  watchDelayMs,
  wanted,
}: Course): readonly string[] {
  const violations: string[] = []
  const state = new Map<string, WorldObject>()
  for (const entry of cluster.journal) {
    if (!entry.changes.some(({ key }) => RELEVANT.test(key))) continue
    for (const { key, after } of entry.changes) {
      if (after === undefined) state.delete(key)
      else if (RELEVANT.test(key)) state.set(key, after)
      violations.push(...controllerViolations(entry, after))
    }
    if (isHealthy) violations.push(...bandViolations(entry, state), ...oneByOne(entry, state))
    if (watchDelayMs === 0) {
      violations.push(...orderViolations(entry, state), ...daemonViolations(entry, state))
    }
    if (violations.length > 5) break
  }
  return [...violations, ...restViolations(cluster, wanted)]
}

const RELEVANT = /^(?:Pod|Deployment\.apps|ReplicaSet\.apps|StatefulSet\.apps|DaemonSet\.apps)\//

type Live = ReadonlyMap<string, WorldObject>

/** A Pod has at most one controller. */
function controllerViolations(
  entry: JournalEntry,
  after: WorldObject | undefined,
): readonly string[] {
  if (after?.kind !== 'Pod') return []
  const controllers = (after.metadata.ownerReferences ?? []).filter(({ controller }) => controller)
  return controllers.length > 1
    ? [`entry ${entry.id}: ${after.metadata.name} has two controllers`]
    : []
}

const podsOf = (state: Live, app: string): readonly ObjectOf<'Pod'>[] =>
  [...state.values()].filter(
    (object): object is ObjectOf<'Pod'> =>
      object.kind === 'Pod' &&
      object.metadata.labels?.['app'] === app &&
      object.metadata.deletionTimestamp === undefined,
  )

const readyOf = (state: Live, app: string): number =>
  podsOf(state, app).filter(({ status }) => isPodReady(status)).length

/** A rollout stays in its band once all Pods have been available. */
function bandViolations(entry: JournalEntry, state: Live): readonly string[] {
  const object = state.get(`Deployment.apps/${NAMESPACE}/web`)
  if (object?.kind !== 'Deployment') return []
  const desired = object.spec?.replicas ?? 1
  const { maxSurge = 0, maxUnavailable = 0 } = object.spec?.strategy?.rollingUpdate ?? {}
  if (object.spec?.strategy?.type === 'Recreate') return []
  const surge = scaledValue(maxSurge, desired, 'up')
  const down = scaledValue(maxUnavailable, desired, 'down')
  const unavailable = surge === 0 && down === 0 ? 1 : down
  const replicas = [...state.values()].reduce(
    (sum, one) => sum + (one.kind === 'ReplicaSet' ? (one.spec?.replicas ?? 0) : 0),
    0,
  )
  const ready = readyOf(state, 'web')
  const isWarm = entry.timeMs >= 120_000
  return [
    ...(replicas > desired + surge
      ? [`entry ${entry.id}: ${replicas} replicas are more than ${desired} and a surge of ${surge}`]
      : []),
    ...(isWarm && ready < desired - unavailable
      ? [`entry ${entry.id}: ${ready} ready are fewer than ${desired} less ${unavailable}`]
      : []),
  ]
}

/** Once all have been ready, StatefulSets and DaemonSets lose one Pod at a time; a DaemonSet with surge loses none. */
function oneByOne(entry: JournalEntry, state: Live): readonly string[] {
  if (entry.timeMs < 120_000) return []
  const set = state.get(`StatefulSet.apps/${NAMESPACE}/db`)
  const daemons = state.get(`DaemonSet.apps/${NAMESPACE}/agent`)
  const isSurging =
    daemons?.kind === 'DaemonSet' && daemons.spec?.updateStrategy?.rollingUpdate?.maxSurge === 1
  const least = {
    db: set?.kind === 'StatefulSet' ? (set.spec?.replicas ?? 1) - 1 : 0,
    agent: NODES.length - (isSurging ? 0 : 1),
  }
  return Object.entries(least).flatMap(([app, count]) => {
    const ready = readyOf(state, app)
    return ready < count
      ? [`entry ${entry.id}: ${ready} Pods of ${app} are ready, not ${count}`]
      : []
  })
}

/** Pods of an ordered StatefulSet come when all before them are ready. */
function orderViolations(entry: JournalEntry, state: Live): readonly string[] {
  const set = state.get(`StatefulSet.apps/${NAMESPACE}/db`)
  if (set?.kind !== 'StatefulSet' || set.spec?.podManagementPolicy === 'Parallel') return []
  return entry.changes.flatMap(({ before, after }) => {
    if (before !== undefined || after?.kind !== 'Pod' || after.metadata.labels?.['app'] !== 'db')
      return []
    const ordinal = Number(after.metadata.name?.slice('db-'.length))
    return Array.from({ length: ordinal }, (_, index) => `db-${index}`).flatMap((name) => {
      const pod = state.get(`Pod/${NAMESPACE}/${name}`)
      const isUp =
        pod?.kind === 'Pod' &&
        pod.metadata.deletionTimestamp === undefined &&
        isPodReady(pod.status)
      return isUp ? [] : [`entry ${entry.id}: ${after.metadata.name} came before ${name} was ready`]
    })
  })
}

/** A node has one Pod of a DaemonSet, or two with surge. */
function daemonViolations(entry: JournalEntry, state: Live): readonly string[] {
  const set = state.get(`DaemonSet.apps/${NAMESPACE}/agent`)
  if (set?.kind !== 'DaemonSet') return []
  const most = set.spec?.updateStrategy?.rollingUpdate?.maxSurge === 1 ? 2 : 1
  return NODES.flatMap((node) => {
    const there = podsOf(state, 'agent').filter(({ spec }) => spec?.nodeName === node)
    return there.length > most
      ? [`entry ${entry.id}: ${node} has ${there.length} Pods of the DaemonSet`]
      : []
  })
}

/** When faults have stopped, all comes to what is wanted, and nothing goes on. */
function restViolations(cluster: Cluster, wanted: readonly Workload[]): readonly string[] {
  const state = new Map(cluster.world.state)
  const counts: Readonly<Record<string, number>> = Object.fromEntries(
    wanted.map((one) => [
      one.metadata.name ?? '',
      one.kind === 'DaemonSet' ? NODES.length : replicasOf(one),
    ]),
  )
  const missing = Object.entries(counts).flatMap(([app, count]) => {
    const ready = readyOf(state, app)
    const all = podsOf(state, app).length
    return ready === count && all === count
      ? []
      : [`at the end ${app} has ${ready} ready Pods of ${all}, and wants ${count}`]
  })
  const unseen = wanted.flatMap(({ kind, metadata }) => {
    const stored = state.get(`${kind}.apps/${NAMESPACE}/${metadata.name ?? ''}`)
    if (stored === undefined || !('metadata' in stored) || !('status' in stored)) return []
    const { observedGeneration } = stored.status as { readonly observedGeneration?: number }
    return observedGeneration === stored.metadata.generation
      ? []
      : [`the last change of ${metadata.name ?? ''} was not observed`]
  })
  const web = state.get(`Deployment.apps/${NAMESPACE}/web`)
  const progress =
    web?.kind === 'Deployment'
      ? web.status?.conditions?.find(({ type }) => type === 'Progressing')?.reason
      : undefined
  const last = cluster.journal.at(-1)
  const isBusy = (last?.timeMs ?? 0) > END_MS - 60_000
  const history = [...state.values()].filter(
    ({ kind }) => kind === 'ReplicaSet' || kind === 'ControllerRevision',
  )
  return [
    ...missing,
    ...unseen,
    ...(progress === 'NewReplicaSetAvailable' ? [] : [`the rollout ended with ${progress}`]),
    ...(isBusy ? [`at the end something still happens: ${last?.message ?? ''}`] : []),
    // Three workloads, each with its revision of now and one of before.
    ...(history.length > 6 ? [`the history has ${history.length} revisions`] : []),
  ]
}
