// What must hold of the workloads of random-workloads.ts, whatever happens to them.
import { isPodReady } from '#api/core/pod-condition.ts'
import { scaledValue } from '#api/meta/int-or-string.ts'
import type { ObjectOf } from '#api/meta/object.ts'
import type { JournalEntry, WorldObject } from '#client/world.ts'
import type { Cluster } from '#cluster/types.ts'
import { createBudgetWatch } from './budget-invariants.ts'
import {
  CALM_S,
  type Course,
  END_MS,
  NAMESPACE,
  NODES,
  replicasOf,
  type Workload,
} from './random-workloads.ts'

/** What was violated in a run, as sentences; empty when all held. */
export function violationsIn({
  cluster,
  isHealthy,
  watchDelayMs,
  wanted,
}: Course): readonly string[] {
  const violations: string[] = []
  const state = new Map<string, WorldObject>()
  const budgets = createBudgetWatch()
  const sizes = createSizeWatch()
  for (const entry of cluster.journal) {
    if (!entry.changes.some(({ key }) => RELEVANT.test(key))) continue
    violations.push(...budgets.violationsBefore(entry, state))
    for (const { key, after } of entry.changes) {
      if (after === undefined) state.delete(key)
      else if (RELEVANT.test(key)) state.set(key, after)
      violations.push(...controllerViolations(entry, after))
    }
    if (isHealthy) violations.push(...bandViolations(entry, state), ...oneByOne(entry, state))
    if (watchDelayMs === 0) {
      violations.push(...orderViolations(entry, state), ...daemonViolations(entry, state))
    }
    violations.push(...ordinalViolations(entry, state), ...sizes.violationsAfter(entry, state))
    if (violations.length > 5) break
  }
  return [...violations, ...restViolations(cluster, wanted)]
}

const RELEVANT =
  /^(?:Pod|Deployment\.apps|ReplicaSet\.apps|StatefulSet\.apps|DaemonSet\.apps|PodDisruptionBudget\.policy)\//

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

interface SizeWatch {
  violationsAfter(entry: JournalEntry, state: Live): readonly string[]
}

/** A ReplicaSet never has more Pods than it was ever to have, however late it hears of those that it made. */
function createSizeWatch(): SizeWatch {
  const most = new Map<string, number>()
  return {
    violationsAfter(entry, state) {
      return entry.changes.flatMap(({ before, after }) => {
        if (after?.kind === 'ReplicaSet') {
          const { uid = '' } = after.metadata
          most.set(uid, Math.max(most.get(uid) ?? 0, after.spec?.replicas ?? 1))
        }
        if (before !== undefined || after?.kind !== 'Pod') return []
        const owner = after.metadata.ownerReferences?.find(({ controller }) => controller)
        if (owner?.kind !== 'ReplicaSet') return []
        const own = [...state.values()].filter(
          (one) =>
            one.kind === 'Pod' &&
            one.metadata.deletionTimestamp === undefined &&
            one.status?.phase !== 'Failed' &&
            one.metadata.ownerReferences?.some(({ uid }) => uid === owner.uid),
        ).length
        const limit = most.get(owner.uid) ?? 0
        return own > limit
          ? [
              `entry ${entry.id}: ${owner.name} has ${own} Pods, and never wanted more than ${limit}`,
            ]
          : []
      })
    },
  }
}

/** No two Pods of a StatefulSet have one ordinal. */
function ordinalViolations(entry: JournalEntry, state: Live): readonly string[] {
  return entry.changes.flatMap(({ key, before, after }) => {
    if (before !== undefined || after?.kind !== 'Pod') return []
    const { [ORDINAL]: ordinal, app } = after.metadata.labels ?? {}
    if (ordinal === undefined) return []
    const others = [...state].filter(
      ([other, one]) =>
        other !== key &&
        one.kind === 'Pod' &&
        one.metadata.labels?.['app'] === app &&
        one.metadata.labels?.[ORDINAL] === ordinal,
    )
    return others.map(([other]) => `entry ${entry.id}: ${key} has the ordinal of ${other}`)
  })
}

const ORDINAL = 'apps.kubernetes.io/pod-index'

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
  const object = state.get(WEB)
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

const WEB = `Deployment.apps/${NAMESPACE}/web`

const keyOf = ({ kind, metadata }: Workload): string =>
  `${kind}.apps/${NAMESPACE}/${metadata.name ?? ''}`

/**
 * The keys of workloads that were on their way out when they were applied for the last time. A deletion is not taken back, so
 * what is applied meanwhile goes with it (upstream: `BeforeDelete` in staging/src/k8s.io/apiserver/pkg/registry/rest/delete.go).
 */
function doomedOf(cluster: Cluster, wanted: readonly Workload[]): ReadonlySet<string> {
  const state = cluster.seek(CALM_S * 1000)
  return new Set(
    wanted.map(keyOf).filter((key) => {
      const stored = state.get(key)
      return (
        stored !== undefined &&
        'metadata' in stored &&
        stored.metadata.deletionTimestamp !== undefined
      )
    }),
  )
}

/** When faults have stopped, all comes to what is wanted, and nothing goes on. */
function restViolations(cluster: Cluster, wanted: readonly Workload[]): readonly string[] {
  const state = new Map(cluster.world.state)
  const doomed = doomedOf(cluster, wanted)
  const counts: Readonly<Record<string, number>> = Object.fromEntries(
    wanted.map((one) => [
      one.metadata.name ?? '',
      doomed.has(keyOf(one)) ? 0 : one.kind === 'DaemonSet' ? NODES.length : replicasOf(one),
    ]),
  )
  const undead = [...doomed].filter((key) => state.has(key)).map((key) => `${key} is not gone`)
  const missing = Object.entries(counts).flatMap(([app, count]) => {
    const ready = readyOf(state, app)
    const all = podsOf(state, app).length
    return ready === count && all === count
      ? []
      : [`at the end ${app} has ${ready} ready Pods of ${all}, and wants ${count}`]
  })
  const unseen = wanted.flatMap((one) => {
    const stored = state.get(keyOf(one))
    if (stored === undefined || !('metadata' in stored) || !('status' in stored)) return []
    const { observedGeneration } = stored.status as { readonly observedGeneration?: number }
    return observedGeneration === stored.metadata.generation
      ? []
      : [`the last change of ${one.metadata.name ?? ''} was not observed`]
  })
  const web = state.get(WEB)
  const progress =
    web?.kind === 'Deployment'
      ? web.status?.conditions?.find(({ type }) => type === 'Progressing')?.reason
      : undefined
  const last = cluster.journal.at(-1)
  const isBusy = (last?.timeMs ?? 0) > END_MS - 60_000
  const history = [...state.values()].filter(
    ({ kind }) => kind === 'ReplicaSet' || kind === 'ControllerRevision',
  )
  const tainted = [...state.values()].flatMap((node) =>
    node.kind === 'Node' && NODES.some((name) => name === node.metadata.name)
      ? (node.spec?.taints ?? []).map(({ key }) => `${node.metadata.name} keeps the taint ${key}`)
      : [],
  )
  return [
    ...missing,
    ...undead,
    ...unseen,
    ...tainted,
    ...(progress === 'NewReplicaSetAvailable' || doomed.has(WEB)
      ? []
      : [`the rollout ended with ${progress}`]),
    ...(isBusy ? [`at the end something still happens: ${last?.message ?? ''}`] : []),
    // Three workloads, each with its revision of now and one of before.
    ...(history.length > 6 ? [`the history has ${history.length} revisions`] : []),
  ]
}
