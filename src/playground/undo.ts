// Undo and redo of what a person did to the scenario: the files before and after each change. What was typed one
// after the other into one file is one change.
import type { ScenarioFile } from '#scenario/types.ts'

/** What a change leads back to. */
export interface Kept {
  readonly files: readonly ScenarioFile[]
  readonly exampleId: string | null
  /** Where the person was. */
  readonly timeMs: number
  /** What was done then, in words: 'delete Pod web'. */
  readonly label: string
}

export interface UndoList {
  readonly canUndo: boolean
  readonly canRedo: boolean
  /** Notes how things stand before a change. Changes with the same `series`, one after the other, are one. */
  note(before: Kept, series?: string): void
  /** Ends a series: the next change is one of its own. */
  endSeries(): void
  /** What to go back to; null when there is nothing. `now` is what redo leads to. */
  undo(now: Omit<Kept, 'label'>): Kept | null
  redo(now: Omit<Kept, 'label'>): Kept | null
}

const MOST = 100

/** Makes an empty list. */
export function createUndoList(): UndoList {
  const past: Kept[] = []
  const future: Kept[] = []
  let series: string | null = null
  const move = (from: Kept[], to: Kept[], now: Omit<Kept, 'label'>): Kept | null => {
    series = null
    const kept = from.pop()
    if (kept === undefined) return null
    to.push({ ...now, label: kept.label })
    return kept
  }
  return {
    get canUndo() {
      return past.length > 0
    },
    get canRedo() {
      return future.length > 0
    },
    note(before, of) {
      const goesOn = of !== undefined && of === series
      series = of ?? null
      if (goesOn) return
      past.push(before)
      if (past.length > MOST) past.shift()
      future.length = 0
    },
    endSeries() {
      series = null
    },
    undo: (now) => move(past, future, now),
    redo: (now) => move(future, past, now),
  }
}
