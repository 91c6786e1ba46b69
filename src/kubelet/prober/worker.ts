// One probe of one container: when it runs, and what its results amount to.
// Follows pkg/kubelet/prober/worker.go (v1.36), worker and doProbe.
import { findContainer, isTerminalPhase } from '#api/core/containers.ts'
import type { Container, ContainerStatus, Pod, PodStatus, Probe } from '#api/generated/types.ts'
import { msOfTime } from '#api/meta/time.ts'
import { createPatience } from '#lib/patience.ts'
import type { Every, ProbeReply, Repeated } from '#runtime/cri.ts'
import { type RunningTask, spawn, type Task, wait } from '#sim/task.ts'
import type { Alarms } from '../alarms.ts'
import { restartAfterExit } from '../restart-policy.ts'
import type { ProbeOutcome } from './probe.ts'
import type { ProbePlan, ProbeType } from './probe-plans.ts'

/** What a probe has come to; 'Unknown' is a startup probe without a result. */
export type Verdict = 'Success' | 'Failure' | 'Unknown'

/** What counts for a new instance before the first result. */
const FIRST_VERDICT: Readonly<Record<ProbeType, Verdict>> = {
  Startup: 'Unknown',
  Liveness: 'Success',
  Readiness: 'Failure',
}

/** What a probe would come to now, and again until something changes. */
export interface ForeseenOutcome {
  readonly outcome: ProbeOutcome
  outcomeOf(reply: ProbeReply): ProbeOutcome
  repeat(every: Every, changed: () => void): Repeated<ProbeReply>
}

/** How soon a probe begins that was asked for: what asked for it is done by then. */
const WAKE_MS = 0.01

export interface WorkerParts {
  readonly pod: Pod
  readonly container: Container
  readonly type: ProbeType
  readonly probe: Probe
  readonly alarms: Alarms
  /** The rank of its timers. */
  readonly rank: number
  /** It does nothing for so long at first; null when it does not wait. */
  readonly startsInMs: number | null
  readonly nowMs: () => number
  /** Whether an instance that started then was there long before the kubelet: it does not begin without a result. */
  readonly isFromBefore: (startMs: number) => boolean
  /** Runs the handler once. */
  readonly run: (containerId: string, status: PodStatus) => Task<ProbeOutcome>
  /** What `run` would come to, when that can be said and it would have no other effect. */
  readonly foresee: (containerId: string, status: PodStatus) => ForeseenOutcome | null
  /** Told of each result, with how many equal ones there are in a row and how many count. */
  readonly onOutcome: (
    containerId: string,
    outcome: ProbeOutcome,
    count: { readonly inARow: number; readonly threshold: number },
  ) => void
  /**
   * Called when the verdict about an instance is new or another one; undefined when it is forgotten. `isFollowed`
   * when the next one may come at the same moment.
   */
  readonly onVerdict: (
    containerId: string,
    verdict: Verdict | undefined,
    isFollowed: boolean,
  ) => void
  /** Told when it runs next, whenever that changes; null when it is under way, or nothing is planned. */
  readonly onPlan: (plan: ProbePlan | null) => void
}

interface Rest {
  readonly foreseen: ForeseenOutcome
  readonly every: Every
  readonly repeated: Repeated<ProbeReply>
}

/**
 * Runs once every period, from the moment it is made, as a ticker does. A tick that has nothing to do gets
 * no timer, so that a container without news leaves the clock alone. Nor does one that would succeed again
 * because nothing has changed: the probe is at rest then, and takes up its ticks before something changes.
 */
export class ProbeWorker {
  readonly type: ProbeType
  readonly containerName: string
  readonly #parts: WorkerParts
  readonly #periodMs: number
  #originMs: number
  #status: PodStatus = {}
  /** The instance that the results are about; '' before the first. */
  #containerId = ''
  #verdict: Verdict | undefined
  #lastResult: boolean | null = null
  #resultRun = 0
  #onHold = false
  #isStopped = false
  /** It is to end when the probe that goes on has ended. */
  #isStopping = false
  /** It was asked for a probe while it was at work. */
  #isTriggered = false
  /** A probe that was asked for is about to begin. */
  #isWoken = false
  /** It has not begun yet, and hears only later what it is asked for. */
  #isAsleep = false
  #waiting: RunningTask<void> | null = null
  /** The time of the tick that has a timer. */
  #waitingForMs = -1
  #resting: Rest | null = null
  /** For the attempts to rest. */
  readonly #patience = createPatience()
  #probing: RunningTask<void> | null = null

  constructor(parts: WorkerParts) {
    this.#parts = parts
    this.type = parts.type
    this.containerName = parts.container.name
    this.#periodMs = (parts.probe.periodSeconds ?? 10) * 1000
    this.#originMs = parts.nowMs()
    if (parts.startsInMs !== null) this.#sleep(parts.startsInMs)
  }

  /** The first look comes at its end, and its ticks from then on. */
  #sleep(delayMs: number): void {
    this.#isAsleep = true
    this.#originMs += delayMs
    this.#waitAnd(delayMs, this.#originMs, this.#parts.rank)
  }

  /** Takes the status that was reported last. */
  look(status: PodStatus): void {
    this.#status = status
    if (this.#resting !== null && this.#isSettled()) return
    this.#wake()
    this.#schedule()
  }

  /** Runs the probe when what goes on now has been done, and from now on once every period. */
  trigger(): void {
    if (this.#isStopped) return
    this.#wake()
    if (this.#isAtWork) this.#isTriggered = true
    else this.#rouse()
  }

  /** Ends it; a probe that has begun comes to its end, and its result counts. */
  stop(): void {
    this.#wake()
    if (this.#isAtWork) this.#isStopping = true
    else this.#end()
  }

  /** The kubelet ends: so does whatever is going on, without a result. */
  abandon(): void {
    this.#wake()
    this.#isStopped = true
    this.#parts.onPlan(null)
    this.#waiting?.cancel()
    this.#probing?.cancel()
  }

  get isStopped(): boolean {
    return this.#isStopped
  }

  get #isAtWork(): boolean {
    return this.#probing !== null || this.#isWoken || this.#isAsleep
  }

  #end(): void {
    this.#isStopped = true
    this.#parts.onPlan(null)
    this.#forget()
    this.#waiting?.cancel()
    this.#waiting = null
  }

  /** Begins a probe that was asked for. */
  #rouse(): void {
    this.#waiting?.cancel()
    this.#isWoken = true
    this.#originMs = this.#parts.nowMs()
    this.#waitAnd(WAKE_MS, this.#originMs)
  }

  /** Sets the timer for the next tick that has something to do. */
  #schedule(): void {
    if (this.#isStopped || this.#isAtWork) return
    const tickMs = this.#nextTickMs()
    this.#waiting?.cancel()
    this.#waiting = null
    if (tickMs === null) this.#parts.onPlan(null)
    else this.#waitFor(tickMs)
  }

  /** The next tick that has something to do; null when none does as long as the status stays. */
  #nextTickMs(): number | null {
    const dueMs = this.#dueMs()
    if (dueMs === null) return null
    const nowMs = this.#parts.nowMs()
    // A tick of this very millisecond that is still to come is not passed over.
    const isToCome = this.#waiting !== null && this.#waitingForMs === nowMs
    const fromMs = Math.max(dueMs, isToCome ? nowMs : nowMs + 1)
    const ticks = Math.max(1, Math.ceil((fromMs - this.#originMs) / this.#periodMs))
    return this.#originMs + ticks * this.#periodMs
  }

  #waitFor(tickMs: number): void {
    this.#waitAnd(tickMs - this.#parts.nowMs(), tickMs, this.#parts.rank)
  }

  #waitAnd(delayMs: number, tickMs: number, rank?: number): void {
    const { alarms, type } = this.#parts
    this.#waitingForMs = tickMs
    this.#parts.onPlan({ nextMs: tickMs, everyMs: null })
    const tick = function* (this: ProbeWorker): Task<void> {
      yield* alarms.sleep(delayMs, `probe/${type}`, rank)
      this.#waiting = null
      this.#isWoken = false
      this.#isAsleep = false
      this.#doProbe()
    }
    this.#waiting = spawn(tick.call(this))
  }

  /** From when on a tick does something; null when none does as long as the status stays. */
  #dueMs(): number | null {
    const current = this.#current()
    if (current === undefined) return null
    const { containerID, state } = current
    if (containerID !== this.#containerId) return 0
    if (this.#onHold) return null
    if (state?.running === undefined) {
      return this.#verdict === 'Failure' && !this.#isOver(current) ? null : 0
    }
    if (!this.#isDueFor(current)) return null
    return startOf(current) + this.#delayMs
  }

  get #delayMs(): number {
    return (this.#parts.probe.initialDelaySeconds ?? 0) * 1000
  }

  /** A startup probe runs until the container counts as started, the others from then on. */
  #isDueFor({ started }: ContainerStatus): boolean {
    return this.type === 'Startup' ? started !== true : started === true
  }

  #current(): ContainerStatus | undefined {
    const { containerStatuses = [], initContainerStatuses = [] } = this.#status
    return [...containerStatuses, ...initContainerStatuses].find(
      ({ name, containerID = '' }) => name === this.containerName && containerID !== '',
    )
  }

  #doProbe(): void {
    if (this.#probing !== null) return
    this.#waiting?.cancel()
    this.#waiting = null
    if (this.#isDue()) this.#probe(this.#containerId)
    else this.#goOn()
  }

  /** Whether there is an instance to be probed now; what its status says already is drawn from it. */
  #isDue(): boolean {
    const current = this.#current()
    if (isTerminalPhase(this.#status.phase)) {
      this.#end()
      return false
    }
    if (current === undefined) return false
    const isRunning = current.state?.running !== undefined
    const sinceMs = this.#parts.nowMs() - startOf(current)
    const isAsked = isRunning && sinceMs >= this.#delayMs && this.#isDueFor(current)
    this.#follow(current, isAsked || (!isRunning && this.type === 'Startup'))
    if (this.#onHold) return false
    if (!isRunning) {
      this.#set('Failure')
      if (this.#isOver(current)) this.#end()
    }
    return isAsked
  }

  /** After a look at the container: ends, looks once more, or waits for the next tick. */
  #goOn(): void {
    if (this.#isStopped) return
    if (this.#isTriggered) {
      this.#isTriggered = false
      this.#rouse()
    } else if (this.#isStopping) this.#end()
    else if (!this.#rest()) this.#schedule()
  }

  /** A new instance starts without results; `isFollowed` when one may come at the same moment. */
  #follow(current: ContainerStatus, isFollowed: boolean): void {
    const { containerID = '' } = current
    if (containerID === this.#containerId) return
    this.#forget()
    this.#containerId = containerID
    if (!this.#parts.isFromBefore(startOf(current))) this.#set(FIRST_VERDICT[this.type], isFollowed)
    this.#onHold = false
  }

  /** True when the instance has ended and none follows. */
  #isOver({ state }: ContainerStatus): boolean {
    const { pod, container } = this.#parts
    if (state?.terminated === undefined) return false
    if (findContainer(pod, container.name)?.role === 'sidecar') return false
    return !restartAfterExit(pod, container, state.terminated.exitCode).restart
  }

  #probe(containerId: string): void {
    this.#follows(this.#parts.nowMs(), this.#parts.run(containerId, this.#status))
  }

  /** Waits for the outcome of the probe that began at `startMs`, and for the next tick. */
  #follows(startMs: number, run: Task<ProbeOutcome>): void {
    const probing = function* (this: ProbeWorker): Task<void> {
      const outcome = yield* run
      this.#probing = null
      this.#settle(outcome)
      // A ticker keeps one tick that came while nobody listened.
      const ticks = Math.floor((startMs - this.#originMs) / this.#periodMs) + 1
      const isLate = this.#originMs + ticks * this.#periodMs <= this.#parts.nowMs()
      if (isLate && !this.#isStopping && !this.#isTriggered) this.#doProbe()
      else this.#goOn()
    }
    const task = spawn(probing.call(this))
    if (!task.done.settled) this.#probing = task
  }

  /** True when the status still asks for the probe of the instance whose last result is known. */
  #isSettled(): boolean {
    const current = this.#current()
    return (
      current !== undefined &&
      current.containerID === this.#containerId &&
      current.state?.running !== undefined &&
      this.#isDueFor(current)
    )
  }

  /** Comes to rest when nothing but the same success can come of the next ticks; false when that cannot be said. */
  #rest(): boolean {
    if (this.#verdict !== 'Success' || this.#lastResult !== true || !this.#isSettled()) return false
    const fromMs = this.#nextTickMs()
    if (fromMs === null) return false
    if (!this.#patience.tries()) return false
    const foreseen = this.#parts.foresee(this.#containerId, this.#status)
    if (foreseen?.outcome.success !== true || foreseen.outcome.warning !== undefined) {
      this.#patience.lost()
      return false
    }
    this.#waiting?.cancel()
    this.#waiting = null
    const every = { fromMs, everyMs: this.#periodMs, rank: this.#parts.rank }
    const repeated = foreseen.repeat(every, () => this.#wake())
    this.#resting = { foreseen, every, repeated }
    this.#parts.onPlan({ nextMs: fromMs, everyMs: this.#periodMs })
    return true
  }

  /** Takes up its ticks again, and the probe that is under way. */
  #wake(): void {
    const rest = this.#resting
    if (rest === null) return
    this.#resting = null
    const { fromMs, everyMs } = rest.every
    const { started, underWay } = rest.repeated.stop()
    this.#patience.lasted(started)
    this.#resultRun += underWay === null ? started : started - 1
    const tickMs = fromMs + started * everyMs
    if (underWay === null) {
      this.#waitFor(tickMs)
      return
    }
    const outcome = function* (): Task<ProbeOutcome> {
      return rest.foreseen.outcomeOf(yield* wait(underWay))
    }
    this.#follows(tickMs - everyMs, outcome())
  }

  #settle(outcome: ProbeOutcome): void {
    const { probe } = this.#parts
    const { success } = outcome
    if (outcome.error !== undefined) {
      this.#parts.onOutcome(this.#containerId, outcome, { inARow: 0, threshold: 0 })
      return
    }
    this.#resultRun = this.#lastResult === success ? this.#resultRun + 1 : 1
    this.#lastResult = success
    const threshold = success ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3)
    this.#parts.onOutcome(this.#containerId, outcome, { inARow: this.#resultRun, threshold })
    if (this.#resultRun < threshold) return
    this.#set(success ? 'Success' : 'Failure')
    if (this.type === 'Startup' || (this.type === 'Liveness' && !success)) {
      this.#onHold = true
      this.#resultRun = 0
    }
  }

  #set(verdict: Verdict, isFollowed = false): void {
    if (verdict === this.#verdict) return
    this.#verdict = verdict
    this.#parts.onVerdict(this.#containerId, verdict, isFollowed)
  }

  #forget(): void {
    if (this.#verdict !== undefined) this.#parts.onVerdict(this.#containerId, undefined, false)
    this.#verdict = undefined
    this.#containerId = ''
  }
}

/** The start of a running container as the status tells it: in full seconds. */
function startOf({ state }: ContainerStatus): number {
  const startedAt = state?.running?.startedAt
  return startedAt === undefined ? 0 : msOfTime(startedAt)
}
