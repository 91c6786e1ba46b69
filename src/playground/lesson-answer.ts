// What a lesson asks of a run: where its answer is seen, and whether what it expects is so.
import type { Cluster } from '#cluster/types.ts'
import { checkExpectations } from '#scenario/expect/check-expectations.ts'
import type { Expectation } from '#scenario/expect/types.ts'
import { fitsStep } from '#scenario/lesson/step-words.ts'
import type { Seen } from '#scenario/lesson/types.ts'
import type { LessonAnswer } from './questions.ts'

/** The answer about a run as far as it has come. */
export function lessonAnswer(
  { world, journal, nowMs }: Pick<Cluster, 'world' | 'journal' | 'nowMs'>,
  seen: Pick<Seen, 'kind' | 'mentions'> | null,
  expect: readonly Expectation[],
): LessonAnswer {
  const isSeen = (entry: (typeof journal)[number]): boolean =>
    seen !== null && entry.level === 'step' && fitsStep(entry, seen)
  const stateAt = (index: number) => world.stateAt(index)
  return {
    seenId: journal.find(isSeen)?.id ?? null,
    checked: expect.length === 0 ? [] : checkExpectations({ journal, stateAt, nowMs }, expect),
  }
}
