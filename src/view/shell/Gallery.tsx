// The gallery: examples to start from, each with what it teaches.
import { useEffect, useMemo, useState } from 'react'
import { countText } from '#picture/words/format.ts'
import { Dialog } from './Dialog.tsx'
import { type CardPath, findCards, pathsOf } from './gallery-cards.ts'
import { type Stage, useStages } from './lesson/lesson-progress.ts'
import { usePage, type GalleryCard } from './page.tsx'
import { usePlayground, usePlaygroundActions } from './playground-context.tsx'
import { Sentence } from './Sentence.tsx'
import './gallery.css'

/** The overlay with all examples. */
export function Gallery(props: { readonly onClose: () => void }) {
  const page = usePage()
  const [cards, setCards] = useState<readonly GalleryCard[] | null>(null)
  useEffect(() => {
    page.loadGallery().then(setCards, () => setCards([]))
  }, [page])
  const [query, setQuery] = useState('')
  const hasPrevious = usePlayground((state) => state.hasPrevious)
  const { restorePrevious, show } = usePlaygroundActions()
  const bringBack = (): void => {
    restorePrevious()
    props.onClose()
  }
  const stages = useStages()
  const paths = useMemo(
    () => pathsOf(findCards(cards ?? [], query), stages),
    [cards, query, stages],
  )
  return (
    <Dialog title="Gallery" size="large" onClose={props.onClose}>
      <p className="lead">
        Each example asks a question. Predict the answer, then press Play. What you have now is kept
        {hasPrevious ? (
          <>
            :{' '}
            <button type="button" className="linklike" onClick={bringBack}>
              bring back what was open before
            </button>{' '}
            or{' '}
            <button type="button" className="linklike" onClick={() => show('recent')}>
              choose an earlier text
            </button>
            .
          </>
        ) : (
          '.'
        )}
      </p>
      <input
        className="palette-input"
        type="search"
        data-focus-first
        aria-label="Find an example"
        placeholder="Find: sidecar, taint, CrashLoopBackOff …"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      {paths.map((path) => (
        <PathCards key={path.title} path={path} isFiltered={query.trim() !== ''} />
      ))}
      {cards !== null && paths.length === 0 && <p className="empty">No example has these words.</p>}
    </Dialog>
  )
}

/** One path: how far one has come, and its lessons in the order in which they build on each other. */
function PathCards(props: { readonly path: CardPath; readonly isFiltered: boolean }) {
  const { title, cards, minutes, solved, nextId } = props.path
  const page = usePage()
  const stages = useStages()
  const openId = usePlayground((state) => state.exampleId)
  return (
    <section className="gallery-path">
      <h3>
        {title}
        {!props.isFiltered && (
          <>
            <small>
              {countText(cards.length, 'lesson')}, {minutes} min
            </small>
            {solved > 0 && (
              <span className="gallery-progress">
                <progress value={solved} max={cards.length} aria-hidden="true" />
                {solved} of {cards.length} solved
              </span>
            )}
          </>
        )}
      </h3>
      <ul className="gallery">
        {cards.map((card) => (
          <li key={card.id}>
            <button
              type="button"
              className="card"
              aria-current={card.id === openId ? 'true' : undefined}
              onClick={() => page.openExample(card.id)}
            >
              <small>
                <span className="card-row">{card.row}</span>
                <Mark stage={stages[card.id]} isNext={solved > 0 && card.id === nextId} />
                <i>{card.minutes} min</i>
              </small>
              <strong>{card.title}</strong>
              <span>{card.summary}</span>
              {card.question !== '' && (
                <em>
                  <Sentence text={card.question} />
                </em>
              )}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What has become of a lesson; nothing for one that nobody has begun. */
function Mark(props: { readonly stage: Stage | undefined; readonly isNext: boolean }) {
  const { stage, isNext } = props
  if (stage === 'solved') return <b className="card-mark is-solved">✓ solved</b>
  if (stage === 'answered') return <b className="card-mark">begun</b>
  return isNext ? <b className="card-mark">next</b> : null
}
