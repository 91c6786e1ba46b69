// What one Pod worker knows, and the times that it keeps. Follows pkg/kubelet/pod_workers.go (v1.36).
import type { Pod } from '#api/generated/types.ts'
import type { Future, RunningTask } from '#sim/task.ts'
import type { KubeletContext } from './context.ts'
import { DEFAULT_GRACE_SECONDS } from './kill-container.ts'
import { NO_RUNTIME_STATUS } from './pod-runtime-status.ts'
import type { PodEntry } from './sync-pod.ts'

/** 'waiting': a static Pod whose name is still taken. What the next round does, but for one that has begun. */
type WorkerState = 'waiting' | 'syncing' | 'terminating' | 'terminated' | 'finished'

export type TimerKind = 'retry' | 'deadline' | 'collect'

/** The sync loop looks once a second whose retry is due. */
export const TICK_PERIOD_MS = 1000

export interface Worker {
  readonly entry: PodEntry
  state: WorkerState
  because: string
  /** The Pod that the next round begins with; null when there is no reason for one. */
  pending: Pod | null
  /** The round that is at work; null between rounds. */
  round: RunningTask<void> | null
  /** The next round lets go first what comes at the same moment. */
  isLetting: boolean
  /** The housekeeping has seen that its source does not have it any more, be it again later. */
  isDeleted: boolean
  /** The file of a static Pod came back while the Pod was being ended: it begins anew when that is done. */
  isToRestart: boolean
  /** How many rounds in a row have found nothing to be done and nothing in their way. */
  idleRounds: number
  /** When the last round ended: the next one reads no older listing. */
  lastSyncMs: number
  /** Somebody waits until it is stopped. */
  stopped: Future<void> | null
  /** By kind: the work queue's one entry of the Pod, the end of its deadline, the collection of what it left. */
  readonly timers: Map<TimerKind, number>
}

/** What a kubelet knows of a Pod that it has not looked at yet. */
export function newEntry(pod: Pod, source: PodEntry['source']): PodEntry {
  return {
    uid: pod.metadata.uid ?? '',
    source,
    pod,
    runtime: NO_RUNTIME_STATUS,
    verdict: null,
    gone: false,
    isForgotten: false,
    lostMirror: false,
    superseded: false,
    graceSeconds: null,
    isAsking: false,
    isMounting: false,
  }
}

/** A worker for a Pod that its source has now. */
export function newWorker(pod: Pod, source: PodEntry['source']): Worker {
  return {
    entry: newEntry(pod, source),
    state: 'waiting',
    because: '',
    pending: null,
    round: null,
    isLetting: false,
    isDeleted: false,
    isToRestart: false,
    idleRounds: 0,
    lastSyncMs: Number.NEGATIVE_INFINITY,
    stopped: null,
    timers: new Map(),
  }
}

/** The first of the times `offsetMs + n × periodMs` that is not before `timeMs`. */
export function nextAt(timeMs: number, periodMs: number, offsetMs: number): number {
  const since = (timeMs + periodMs - (offsetMs % periodMs)) % periodMs
  return since === 0 ? timeMs : timeMs + periodMs - since
}

/** When the sync loop of a kubelet that starts now ticks first, in ms; all its longer rounds are counted from there. */
export function firstTick({ clock, prng }: Pick<KubeletContext, 'clock' | 'prng'>): number {
  return nextAt(clock.nowMs, TICK_PERIOD_MS, prng.fork('tick').next(TICK_PERIOD_MS))
}

/** A grace period never grows, and is at least one second. Follows calculateEffectiveGracePeriod. */
export function effectiveGraceSeconds(before: number | null, { metadata, spec }: Pod): number {
  const asked = metadata.deletionGracePeriodSeconds
  if (asked !== undefined) return Math.max(1, before === null ? asked : Math.min(before, asked))
  return Math.max(1, before ?? spec?.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS)
}
