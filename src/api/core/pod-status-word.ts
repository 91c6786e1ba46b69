// What `kubectl get pods` shows of a Pod: the cells READY, STATUS and RESTARTS.
// Follows pkg/printers/internalversion/printers.go (v1.36), printPod. Computed from the status only and
// never stored.
import type { ContainerStateTerminated, ContainerStatus, Pod } from '#api/generated/types.ts'
import { msOfTime } from '../meta/time.ts'
import { initContainersOf, isSidecar, isTerminalPod } from './containers.ts'
import { getPodCondition, isPodConditionTrue, isPodReady } from './pod-condition.ts'

export interface PodStatusWord {
  /** The STATUS cell: 'Running', 'Init:0/2', 'CrashLoopBackOff' ... */
  readonly status: string
  /** The two numbers of the READY cell. */
  readonly ready: number
  readonly total: number
  /** The number of the RESTARTS cell. */
  readonly restarts: number
  /** When the newest of the counted restarts' previous instances ended, or null. */
  readonly lastRestartMs: number | null
}

interface Restarts {
  readonly count: number
  readonly lastMs: number | null
}

interface InitResult {
  /** The word of the first init container that is not done; null when all are. */
  readonly word: string | null
  readonly all: Restarts
  readonly sidecars: Restarts
  readonly readySidecars: number
}

interface MainResult {
  readonly word: string
  readonly errorWord: string | null
  readonly ready: number
  readonly restarts: Restarts
}

const NO_RESTARTS: Restarts = { count: 0, lastMs: null }

/** The cells READY, STATUS and RESTARTS of a Pod. */
export function statusOf(pod: Pod): PodStatusWord {
  const sidecars = new Set(
    initContainersOf(pod)
      .filter(isSidecar)
      .map((container) => container.name),
  )
  const phase = pod.status?.phase ?? 'Unknown'
  const gated = getPodCondition(pod.status, 'PodScheduled')?.reason === 'SchedulingGated'
  const base = gated ? 'SchedulingGated' : (pod.status?.reason ?? phase)
  const inits = readInitContainers(pod, sidecars)
  const initialized = inits.word === null || isPodConditionTrue(pod.status, 'Initialized')
  const mains = initialized ? readMainContainers(pod, inits.word ?? base) : null
  const word = mains === null ? (inits.word ?? base) : completedWord(pod, mains)
  const restarts = mains === null ? inits.all : add(inits.sidecars, mains.restarts)
  return {
    status: deletedWord(pod, word),
    ready: inits.readySidecars + (mains?.ready ?? 0),
    total: (pod.spec?.containers.length ?? 0) + sidecars.size,
    restarts: restarts.count,
    lastRestartMs: restarts.lastMs,
  }
}

function readInitContainers(pod: Pod, sidecars: ReadonlySet<string>): InitResult {
  const statuses = pod.status?.initContainerStatuses ?? []
  let all = NO_RESTARTS
  let ofSidecars = NO_RESTARTS
  let readySidecars = 0
  for (const [index, status] of statuses.entries()) {
    all = add(all, restartsOf(status))
    const sidecar = sidecars.has(status.name)
    if (sidecar) ofSidecars = add(ofSidecars, restartsOf(status))
    if (status.state?.terminated?.exitCode === 0) continue
    if (sidecar && status.started === true) {
      if (status.ready) readySidecars += 1
      continue
    }
    const count = pod.spec?.initContainers?.length ?? 0
    return { word: initWord(status, index, count), all, sidecars: ofSidecars, readySidecars }
  }
  return { word: null, all, sidecars: ofSidecars, readySidecars }
}

function initWord(status: ContainerStatus, index: number, count: number): string {
  const { terminated, waiting } = status.state ?? {}
  if (terminated !== undefined) return `Init:${terminatedWord(terminated)}`
  const reason = waiting?.reason ?? ''
  return reason === '' || reason === 'PodInitializing' ? `Init:${index}/${count}` : `Init:${reason}`
}

function terminatedWord(terminated: ContainerStateTerminated): string {
  if (terminated.reason !== undefined && terminated.reason !== '') return terminated.reason
  const signal = terminated.signal ?? 0
  return signal !== 0 ? `Signal:${signal}` : `ExitCode:${terminated.exitCode}`
}

function readMainContainers(pod: Pod, base: string): MainResult {
  let word = base
  let errorWord: string | null = null
  let ready = 0
  let restarts = NO_RESTARTS
  // From the last to the first: the first container in the order of the status has the last word.
  for (const status of [...(pod.status?.containerStatuses ?? [])].reverse()) {
    restarts = add(restarts, restartsOf(status))
    const { waiting, terminated, running } = status.state ?? {}
    if (waiting?.reason !== undefined && waiting.reason !== '') word = waiting.reason
    else if (terminated !== undefined) {
      word = terminatedWord(terminated)
      if (terminated.exitCode !== 0) errorWord = word
    } else if (running !== undefined && status.ready) ready += 1
  }
  return { word, errorWord, ready, restarts }
}

function completedWord(pod: Pod, mains: MainResult): string {
  if (mains.word !== 'Completed') return mains.word
  if (mains.ready > 0 && isPodReady(pod.status)) return 'Running'
  if (mains.errorWord !== null) return mains.errorWord
  return mains.ready > 0 ? 'NotReady' : 'Completed'
}

function deletedWord(pod: Pod, word: string): string {
  if (pod.metadata.deletionTimestamp === undefined) return word
  if (pod.status?.reason === 'NodeLost') return 'Unknown'
  return isTerminalPod(pod) ? word : 'Terminating'
}

function restartsOf(status: ContainerStatus): Restarts {
  const finishedAt = status.lastState?.terminated?.finishedAt
  return {
    count: status.restartCount,
    lastMs: finishedAt === undefined ? null : msOfTime(finishedAt),
  }
}

function add(a: Restarts, b: Restarts): Restarts {
  const times = [a.lastMs, b.lastMs].filter((time) => time !== null)
  return { count: a.count + b.count, lastMs: times.length === 0 ? null : Math.max(...times) }
}
