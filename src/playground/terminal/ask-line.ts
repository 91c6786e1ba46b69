// Asks a run what one typed line prints in it, in parts, until it has said all that it can say so far.
import type { EditedText } from '#cluster/terminal/types.ts'
import type { LineAnswer, Question } from '../questions.ts'
import { atMost, REST_MS } from './answered.ts'
import type { Answered } from './transcript.ts'

export interface LineAsking {
  readonly question: Omit<Extract<Question, { readonly kind: 'line' }>, 'untilMs'>
  /** How far the run has come. */
  readonly untilMs: number
  /** Undefined where there is no answer. */
  ask(question: Extract<Question, { readonly kind: 'line' }>): Promise<LineAnswer | undefined>
  /** The answers are of no use any more. */
  isOld(): boolean
  /** Nothing happens after the end of the run but what the line does by itself. */
  isAtRest(): boolean
  /** What was said of the line before. */
  before(): Answered | null
  /** What it printed so far, when there is more to come. */
  onPart(part: Answered): void
}

/** What came of it; null when the answers are old by now. */
export type Asked =
  | { readonly kind: 'open' }
  | { readonly kind: 'edits'; readonly edits: EditedText; readonly soFar: Answered }
  | { readonly kind: 'wants'; readonly soFar: Answered; readonly answer: LineAnswer }
  | { readonly kind: 'answered'; readonly answered: Answered; readonly answer: LineAnswer }
  | null

/** Asks until the line has ended, waits for the run, or wants something. */
export async function askLine(asking: LineAsking): Promise<Asked> {
  const { question, untilMs } = asking
  let all: Answered = { chunks: [], acted: [], end: null, isLost: false }
  for (let toMs = untilMs; ;) {
    const answer = await asking.ask({ ...question, untilMs: toMs })
    if (asking.isOld() || answer === undefined) return null
    if (answer.open) return { kind: 'open' }
    const isAfter = toMs > untilMs
    const chunks = all.chunks.concat(isAfter ? atMost(answer.chunks, untilMs) : answer.chunks)
    all = { chunks, acted: answer.acted, end: answer.end, isLost: false }
    if (answer.edits !== null) return { kind: 'edits', edits: answer.edits, soFar: all }
    if (answer.wants !== null) return { kind: 'wants', soFar: all, answer }
    if (answer.more && !isAfter) asking.onPart(all)
    if (answer.more) continue
    // In a cluster at rest nothing happens any more but what the line does by itself.
    if (answer.end === null && !isAfter && asking.isAtRest()) {
      asking.onPart(all)
      toMs = untilMs + REST_MS
      continue
    }
    return isAfter ? seenAtTheEnd(asking, all, answer) : { kind: 'answered', answered: all, answer }
  }
}

/** What a line does after the end of the run is seen at its end. */
function seenAtTheEnd({ before, untilMs }: LineAsking, all: Answered, answer: LineAnswer): Asked {
  const answered = answer.end === null ? (before() ?? all) : all
  const { end } = answered
  const bounded = end === null ? null : { ...end, timeMs: Math.min(end.timeMs, untilMs) }
  return {
    kind: 'answered',
    answered: { ...answered, end: bounded },
    answer: { ...answer, end: bounded },
  }
}
