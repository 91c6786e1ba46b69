// Deletes Pods from nodes that have a NoExecute taint which they do not tolerate, or no longer.
// Follows pkg/controller/tainteviction/taint_eviction.go (v1.36).
import { observedBy, setPodCondition } from '#api/core/pod-condition.ts'
import type { Pod, PodCondition, Taint } from '#api/generated/types.ts'
import { keyOf, nameInSentence, parseKey } from '#api/meta/object.ts'
import { equal } from '#lib/equal.ts'
import type { ControllerParts } from '../controller.ts'
import {
  defineController,
  type Run,
  type SyncResult,
  type Watched,
  watching,
} from '../define-controller.ts'
import { indexPodsByNode, podsOnNode } from '../pods-on-node.ts'
import { evictionOf, noExecuteTaints } from './eviction-time.ts'

const NAME = 'taint-eviction-controller'
const REASON = 'TaintManagerEviction'

/** The owner of the timers of planned deletions. */
const TIMERS = `${NAME}/timers`

/** A deletion that is due at `fireMs`, and since when it is planned. */
interface TimedWork {
  readonly createdMs: number
  readonly fireMs: number
  readonly timer: number
}

interface TimedWorkers {
  /** By the key of the Pod; null for one that was deleted by now, so that it is not deleted twice. */
  readonly planned: Map<string, TimedWork | null>
}

type Eviction = Run<TimedWorkers>

const DELETION_BY_TAINT_MANAGER: PodCondition = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'DeletionByTaintManager',
  message: 'Taint manager: deleting due to NoExecute taint',
}

export const taintEvictionController = defineController<TimedWorkers>({
  name: NAME,
  state(parts: ControllerParts) {
    indexPodsByNode(parts)
    return { planned: new Map() }
  },
  watches: [
    watching('Node', ({ type, object, old }) => {
      if (type === 'DELETED') return []
      const before = type === 'ADDED' ? [] : noExecuteTaints(old)
      return equal(before, noExecuteTaints(object)) ? [] : [keyOf(object)]
    }),
    watching('Pod', ({ type, object, old }) => {
      const isSame =
        type === 'MODIFIED' &&
        object.spec?.nodeName === old?.spec?.nodeName &&
        object.spec?.tolerations === old?.spec?.tolerations
      return isSame || (object.spec?.nodeName ?? '') === '' ? [] : [keyOf(object)]
    }),
    timers(),
  ],
  sync(eviction, key): SyncResult {
    const { kind, name = '' } = parseKey(key) ?? {}
    if (kind === 'Node') handleNodeUpdate(eviction, name)
    else handlePodUpdate(eviction, key)
    return 'done'
  },
})

/** Planned deletions: timers, because a queue would hold each only once and could not call it off. */
function timers(): Watched<TimedWorkers> {
  return { start: (eviction) => eviction.clock.handle(TIMERS, ({ key }) => fire(eviction, key)) }
}

function handleNodeUpdate(eviction: Eviction, name: string): void {
  const node = eviction.lister('Node').get('', name)
  if (node === undefined) return
  const taints = noExecuteTaints(node)
  for (const pod of podsOnNode(eviction, name)) processPodOnNode(eviction, pod, taints)
}

function handlePodUpdate(eviction: Eviction, key: string): void {
  const { namespace = '', name = '' } = parseKey(key) ?? {}
  const pod = eviction.lister('Pod').get(namespace, name)
  if (pod === undefined) {
    cancelWorkWithEvent(eviction, key)
    return
  }
  const taints = noExecuteTaints(eviction.lister('Node').get('', pod.spec?.nodeName ?? ''))
  if (taints.length > 0) processPodOnNode(eviction, pod, taints)
}

/** Plans, moves or calls off the deletion of a Pod. */
function processPodOnNode(eviction: Eviction, pod: Pod, taints: readonly Taint[]): void {
  const { clock, state } = eviction
  const { planned } = state
  const key = keyOf(pod)
  if (taints.length === 0) {
    cancelWorkWithEvent(eviction, key)
    return
  }
  const seconds = evictionOf(taints, pod)
  if (seconds === null || seconds === 'at once') {
    cancelWorkWithEvent(eviction, key)
    if (seconds !== null) addWork(eviction, key, clock.nowMs, clock.nowMs)
    return
  }
  const fireMs = clock.nowMs + seconds * 1000
  const before = planned.get(key) ?? undefined
  const createdMs = before?.createdMs ?? clock.nowMs
  // The time that was granted first goes on running when another taint takes its place.
  if (before !== undefined && createdMs + seconds * 1000 < fireMs) return
  cancelWorkWithEvent(eviction, key)
  addWork(eviction, key, createdMs, fireMs)
}

function addWork(
  { clock, state: { planned } }: Eviction,
  key: string,
  createdMs: number,
  fireMs: number,
): void {
  if (planned.has(key)) return
  const timer = clock.setTimer(fireMs - clock.nowMs, TIMERS, 'evict', key)
  planned.set(key, { createdMs, fireMs, timer })
}

function cancelWorkWithEvent(eviction: Eviction, key: string): void {
  const { planned } = eviction.state
  const work = planned.get(key)
  planned.delete(key)
  if (work === undefined || work === null) return
  eviction.clock.cancelTimer(work.timer)
  report(eviction, key, 'Cancelling deletion of Pod')
}

/** Deletes a Pod whose time is over. */
function fire(eviction: Eviction, key: string): void {
  const { client, clock, state } = eviction
  const { planned } = state
  const work = planned.get(key)
  if (work === undefined || work === null) return
  planned.set(key, null)
  const { namespace = '', name = '' } = parseKey(key) ?? {}
  report(eviction, key, 'Marking for deletion Pod')
  const pod = client.get('Pod', namespace, name)
  if (pod === undefined) return
  const taints = noExecuteTaints(client.get('Node', '', pod.spec?.nodeName ?? ''))
  const isAtOnce = work.fireMs === work.createdMs
  const keys = taints.map((taint) => `\`${taint.key}\``)
  const cause = `Node \`${pod.spec?.nodeName ?? ''}\` has the ${keys.length === 1 ? 'taint' : 'taints'} ${keys.join(' and ')}`
  const because = isAtOnce
    ? `${cause}, which it does not tolerate`
    : `${cause}, which it tolerated for ${(work.fireMs - work.createdMs) / 1000} s`
  const narration = { because, objects: [key] } as const
  const condition = observedBy(pod, DELETION_BY_TAINT_MANAGER)
  client.updateStatus(
    { ...pod, status: setPodCondition(pod.status ?? {}, condition, clock.nowMs) },
    eviction.narration({
      ...narration,
      message: `marked ${nameInSentence(pod)} for deletion`,
      level: 'detail',
      kind: 'MarkedForDeletion',
    }),
  )
  const message = `deleted ${nameInSentence(pod)}`
  const deleted = { ...narration, message, level: 'step', kind: 'TaintEviction' } as const
  client.delete('Pod', namespace, name, {}, eviction.narration(deleted))
}

/** An event about a Pod that may be gone by now. */
function report(eviction: Eviction, key: string, what: string): void {
  const { namespace = '', name = '' } = parseKey(key) ?? {}
  const pod: Pod = { apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name } }
  const message = `${what} ${namespace}/${name}`
  eviction.report(pod, { type: 'Normal', reason: REASON, message })
}
