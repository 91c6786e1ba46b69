// The examples of the gallery, found by words.
import type { GalleryCard } from './page.tsx'

/** The cards that hold all words of `query`, in their order. */
export function findCards(cards: readonly GalleryCard[], query: string): readonly GalleryCard[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return cards.filter(({ title, summary, row, question }) => {
    const text = `${title} ${summary} ${row} ${question}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
