// How far one has come in the lesson that is open.

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

/** Whether what comes is hidden, because in the lesson that is open one has not predicted it yet. */
export function isToPredict({ lesson }: { readonly lesson: LessonState | null }): boolean {
  return lesson !== null && lesson.choice === null
}

/** A lesson at its beginning. */
export function lessonAtStart(id: string): LessonState {
  return { id, choice: null, told: false, shows: true }
}

/** The lesson in words, as links and kept texts carry it: with what was predicted. Nothing without a lesson. */
export function lessonFields(lesson: LessonState | null): Readonly<Record<string, string>> {
  if (lesson === null) return {}
  const { id, choice, told } = lesson
  return {
    lesson: id,
    ...(choice === null ? {} : { choice: String(choice) }),
    ...(told ? { told: 'yes' } : {}),
  }
}

/** The lesson that is in such words; null when there is none. Whoever wrote them is not trusted. */
export function lessonFromFields(
  fields: Readonly<Record<string, string>> | null,
): LessonState | null {
  const id = fields?.['lesson']
  if (id === undefined || !/^[a-z0-9-]{1,60}$/.test(id)) return null
  const choice = fields?.['choice'] ?? ''
  return {
    ...lessonAtStart(id),
    choice: /^(?:-1|\d)$/.test(choice) ? Number(choice) : null,
    told: fields?.['told'] === 'yes',
  }
}
