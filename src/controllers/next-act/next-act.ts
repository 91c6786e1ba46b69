// What a controller will do next with an object, read from a moment before it happens: what it wants, what it sees, the
// difference, the act and the reason. The numbers come from the functions that the controllers decide with.
import type { WorldState } from '#client/world.ts'

/** One line of the control loop: what is wanted, what is seen, and what is between them. */
export interface LoopRow {
  readonly name: string
  readonly desired: string
  readonly observed: string
  /** '' when there is none. */
  readonly difference: string
  /** When it will be so, in virtual milliseconds; missing where that is not known. */
  readonly atMs?: number
}

export interface NextAct {
  /** 'Create 2 Pods'; names stand in backticks. */
  readonly act: string
  /** 'it wants 5 and has 3', without a full stop. */
  readonly because: string
  /** When, in virtual milliseconds; null as soon as the controller looks. */
  readonly atMs: number | null
  /** True when nothing will happen unless something changes. */
  readonly rests: boolean
  /** What has to happen first, by others; '' when nothing has to. */
  readonly waitsFor: string
  readonly rows: readonly LoopRow[]
}

/** What a controller decides with. */
export interface Moment {
  readonly world: WorldState
  /** Virtual milliseconds. */
  readonly nowMs: number
  /** True while no controller runs: where the control plane is made of Pods, and that of the controllers is away. */
  readonly isAway?: boolean
}

const OPEN: NextAct = { act: '', because: '', atMs: null, rests: false, waitsFor: '', rows: [] }

/** An act that comes as soon as the controller looks, or at `atMs`. */
export function acts(act: string, because: string, rest: Partial<NextAct> = {}): NextAct {
  return { ...OPEN, act, because, ...rest }
}

/** Nothing to do, and why. */
export function rests(because: string, rest: Partial<NextAct> = {}): NextAct {
  return { ...OPEN, act: 'Nothing to do', because, rests: true, ...rest }
}

/** Nothing before others have done something. */
export function waits(waitsFor: string, because: string, rest: Partial<NextAct> = {}): NextAct {
  return { ...OPEN, act: 'Wait', because, waitsFor, ...rest }
}

/** A line about a number: '2 more', '1 fewer'. */
export function countRow(name: string, desired: number, observed: number): LoopRow {
  const missing = desired - observed
  const difference = missing === 0 ? '' : missing > 0 ? `${missing} more` : `${-missing} fewer`
  return { name, desired: String(desired), observed: String(observed), difference }
}

/** '1 Pod', '2 Pods'. */
export const pods = (count: number): string => `${count} ${count === 1 ? 'Pod' : 'Pods'}`

const MOST_NAMES = 3

/** '`a`, `b` and 4 more', with as many names as `most`. */
export function namesOf(
  objects: readonly { readonly metadata: { readonly name?: string } }[],
  most = MOST_NAMES,
): string {
  const names = objects.slice(0, most).map(({ metadata }) => `\`${metadata.name ?? ''}\``)
  const more = objects.length - names.length
  if (more > 0) return `${names.join(', ')} and ${more} more`
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
