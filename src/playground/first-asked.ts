// What the page asks first about a run, known beforehand: each question of its own would wait until both threads come to it.
import { createIncoming, hasReached, momentOf } from './incoming.ts'
import type { Question } from './questions.ts'
import type { RunMoment } from './run-moment.ts'
import { stepListOf } from './step-list.ts'
import type { RunChunk, RunRequest } from './types.ts'

export interface FirstAsked {
  readonly at: RunMoment
  readonly question: Extract<Question, { kind: 'plan' | 'moments' }>
}

/** Makes what says, for each part of a run that comes, what will be asked about it first: nothing but once. */
export function createFirstAsked({
  run,
  first,
}: RunRequest): (chunk: RunChunk) => readonly FirstAsked[] {
  const incoming = createIncoming()
  let isAsked = first === undefined
  return (chunk) => {
    if (isAsked || first === undefined) return []
    const { goTo, detail, crowd, atOnce } = first
    incoming.take(chunk)
    isAsked = chunk.done !== null || (incoming.isDue && (atOnce || hasReached(goTo, incoming)))
    if (!isAsked) return []
    const { nowMs } = incoming
    const { times, allSteps } = incoming.show()
    const { steps } = stepListOf(allSteps, detail)
    const { entryId } = momentOf(goTo, { times, allSteps, steps, nowMs })
    return [
      { at: { run, entryId, timeMs: nowMs }, question: { kind: 'plan' } },
      {
        // Nothing of the run is known yet, so its moment is told from the beginning.
        at: { run, entryId: -1, timeMs: 0 },
        question: { kind: 'moments', entryIds: [entryId], crowd },
      },
    ]
  }
}
