// Under what an answer is kept that was given before the question.
import type { Question } from './questions.ts'
import type { RunMoment } from './run-moment.ts'

/** Asked about a run and not about a moment of it. */
const OF_RUN: ReadonlySet<Question['kind']> = new Set<Question['kind']>(['plan', 'lanes', 'end'])

/** Under what the answer to a question at a moment is kept: the number of the run does not matter. */
export function questionKey({ entryId, timeMs }: RunMoment, question: Question): string {
  return JSON.stringify([...(OF_RUN.has(question.kind) ? [] : [entryId, timeMs]), question])
}
