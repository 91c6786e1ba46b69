// Keeps the Pods of a StatefulSet, each with its name and its claims, in their order.
// Follows pkg/controller/statefulset/stateful_set.go (v1.36).
import type { Pod, StatefulSet, StatefulSetStatus } from '#api/generated/types.ts'
import { simplified } from '#lib/simplified.ts'
import { matchesLabelSelector } from '#api/meta/labels.ts'
import { keyOf, nameInSentence, parseKey } from '#api/meta/object.ts'
import { createConsistencyStore } from '../consistency-store.ts'
import {
  addControllerIndexer,
  addPodControllerIndexer,
  orphanPods,
  podsControlledBy,
  watchingControlledPods,
} from '../controlled-pods.ts'
import { claimObjects } from '../controller-ref-manager.ts'
import { defineController, type SyncResult, watching } from '../define-controller.ts'
import { nextAvailableInMs } from '../pod-availability.ts'
import {
  getStatefulSetRevisions,
  listRevisions,
  type Revisions,
  truncateHistory,
} from './revisions.ts'
import { blockingPod, countedPods, updateStatefulSet } from './stateful-set-control.ts'
import type { State, Sync } from './stateful-pod-control.ts'
import { calculateStatus, inconsistentStatus } from './statefulset-status.ts'
import { isMemberOf, replicasOf } from './statefulset-util.ts'

simplified(
  'statefulset-max-unavailable',
  'a StatefulSet replaces one Pod after the other: maxUnavailable is dropped, as without its feature gate.',
  { fields: ['RollingUpdateStatefulSetStrategy.maxUnavailable'] },
)

export const statefulSetController = defineController<State>({
  name: 'statefulset-controller',
  state({ informers }) {
    addPodControllerIndexer(informers)
    addControllerIndexer(informers, 'ControllerRevision')
    informers.informer('PersistentVolumeClaim')
    return { consistency: createConsistencyStore(informers) }
  },
  watches: [
    watchingControlledPods('StatefulSet', selects),
    watching('StatefulSet', ({ object }) => [keyOf(object)]),
  ],
  sync: syncStatefulSet,
})

function selects({ spec }: StatefulSet, { metadata }: Pod): boolean {
  return matchesLabelSelector(spec?.selector, metadata.labels)
}

/** Brings one StatefulSet up to date, by one step. */
function syncStatefulSet(run: Sync, key: string): SyncResult {
  const { consistency } = run.state
  // 1. Before the caches show what was written last time, nothing is done.
  if (!consistency.isReady(key)) return 'retry'
  const { namespace = '', name = '' } = parseKey(key) ?? {}
  const set = run.lister('StatefulSet').get(namespace, name)
  if (set === undefined) {
    consistency.clear(key)
    return 'done'
  }
  // 2. Whose revisions and Pods are they?
  const history = listRevisions(run, set)
  const pods = history === null ? null : claimPods(run, set)
  if (history === null || pods === null) return 'retry'
  const revisions = getStatefulSetRevisions(run, set, history)
  if (revisions === null) return 'retry'
  // 3. Make, delete and replace Pods.
  const { step, currentDeleted } = updateStatefulSet(run, set, revisions, pods)
  // 4. Say how it stands.
  const { nowMs } = run.clock
  const counted = countedPods(set, pods)
  const status = calculateStatus(set, revisions, { pods: counted, currentDeleted, nowMs })
  const isSaid = !inconsistentStatus(set, status) || updateStatus(run, set, { status, pods })
  // 5. Tidy the history.
  const live = liveRevisions(revisions)
  const isTidied = truncateHistory(run, set, history, { pods, live })
  if (step === 'failed' || !isSaid || !isTidied) return 'retry'
  if (step === 'limited') return { againInMs: Math.max(1, run.limiter.nextInMs()) }
  const { minReadySeconds = 0 } = set.spec ?? {}
  const isWaiting = minReadySeconds > 0 && (status.readyReplicas ?? 0) !== status.availableReplicas
  if (!isWaiting) return 'done'
  return { againInMs: nextAvailableInMs(pods, minReadySeconds, nowMs) ?? minReadySeconds * 1000 }
}

const liveRevisions = ({ current, update }: Revisions) => [current, update]

function claimPods(run: Sync, set: StatefulSet): readonly Pod[] | null {
  const lister = run.lister('Pod')
  const { namespace, uid = '' } = set.metadata
  return claimObjects(run, set, {
    kind: 'Pod',
    objects: [...podsControlledBy(lister, uid), ...orphanPods(lister, namespace)],
    selects: (pod) => selects(set, pod) && isMemberOf(set, pod),
  })
}

/** Writes the status; once more when it was made from an old version. False when that did not do. */
function updateStatus(
  run: Sync,
  set: StatefulSet,
  { status, pods }: { readonly status: StatefulSetStatus; readonly pods: readonly Pod[] },
): boolean {
  const blocking = blockingPod(set, pods, run.clock.nowMs)
  const said = run.narration({
    message: `updated the status of ${nameInSentence(set)}: ${status.readyReplicas ?? 0} of ${replicasOf(set)} ready`,
    ...(blocking === null ? {} : { because: `it waits: ${blocking}` }),
    level: 'detail',
    kind: 'StatefulSetStatus',
  })
  const { namespace = '', name = '' } = set.metadata
  let result = run.client.updateStatus({ ...set, status }, said)
  if (!result.ok) {
    const latest = run.client.get('StatefulSet', namespace, name)
    if (latest === undefined) return true
    result = run.client.updateStatus({ ...latest, status }, said)
  }
  if (result.ok) run.state.consistency.wroteAt(keyOf(set), result.object)
  return result.ok
}
