// When kubectl sends the objects of a file: one after the other, each a few milliseconds behind the one before.
import { matchingResources } from '#api/quota/usage.ts'
import type { ResourceQuota } from '#api/generated/types.ts'
import type { ApiObject, Kind } from '#api/meta/object.ts'
import { simplified } from '#lib/simplified.ts'
import { ranked } from '#sim/clock.ts'
import { type Task, wait } from '#sim/task.ts'
import type { Session } from './session.ts'

simplified(
  'object-behind-quota',
  'an object right behind a ResourceQuota in its file is always held to the quota; in a cluster about one in five still gets past it.',
  { fields: ['ResourceQuotaSpec.hard'] },
)

/**
 * By the time of the request behind it, the controller of a new quota has counted and the quota refuses. With kubectl,
 * kube-apiserver and kube-controller-manager of 1.36.2 it did so 47 times of 60 for the document right behind the quota,
 * and 60 times of 60 for the one behind that.
 */
const BEHIND_A_QUOTA_MS = 2

/** Milliseconds between the object of an index and the next one. */
export type Pauses = (index: number) => number

/** What is done step after step; each says how many milliseconds go by before the next one. */
export type Steps<T> = Generator<number, T, void>

export const NO_PAUSES: Pauses = () => 0

/** The pauses between objects: what nobody looks at before the next one is sent needs none. */
export function pausesOf(sources: readonly { readonly object: ApiObject }[]): Pauses {
  // From the last to the first: what is known then are the kinds that come behind in each namespace.
  const behind = new Map<string, Set<Kind>>()
  const awaited = new Set<number>()
  for (const [index, { object }] of [...sources.entries()].toReversed()) {
    const place = object.metadata.namespace ?? 'default'
    const kinds = behind.get(place) ?? new Set()
    if (object.kind === 'ResourceQuota' && limitsOneOf(object, kinds)) awaited.add(index)
    behind.set(place, kinds.add(object.kind))
  }
  return (index) => (awaited.has(index) ? BEHIND_A_QUOTA_MS : 0)
}

function limitsOneOf({ spec }: ResourceQuota, kinds: ReadonlySet<Kind>): boolean {
  const limited = Object.keys(spec?.hard ?? {})
  return [...kinds].some((kind) => matchingResources(kind, limited).length > 0)
}

/**
 * Goes through steps that say how long to wait before the next one, and does `done` with what comes of them: at once
 * where there is nothing to wait for, else along virtual time.
 */
export function paced<T>(
  session: Session,
  steps: Steps<T>,
  done: (value: T) => number,
): number | Task<number> {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return done(step.value)
    if (step.value > 0) return goesOn(session, steps, { done, pauseMs: step.value })
  }
}

interface Rest<T> {
  readonly done: (value: T) => number
  readonly pauseMs: number
}

function* goesOn<T>(session: Session, steps: Steps<T>, { done, pauseMs }: Rest<T>): Task<number> {
  const { clock } = session.world
  const { rank } = clock
  yield* wait(session.sleeper.sleep(pauseMs, 'apply'))
  for (;;) {
    const step = ranked(clock, rank, () => steps.next())
    if (step.done === true) return ranked(clock, rank, () => done(step.value))
    if (step.value > 0) yield* wait(session.sleeper.sleep(step.value, 'apply'))
  }
}
