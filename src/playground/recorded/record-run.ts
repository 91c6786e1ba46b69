// Writes down what the engine says of a scenario while it is opened and stepped through: for the page's first visit, when
// the page is built.
import { scaleEnd } from '#picture/timeline/scale.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { createDirectPort } from '../direct-port.ts'
import { subjectKeyOf } from '../followed.ts'
import { createPlayground, type PlaygroundStore } from '../playground.ts'
import { questionKey } from '../question-key.ts'
import type { Answer, Question } from '../questions.ts'
import type { CheckResult, EnginePort, RunChunk, RunRequest } from '../types.ts'
import { toText, type RecordedAnswers, type RecordedRun } from './recorded-run.ts'

export interface Recording {
  /** What the first picture needs. */
  readonly run: RecordedRun
  /** What is asked later. */
  readonly steps: RecordedAnswers
}

/** The record as texts, for `runFromText` and `answersFromText`. */
export async function recordedTexts(
  files: readonly ScenarioFile[],
): Promise<{ readonly run: string; readonly steps: string }> {
  const { run, steps } = await recordRun(files)
  return { run: toText(run), steps: toText(steps) }
}

/** Records what a visitor's page asks at the first moment and at every step. */
export async function recordRun(files: readonly ScenarioFile[]): Promise<Recording> {
  const recorder = createRecorder()
  const store = createPlayground({
    port: recorder.port,
    storage: { read: () => null, write: () => undefined },
    files,
    theme: 'light',
  })
  const { actions } = store.getState()
  actions.begin()
  await until(store, () => store.getState().runState === 'done' && isShown(store))
  for (let step = 0; ; step += 1) {
    for (const question of questionsAt(store)) await actions.ask(question)
    if (step === 0) recorder.endFirst()
    if (step >= store.getState().steps.length - 1) break
    actions.goToStep(step + 1)
    await until(store, () => isShown(store))
  }
  return recorder.record(files)
}

function isShown(store: PlaygroundStore): boolean {
  const { entryId, timeMs, shownAt } = store.getState()
  return shownAt.run > 0 && shownAt.entryId === entryId && shownAt.timeMs === timeMs
}

/** What canvas, timeline and inspector ask about the shown moment. */
function questionsAt(store: PlaygroundStore): readonly Question[] {
  const state = store.getState()
  const key = subjectKeyOf(state)
  const nodes = [...state.world.keys()].filter((name) => name.startsWith('Node/'))
  return [
    { kind: 'nextActs', keys: nodes },
    { kind: 'end' },
    {
      kind: 'lanes',
      untilMs: scaleEnd(state.endMs),
      from: 0,
      count: 200,
      group: 'auto',
      filter: '',
      flipped: [],
    },
    ...(key === null ? [] : aboutOne(key)),
  ]
}

function aboutOne(key: string): readonly Question[] {
  const kinds = ['waits', 'causes', 'trace', 'events', 'logs'] as const
  return [{ kind: 'nextActs', keys: [key] }, ...kinds.map((kind) => ({ kind, key }))]
}

/** Resolves when it holds. */
async function until(store: PlaygroundStore, holds: () => boolean): Promise<void> {
  if (holds()) return
  await new Promise<void>((resolve) => {
    const stop = store.subscribe(() => {
      if (!holds()) return
      stop()
      resolve()
    })
  })
}

function createRecorder() {
  const direct = createDirectPort()
  const answers: Record<string, Answer> = {}
  const first: Record<string, Answer> = {}
  let atFirst = true
  let checked: CheckResult | null = null
  let ran: { readonly untilMs: number | null; readonly chunk: RunChunk } | null = null
  const port: EnginePort = {
    ...direct,
    async check(files) {
      checked = await direct.check(files)
      return checked
    },
    run(request: RunRequest, onChunk, onFailure) {
      const chunks: RunChunk[] = []
      direct.run(request, (chunk) => chunks.push(chunk), onFailure)
      const chunk = joined(chunks)
      ran = { untilMs: request.untilMs, chunk }
      onChunk(chunk)
    },
    async ask(at, question) {
      const answer = await direct.ask(at, question)
      const isFirst = atFirst && !looksAhead(question)
      ;(isFirst ? first : answers)[questionKey(at, question)] = answer
      return answer
    },
  }
  return {
    port,
    /** What is asked from now on belongs to a later moment. */
    endFirst(): void {
      atFirst = false
    },
    record(files: readonly ScenarioFile[]): Recording {
      if (checked === null || ran === null) throw new Error('nothing was run')
      return { run: { files, checked, ...ran, answers: first }, steps: answers }
    },
  }
}

/** Whether it is about the moments after the shown one. */
const looksAhead = (question: Question): boolean =>
  question.kind === 'moments' && question.entryIds.length > 1

/** The chunks of a run as one. */
function joined(chunks: readonly RunChunk[]): RunChunk {
  const last = chunks.at(-1)
  if (last === undefined) throw new Error('the run brought nothing')
  const all = <K extends 'steps' | 'lengths' | 'routine'>(name: K): Int32Array =>
    Int32Array.from(chunks.flatMap((chunk) => [...chunk[name]]))
  return {
    ...last,
    times: Float64Array.from(chunks.flatMap(({ times }) => [...times])),
    steps: all('steps'),
    lengths: all('lengths'),
    routine: all('routine'),
  }
}
