// The lesson beside the picture: its situation, the question, the answer, and what one does oneself.
import { useEffect, useRef } from 'react'
import { Icon } from '../Icon.tsx'
import { usePage, type LessonTexts } from '../page.tsx'
import { usePlayground, usePlaygroundActions } from '../playground-context.tsx'
import { LessonAnswerPart } from './LessonAnswer.tsx'
import { LessonTask } from './LessonTask.tsx'
import { useStages } from './lesson-progress.ts'
import { Paragraphs } from './Paragraphs.tsx'
import { Question } from './Question.tsx'
import { useLessonTexts } from './use-lesson.ts'
import './lesson-pane.css'

/** The pane of the lesson that is open. */
export function LessonPane() {
  const id = usePlayground((state) => state.lesson?.id ?? null)
  const texts = useLessonTexts(id)
  useFocusOfNext(texts?.id ?? null)
  if (texts === null) return null
  return <Texts key={id} texts={texts} />
}

/** The button that leads to the next lesson goes with the one before, and the focus with it. */
function useFocusOfNext(id: string | null): void {
  const before = useRef<string | null>(null)
  useEffect(() => {
    if (id === null) return
    const isNext = before.current !== null && before.current !== id
    if (isNext && document.activeElement === document.body)
      document.querySelector<HTMLElement>('.lesson')?.focus()
    before.current = id
  }, [id])
}

function Texts({ texts }: { readonly texts: LessonTexts }) {
  const { lesson } = texts
  const choice = usePlayground((state) => state.lesson?.choice ?? null)
  const top = useRef<HTMLDivElement>(null)
  // Braces: what scrolling returns in newer browsers is no way to end an effect.
  useEffect(() => {
    top.current?.scrollTo({ top: 0 })
  }, [])
  return (
    <div className="lesson nokey" ref={top} role="region" aria-label="The lesson" tabIndex={0}>
      <Place texts={texts} />
      <h2>{lesson.title}</h2>
      <Paragraphs texts={lesson.situation} />
      <Question lesson={lesson} />
      {choice !== null && <LessonAnswerPart texts={texts} />}
      {choice !== null && lesson.expect.length > 0 && <LessonTask texts={texts} />}
      <Onwards texts={texts} />
    </div>
  )
}

/** Which path it belongs to, and how far one has come on it. */
function Place({ texts }: { readonly texts: LessonTexts }) {
  const { openExample } = usePage()
  const stages = useStages()
  const index = texts.ofPath.findIndex(({ id }) => id === texts.id)
  return (
    <nav className="lesson-place" aria-label={`Lessons of the path ${texts.pathTitle}`}>
      <p>
        <b>{texts.pathTitle}</b>
        <span>
          {index + 1} of {texts.ofPath.length}
        </span>
      </p>
      <ol>
        {texts.ofPath.map(({ id, title }, at) => (
          <li key={id}>
            <button
              type="button"
              className={`lesson-mark ${stages[id] ?? 'new'}`}
              aria-label={`${at + 1}: ${title}${stages[id] === undefined ? '' : `, ${stages[id]}`}`}
              title={title}
              aria-current={id === texts.id ? 'step' : undefined}
              onClick={() => openExample(id)}
            />
          </li>
        ))}
      </ol>
    </nav>
  )
}

/** The way to the next lesson. */
function Onwards({ texts }: { readonly texts: LessonTexts }) {
  const { openExample } = usePage()
  const { show } = usePlaygroundActions()
  const { next } = texts
  const isSolved = useStages()[texts.id] === 'solved'
  return (
    <p className="lesson-onwards">
      {next !== null && (
        <button
          type="button"
          className={isSolved ? 'btn primary' : 'btn'}
          onClick={() => openExample(next.id)}
        >
          Next: {next.title} <Icon name="next" size={12} />
        </button>
      )}
      <button type="button" className="linklike" onClick={() => show('gallery')}>
        All lessons
      </button>
    </p>
  )
}
