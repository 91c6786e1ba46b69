// What happens to a Pod after an attempt that found no node: condition, event, back to the queue.
// Follows pkg/scheduler/schedule_one.go (v1.36), handleSchedulingFailure.
import type { Pod, PodStatus } from '#api/generated/types.ts'
import { setPodCondition } from '#api/core/pod-condition.ts'
import { nameInSentence } from '#api/meta/object.ts'
import type { SchedulingTrace } from '#api/scheduler/trace.ts'
import type { Client } from '#client/client.ts'
import type { EventRecorder } from '#client/event-recorder.ts'
import type { Clock } from '#sim/clock.ts'
import type { QueuedPod, SchedulingQueue } from './queue/scheduling-queue.ts'

/** The name that Pods call the scheduler by, and the source of its events. */
export const SCHEDULER_NAME = 'default-scheduler'

const MAX_NOTE_LENGTH = 1024
const CUT_MARK = ' ...'

export interface Rejection {
  readonly message: string
  readonly rejectors: ReadonlySet<string>
  readonly nominatedNodeName: string | null | undefined
  readonly trace: SchedulingTrace
}

export interface FailureHandler {
  /** The Pod fits nowhere. */
  unschedulable(entry: QueuedPod, rejection: Rejection): void
  /** Something went wrong that says nothing about the Pod. */
  error(entry: QueuedPod, message: string, trace: SchedulingTrace): void
  /** Writes the event FailedScheduling alone. */
  report(pod: Pod, message: string): void
}

interface Parts {
  readonly client: Client
  readonly clock: Clock
  readonly recorder: EventRecorder
  readonly queue: SchedulingQueue
}

/** Makes the handler. */
export function createFailureHandler({ client, clock, recorder, queue }: Parts): FailureHandler {
  // The texts of earlier attempts: only a new one is worth a step.
  const lastMessage = new WeakMap<QueuedPod, string>()

  const report = (pod: Pod, message: string): void =>
    recorder.event(pod, {
      type: 'Warning',
      reason: 'FailedScheduling',
      action: 'Scheduling',
      message: noteOf(message),
      source: SCHEDULER_NAME,
    })

  const writeStatus = (
    entry: QueuedPod,
    failed: {
      readonly reason: 'Unschedulable' | 'SchedulerError'
      readonly message: string
      readonly nominatedNodeName: string | null | undefined
      readonly trace: SchedulingTrace
    },
  ): void => {
    const { reason, message, nominatedNodeName, trace } = failed
    const { namespace = 'default', name = '' } = entry.pod.metadata
    const pod = client.get('Pod', namespace, name)
    if (pod === undefined || pod.metadata.uid !== entry.pod.metadata.uid) return
    const { generation } = pod.metadata
    const condition = {
      type: 'PodScheduled',
      status: 'False',
      reason,
      message,
      ...(generation === undefined ? {} : { observedGeneration: generation }),
    }
    const conditioned = setPodCondition(pod.status ?? {}, condition, clock.nowMs)
    const isNew = lastMessage.get(entry) !== message
    lastMessage.set(entry, message)
    client.updateStatus(
      { ...pod, status: withNomination(conditioned, nominatedNodeName) },
      {
        actor: 'kube-scheduler',
        message: `found no node for ${nameInSentence(pod)}`,
        because: becauseOf(message),
        level: isNew ? 'step' : 'detail',
        kind: 'FailedScheduling',
        data: trace,
      },
    )
    report(pod, message)
  }

  return {
    unschedulable(entry, rejection) {
      queue.addUnschedulable(entry, rejection.rejectors)
      writeStatus(entry, { reason: 'Unschedulable', ...rejection })
    },
    error(entry, message, trace) {
      queue.addErrored(entry)
      writeStatus(entry, { reason: 'SchedulerError', message, nominatedNodeName: null, trace })
    },
    report,
  }
}

function withNomination(status: PodStatus, nodeName: string | null | undefined): PodStatus {
  if (nodeName === undefined || nodeName === (status.nominatedNodeName ?? null)) return status
  if (nodeName !== null) return { ...status, nominatedNodeName: nodeName }
  const { nominatedNodeName: _cleared, ...rest } = status
  return rest
}

/** The note of an event is cut to 1,024 characters; the condition has the whole text. */
function noteOf(message: string): string {
  if (message.length <= MAX_NOTE_LENGTH) return message
  return `${message.slice(0, MAX_NOTE_LENGTH - CUT_MARK.length)}${CUT_MARK}`
}

/** The part of the text that says what is wrong with the nodes, as the end of a sentence. */
function becauseOf(message: string): string {
  const end = message.indexOf('. ')
  const first = end < 0 ? message : message.slice(0, end)
  return first.endsWith('.') ? first.slice(0, -1) : first
}
