// Takes the Pods of a Node away, one task for each, and waits along virtual time until they are gone.
// Follows k8s.io/kubectl/pkg/drain/drain.go (v1.36).
import type { Pod } from '#api/generated/types.ts'
import { nameInSentence } from '#api/meta/object.ts'
import type { ApiResult } from '#api/meta/status.ts'
import { spawn, type Task, wait } from '#sim/task.ts'
import { narrate, type Session } from '../session.ts'
import { type DrainFlags, shouldSkipPod } from './filters.ts'

export interface DrainOptions extends DrainFlags {
  /** Negative: as the Pod says. */
  readonly gracePeriodSeconds: number
  /** 0 waits for ever. */
  readonly timeoutMs: number
  /** Deletes instead of evicting. */
  readonly disableEviction: boolean
  /** A dry run: nothing is taken away, so nobody waits for it. */
  readonly isDry?: boolean
}

const POLL_MS = 1000
const EVICT_ERROR_RETRY_DELAY_MS = 5000
const DEADLINE_EXCEEDED = 'context deadline exceeded'

/** What went wrong, one text for each Pod; nothing when all are gone. */
export function* deleteOrEvictPods(
  session: Session,
  pods: readonly Pod[],
  options: DrainOptions,
): Task<readonly string[]> {
  const endMs = options.timeoutMs === 0 ? Infinity : session.world.clock.nowMs + options.timeoutMs
  const request = { ...options, endMs }
  return options.disableEviction
    ? yield* deletePods(session, pods, request)
    : yield* evictPods(session, pods, request)
}

interface Request extends DrainOptions {
  readonly endMs: number
}

function* evictPods(
  session: Session,
  pods: readonly Pod[],
  request: Request,
): Task<readonly string[]> {
  const tasks = pods.map((pod) => spawn(evictPod(session, pod, request)))
  const errors: string[] = []
  for (const { done } of tasks) {
    const error = yield* wait(done)
    if (error !== null && !errors.includes(error)) errors.push(error)
  }
  return errors
}

function* evictPod(session: Session, pod: Pod, request: Request): Task<string | null> {
  const { name = '', namespace = 'default' } = pod.metadata
  const about = `pods/"${name}" -n "${namespace}"`
  for (;;) {
    session.out(`evicting pod ${namespace}/${name}`)
    if (session.world.clock.nowMs >= request.endMs)
      return `error when evicting ${about}: global timeout reached: ${request.timeoutMs / 1000}s`
    const result = requestEviction(session, pod, request)
    if (result.ok && request.isDry === true) return null
    if (result.ok) break
    const { reason, message } = result.status
    if (reason === 'NotFound') return null
    if (reason !== 'TooManyRequests') return `error when evicting ${about}: ${message}`
    session.err(`error when evicting ${about} (will retry after 5s): ${message}`)
    yield* wait(session.sleeper.sleep(EVICT_ERROR_RETRY_DELAY_MS, 'kubectl drain'))
  }
  const error = yield* waitForDelete(session, [pod], request)
  return error === null
    ? null
    : `error when waiting for pod "${name}" in namespace "${namespace}" to terminate: ${error}`
}

function* deletePods(
  session: Session,
  pods: readonly Pod[],
  request: Request,
): Task<readonly string[]> {
  for (const pod of pods) {
    const result = requestDeletion(session, pod, request, 'deleted')
    if (!result.ok && result.status.reason !== 'NotFound') return [result.status.message]
  }
  if (request.isDry === true) return []
  const error = yield* waitForDelete(session, pods, request)
  return error === null ? [] : [error]
}

function requestEviction(session: Session, pod: Pod, options: DrainOptions): ApiResult<unknown> {
  return requestDeletion(session, pod, options, 'evicted')
}

function requestDeletion(
  { client }: Session,
  pod: Pod,
  { gracePeriodSeconds }: DrainOptions,
  word: 'deleted' | 'evicted',
): ApiResult<unknown> {
  const { name = '', namespace = 'default' } = pod.metadata
  const options = gracePeriodSeconds < 0 ? {} : { gracePeriodSeconds }
  const narration = {
    ...narrate(`${word} ${nameInSentence(pod)}`, word === 'evicted' ? 'Evicted' : 'Deleted'),
    because: `Node \`${pod.spec?.nodeName ?? ''}\` is drained`,
  }
  return word === 'evicted'
    ? client.evict(namespace, name, options, narration)
    : client.delete('Pod', namespace, name, options, narration)
}

/** Asks every second whether the Pods are gone, and prints each that is; an error when time is up. */
function* waitForDelete(
  session: Session,
  pods: readonly Pod[],
  request: Request,
): Task<string | null> {
  const { clock } = session.world
  const word = request.disableEviction ? 'deleted' : 'evicted'
  for (let pending = pods; ;) {
    pending = pending.filter((pod) => isPending(session, pod, request, word))
    if (pending.length === 0) return null
    const left = request.endMs - clock.nowMs
    if (left <= 0) {
      for (const { metadata } of pending) {
        session.out(
          `pod/${metadata.name ?? ''} ${word === 'evicted' ? 'eviction' : 'deletion'} failed`,
        )
      }
      return DEADLINE_EXCEEDED
    }
    yield* wait(session.sleeper.sleep(Math.min(POLL_MS, left), 'kubectl drain'))
  }
}

function isPending(session: Session, pod: Pod, request: Request, word: string): boolean {
  const { name = '', namespace = 'default', uid } = pod.metadata
  const now = session.client.get('Pod', namespace, name)
  if (now === undefined || now.metadata.uid !== uid) {
    session.out(`pod/${name} ${word}`)
    return false
  }
  const seconds = request.skipWaitForDeleteTimeoutSeconds
  if (!shouldSkipPod(now, seconds, session.world.clock.nowMs)) return true
  session.out(`pod "${name}" has DeletionTimestamp older than ${seconds} seconds, skipping`)
  return false
}
