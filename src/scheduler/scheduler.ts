// kube-scheduler: takes waiting Pods one by one, decides on a node and binds them to it.
// Follows pkg/scheduler/scheduler.go and schedule_one.go (v1.36).
import type { Client } from '#client/client.ts'
import type { EventRecorder } from '#client/event-recorder.ts'
import type { Prng } from '#lib/prng.ts'
import type { Clock } from '#sim/clock.ts'
import { createScope } from '#sim/scope.ts'
import { createBinder } from './bind.ts'
import type { Binder } from './bind.ts'
import { createCache } from './cache/cache.ts'
import { addAllEventHandlers } from './event-handlers.ts'
import { createFailureHandler, SCHEDULER_NAME } from './failure.ts'
import type { FailureHandler } from './failure.ts'
import { roomFreedBy } from './framework/events.ts'
import { executePreemption } from './preempt.ts'
import { createProfile } from './profile.ts'
import { createNominator } from './queue/nominator.ts'
import type { Nominator } from './queue/nominator.ts'
import { createSchedulingQueue } from './queue/scheduling-queue.ts'
import type { QueuedPod, SchedulingQueue } from './queue/scheduling-queue.ts'
import { createPodScheduler } from './schedule-pod.ts'
import type { PodScheduler } from './schedule-pod.ts'

const OWNER = 'kube-scheduler'
/** What one attempt takes. */
const ATTEMPT_MS = 2

export interface SchedulerParts {
  readonly client: Client
  readonly clock: Clock
  readonly prng: Prng
  readonly recorder: EventRecorder
}

/**
 * Starts the scheduler; from now on it does its work by watches and timers, until the function that it returns is
 * called. What it believed is lost then: another one begins with what is stored.
 */
export function createScheduler({ client, clock, prng, recorder }: SchedulerParts): () => void {
  const cache = createCache()
  const nominator = createNominator()
  const { framework, handle } = createProfile({ client, clock, prng, recorder, cache, nominator })
  let attemptIsDue = false
  const wake = (): void => {
    if (attemptIsDue) return
    attemptIsDue = true
    clock.setTimer(ATTEMPT_MS, OWNER, 'scheduleOne', '')
  }
  const queue = createSchedulingQueue({
    nowMs: () => clock.nowMs,
    cause: () => clock.cause,
    less: framework.less,
    preEnqueue: framework.preEnqueue,
    eventsOf: framework.eventsOf,
    wake,
    setTimer: (delayMs, uid) => clock.setTimer(delayMs, OWNER, 'flush', uid),
    cancelTimer: clock.cancelTimer,
  })
  const { snapshot, runFilters } = handle
  const scheduler = createPodScheduler({ framework, snapshot, prng: prng.fork('ties'), runFilters })
  const failure = createFailureHandler({ client, clock, recorder, queue })
  const binder = createBinder({
    client,
    clock,
    recorder,
    framework,
    cache,
    setTimer: (delayMs, kind, uid) => clock.setTimer(delayMs, OWNER, kind, uid),
    fail(binding, message) {
      queue.moveOn(roomFreedBy(binding.pod, binding.nodeName))
      failure.error(binding.entry, message, binding.trace)
    },
  })

  const control = { client, clock, recorder, nominator, queue, scheduler, failure, binder }

  const scope = createScope()
  scope.own(
    clock.handle(OWNER, ({ kind, key }) => {
      if (kind === 'scheduleOne') {
        attemptIsDue = false
        scheduleOne(control)
        if (queue.ready > 0) wake()
      } else if (kind === 'flush') queue.flush(key)
      else binder.timerDue(kind, key)
    }),
  )
  const believed = { cache, queue, nominator }
  for (const stop of addAllEventHandlers(client, believed, SCHEDULER_NAME, () =>
    binder.volumesChanged(),
  )) {
    scope.own(stop)
  }
  return () => scope.end()
}

interface Control extends Omit<SchedulerParts, 'prng'> {
  readonly nominator: Nominator
  readonly queue: SchedulingQueue
  readonly scheduler: PodScheduler
  readonly failure: FailureHandler
  readonly binder: Binder
}

/** One attempt: the next Pod is placed, or goes back to the queue with the reasons. */
function scheduleOne(control: Control): void {
  const { clock, queue, failure } = control
  const entry = queue.pop()
  if (entry === undefined) return
  clock.cause = entry.cause
  const { pod } = entry
  if (pod.metadata.deletionTimestamp === undefined) {
    decide(control, entry)
    return
  }
  queue.delete(pod.metadata.uid ?? '')
  const { namespace = 'default', name = '' } = pod.metadata
  failure.report(pod, `skip schedule deleting pod: ${namespace}/${name}`)
}

function decide(control: Control, entry: QueuedPod): void {
  const { scheduler, failure, binder } = control
  const { pod } = entry
  const decision = scheduler.schedulePod(pod, entry.attempts)
  if (decision.outcome === 'placed') {
    const { nodeName, state, trace, feasible } = decision
    binder.start({ entry, pod, nodeName, state, trace, feasible })
  } else if (decision.outcome === 'failed') failure.error(entry, decision.message, decision.trace)
  else {
    const { nominatedNodeName: nodeName, victims } = decision
    failure.unschedulable(entry, decision)
    if (typeof nodeName !== 'string') return
    executePreemption(control, { preemptor: pod, nodeName, victims })
  }
}
