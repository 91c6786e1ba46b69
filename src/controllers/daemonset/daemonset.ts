// Keeps one Pod of a DaemonSet on each node that is meant for it.
// Follows pkg/controller/daemon/daemon_controller.go (v1.36).
import type { ControllerRevision, DaemonSet, Node, Pod } from '#api/generated/types.ts'
import { isTerminalPod } from '#api/core/containers.ts'
import { isEmptyLabelSelector, matchesLabelSelector } from '#api/meta/labels.ts'
import { keyOf, nameInSentence, objectKey, parseKey } from '#api/meta/object.ts'
import type { WatchEvent } from '#client/client.ts'
import { fromAnywhere } from '#lib/prng.ts'
import { equal } from '#lib/equal.ts'
import {
  addControllerIndexer,
  addPodControllerIndexer,
  orphanPods,
  podKey,
  podsControlledBy,
  watchingControlledPods,
} from '../controlled-pods.ts'
import { controllerOf } from '../controller-ref.ts'
import { claimObjects } from '../controller-ref-manager.ts'
import { defineController, type Run, type SyncResult, watching } from '../define-controller.ts'
import { createPod, deletePod } from '../pod-control.ts'
import { indexPodsByNode, podsOnNode } from '../pods-on-node.ts'
import { slowStartBatch } from '../slow-start-batch.ts'
import { calculateStatus } from './daemonset-status.ts'
import { createPodTemplate, nodeShouldRunDaemonPod, targetNodeNameOf } from './daemonset-util.ts'
import { createFailedPodsBackoff, type FailedPodsBackoff } from './failed-pods-backoff.ts'
import {
  type Addition,
  type NodesToPods,
  podsShouldBeOnNode,
  type Removal,
  unscheduledPodsWithoutNode,
} from './manage.ts'
import { cleanupHistory, constructHistory } from './revisions.ts'
import { rollingUpdate } from './update.ts'

/** The most Pods that one sync makes, and deletes. */
const BURST_REPLICAS = 250

interface State {
  readonly failedPodsBackoff: FailedPodsBackoff
}

type Sync = Run<State>

export const daemonSetController = defineController<State>({
  name: 'daemonset-controller',
  state(parts) {
    addPodControllerIndexer(parts.informers)
    addControllerIndexer(parts.informers, 'ControllerRevision')
    indexPodsByNode(parts)
    return { failedPodsBackoff: createFailedPodsBackoff() }
  },
  watches: [
    watching('DaemonSet', ({ object }) => [keyOf(object)]),
    watching('ControllerRevision', setsOfRevision),
    watchingControlledPods('DaemonSet', selects),
    watching('Node', changedNode),
  ],
  sync: (run, key) =>
    parseKey(key)?.kind === 'Node' ? syncNodeUpdate(run, key) : syncDaemonSet(run, key),
})

function selects({ spec }: DaemonSet, { metadata }: Pod | ControllerRevision): boolean {
  return matchesLabelSelector(spec?.selector, metadata.labels)
}

function setsOfRevision(
  { type, object }: WatchEvent<ControllerRevision>,
  run: Sync,
): Iterable<string> {
  const { namespace } = object.metadata
  const owner = controllerOf(object.metadata)
  if (owner !== undefined) {
    // That one was made is known to who made it.
    const isNews = owner.kind === 'DaemonSet' && type !== 'ADDED'
    return isNews ? [objectKey('DaemonSet', namespace, owner.name)] : []
  }
  if (type === 'DELETED') return []
  return run
    .lister('DaemonSet')
    .list(namespace ?? 'default')
    .filter((set) => selects(set, object))
    .map(keyOf)
}

/** Labels and taints say where Pods run; all else that changes in a Node says nothing to a DaemonSet. */
function changedNode({ type, object, old }: WatchEvent<Node>): Iterable<string> {
  if (type === 'DELETED') return []
  const isSame =
    old !== undefined &&
    equal(old.metadata.labels ?? {}, object.metadata.labels ?? {}) &&
    equal(old.spec?.taints ?? [], object.spec?.taints ?? [])
  return isSame ? [] : [keyOf(object)]
}

/** Asks for the DaemonSets to be synced for which a changed node makes a difference. */
function syncNodeUpdate(run: Sync, key: string): SyncResult {
  const node = run.lister('Node').get('', parseKey(key)?.name ?? '')
  if (node === undefined) return 'done'
  const pods = podsOnNode(run, node.metadata.name ?? '')
  for (const set of run.lister('DaemonSet').list()) {
    const { shouldRun, shouldContinueRunning } = nodeShouldRunDaemonPod(node, set)
    const isThere = pods.some(({ metadata }) => controllerOf(metadata)?.uid === set.metadata.uid)
    const isMissing = shouldRun && !isThere
    const isTooMany = isThere && !shouldContinueRunning
    const isOther = isThere && (set.status?.numberMisscheduled ?? 0) > 0
    if (isMissing || isTooMany || isOther) run.enqueue(keyOf(set))
  }
  return 'done'
}

/** Brings one DaemonSet up to date. */
function syncDaemonSet(run: Sync, key: string): SyncResult {
  const { namespace = '', name = '' } = parseKey(key) ?? {}
  const set = run.lister('DaemonSet').get(namespace, name)
  if (set === undefined) {
    run.expectations.forget(key)
    return 'done'
  }
  const { selector } = set.spec ?? {}
  if (selector === undefined || isEmptyLabelSelector(selector)) {
    const message = 'This daemon set is selecting all pods. A non-empty selector is required.'
    run.report(set, { type: 'Warning', reason: 'SelectingAll', message })
    return 'done'
  }
  if (set.metadata.deletionTimestamp !== undefined) return 'done'
  // 1. Which revision is the one of now?
  const history = constructHistory(run, set)
  if (history === null) return 'retry'
  const hash = history.current.metadata.labels?.['controller-revision-hash'] ?? ''
  // 2. Before the caches show what was made and deleted last time, only the counts are brought up to date.
  if (!run.expectations.satisfied(key)) {
    return updateDaemonSetStatus(run, set, { hash, isObserved: false })
  }
  // 3. Make and delete Pods where nodes changed or Pods ended.
  const managed = manage(run, set, hash)
  // 4. Replace Pods of old revisions, when all that was made is seen.
  const isRolled =
    managed !== 'failed' && (!run.expectations.satisfied(key) || replaceOldPods(run, set, hash))
  // 5. Tidy the history.
  const isTidied = isRolled && tidyHistory(run, set, history.old)
  // 6. Say how it stands.
  const result = updateDaemonSetStatus(run, set, { hash, isObserved: true })
  if (managed === 'failed' || !isTidied || result === 'retry') return 'retry'
  return managed ?? result
}

/** The Pods of a DaemonSet by node; null when claiming failed. One that is being deleted and has ended is left out. */
function nodesToDaemonPods(run: Sync, set: DaemonSet, isWithEnded = false): NodesToPods | null {
  const lister = run.lister('Pod')
  const { namespace, uid = '' } = set.metadata
  const claimed = claimObjects(run, set, {
    kind: 'Pod',
    objects: [...podsControlledBy(lister, uid), ...orphanPods(lister, namespace)],
    selects: (pod) => selects(set, pod),
  })
  if (claimed === null) return null
  const byNode = new Map<string, Pod[]>()
  for (const pod of claimed) {
    const isOver = isTerminalPod(pod) && pod.metadata.deletionTimestamp !== undefined
    const nodeName = targetNodeNameOf(pod)
    if ((isOver && !isWithEnded) || nodeName === undefined) continue
    byNode.set(nodeName, [...(byNode.get(nodeName) ?? []), pod])
  }
  return byNode
}

/** Puts Pods on the nodes that need one and takes away those that are too many. */
function manage(
  run: Sync,
  set: DaemonSet,
  hash: string,
): 'failed' | { readonly againInMs: number } | null {
  const nodesToPods = nodesToDaemonPods(run, set)
  if (nodesToPods === null) return 'failed'
  const { nowMs } = run.clock
  const { failedPodsBackoff } = run.state
  const backoffKey = (nodeName: string): string =>
    `${set.metadata.uid ?? ''}/${set.status?.observedGeneration ?? 0}/${nodeName}`
  const backoffMs = (nodeName: string): number =>
    failedPodsBackoff.waitMs(backoffKey(nodeName), nowMs)
  // From any of them on, as upstream's caches list them: nobody may rely on which node comes first.
  const nodes = fromAnywhere(run.lister('Node').list(), run.prng)
  const plans = nodes.map((node) => {
    const pods = nodesToPods.get(node.metadata.name ?? '') ?? []
    return podsShouldBeOnNode({ set, hash, nowMs, backoffMs }, node, pods)
  })
  const removals = [
    ...plans.flatMap((plan) => plan.delete),
    ...unscheduledPodsWithoutNode(nodes, nodesToPods),
  ]
  for (const removal of removals) {
    if (removal.ended === 'failed') {
      failedPodsBackoff.next(backoffKey(targetNodeNameOf(removal.pod) ?? ''), nowMs)
    }
    reportEnded(run, set, removal)
  }
  const additions = plans.flatMap((plan) => plan.create)
  const again = plans.flatMap(({ againInMs }) => (againInMs === null ? [] : [againInMs]))
  const synced = syncNodes(run, set, { hash, additions, removals })
  if (synced === 'failed') return 'failed'
  const waits = [...again, ...(synced === null ? [] : [synced.againInMs])]
  return waits.length === 0 ? null : { againInMs: Math.min(...waits) }
}

function reportEnded(run: Sync, set: DaemonSet, { pod, ended }: Removal): void {
  if (ended === undefined) return
  const { namespace = '', name = '' } = pod.metadata
  const where = `${ended} daemon pod ${namespace}/${name} on node ${targetNodeNameOf(pod) ?? ''}`
  run.report(
    set,
    ended === 'failed'
      ? {
          type: 'Warning',
          reason: 'FailedDaemonPod',
          message: `Found ${where}, will try to kill it`,
        }
      : {
          type: 'Normal',
          reason: 'SucceededDaemonPod',
          message: `Found ${where}, will try to delete it`,
        },
  )
}

/** What the rate limit leaves for later is no failure. */
const LIMITED = 'limited'

/** Makes and deletes Pods, at most a burst of each; what is left comes when these were seen. */
function syncNodes(
  run: Sync,
  set: DaemonSet,
  {
    hash,
    additions,
    removals,
  }: {
    readonly hash: string
    readonly additions: readonly Addition[]
    readonly removals: readonly Removal[]
  },
): 'failed' | { readonly againInMs: number } | null {
  const key = keyOf(set)
  const create = additions.slice(0, BURST_REPLICAS)
  const remove = removals.slice(0, BURST_REPLICAS)
  run.expectations.expect(
    key,
    create.length,
    remove.map(({ pod }) => podKey(pod)),
  )
  const { successes, failure } = slowStartBatch(create.length, (index) => {
    const { nodeName = '', because = '' } = create[index] ?? {}
    if (!run.limiter.tryAccept()) return LIMITED
    return createPod(run, set, createPodTemplate(set, hash, nodeName), { because })
  })
  // What was refused or left will not be seen.
  run.expectations.creationObserved(key, create.length - successes)
  let isFailed = failure !== null && failure !== LIMITED
  for (const { pod, because } of remove) {
    const problem = deletePod(run, set, pod, { because })
    if (problem === null) continue
    run.expectations.deletionObserved(key, podKey(pod))
    if (problem !== 'gone') isFailed = true
  }
  if (isFailed) return 'failed'
  return failure === LIMITED ? { againInMs: run.limiter.nextInMs() } : null
}

/** One step of the rolling update; true when nothing failed. */
function replaceOldPods(run: Sync, set: DaemonSet, hash: string): boolean {
  if (set.spec?.updateStrategy?.type !== 'RollingUpdate') return true
  const nodesToPods = nodesToDaemonPods(run, set)
  if (nodesToPods === null) return false
  const nodes = run.lister('Node').list()
  const plan = rollingUpdate(
    { set, hash, nodes, nowMs: run.clock.nowMs, prng: run.prng },
    nodesToPods,
  )
  const synced = syncNodes(run, set, { hash, additions: plan.create, removals: plan.delete })
  return synced !== 'failed'
}

function tidyHistory(run: Sync, set: DaemonSet, old: readonly ControllerRevision[]): boolean {
  const pods = nodesToDaemonPods(run, set, true)
  return pods !== null && cleanupHistory(run, set, old, [...pods.values()].flat())
}

/** Writes the counts; once more when they were made from an old version. */
function updateDaemonSetStatus(
  run: Sync,
  set: DaemonSet,
  { hash, isObserved }: { readonly hash: string; readonly isObserved: boolean },
): SyncResult {
  const nodesToPods = nodesToDaemonPods(run, set)
  if (nodesToPods === null) return 'retry'
  const { nowMs } = run.clock
  const nodes = run.lister('Node').list()
  const status = calculateStatus(set, { nodes, nodesToPods, hash, nowMs, isObserved })
  const { desiredNumberScheduled, numberReady, numberAvailable = 0 } = status
  if (!equal(status, set.status)) {
    const said = run.narration({
      message: `updated the status of ${nameInSentence(set)}: ${numberReady} of ${desiredNumberScheduled} ready`,
      level: 'detail',
      kind: 'DaemonSetStatus',
    })
    const { namespace = '', name = '' } = set.metadata
    if (!run.client.updateStatus({ ...set, status }, said).ok) {
      const latest = run.client.get('DaemonSet', namespace, name)
      if (latest !== undefined && !run.client.updateStatus({ ...latest, status }, said).ok) {
        return 'retry'
      }
    }
  }
  const { minReadySeconds = 0 } = set.spec ?? {}
  const isWaiting = minReadySeconds > 0 && numberReady !== numberAvailable
  return isWaiting ? { againInMs: minReadySeconds * 1000 } : 'done'
}
