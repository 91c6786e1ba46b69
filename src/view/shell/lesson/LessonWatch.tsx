// Watches the lesson that is open: tells the answer when the run has come to it, and says when it is solved. Shows
// nothing of itself, so that it works whatever pane is open.
import { useEffect } from 'react'
import type { LessonTexts } from '../page.tsx'
import { usePlayground, usePlaygroundActions } from '../playground-context.tsx'
import { noteStage } from './lesson-progress.ts'
import { useLessonAnswer, useLessonTexts } from './use-lesson.ts'

/** To be there while a lesson is open. */
export function LessonWatch() {
  const id = usePlayground((state) => state.lesson?.id ?? null)
  const texts = useLessonTexts(id)
  return texts === null ? null : <Watch key={id} texts={texts} />
}

function Watch({ texts: { id, lesson } }: { readonly texts: LessonTexts }) {
  const answer = useLessonAnswer(lesson)
  const predicted = usePlayground((state) => (state.lesson?.choice ?? null) !== null)
  const told = usePlayground((state) => state.lesson?.told ?? false)
  const entryId = usePlayground((state) => state.entryId)
  const atEnd = usePlayground(({ step, steps }) => steps.length > 0 && step >= steps.length - 1)
  const { tellAnswer, notify, pause } = usePlaygroundActions()
  const seenId = answer?.seenId ?? null
  useEffect(() => {
    if (!predicted || told || !(seenId === null ? atEnd : entryId >= seenId)) return
    // One reads now, and plays on when one has read.
    pause()
    tellAnswer()
  }, [predicted, told, seenId, atEnd, entryId, tellAnswer, pause])
  useEffect(() => {
    if (told) noteStage(id, 'answered')
  }, [told, id])
  const checked = answer?.checked ?? []
  const solved = checked.length > 0 && checked.every(({ ok }) => ok)
  useEffect(() => {
    if (!solved) return
    noteStage(id, 'solved')
    notify('Solved: everything that was asked for is so.')
  }, [solved, id, notify])
  return null
}
