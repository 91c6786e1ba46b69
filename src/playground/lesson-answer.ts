// What a lesson asks of a run: where its answer is seen, and whether what it expects is so.
import type { Cluster } from '#cluster/types.ts'
import { checkExpectations } from '#scenario/expect/check-expectations.ts'
import type { Expectation } from '#scenario/expect/types.ts'
import { isSeenAt } from '#scenario/expect/fits-step.ts'
import type { Seen } from '#scenario/lesson/types.ts'
import type { LessonAnswer } from './questions.ts'

/** The answer about a run as far as it has come. */
export function lessonAnswer(
  cluster: Pick<Cluster, 'world' | 'nowMs'>,
  seen: Pick<Seen, 'kind' | 'mentions' | 'fromMs'> | null,
  expect: readonly Expectation[],
): LessonAnswer {
  const { journal } = cluster.world
  return {
    seenId: seen === null ? null : (journal.find((entry) => isSeenAt(entry, seen))?.id ?? null),
    checked: expect.length === 0 ? [] : checkExpectations(cluster, expect),
  }
}
