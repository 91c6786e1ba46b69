// The examples of the gallery, found by words.
import type { GalleryCard } from './page.tsx'

export interface CardPath {
  readonly title: string
  readonly cards: readonly GalleryCard[]
  readonly minutes: number
  /** So many of them have been solved. */
  readonly solved: number
  /** The one to go on with: the first that is not solved; null when all are. */
  readonly nextId: string | null
}

/** The cards by their paths, both in their order. `stages` says how far one has come, by the ids of lessons. */
export function pathsOf(
  cards: readonly GalleryCard[],
  stages: Readonly<Record<string, 'answered' | 'solved'>>,
): readonly CardPath[] {
  const isOpen = ({ id }: GalleryCard): boolean => stages[id] !== 'solved'
  return [...new Set(cards.map(({ pathTitle }) => pathTitle))].map((title) => {
    const own = cards.filter(({ pathTitle }) => pathTitle === title)
    return {
      title,
      cards: own,
      minutes: own.reduce((sum, { minutes }) => sum + minutes, 0),
      solved: own.filter((card) => !isOpen(card)).length,
      nextId: own.find(isOpen)?.id ?? null,
    }
  })
}

/** The cards that hold all words of `query`, in their order. */
export function findCards(cards: readonly GalleryCard[], query: string): readonly GalleryCard[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return cards.filter(({ title, summary, row, question }) => {
    const text = `${title} ${summary} ${row} ${question}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
