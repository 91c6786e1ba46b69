// What few questions need is no part of what the engine has to load first: what controllers will do next is asked for
// when their boxes are drawn, and the descriptions of the API are for `kubectl explain` alone.
import type { exportOf, Exported } from '#export/export-run.ts'
import type { Moment, NextAct } from '#controllers/next-act/next-act.ts'
import type { lessonAnswer } from './lesson-answer.ts'
import type { WouldFit } from '#api/scheduler/fit-change.ts'
import type { wouldFit } from '#scheduler/would-fit/would-fit.ts'
import type { LessonAnswer, Question } from './questions.ts'
import type { waitsOf, Waits } from './waits-of.ts'

type NextActs = typeof import('#controllers/next-act/next-acts.ts')

let loaded: NextActs | null = null
let loadedWaits: typeof waitsOf | null = null
let loadedExport: typeof exportOf | null = null
let loadedFit: typeof wouldFit | null = null
let loadedLesson: typeof lessonAnswer | null = null

/** A call of kubectl in plain words, which can be no other command than the one that stands there. */
const PLAIN_CALL = /^ *(?:k|kubectl) [\w ./=:,-]*$/

/** Whether a line may call `kubectl explain`: by name, or by what a variable, a loop or a script makes of it. */
function mayExplain(text: string): boolean {
  return text.includes('explain') || !PLAIN_CALL.test(text)
}

/** Loads what a question needs and the engine does not have yet. To be awaited before the question is asked. */
export async function loadFor(question: Question): Promise<void> {
  if (question.kind === 'nextActs') loaded ??= await import('#controllers/next-act/next-acts.ts')
  if (question.kind === 'waits') loadedWaits ??= (await import('./waits-of.ts')).waitsOf
  if (question.kind === 'wouldFit')
    loadedFit ??= (await import('#scheduler/would-fit/would-fit.ts')).wouldFit
  if (question.kind === 'export') loadedExport ??= (await import('#export/export-run.ts')).exportOf
  if (question.kind === 'lesson') loadedLesson ??= (await import('./lesson-answer.ts')).lessonAnswer
  if (question.kind === 'line' && mayExplain(question.line.text))
    (await import('#kubectl/late-explain.ts')).provideWords()
}

/** What will be done next about objects at a moment; null for each of them before it is loaded. */
export function nextActsOf(moment: Moment, keys: readonly string[]): readonly (NextAct | null)[] {
  return keys.map((key) => loaded?.nextActOf(moment, key) ?? null)
}

/** What the containers of a Pod wait for; null before it is loaded. */
export function lateWaitsOf(...of: Parameters<typeof waitsOf>): Waits | null {
  return loadedWaits?.(...of) ?? null
}

/** What would let a Pod fit; null before it is loaded. */
export function lateWouldFit(...of: Parameters<typeof wouldFit>): WouldFit | null {
  return loadedFit?.(...of) ?? null
}

/** What a lesson asks of the run; nothing of it before it is loaded. */
export function lateLessonAnswer(...of: Parameters<typeof lessonAnswer>): LessonAnswer {
  return loadedLesson?.(...of) ?? { seenId: null, checked: [] }
}

/** The run in another form; null before it is loaded. */
export function lateExportOf(...of: Parameters<typeof exportOf>): Exported | null {
  return loadedExport?.(...of) ?? null
}
