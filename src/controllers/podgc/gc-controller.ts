// Removes Pods that nobody else will remove: of nodes that are gone, of nodes that are out of service, those
// that were deleted before they had a node, and the oldest of very many that have ended.
// Follows pkg/controller/podgc/gc_controller.go (v1.36). A pass every 20 s that finds nothing is not made.
import { isTerminalPod } from '#api/core/containers.ts'
import { observedBy, setPodCondition } from '#api/core/pod-condition.ts'
import type { Node, Pod, PodCondition } from '#api/generated/types.ts'
import { keyOf, nameInSentence } from '#api/meta/object.ts'
import { compareText } from '#lib/compare.ts'
import { defineController, type Run, type SyncResult, watching } from '../define-controller.ts'
import { isNodeReady } from '../node-conditions.ts'

const GC_CHECK_PERIOD_MS = 20_000
/** A node that is missing may only be new: it is looked for once more after this time. */
const QUARANTINE_MS = 40_000
const TERMINATED_POD_THRESHOLD = 12_500
const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service'
const GC = 'gc'

interface Garbage {
  /** When the controller started: its passes are counted from then. */
  readonly startMs: number
  /** Until when a node that is missing is waited for, by its name; of the passes the first one after that counts. */
  readonly quarantine: Map<string, number>
  /** The keys of the Pods that have ended. */
  readonly terminated: Set<string>
}

type Collector = Run<Garbage>

export const podGarbageCollector = defineController<Garbage>({
  name: 'pod-garbage-collector-controller',
  state: ({ clock }) => ({ startMs: clock.nowMs, quarantine: new Map(), terminated: new Set() }),
  watches: [
    watching('Pod', ({ type, object }, run) => {
      const { terminated } = run.state
      if (type === 'DELETED') terminated.delete(keyOf(object))
      else {
        if (isTerminalPod(object)) terminated.add(keyOf(object))
        if (mayBeGarbage(run, object)) atNextPass(run)
      }
      return []
    }),
    watching('Node', ({ type, object }, run) => {
      const isOut = object.spec?.taints?.some(({ key }) => key === OUT_OF_SERVICE) ?? false
      if (type === 'DELETED' || isOut) atNextPass(run)
      return []
    }),
  ],
  sync: gc,
})

function atNextPass(run: Collector): void {
  const sinceMs = run.clock.nowMs - run.state.startMs
  run.enqueue(GC, GC_CHECK_PERIOD_MS - (sinceMs % GC_CHECK_PERIOD_MS))
}

const DELETION_BY_POD_GC: PodCondition = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'DeletionByPodGC',
  message: 'PodGC: node no longer exists',
}

/** True when the next pass may have something to do for the Pod. */
function mayBeGarbage(run: Collector, pod: Pod): boolean {
  if (run.state.terminated.size > TERMINATED_POD_THRESHOLD) return true
  if (isCollected(pod)) return false
  const nodeName = pod.spec?.nodeName ?? ''
  const isTerminating = pod.metadata.deletionTimestamp !== undefined
  if (nodeName === '') return isTerminating
  const node = run.lister('Node').get('', nodeName)
  return node === undefined || (isTerminating && isOutOfService(node))
}

/** True when a finalizer alone keeps a Pod that was collected. */
function isCollected(pod: Pod): boolean {
  return isTerminalPod(pod) && pod.metadata.deletionGracePeriodSeconds === 0
}

function isOutOfService(node: Node): boolean {
  const isTainted = node.spec?.taints?.some(({ key }) => key === OUT_OF_SERVICE) ?? false
  return isTainted && !isNodeReady(node)
}

/** One pass; it asks for another one while a node is in quarantine. */
function gc(collector: Collector): SyncResult {
  const pods = collector
    .lister('Pod')
    .list()
    .filter((pod) => !isCollected(pod))
  gcTerminated(collector, pods)
  gcTerminating(collector, pods)
  const isWaiting = gcOrphaned(collector, pods)
  gcUnscheduledTerminating(collector, pods)
  return isWaiting ? { againInMs: GC_CHECK_PERIOD_MS } : 'done'
}

function gcTerminated(collector: Collector, pods: readonly Pod[]): void {
  const surplus = collector.state.terminated.size - TERMINATED_POD_THRESHOLD
  if (surplus <= 0) return
  const because = `more than ${TERMINATED_POD_THRESHOLD} Pods have ended and it is one of the oldest`
  for (const pod of pods
    .filter(isTerminalPod)
    .toSorted(byEvictionAndCreationTimestamp)
    .slice(0, surplus)) {
    markFailedAndDeletePod(collector, pod, because)
  }
}

/** Evicted Pods come first, then the oldest. */
function byEvictionAndCreationTimestamp(a: Pod, b: Pod): number {
  const isEvicted = ({ status }: Pod): number => (status?.reason === 'Evicted' ? 0 : 1)
  return (
    isEvicted(a) - isEvicted(b) ||
    compareText(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '') ||
    compareText(a.metadata.name ?? '', b.metadata.name ?? '')
  )
}

function gcTerminating(collector: Collector, pods: readonly Pod[]): void {
  for (const pod of pods) {
    if (pod.metadata.deletionTimestamp === undefined) continue
    const node = collector.lister('Node').get('', pod.spec?.nodeName ?? '')
    if (node === undefined || !isOutOfService(node)) continue
    const because = `it was deleted, and Node \`${node.metadata.name ?? ''}\` is out of service`
    markFailedAndDeletePod(collector, pod, because)
  }
}

/** Removes the Pods of nodes that are gone; true when a node is still in quarantine. */
function gcOrphaned(collector: Collector, pods: readonly Pod[]): boolean {
  const { client, clock, state } = collector
  const { quarantine } = state
  const missing = new Set<string>()
  const isMissing = (name: string): boolean => client.get('Node', '', name) === undefined
  for (const { spec } of pods) {
    const nodeName = spec?.nodeName ?? ''
    if (nodeName !== '' && isMissing(nodeName)) missing.add(nodeName)
  }
  const due = takeDue(quarantine, clock.nowMs)
  // Who is due now is waited for anew, in case more of its Pods come.
  for (const name of missing)
    if (!quarantine.has(name)) quarantine.set(name, clock.nowMs + QUARANTINE_MS)
  for (const pod of pods) {
    const nodeName = pod.spec?.nodeName ?? ''
    if (!due.has(nodeName) || !isMissing(nodeName)) continue
    missing.delete(nodeName)
    const because = `Node \`${nodeName}\` no longer exists`
    markFailedAndDeletePod(collector, pod, because, DELETION_BY_POD_GC)
  }
  return missing.size > 0
}

function gcUnscheduledTerminating(collector: Collector, pods: readonly Pod[]): void {
  for (const pod of pods) {
    if (pod.metadata.deletionTimestamp === undefined || (pod.spec?.nodeName ?? '') !== '') continue
    markFailedAndDeletePod(collector, pod, 'it was deleted before it had a node')
  }
}

/** Marks a Pod as failed, so that nobody takes it for one that runs, and deletes it without grace. */
function markFailedAndDeletePod(
  run: Collector,
  { metadata }: Pod,
  because: string,
  condition?: PodCondition,
): void {
  const { client, clock } = run
  const { namespace = 'default', name = '', uid } = metadata
  const pod = client.get('Pod', namespace, name)
  if (pod === undefined || pod.metadata.uid !== uid) return
  const narration = { because, level: 'step', objects: [keyOf(pod)] } as const
  if (!isTerminalPod(pod)) {
    const { generation } = pod.metadata
    const failed = {
      ...pod.status,
      phase: 'Failed',
      ...(generation === undefined ? {} : { observedGeneration: generation }),
    }
    const status =
      condition === undefined
        ? failed
        : setPodCondition(failed, observedBy(pod, condition), clock.nowMs)
    const message = `marked ${nameInSentence(pod)} as failed`
    const marked = run.narration({ ...narration, message, kind: 'MarkedFailed' })
    client.updateStatus({ ...pod, status }, marked)
  }
  const message = `removed ${nameInSentence(pod)} without waiting for its node`
  const options = { gracePeriodSeconds: 0 }
  const collected = run.narration({ ...narration, message, kind: 'PodCollected' })
  client.delete('Pod', namespace, name, options, collected)
}

/** Takes out those whose time is over; those of an earlier pass, which had nothing to do for them, are forgotten. */
function takeDue(quarantine: Map<string, number>, nowMs: number): ReadonlySet<string> {
  const due = new Set<string>()
  for (const [name, untilMs] of quarantine) {
    if (untilMs > nowMs) continue
    quarantine.delete(name)
    if (nowMs - untilMs < GC_CHECK_PERIOD_MS) due.add(name)
  }
  return due
}
