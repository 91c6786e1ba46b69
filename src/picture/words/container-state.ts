// The state of one container in a word and a tone, for everything that shows one: canvas, outline, inspector and
// timeline. The status of the Pod says it in Kubernetes' words; where the runtime is ahead of the status, because the
// kubelet has not reported yet, the runtime counts.
import type { ContainerRole } from '#api/core/containers.ts'
import type { Container, ContainerStatus } from '#api/generated/types.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import { toneOfWord, type Tone } from './pod-state.ts'

/** 'part' is half way: it runs, but is not ready; 'idle' has not begun. */
export interface ContainerWord {
  readonly word: string
  readonly tone: Tone | 'part' | 'idle'
}

export interface ContainerFacts {
  readonly container: Container
  readonly role: ContainerRole
  readonly status: ContainerStatus | undefined
  /** The newest instance in the Pod's sandbox. */
  readonly record: ContainerRecord | undefined
  readonly pulling: boolean
  /** The Pod is deleted, and not only its mirror: its processes are being stopped. */
  readonly deleting: boolean
}

/** Reasons of a container that waits because its start is under way. */
export const QUIET_REASONS: ReadonlySet<string> = new Set([
  '',
  'ContainerCreating',
  'PodInitializing',
])

/** The state of a container. */
export function containerState(facts: ContainerFacts): ContainerWord {
  const { status, record } = facts
  const waiting = status?.state?.waiting
  const loudWait = waiting !== undefined && !QUIET_REASONS.has(waiting.reason ?? '')
  if (record?.state === 'running') return runningState(facts)
  if (loudWait) return waitingState(waiting.reason ?? '')
  if (record?.state === 'exited') return exitedState(record.exitCode ?? 0, record.reason)
  if (record?.state === 'created') return { word: 'created', tone: 'wait' }
  const terminated = status?.state?.terminated
  if (terminated !== undefined) return exitedState(terminated.exitCode, terminated.reason ?? '')
  if (status?.state?.running !== undefined) return runningState(facts)
  if (facts.pulling) return { word: 'pulling image', tone: 'wait' }
  const reason = waiting?.reason ?? ''
  return { word: reason === '' ? 'waiting' : reason, tone: 'idle' }
}

function runningState({ container, role, status, deleting }: ContainerFacts): ContainerWord {
  if (deleting) return { word: 'stopping', tone: 'term' }
  if (role === 'init') return { word: 'running', tone: 'run' }
  const reported = status?.state?.running !== undefined
  if (container.startupProbe !== undefined && !(reported && status.started === true)) {
    return { word: 'starting', tone: 'part' }
  }
  if (container.readinessProbe !== undefined && !(reported && status.ready)) {
    return { word: 'not ready', tone: 'part' }
  }
  return { word: 'running', tone: 'run' }
}

function exitedState(exitCode: number, reason: string): ContainerWord {
  const own = reason !== '' && reason !== 'Completed' && reason !== 'Error'
  if (own) return { word: reason, tone: 'fail' }
  return { word: `exited ${exitCode}`, tone: exitCode === 0 ? 'done' : 'fail' }
}

function waitingState(reason: string): ContainerWord {
  return { word: reason, tone: toneOfWord(reason) === 'fail' ? 'fail' : 'wait' }
}

/** What the container does or why it waits, in a few words; '' when there is nothing to add. */
export function containerDetail(facts: ContainerFacts): string {
  const { container, record, status, pulling, deleting } = facts
  // What it was doing is over when it is being stopped.
  // That it runs is said already.
  if (record?.state === 'running')
    return deleting || record.activity === 'running' ? '' : withoutTicks(record.activity)
  if (pulling) return container.image ?? ''
  const { waiting, terminated } = status?.state ?? {}
  if (waiting?.message !== undefined && waiting.message !== '') return waiting.message
  if (record?.state === 'exited' && record.message !== '') return withoutTicks(record.message)
  return terminated?.message ?? ''
}

const withoutTicks = (text: string): string => text.replaceAll('`', '')
