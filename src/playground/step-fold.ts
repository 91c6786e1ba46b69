// The steps of a run that grows: which there are, how long their sentences are, and which are routine.
import type { JournalEntry } from '#client/world.ts'
import { spokenSentence } from '#picture/words/entry-sentence.ts'
import { isRoutine } from '#picture/words/routine.ts'
import { stepAt } from './moment.ts'
import type { NewEntries } from './questions.ts'

/** What is told at a moment. */
export interface Told {
  /** The last step that is no routine. */
  readonly step: JournalEntry | null
  /** The last routine step after that one. */
  readonly report: JournalEntry | null
}

export interface StepFold {
  /** Takes in the entries that follow those it has, and returns which steps are new. */
  take(entries: readonly JournalEntry[]): Omit<NewEntries, 'times'>
  /** Whether sentences must say which Pod is meant, because there is more than one. */
  readonly manyPods: boolean
  /** What is told at the moment after an entry. */
  toldAt(journal: readonly JournalEntry[], entryId: number): Told
}

const isOwnPodKey = (key: string): boolean =>
  key.startsWith('Pod/') && !key.startsWith('Pod/kube-system/')

/** Makes the steps of a run that has not begun. */
export function createStepFold(): StepFold {
  const all: number[] = []
  /** Those that are no routine. */
  const telling: number[] = []
  const pods = new Set<string>()
  return {
    get manyPods() {
      return pods.size > 1
    },
    take(entries) {
      for (const { objects } of pods.size > 1 ? [] : entries)
        for (const key of objects) if (isOwnPodKey(key)) pods.add(key)
      const steps = entries.filter(({ level }) => level === 'step')
      const routine: number[] = []
      for (const step of steps) {
        // The first one has none before it that it could belong to.
        if (all.length > 0 && isRoutine(step)) routine.push(step.id)
        else telling.push(step.id)
        all.push(step.id)
      }
      return {
        steps: Int32Array.from(steps, ({ id }) => id),
        lengths: Int32Array.from(steps, (step) => spokenSentence(step).length),
        routine: Int32Array.from(routine),
      }
    },
    toldAt(journal, entryId) {
      const stepId = telling[stepAt(telling, entryId)] ?? -1
      const lastId = all[stepAt(all, entryId)] ?? -1
      const report = lastId > stepId ? journal[lastId] : undefined
      return { step: journal[stepId] ?? null, report: report ?? null }
    },
  }
}
