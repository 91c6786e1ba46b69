// The gallery: examples to start from, each with what it teaches.
import { useEffect, useMemo, useState } from 'react'
import { Dialog } from './Dialog.tsx'
import { findCards } from './gallery-cards.ts'
import { usePage, type GalleryCard } from './page.tsx'
import { usePlayground, usePlaygroundActions } from './playground-context.tsx'

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
  const openId = usePlayground((state) => state.exampleId)
  const found = useMemo(() => findCards(cards ?? [], query), [cards, query])
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
      <ul className="gallery">
        {found.map((card) => (
          <li key={card.id}>
            <button
              type="button"
              className="card"
              aria-current={card.id === openId ? 'true' : undefined}
              onClick={() => page.openExample(card.id)}
            >
              <small>{card.row}</small>
              <strong>{card.title}</strong>
              <span>{card.summary}</span>
              {card.question !== '' && <em>{card.question}</em>}
            </button>
          </li>
        ))}
      </ul>
      {cards !== null && found.length === 0 && <p className="empty">No example has these words.</p>}
    </Dialog>
  )
}
