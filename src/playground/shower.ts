// Shows moments: at once those that the page has, the others when the engine has answered. One question is
// under way at a time, and of the moments that were wanted meanwhile only the newest is asked for. When the
// page rests it fetches the steps around the moment, so that the next key finds them there.
import { debounce } from './debounce.ts'
import { createMirror, type KnownMoment, type Mirror, NOTHING } from './mirror.ts'
import { momentOfStep, type Moment } from './moment.ts'
import { RUN_IS_GONE } from './questions.ts'
import type { Detail } from './step-list.ts'
import type { EnginePort, PlaygroundState } from './types.ts'

/** How many steps after and before the moment are fetched, and how few may be left of them before more are. */
const AFTER = 12
const BEFORE = 6
const LEAST = 4
/** An answer of so many parts is taken in by one task of the page and drawn by the next, so that a key gets between. */
const MANY_PARTS = 8_000

export interface Shower {
  /** Goes to a moment of the shown run. */
  show(moment: Moment): void
  /**
   * Shows a run as far as it has come: asks for the moment of it that is `wanted` and sets it together with what is
   * `coming`, or that alone when by then the person `stays` at another moment. Does nothing when no moment is wanted,
   * because another run has begun. Returns the moment it has set, or null.
   */
  showRun(
    run: number,
    wanted: () => Moment | null,
    coming: Promise<Partial<PlaygroundState>>,
    stays: () => boolean,
  ): Promise<Moment | null>
}

interface Needs {
  readonly set: (part: Partial<PlaygroundState>) => void
  readonly get: () => PlaygroundState
  readonly port: EnginePort
}

/** Makes the shower of one page, which shows nothing yet. */
export function createShower(needs: Needs): Shower {
  return new PageShower(needs)
}

class PageShower implements Shower {
  readonly #needs: Needs
  #mirror: Mirror = createMirror(0, NOTHING)
  #wanted: Moment | null = null
  #isAsking = false
  readonly #goOnLater = debounce(() => this.#goOn(), 0)

  constructor(needs: Needs) {
    this.#needs = needs
  }

  show(moment: Moment): void {
    this.#wanted = moment
    this.#needs.set(this.#stateOf(moment) ?? { ...moment })
    this.#goOn()
  }

  async showRun(
    run: number,
    wanted: () => Moment | null,
    coming: Promise<Partial<PlaygroundState>>,
    stays: () => boolean,
  ): Promise<Moment | null> {
    const { set, get } = this.#needs
    // Most likely the picture keeps its level; then the moment is asked for together with what `coming` asks for.
    const early = this.#mirrorOf(run, isCrowd(get()))
    const [part] = await Promise.all([coming, this.#bring(early, wanted, stays)])
    const mirror = this.#mirrorOf(run, isCrowd({ ...get(), ...part }), early)
    const moment = await this.#bring(mirror, wanted, stays)
    if (moment === null) return null
    const isKept = mirror === this.#mirror
    this.#mirror = mirror
    if (stays()) {
      set(part)
      // A new mirror does not have the moment at which the person is.
      if (!isKept) this.#goOn()
      return null
    }
    this.#wanted = moment
    set({ ...part, ...(this.#stateOf(moment) ?? moment) })
    this.#goOn()
    return moment
  }

  /** The one of these that is of the run, or a new one. */
  #mirrorOf(run: number, crowd: boolean, other = this.#mirror): Mirror {
    const known = [other, this.#mirror].find((one) => one.run === run && one.crowd === crowd)
    return known ?? createMirror(run, this.#needs.get().world, crowd)
  }

  /** Asks for the wanted moment, and where the person has gone meanwhile, for the one that is wanted then. Returns it. */
  async #bring(
    mirror: Mirror,
    wanted: () => Moment | null,
    stays: () => boolean,
  ): Promise<Moment | null> {
    let moment = wanted()
    let asked: number | null = null
    while (isMissing(mirror, moment) && moment.entryId !== asked && !stays()) {
      asked = moment.entryId
      const from = mirror.nearest(asked)
      const at = { run: mirror.run, entryId: from, timeMs: 0 }
      const question = { kind: 'moments', entryIds: [asked], crowd: mirror.crowd } as const
      mirror.take(from, await this.#needs.port.ask(at, question))
      moment = wanted()
    }
    return moment
  }

  /** The state with a moment and all that is shown of it; null when the page does not have it. */
  #stateOf(moment: Moment): Partial<PlaygroundState> | null {
    const known = this.#mirror.at(moment.entryId)
    if (known === undefined) return null
    return { ...moment, ...shownOf(this.#mirror.run, known, moment, this.#needs.get().detail) }
  }

  /** Does what is next: shows what is wanted, asks for it, or rests. */
  #goOn(): void {
    const { set, get } = this.#needs
    const wanted = this.#wanted
    if (this.#isAsking || wanted === null) return
    const state = this.#stateOf(wanted)
    if (state === null) {
      this.#askFor(this.#mirror.nearest(wanted.entryId), [wanted.entryId])
      return
    }
    if (!this.#isShown(wanted)) set(state)
    if (!get().playing) this.#askAround()
  }

  #isShown({ entryId, timeMs }: Moment): boolean {
    const { shownAt } = this.#needs.get()
    return (
      shownAt.run === this.#mirror.run && shownAt.entryId === entryId && shownAt.timeMs === timeMs
    )
  }

  #askAround(): void {
    const { shownAt } = this.#needs.get()
    if (shownAt.run !== this.#mirror.run) return
    for (const ids of [this.#stepsFrom(1, AFTER), this.#stepsFrom(-1, BEFORE)]) {
      const missing = ids.findIndex((id) => this.#mirror.at(id) === undefined)
      if (missing === -1 || missing >= LEAST) continue
      this.#askFor(ids[missing - 1] ?? shownAt.entryId, ids.slice(missing))
      return
    }
  }

  /** The last entries of the next steps in a direction. */
  #stepsFrom(direction: 1 | -1, count: number): readonly number[] {
    const { times, steps, step } = this.#needs.get()
    return Array.from({ length: count }, (_, index) => step + direction * (index + 1))
      .filter((at) => at >= 0 && at < steps.length)
      .map((at) => momentOfStep(times, steps, at).entryId)
  }

  #askFor(from: number, entryIds: readonly number[]): void {
    const mirror = this.#mirror
    this.#isAsking = true
    const at = { run: mirror.run, entryId: from, timeMs: 0 }
    this.#needs.port.ask(at, { kind: 'moments', entryIds, crowd: mirror.crowd }).then(
      (answers) => {
        this.#isAsking = false
        mirror.take(from, answers)
        if (answers.nodes.length < MANY_PARTS) this.#goOn()
        else this.#goOnLater()
      },
      (error: unknown) => {
        this.#isAsking = false
        // The change to another run has overtaken the question.
        if (this.#mirror !== mirror) this.#goOn()
        else this.#fail(error)
      },
    )
  }

  #fail(error: unknown): void {
    this.#wanted = null
    const message = error instanceof Error ? error.message : String(error)
    if (message !== RUN_IS_GONE) this.#needs.set({ runState: 'failed', runMessage: message })
  }
}

/** What is shown of a moment that the page has. */
function shownOf(
  run: number,
  { entryId, world, step, report, happening }: KnownMoment,
  ...[{ timeMs }, detail]: readonly [Moment, Detail]
): Partial<PlaygroundState> {
  const told =
    detail === 'all'
      ? { stepEntry: report ?? step, reportEntry: null }
      : { stepEntry: step, reportEntry: report }
  return { shownAt: { run, entryId, timeMs }, world, ...told, happening }
}

/** Whether Pods are dots, of which little is told. */
export const isCrowd = ({ plan }: Pick<PlaygroundState, 'plan'>): boolean => plan.level === 'dot'

const isMissing = (mirror: Mirror, moment: Moment | null): moment is Moment =>
  moment !== null && mirror.at(moment.entryId) === undefined
