// The acts of who takes a lesson: predicting, asking for the answer, leaving.
import type { LessonState } from './lesson-state.ts'
import type { TextKeeping } from './text-keeping.ts'
import type { PlaygroundState } from './types.ts'

interface Needs {
  readonly set: (part: Partial<PlaygroundState>) => void
  readonly get: () => PlaygroundState
  readonly keeping: Pick<TextKeeping, 'saveLesson'>
}

/** The actions of a lesson; nothing where none is open. */
export function lessonActions({ set, get, keeping }: Needs) {
  const change = (part: Partial<LessonState>): void => {
    const { lesson } = get()
    if (lesson === null) return
    set({ lesson: { ...lesson, ...part } })
    keeping.saveLesson()
  }
  return {
    predict: (choice: number) => change({ choice, told: false }),
    tellAnswer: () => change({ told: true }),
    showLesson: (shows: boolean) => change({ shows }),
    leaveLesson: () => {
      set({ lesson: null, ...(get().pane === 'lesson' ? { pane: 'canvas' as const } : {}) })
      keeping.saveLesson()
    },
  }
}
