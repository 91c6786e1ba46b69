// What the kubelet knows of its runtime: a listing once a second, one more when a sync has changed something,
// and between them the cache that syncs read.
// Follows pkg/kubelet/pleg/generic.go and pkg/kubelet/container/cache.go (v1.36). A listing that would
// find nothing new is not made, so that a node at rest has no timer.
import type { Container } from '#api/generated/types.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import { createFuture, type Future, type Task, wait } from '#sim/task.ts'
import type { KubeletContext } from './context.ts'
import {
  NO_RUNTIME_STATUS,
  type PodRuntimeStatus,
  readRuntimeStatus,
} from './pod-runtime-status.ts'

const RELIST_PERIOD_MS = 1000
/** How long it takes to list all sandboxes and containers, or those of one Pod. */
const LISTING_MS = 0.2
/** And to ask for the status of a sandbox, or of a container that runs. */
const STATUS_MS = 0.1
/** The next listing begins a second after the end of one. */
const PERIOD_MS = RELIST_PERIOD_MS + LISTING_MS
/** How soon a listing begins that was asked for. */
const ON_DEMAND_MS = 0.001

/** Of a log as a termination message: its last lines, and of these the last characters. */
const TAIL_LINES = 80
const TAIL_CHARACTERS = 2048
const MAX_MESSAGE_CHARACTERS = 4096

export interface PlegParts {
  /** Called when containers or sandboxes of a Pod have started or ended. */
  readonly onEvent: (podUid: string) => void
  /** Whether nothing of the Pod is needed any more. */
  readonly isOver: (podUid: string) => boolean
  /** An instance of a container has been removed, and its log with it. */
  readonly onRemoved: (podUid: string, name: string, attempt: number) => void
  /** What a Pod says of one of its containers; undefined when the Pod is not known any more. */
  readonly containerOf: (podUid: string, name: string) => Container | undefined
}

/** What of a kubelet's context its listings need. */
type PlegContext = Pick<KubeletContext, 'clock' | 'nodeName' | 'prng' | 'runtime' | 'scope'>

interface Waiting {
  readonly podUid: string
  readonly sinceMs: number
  readonly future: Future<void>
}

/** The listings of one node. */
export class Pleg {
  readonly #context: PlegContext
  readonly #parts: PlegParts
  readonly #owner: string
  readonly #cache = new Map<string, PodRuntimeStatus>()
  /** When a Pod was listed alone. */
  readonly #observedMs = new Map<string, number>()
  readonly #dirty = new Set<string>()
  /** With which entry of the journal a container ended. */
  readonly #ends = new Map<string, number>()
  #waiting: readonly Waiting[] = []
  /** A timer waits for the next listing. */
  #isArmed = false
  /** The runtime does not answer. */
  #isSilent = false
  /** An earlier kubelet has left something, which only the first listing finds. */
  #isBlind = false
  /** When the listing began that is being made. */
  #beganMs = Number.NEGATIVE_INFINITY
  /** When the next listing of all Pods begins, and when the newest began that was made or passed over. */
  #nextMs: number
  #lastMs = Number.NEGATIVE_INFINITY

  constructor(context: PlegContext, parts: PlegParts) {
    const { clock, nodeName, prng, runtime, scope } = context
    this.#context = context
    this.#parts = parts
    this.#owner = `kubelet/${nodeName}/pleg`
    this.#nextMs = clock.nowMs + prng.fork('relist').next(RELIST_PERIOD_MS)
    const free = clock.handle(this.#owner, ({ kind, key }) => {
      if (kind === 'relist') this.#relist()
      else if (kind === 'pod') this.#relistPod(key)
      else if (kind === 'inspect') this.#inspect(key)
      else if (kind === 'observed') this.#observe(key)
      else this.#listed()
    })
    scope.own(free)
    scope.own(
      runtime.service.subscribe(({ type, podUid, containerId }) => {
        if (type === 'ContainerDied' && containerId !== null && clock.cause !== null)
          this.#ends.set(containerId, clock.cause)
        this.note(podUid)
      }),
    )
    scope.own(runtime.service.onAnswers(() => this.#answersChanged()))
    for (const { uid } of runtime.service.pods()) {
      this.#isBlind = true
      this.note(uid)
    }
  }

  /** The Pod as it is now; its containers that have ended say their last words. */
  read(podUid: string): PodRuntimeStatus {
    const before = this.#cache.get(podUid) ?? NO_RUNTIME_STATUS
    const now = readRuntimeStatus(this.#context.runtime.service, podUid, before)
    const known = new Map(before.containers.map((record) => [record.id, record]))
    return {
      ...now,
      containers: now.containers.map((record) => {
        if (record.state !== 'exited' || record.message !== '') return record
        const old = known.get(record.id)
        if (old?.state === 'exited') return old
        const container = this.#parts.containerOf(podUid, record.name)
        return { ...record, message: terminationMessage(this.#context, container, record) }
      }),
    }
  }

  /** The id of the journal entry with which a container ended; null when the kubelet was not there. */
  endOf(containerId: string): number | null {
    return this.#ends.get(containerId) ?? null
  }

  /** Something happened to the Pod's containers: they are looked at in the next listing. */
  note(podUid: string): void {
    this.#dirty.add(podUid)
    this.#arm()
  }

  /** Looks at one Pod at once, as after a sync that changed something (PLEGOnDemandRelist). */
  requestRelist(podUid: string): void {
    this.#context.clock.setExactTimer(ON_DEMAND_MS + LISTING_MS, this.#owner, 'pod', podUid)
  }

  /** The Pod as it was listed, by a listing later than `sinceMs`; waits for it when there is none yet. */
  *newerThan(podUid: string, sinceMs: number): Task<PodRuntimeStatus> {
    if (!this.#isNewer(podUid, sinceMs)) {
      const future = createFuture<void>()
      this.#waiting = [...this.#waiting, { podUid, sinceMs, future }]
      this.#arm()
      yield* wait(future)
    }
    return this.#cache.get(podUid) ?? NO_RUNTIME_STATUS
  }

  forget(podUid: string): void {
    this.#cache.delete(podUid)
    this.#observedMs.delete(podUid)
    this.#dirty.delete(podUid)
  }

  /** No listing is made while the runtime does not answer; the first second in which it does again brings one. */
  #answersChanged(): void {
    this.#catchUp()
    this.#isSilent = this.#context.runtime.service.refusal !== null
    if (this.#isSilent || this.#isArmed) return
    const sinceMs = this.#context.clock.exactMs - this.#nextMs
    if (sinceMs > 0)
      this.#nextMs = inMicros(this.#nextMs + Math.ceil(sinceMs / PERIOD_MS) * PERIOD_MS)
    if (this.#dirty.size > 0 || this.#waiting.length > 0) this.#arm()
  }

  /** All sandboxes and containers are listed; those Pods in which something is new are asked about one by one. */
  #relist(): void {
    const { clock } = this.#context
    this.#isArmed = false
    if (this.#isSilent) return
    this.#isBlind = false
    this.#beganMs = this.#nextMs
    const listed = [...this.#dirty]
    this.#dirty.clear()
    let takesMs = 0
    for (const uid of listed) {
      const inspectionMs = this.#inspectionMs(uid)
      if (inspectionMs === null) continue
      takesMs += inspectionMs
      clock.setExactTimer(takesMs, this.#owner, 'inspect', uid)
    }
    this.#nextMs = inMicros(this.#nextMs + takesMs + PERIOD_MS)
    clock.setExactTimer(takesMs, this.#owner, 'listed', '')
  }

  #listed(): void {
    this.#lastMs = this.#beganMs
    // Who has come since it began waits for the next one.
    this.#settle(({ sinceMs }) => sinceMs <= this.#lastMs)
  }

  #relistPod(podUid: string): void {
    if (this.#isSilent) {
      this.note(podUid)
      return
    }
    const inspectionMs = this.#inspectionMs(podUid) ?? 0
    this.#context.clock.setExactTimer(inspectionMs, this.#owner, 'observed', podUid)
  }

  #observe(podUid: string): void {
    // Not before: a listing of all Pods that comes in between must not pass for one that has seen this Pod.
    this.#dirty.delete(podUid)
    this.#inspect(podUid)
    this.#observedMs.set(podUid, this.#context.clock.exactMs)
    this.#settle((one) => one.podUid === podUid)
  }

  /** How long it takes to ask about a Pod in which something is new; null when nothing is. */
  #inspectionMs(podUid: string): number | null {
    const now = this.read(podUid)
    if (!eventsBetween(this.#cache.get(podUid) ?? NO_RUNTIME_STATUS, now).changed) return null
    const running = now.containers.filter(({ state }) => state === 'running')
    return STATUS_MS * (now.sandboxes.length + running.length)
  }

  /** Passes over the listings that nobody waited for. */
  #catchUp(): void {
    const sinceMs = this.#context.clock.exactMs - this.#nextMs - LISTING_MS
    if (this.#isArmed || this.#isSilent || sinceMs <= 0) return
    const passed = Math.ceil(sinceMs / PERIOD_MS)
    this.#lastMs = inMicros(this.#nextMs + (passed - 1) * PERIOD_MS)
    this.#nextMs = inMicros(this.#lastMs + PERIOD_MS)
  }

  #arm(): void {
    if (this.#isArmed || this.#isSilent) return
    this.#catchUp()
    const { clock } = this.#context
    this.#isArmed = true
    const delayMs = this.#nextMs + LISTING_MS - clock.exactMs
    clock.setExactTimer(Math.max(0, delayMs), this.#owner, 'relist', '')
  }

  /** Whether a listing of all Pods, or of this one, is newer. */
  #isNewer(podUid: string, sinceMs: number): boolean {
    if (this.#isBlind) return false
    this.#catchUp()
    return this.#lastMs > sinceMs || (this.#observedMs.get(podUid) ?? 0) > sinceMs
  }

  #settle(isDue: (waiting: Waiting) => boolean): void {
    const due = this.#waiting.filter(isDue)
    this.#waiting = this.#waiting.filter((one) => !due.includes(one))
    for (const { future } of due) future.settle()
  }

  /** Takes a Pod into the cache, and tells of it when something in it has started or ended. */
  #inspect(podUid: string): void {
    const now = this.read(podUid)
    const events = eventsBetween(this.#cache.get(podUid) ?? NO_RUNTIME_STATUS, now)
    if (!events.changed) return
    this.#cache.set(podUid, now)
    this.#settle((one) => one.podUid === podUid)
    if (events.worthy) this.#parts.onEvent(podUid)
    for (const name of events.died) this.#removeOlder(podUid, now, name)
  }

  /** One dead instance of a container is kept, and none of a Pod that is over. Follows pkg/kubelet/pod_container_deletor.go. */
  #removeOlder(podUid: string, { containers }: PodRuntimeStatus, name: string): void {
    const exited = containers.filter(({ state }) => state === 'exited')
    const older = exited.filter((one) => one.name === name).slice(0, -1)
    const isOver = this.#parts.isOver(podUid)
    for (const one of isOver ? exited : older) {
      const { id } = one
      this.#parts.onRemoved(podUid, one.name, one.attempt)
      this.#context.runtime.service.removeContainer(id)
      this.note(podUid)
    }
  }
}

/** A sum of fractions as whole microseconds. */
function inMicros(timeMs: number): number {
  return Math.round(timeMs * 1000) / 1000
}

interface Events {
  readonly changed: boolean
  /** Something started or ended; that a container was made or removed is no reason for a sync. */
  readonly worthy: boolean
  /** The names of the containers that have ended. */
  readonly died: readonly string[]
}

/** Follows generateEvents. */
function eventsBetween(before: PodRuntimeStatus, now: PodRuntimeStatus): Events {
  const died: string[] = []
  let changed = false
  let worthy = false
  const compare = (was: readonly Instance[], is: readonly Instance[]): void => {
    for (const { id, state } of was) {
      if (is.some((one) => one.id === id)) continue
      changed = true
      worthy ||= isWorthy(state, undefined)
    }
    for (const { id, state, name } of is) {
      const old = was.find((one) => one.id === id)?.state
      if (old === state) continue
      changed = true
      worthy ||= isWorthy(old, state)
      if (state === 'exited' && name !== undefined) died.push(name)
    }
  }
  compare(before.sandboxes, now.sandboxes)
  compare(before.containers, now.containers)
  return { changed, worthy, died }
}

/** A sandbox, which has no name, or a container. */
interface Instance {
  readonly id: string
  readonly state: string
  readonly name?: string
}

function isWorthy(was: string | undefined, is: string | undefined): boolean {
  if (is === undefined) return was !== 'exited' && was !== 'notready'
  return is !== 'created'
}

/** What a container left in its file of last words, or what it printed last. Follows getTerminationMessage. */
function terminationMessage(
  { runtime }: PlegContext,
  container: Container | undefined,
  { id, exitCode }: ContainerRecord,
): string {
  const message = runtime.service.terminationMessage(id)
  if (message !== '') return message.slice(0, MAX_MESSAGE_CHARACTERS)
  const fallsBack = container?.terminationMessagePolicy === 'FallbackToLogsOnError'
  if (!fallsBack || exitCode === 0) return ''
  const lines = runtime.service.logs(id, TAIL_LINES)
  return lines
    .map((line) => `${line}\n`)
    .join('')
    .slice(-TAIL_CHARACTERS)
}
