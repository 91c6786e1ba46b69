// What follows once a node is chosen: assume, reserve, wait for volumes, bind.
// Follows pkg/scheduler/schedule_one.go (v1.36), bindingCycle.
import { bindingOf } from '#api/core/binding.ts'
import type { Pod } from '#api/generated/types.ts'
import { keyOf, nameInSentence } from '#api/meta/object.ts'
import type { SchedulingTrace } from '#api/scheduler/trace.ts'
import type { Client } from '#client/client.ts'
import type { EventRecorder } from '#client/event-recorder.ts'
import type { Clock } from '#sim/clock.ts'
import type { Narration } from '#sim/world.ts'
import type { Cache } from './cache/cache.ts'
import { SCHEDULER_NAME } from './failure.ts'
import type { CycleState } from './framework/cycle-state.ts'
import type { Framework } from './framework/framework.ts'
import type { QueuedPod } from './queue/scheduling-queue.ts'

const VOLUME_TIMEOUT_MS = 600 * 1000
const VOLUME_CHECK_MS = 1

export interface Binding {
  readonly entry: QueuedPod
  readonly pod: Pod
  readonly nodeName: string
  readonly state: CycleState
  readonly trace: SchedulingTrace
  /** How many nodes passed the filters. */
  readonly feasible: number
}

export interface Binder {
  /** Counts the Pod on its node and binds it, at once or when its volumes are there. */
  start(binding: Binding): void
  /** A claim or a volume changed: those that wait for one look again. */
  volumesChanged(): void
  timerDue(kind: string, uid: string): void
}

interface Parts {
  readonly client: Client
  readonly clock: Clock
  readonly recorder: EventRecorder
  readonly framework: Framework
  readonly cache: Cache
  readonly setTimer: (delayMs: number, kind: string, uid: string) => number
  readonly fail: (binding: Binding, message: string) => void
}

/** Makes the binder. */
export function createBinder(parts: Parts): Binder {
  return new BindingCycles(parts)
}

interface Waiting {
  readonly binding: Binding
  /** The plugin that waits for them. */
  readonly plugin: string
  readonly timeout: number
}

class BindingCycles implements Binder {
  readonly #parts: Parts
  /** The Pods that wait for their volumes, by UID. */
  readonly #waiting = new Map<string, Waiting>()
  #checkIsDue = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  start(binding: Binding): void {
    const { cache, framework } = this.#parts
    const { state, pod, nodeName } = binding
    cache.assumePod(pod, nodeName)
    const status = framework.reserve(state, pod, nodeName)
    if (status === null) this.#proceed(binding)
    else this.#giveUp(binding, status.reasons.join(', '))
  }

  volumesChanged(): void {
    if (this.#waiting.size === 0 || this.#checkIsDue) return
    this.#checkIsDue = true
    this.#parts.setTimer(VOLUME_CHECK_MS, 'volumesChanged', '')
  }

  timerDue(kind: string, uid: string): void {
    if (kind === 'volumesChanged') this.#lookAgain()
    else this.#timeOut(uid)
  }

  #lookAgain(): void {
    this.#checkIsDue = false
    for (const [uid, { binding }] of this.#waiting) {
      if (this.#parts.cache.isAssumed(uid)) this.#proceed(binding)
      else this.#stopWaiting(uid)
    }
  }

  #timeOut(uid: string): void {
    const held = this.#waiting.get(uid)
    if (held === undefined) return
    if (!this.#parts.cache.isAssumed(uid)) this.#stopWaiting(uid)
    else this.#giveUpAt(held.plugin, held.binding, 'binding volumes: context deadline exceeded')
  }

  #proceed(binding: Binding): void {
    const { state, pod, nodeName } = binding
    const status = this.#parts.framework.preBind(state, pod, nodeName)
    if (status === null) this.#bind(binding)
    else if (status.code !== 'Wait') {
      this.#giveUpAt(status.plugin, binding, status.reasons.join(', '))
    } else if (!this.#waiting.has(uidOf(binding))) {
      const timeout = this.#parts.setTimer(VOLUME_TIMEOUT_MS, 'volumeTimeout', uidOf(binding))
      this.#waiting.set(uidOf(binding), { binding, plugin: status.plugin, timeout })
    }
  }

  #giveUpAt(plugin: string, binding: Binding, problem: string): void {
    this.#giveUp(binding, `running PreBind plugin "${plugin}": ${problem}`)
  }

  #bind(binding: Binding): void {
    const { client, recorder } = this.#parts
    const { pod, nodeName } = binding
    const { namespace = 'default', name = '' } = pod.metadata
    this.#stopWaiting(uidOf(binding))
    const result = client.bind(bindingOf(namespace, name, nodeName), narrationOf(binding))
    if (!result.ok) {
      this.#giveUp(binding, `binding rejected: ${result.status.message}`)
      return
    }
    recorder.event(result.object, {
      type: 'Normal',
      reason: 'Scheduled',
      action: 'Binding',
      message: `Successfully assigned ${namespace}/${name} to ${nodeName}`,
      source: SCHEDULER_NAME,
    })
  }

  #giveUp(binding: Binding, message: string): void {
    const { framework, cache, fail } = this.#parts
    this.#stopWaiting(uidOf(binding))
    framework.unreserve(binding.state, binding.pod, binding.nodeName)
    cache.removePod(uidOf(binding))
    fail(binding, message)
  }

  #stopWaiting(uid: string): void {
    const held = this.#waiting.get(uid)
    if (held === undefined) return
    this.#waiting.delete(uid)
    this.#parts.clock.cancelTimer(held.timeout)
  }
}

function uidOf({ pod }: Binding): string {
  return pod.metadata.uid ?? ''
}

function narrationOf(binding: Binding): Narration {
  const { pod, nodeName, trace } = binding
  return {
    actor: 'kube-scheduler',
    message: `assigned ${nameInSentence(pod)} to \`${nodeName}\``,
    because: becauseOf(binding),
    level: 'step',
    kind: 'Scheduled',
    objects: [keyOf(pod), `Node//${nodeName}`],
    data: trace,
  }
}

function becauseOf({ pod, nodeName, trace, feasible }: Binding): string {
  if (pod.status?.nominatedNodeName === nodeName) return 'room was made for it there'
  const total = trace.nodes.find((node) => node.nodeName === nodeName)?.total ?? null
  if (total === null) {
    return trace.nodes.length === 1
      ? 'it is the only node and passed all filters'
      : 'it was the only node that passed the filters'
  }
  const others = trace.best.filter((name) => name !== nodeName)
  const [first = ''] = others
  if (others.length === 0) {
    return `it scored highest of ${feasible} feasible nodes (${total} points)`
  }
  const equals = others.length === 1 ? `\`${first}\`` : `${others.length} other nodes`
  return `it scored highest (${total} points), level with ${equals}, and was drawn among them`
}
