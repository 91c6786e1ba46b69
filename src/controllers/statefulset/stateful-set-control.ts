// What is done with the Pods of a StatefulSet in one sync: those that are to be there in their order, then those that are
// too many, then those of an old revision.
// Follows pkg/controller/statefulset/stateful_set_control.go (v1.36), updateStatefulSet.
import { isTerminalPod } from '#api/core/containers.ts'
import type { Pod, StatefulSet } from '#api/generated/types.ts'
import { slowStartBatch } from '../slow-start-batch.ts'
import { type Revisions, templateOf } from './revisions.ts'
import {
  claimsMatchRetentionPolicy,
  createMissingClaims,
  createStatefulPod,
  deleteStatefulPod,
  podClaimIsStale,
  type Sync,
  updatePodClaims,
  updateStatefulPod,
} from './stateful-pod-control.ts'
import {
  identityMatches,
  isOrdinalInRange,
  isTerminating,
  isUnavailable,
  isUp,
  mayGo,
  newStatefulSetPod,
  nextOfUpdate,
  ordinalOf,
  podRevisionOf,
  replicasOf,
  startOrdinalOf,
  storageMatches,
  waitsFor,
} from './statefulset-util.ts'

/** The most Pods that one sync of a parallel set begins with. */
const MAX_BATCH_SIZE = 500

/** What became of a Pod: nothing is left to do, the sync ends here, something was refused, or the client has to wait. */
type Step = 'go on' | 'stop' | 'failed' | 'limited'

export interface Outcome {
  readonly step: Step
  /** How many Pods of the current revision were deleted for the update. */
  readonly currentDeleted: number
}

interface Context {
  readonly run: Sync
  readonly set: StatefulSet
  readonly revisions: Revisions
  /** By ordinal: those that are there and are to be. */
  readonly replicas: ReadonlyMap<number, Pod>
  /** Those that are to go, the highest ordinal first. */
  readonly condemned: readonly Pod[]
  /** One Pod after the other. */
  readonly monotonic: boolean
}

const done = (step: Step, currentDeleted = 0): Outcome => ({ step, currentDeleted })

/** Those that are to be, of two with one ordinal the last, and those that are to go. One without an ordinal is neither. */
function partition(
  set: StatefulSet,
  pods: readonly Pod[],
): Pick<Context, 'replicas' | 'condemned'> {
  const isInRange = (pod: Pod): boolean => isOrdinalInRange(set, ordinalOf(pod))
  return {
    replicas: new Map(pods.filter(isInRange).map((pod) => [ordinalOf(pod), pod])),
    condemned: pods
      .filter((pod) => ordinalOf(pod) >= 0 && !isInRange(pod))
      .toSorted((a, b) => ordinalOf(b) - ordinalOf(a)),
  }
}

/** The Pods that the status counts. When the set is deleted, nothing is done with any, and all are counted. */
export function countedPods(set: StatefulSet, pods: readonly Pod[]): readonly Pod[] {
  if (set.metadata.deletionTimestamp !== undefined) return pods
  const { replicas, condemned } = partition(set, pods)
  return [...replicas.values(), ...condemned]
}

/** Does what can be done now. */
export function updateStatefulSet(
  run: Sync,
  set: StatefulSet,
  revisions: Revisions,
  pods: readonly Pod[],
): Outcome {
  if (set.metadata.deletionTimestamp !== undefined) return done('go on')
  const context: Context = {
    run,
    set,
    revisions,
    ...partition(set, pods),
    monotonic: set.spec?.podManagementPolicy !== 'Parallel',
  }
  const count = replicasOf(set)
  const batch = context.monotonic ? count : Math.min(count, context.replicas.size + MAX_BATCH_SIZE)
  const first = startOrdinalOf(set)
  const replicas = runForAll(context, batch, (index) => processReplica(context, first + index))
  if (replicas !== 'go on') return done(replicas)
  if (batch < count) return done('limited')
  const claims = runForAll(context, context.condemned.length, (index) =>
    fixPodClaim(context, context.condemned[index]),
  )
  if (claims !== 'go on') return done(claims)
  const condemned = runForAll(context, context.condemned.length, (index) =>
    processCondemned(context, context.condemned[index]),
  )
  if (condemned !== 'go on') return done(condemned)
  return set.spec?.updateStrategy?.type === 'OnDelete' ? done('go on') : rollingUpdate(context)
}

/** In order, until one says to stop; or all, in growing batches, until one fails. */
function runForAll(
  { run, monotonic }: Context,
  count: number,
  process: (index: number) => Step,
): Step {
  if (!monotonic) {
    const request = (index: number): Step | null => {
      const step = process(index)
      return step === 'failed' || step === 'limited' ? step : null
    }
    const { failure } = slowStartBatch(count, request, run.prng)
    return failure ?? 'go on'
  }
  for (let index = 0; index < count; index += 1) {
    const step = process(index)
    if (step !== 'go on') return step
  }
  return 'go on'
}

/** The Pod of an ordinal that is not there. Below the partition of an update it is of the current revision. */
function newVersionedPod({ set, revisions }: Context, ordinal: number): Pod {
  const { type, rollingUpdate: rolling } = set.spec?.updateStrategy ?? {}
  const { currentReplicas = 0 } = set.status ?? {}
  const kept =
    rolling === undefined
      ? type === 'RollingUpdate'
        ? currentReplicas
        : 0
      : (rolling.partition ?? 0)
  const revision = ordinal < startOrdinalOf(set) + kept ? revisions.current : revisions.update
  return newStatefulSetPod(set, ordinal, {
    template: templateOf(set, revision),
    revision: revision.metadata.name ?? '',
  })
}

/** Brings the Pod of an ordinal to where it should be, as far as that is possible now. */
function processReplica(context: Context, ordinal: number): Step {
  const { run, set, monotonic } = context
  const pod = context.replicas.get(ordinal)
  if (pod === undefined) return createReplica(context, ordinal)
  // 1. One that has ended is deleted; another one of its name comes when it is gone.
  if (isTerminalPod(pod)) {
    if (isTerminating(pod)) return 'stop'
    return deleteStatefulPod(run, set, pod, 'it has ended') ? 'stop' : 'failed'
  }
  // 2. One that waits may wait for a claim that is missing.
  if (pod.status?.phase === 'Pending' && !createMissingClaims(run, set, pod)) return 'failed'
  // 3. One after the other: what is not done yet holds up those behind it.
  if (monotonic && !isUp(set, pod, run.clock.nowMs)) return 'stop'
  // 4. Identity, volumes and the owners of its claims are put right.
  const isRight =
    identityMatches(set, pod) &&
    storageMatches(set, pod) &&
    claimsMatchRetentionPolicy(run, set, pod)
  return isRight || updateStatefulPod(run, set, pod) ? 'go on' : 'failed'
}

function createReplica(context: Context, ordinal: number): Step {
  const { run, set, monotonic } = context
  if (run.limiter.nextInMs() > 0) return 'limited'
  const pod = newVersionedPod(context, ordinal)
  if (podClaimIsStale(run, set, pod)) return 'stop'
  run.limiter.tryAccept()
  const replicas = replicasOf(set)
  const because = monotonic
    ? ordinalOf(pod) === startOrdinalOf(set)
      ? `it is the first of ${replicas}`
      : `it is the next of ${replicas}, and all before it are ready`
    : `it is one of ${replicas}, and they need not wait for each other`
  if (!createStatefulPod(run, set, pod, because)) return 'failed'
  return monotonic ? 'stop' : 'go on'
}

function fixPodClaim({ run, set }: Context, pod: Pod | undefined): Step {
  if (pod === undefined || claimsMatchRetentionPolicy(run, set, pod)) return 'go on'
  return updatePodClaims(run, set, pod) === null ? 'go on' : 'failed'
}

/** Deletes a Pod that is too many; one after the other it is the highest, and nothing below it is in trouble. */
function processCondemned(context: Context, pod: Pod | undefined): Step {
  const { run, set, monotonic, condemned } = context
  if (pod === undefined) return 'go on'
  if (isTerminating(pod)) return monotonic ? 'stop' : 'go on'
  if (monotonic && !mayGo(set, pod, condemned, run.clock.nowMs)) return 'stop'
  const replicas = replicasOf(set)
  const why = monotonic ? 'it has the highest ordinal' : 'they need not wait for each other'
  const because = `${replicas} ${replicas === 1 ? 'is' : 'are'} wanted, and ${why}`
  if (!deleteStatefulPod(run, set, pod, because)) return 'failed'
  return monotonic ? 'stop' : 'go on'
}

/** Deletes the highest Pod of an old revision, unless one above it is not back yet. */
function rollingUpdate({ run, set, revisions, replicas }: Context): Outcome {
  const update = revisions.update.metadata.name ?? ''
  const next = nextOfUpdate(set, update, replicas, run.clock.nowMs)
  if (next?.act !== 'replace') return done('go on')
  const because = `it is of revision ${podRevisionOf(next.pod)} and not of ${update}, and all above it are available`
  return deleteStatefulPod(run, set, next.pod, because) ? done('go on', 1) : done('failed')
}

/** Which Pod holds up the others, and by what; null when none does. For whoever asks what the set waits for. */
export function blockingPod(set: StatefulSet, pods: readonly Pod[], nowMs: number): string | null {
  if (set.spec?.podManagementPolicy === 'Parallel') return null
  const pod = pods
    .filter((one) => isOrdinalInRange(set, ordinalOf(one)))
    .toSorted((a, b) => ordinalOf(a) - ordinalOf(b))
    .find((one) => isUnavailable(set, one, nowMs))
  return pod === undefined ? null : `\`${pod.metadata.name ?? ''}\` ${waitsFor(pod)}`
}
