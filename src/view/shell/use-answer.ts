// Answers of the engine about what is shown.
import { useEffect, useState } from 'react'
import type { AnswerTo, Question } from '#playground/questions.ts'
import {
  usePlayground,
  usePlaygroundStore,
  type PlaygroundSnapshot,
} from './playground-context.tsx'

interface Given<A> {
  /** The question, as text. */
  readonly to: string
  /** The how manieth question it answers; answers that were overtaken are not shown. */
  readonly count: number
  /** What it is about. */
  readonly of: object
  readonly answer: A
}

let count = 0

/** What a question is about: the shown moment, the run as far as it has come, or what the timeline is drawn along. */
const SUBJECTS = {
  moment: (state: PlaygroundSnapshot): object => state.shownAt,
  run: (state: PlaygroundSnapshot): object => state.times,
  timeline: (state: PlaygroundSnapshot): object => state.timeline,
}

/**
 * The answer to a question, asked again whenever what it is `about` has changed. Until it is there, what the same
 * question was answered last; undefined before that.
 */
export function useAnswer<Q extends Question>(
  question: Q,
  about: keyof typeof SUBJECTS = 'moment',
): AnswerTo<Q> | undefined {
  const store = usePlaygroundStore()
  const subject = usePlayground(SUBJECTS[about])
  const text = JSON.stringify(question)
  const [given, setGiven] = useState<Given<AnswerTo<Q>> | null>(null)
  useEffect(() => {
    count += 1
    const own = count
    // The text is the question itself; only its reference changes with each rendering.
    const asked = JSON.parse(text) as Q
    const take = (answer: AnswerTo<Q> | undefined): void => {
      if (answer === undefined) return
      setGiven((old) =>
        old !== null && old.count > own ? old : { to: text, count: own, of: subject, answer },
      )
    }
    void store.getState().actions.ask(asked).then(take)
  }, [store, subject, text])
  return given?.to === text ? given.answer : undefined
}
