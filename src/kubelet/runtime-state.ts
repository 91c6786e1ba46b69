// Whether the container runtime answers, as a kubelet knows it: it asks every 5 s. One that has had no answer for 30 s looks at no
// Pod until it gets one again.
// Follows pkg/kubelet/runtime.go, kubelet.go, updateRuntimeUp and syncLoop, and pleg/generic.go, Healthy (v1.36).
import { simplified } from '#lib/simplified.ts'
import { createListeners } from '#lib/listeners.ts'
import type { NodeRuntime } from '#runtime/cri.ts'
import type { Clock } from '#sim/clock.ts'
import type { Scope } from '#sim/scope.ts'
import type { Narration } from '#sim/world.ts'
import { formatGoDuration } from './backoff.ts'

simplified(
  'runtime-stopped',
  'while containerd is stopped, the commands that it was running in containers end as if it answered, what it was stopping is stopped, and what the kubelet wants stopped is stopped when it is back. The status of the Node says once how long ago its PLEG was active; the real one says it anew every 10 s.',
)

/** How often the kubelet asks, and for how long it bears to hear nothing. */
const ASK_PERIOD_MS = 5000
const MAX_SILENCE_MS = 30_000
/** A listing of all containers may be so old. */
const RELIST_THRESHOLD_MS = 180_000
/** How long the sync loop sleeps when it may not go on: at first, and at the longest. */
const FIRST_SLEEP_MS = 100
const MAX_SLEEP_MS = 5000

export interface RuntimeState {
  /** What the sync loop may not go on for, in the words of the Ready condition. */
  readonly errors: readonly string[]
  /** True while the sync loop passes over all that comes. */
  readonly isSkipping: boolean
  /** The status of the Node is made now: from then on `errors` has how long ago there was a listing, when that is too long. */
  look(): void
  /** Calls when `errors` may be others, or would be after a look. */
  watch(listener: () => void): () => void
  /** Calls when the sync loop goes on. */
  onResume(listener: () => void): () => void
}

interface StateContext {
  readonly clock: Clock
  readonly narrate: (narration: Narration) => number
  readonly nodeName: string
  readonly runtime: NodeRuntime
  readonly scope: Scope
}

/** Begins to watch a runtime that answers. */
export function createRuntimeState(context: StateContext): RuntimeState {
  return new State(context)
}

class State implements RuntimeState {
  readonly #context: StateContext
  readonly #owner: string
  readonly #startMs: number
  readonly #changed = createListeners<void>()
  readonly #resumed = createListeners<void>()
  readonly #timers = new Map<string, number>()
  /** When a listing was made last before it fell silent; null while it answers. */
  #silentMs: number | null = null
  #isDown = false
  /** How long ago it was active when the status of the Node first told of it; '' before. */
  #lastSeen = ''
  /** Since when the sync loop sleeps; null while it works. */
  #sleepsMs: number | null = null

  constructor(context: StateContext) {
    const { clock, nodeName, runtime, scope } = context
    this.#context = context
    this.#owner = `kubelet/${nodeName}/runtime-state`
    this.#startMs = clock.nowMs
    scope.own(clock.handle(this.#owner, ({ kind }) => this.#due(kind)))
    scope.own(runtime.service.onAnswers(() => this.#answers(runtime.service.refusal === null)))
  }

  get errors(): readonly string[] {
    return [
      ...(this.#isDown ? ['container runtime is down'] : []),
      ...(this.#lastSeen === ''
        ? []
        : [
            `PLEG is not healthy: pleg was last seen active ${this.#lastSeen} ago; threshold is 3m0s`,
          ]),
    ]
  }

  get isSkipping(): boolean {
    return this.#sleepsMs !== null
  }

  look(): void {
    if (this.#silentMs === null || this.#lastSeen !== '') return
    const ageMs = this.#context.clock.nowMs - this.#silentMs
    if (ageMs > RELIST_THRESHOLD_MS) this.#lastSeen = formatGoDuration(ageMs)
  }

  watch(listener: () => void): () => void {
    return this.#changed.add(listener)
  }

  onResume(listener: () => void): () => void {
    return this.#resumed.add(listener)
  }

  #answers(isAnswering: boolean): void {
    const { nowMs } = this.#context.clock
    if (isAnswering) {
      this.#silentMs = null
      this.#lastSeen = ''
      this.#at('down', null)
      this.#at('old', null)
      const askedMs = this.#askedMs()
      if (this.#isDown) this.#at('up', askedMs === nowMs ? nowMs : askedMs + ASK_PERIOD_MS)
      return
    }
    this.#silentMs = nowMs
    this.#at('up', null)
    this.#at('old', nowMs + RELIST_THRESHOLD_MS + 1)
    if (this.#isDown) return
    this.#at('down', this.#askedMs() + MAX_SILENCE_MS)
  }

  /** When it asked last. */
  #askedMs(): number {
    const { nowMs } = this.#context.clock
    return nowMs - ((nowMs - this.#startMs) % ASK_PERIOD_MS)
  }

  #due(kind: string): void {
    const { nowMs } = this.#context.clock
    this.#timers.delete(kind)
    if (kind === 'down') {
      this.#isDown = true
      this.#sleepsMs ??= nowMs
      this.#say('looks after no Pod any more', 'containerd has not answered it for 30 s', 'Down')
    } else if (kind === 'up') {
      this.#isDown = false
      this.#at('resume', this.#wakesMs(nowMs))
    } else if (kind === 'resume') {
      if (this.#isDown) return
      this.#sleepsMs = null
      this.#say('looks after its Pods again', 'containerd answers it', 'Up')
      this.#resumed.tell()
    }
    this.#changed.tell()
  }

  /** When the sync loop, which sleeps longer and longer, looks next. */
  #wakesMs(fromMs: number): number {
    let wakesMs = this.#sleepsMs ?? fromMs
    for (let sleepMs = FIRST_SLEEP_MS; wakesMs < fromMs; sleepMs *= 2)
      wakesMs += Math.min(sleepMs, MAX_SLEEP_MS)
    return wakesMs
  }

  /** Sets the one timer of that kind, or takes it back. */
  #at(kind: string, timeMs: number | null): void {
    const { clock } = this.#context
    const before = this.#timers.get(kind)
    if (before !== undefined) clock.cancelTimer(before)
    this.#timers.delete(kind)
    if (timeMs === null) return
    this.#timers.set(kind, clock.setTimer(Math.max(0, timeMs - clock.nowMs), this.#owner, kind, ''))
  }

  #say(message: string, because: string, what: 'Down' | 'Up'): void {
    const { narrate, nodeName } = this.#context
    narrate({
      actor: `kubelet on ${nodeName}`,
      message,
      because,
      level: 'step',
      kind: `Runtime${what}`,
      objects: [`Node//${nodeName}`],
    })
  }
}
