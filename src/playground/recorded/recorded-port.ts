// The engine's port while the engine is still on its way: what was recorded of the first scenario is answered at once,
// and everything else as soon as the engine is there, which makes the same run meanwhile.
import type { ScenarioFile } from '#scenario/types.ts'
import { questionKey } from '../question-key.ts'
import { RUN_IS_GONE, type AnswerTo, type Question } from '../questions.ts'
import type { RunMoment } from '../run-moment.ts'
import type { CheckResult, EnginePort, RunRequest, ScenarioEdit } from '../types.ts'
import type { RecordedAnswers, RecordedRun } from './recorded-run.ts'

type OnChunk = Parameters<EnginePort['run']>[1]
type OnFailure = Parameters<EnginePort['run']>[2]

interface Needs {
  /** Null when nothing was recorded. */
  readonly recorded: Promise<RecordedRun | null>
  /** Loads what was recorded of later moments; none when that cannot be had. */
  readonly loadSteps: () => Promise<RecordedAnswers>
  /** Called once, when the engine is first needed or wanted. */
  readonly makePort: () => EnginePort
  /** When the engine may come without being in the way of what is needed earlier. */
  readonly later: Promise<unknown>
}

interface RecordedPort {
  readonly port: EnginePort
  /** When the engine has come, or cannot. */
  readonly calm: Promise<unknown>
}

/** Makes the port of a page that shows what was recorded first. */
export function createRecordedPort(needs: Needs): RecordedPort {
  const port = new PortWithRecord(needs)
  return { port, calm: port.calm }
}

class PortWithRecord implements EnginePort {
  readonly #needs: Needs
  /** The engine, once it is needed. */
  #engine: EnginePort | null = null
  /** The run that was answered from the record, and when the engine knows it too. */
  #shown: { readonly run: number; ready: Promise<unknown> } | null = null
  #becomeCalm = (): void => {}
  readonly calm = new Promise<void>((resolve) => {
    this.#becomeCalm = resolve
  })

  constructor(needs: Needs) {
    this.#needs = needs
  }

  get #port(): EnginePort {
    this.#engine ??= this.#needs.makePort()
    return this.#engine
  }

  #loadedSteps: Promise<RecordedAnswers> | null = null

  /** What was recorded of later moments: it comes behind the first picture. */
  #steps(): Promise<RecordedAnswers> {
    this.#loadedSteps ??= this.#needs.later.then(this.#needs.loadSteps)
    return this.#loadedSteps
  }

  /** The record, when it is of these files and the engine was not needed yet. */
  async #recordOf(files: readonly ScenarioFile[]): Promise<RecordedRun | null> {
    const known = this.#engine === null ? await this.#needs.recorded : null
    return known !== null && this.#engine === null && sameFiles(known.files, files) ? known : null
  }

  async check(...[files, ...rest]: Parameters<EnginePort['check']>): Promise<CheckResult> {
    const known = await this.#recordOf(files)
    return known === null ? this.#check(files, ...rest) : known.checked
  }

  async #check(...args: Parameters<EnginePort['check']>): Promise<CheckResult> {
    const checked = await this.#port.check(...args)
    this.#becomeCalm()
    return checked
  }

  edit(files: readonly ScenarioFile[], edit: ScenarioEdit): Promise<readonly ScenarioFile[]> {
    return this.#port.edit(files, edit)
  }

  run(request: RunRequest, onChunk: OnChunk, onFailure: OnFailure): void {
    const shown = { run: request.run, ready: Promise.resolve() as Promise<unknown> }
    this.#shown = shown
    void this.#recordOf(request.files).then((known) => {
      if (this.#shown !== shown) return
      if (known === null || known.untilMs !== request.untilMs) {
        this.#shown = null
        this.#port.run(request, onChunk, onFailure)
        return
      }
      shown.ready = this.#needs.later.then(() => this.#runAgain(request, onFailure))
      onChunk(known.chunk)
    })
  }

  /** The engine makes the run that is shown; resolves when it has, or when another has begun. */
  #runAgain(request: RunRequest, onFailure: OnFailure): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#becomeCalm()
        resolve()
      }
      if (this.#shown?.run !== request.run) return done()
      const failed: OnFailure = (message) => {
        done()
        onFailure(message)
      }
      this.#port.run(request, (chunk) => chunk.done !== null && done(), failed)
    })
  }

  async ask<Q extends Question>(at: RunMoment, question: Q): Promise<AnswerTo<Q>> {
    const shown = this.#shown
    if (shown?.run === at.run) {
      const known = await this.#needs.recorded
      const key = questionKey(at, question)
      // Under a question stands an answer of its kind.
      const answer = (known?.answers[key] ?? (await this.#steps())[key]) as AnswerTo<Q> | undefined
      if (answer !== undefined) return answer
      await shown.ready
    } else if (this.#engine === null) throw new Error(RUN_IS_GONE)
    return this.#port.ask(at, question)
  }

  cancel(): void {
    this.#shown = null
    this.#engine?.cancel()
  }
}

function sameFiles(a: readonly ScenarioFile[], b: readonly ScenarioFile[]): boolean {
  const same = (file: ScenarioFile, index: number): boolean =>
    file.path === b[index]?.path && file.text === b[index].text
  return a.length === b.length && a.every(same)
}
