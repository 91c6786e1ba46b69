// The answer of a lesson, told when the run has come to where it is seen.
import { useEffect, useRef } from 'react'
import { isInspectorTab } from '#playground/inspector-tab.ts'
import type { LessonTexts } from '../page.tsx'
import { usePlayground, usePlaygroundActions } from '../playground-context.tsx'
import { Paragraphs } from './Paragraphs.tsx'
import { useLessonAnswer } from './use-lesson.ts'

/** Nothing until it is told. */
export function LessonAnswerPart({ texts }: { readonly texts: LessonTexts }) {
  const { lesson } = texts
  const told = usePlayground((state) => state.lesson?.told ?? false)
  const answer = useLessonAnswer(lesson)
  const { goToEntry, select, showTab, showPane, pause } = usePlaygroundActions()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (told) heading.current?.scrollIntoView({ block: 'nearest' })
  }, [told])
  if (!told) return null
  const seenId = answer?.seenId ?? null
  const look = (): void => {
    pause()
    if (seenId !== null) goToEntry(seenId)
    const { select: key = null, tab = null } = lesson.seen ?? {}
    if (key !== null) select(key)
    if (tab !== null && isInspectorTab(tab)) showTab(tab)
    showPane('canvas')
  }
  return (
    <section className="lesson-told" aria-label="The answer">
      <h3 ref={heading}>The answer</h3>
      <Paragraphs texts={lesson.answer} />
      {seenId !== null && (
        <button type="button" className="btn" onClick={look}>
          Show me where
        </button>
      )}
    </section>
  )
}
