// The lesson that one is at: what was predicted, and whether its answer is told.
import type { PlaygroundState } from './types.ts'

export interface LessonState {
  /** The id of its scenario in the gallery. */
  readonly id: string
  /** The choice that was predicted; -1 of who wanted to see it without, null before. */
  readonly choice: number | null
  /** The answer is told: the run has come to it, or one asked for it. */
  readonly told: boolean
  /** Its texts stand in the place of the files. */
  readonly shows: boolean
}

/** A lesson at its beginning. */
export function lessonAtStart(id: string): LessonState {
  return { id, choice: null, told: false, shows: true }
}

/** Whether what comes is still to be predicted: then it is not to be given away. */
export function isToPredict({ lesson }: Pick<PlaygroundState, 'lesson'>): boolean {
  return lesson !== null && lesson.choice === null
}

interface Needs {
  readonly set: (part: Partial<PlaygroundState>) => void
  readonly get: () => PlaygroundState
}

/** The actions of a lesson; nothing where none is open. */
export function lessonActions({ set, get }: Needs) {
  const change = (part: Partial<LessonState>): void => {
    const { lesson } = get()
    if (lesson !== null) set({ lesson: { ...lesson, ...part } })
  }
  return {
    predict: (choice: number) => change({ choice, told: false }),
    tellAnswer: () => change({ told: true }),
    showLesson: (shows: boolean) => change({ shows }),
    leaveLesson: () => {
      set({ lesson: null, ...(get().pane === 'lesson' ? { pane: 'canvas' as const } : {}) })
    },
  }
}
