// What one does oneself: the variation, what has to be true when it is solved, and hints.
import { useEffect, useState } from 'react'
import type { Hint } from '#scenario/lesson/types.ts'
import { usePage, type LessonTexts } from '../page.tsx'
import { usePlayground, usePlaygroundActions, usePlaygroundStore } from '../playground-context.tsx'
import { CheckedList } from '../CheckedList.tsx'
import { Sentence } from '../Sentence.tsx'
import { Paragraphs } from './Paragraphs.tsx'
import { useLessonAnswer } from './use-lesson.ts'

/** The task, with a live check. */
export function LessonTask({ texts }: { readonly texts: LessonTexts }) {
  const { lesson } = texts
  const { openExample } = usePage()
  const told = usePlayground((state) => state.lesson?.told ?? false)
  const changed = usePlayground((state) => state.exampleId === null || state.canUndo)
  const { showLesson, showPane } = usePlaygroundActions()
  const checked = useLessonAnswer(lesson)?.checked ?? []
  const met = checked.filter(({ ok }) => ok).length
  if (!told) return null
  return (
    <section className="lesson-task" aria-label="Your turn">
      <h3>Your turn</h3>
      <Paragraphs texts={lesson.variation} />
      <p className="lesson-acts">
        <button
          type="button"
          className="btn"
          onClick={() => {
            showLesson(false)
            showPane('editor')
            requestAnimationFrame(() => document.querySelector<HTMLElement>('#editor')?.focus())
          }}
        >
          Open the files
        </button>
        {changed && (
          <button type="button" className="linklike" onClick={() => openExample(texts.id)}>
            Begin again
          </button>
        )}
      </p>
      <h4>
        Solved when{' '}
        <span className="dim">
          {met} of {lesson.expect.length}
        </span>
      </h4>
      <CheckedList expect={lesson.expect} checked={checked} tellsInstead={changed} />
      <Hints key={texts.id} id={texts.id} hints={lesson.hints} />
    </section>
  )
}

// What was looked at in each lesson, also while its files stand in its place.
const lookedAt = new Map<string, readonly string[]>()

/** Each hint opens when one has looked at what it is about. */
function Hints({ id, hints }: { readonly id: string; readonly hints: readonly Hint[] }) {
  const store = usePlaygroundStore()
  const [looked, setLooked] = useState(lookedAt.get(id) ?? [])
  useEffect(() => {
    const note = (): void => {
      const { selection } = store.getState()
      const old = lookedAt.get(id) ?? []
      if (selection === null || old.includes(selection)) return
      lookedAt.set(id, [...old, selection])
      setLooked([...old, selection])
    }
    // Somebody may look at it already, as after “Show me where”.
    note()
    return store.subscribe(note)
  }, [store, id])
  if (hints.length === 0) return null
  const isOpen = ({ after }: Hint): boolean =>
    after === '' || looked.some((key) => key === after || key.startsWith(`${after}#`))
  return (
    <>
      <h4>Hints</h4>
      <ul className="lesson-hints">
        {hints.map((hint) => (
          <li key={hint.text}>
            {isOpen(hint) ? (
              <Sentence text={hint.text} />
            ) : (
              <span className="dim">
                Opens when you have looked at <code>{nameOf(hint.after)}</code>.
              </span>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

/** `Pod/default/shop#app` is `app` for a reader. */
function nameOf(key: string): string {
  return key.split(/[/#~]/).at(-1) ?? key
}
