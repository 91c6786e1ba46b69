// Who is to be told of something, in the order in which they came. One that is taken away is not told any
// more, not even of the news that is being spread at that moment.

export interface Listeners<T> {
  readonly size: number
  /** Adds a listener; returns a function that takes it away again, once. */
  add(listener: (news: T) => void): () => void
  tell(news: T): void
}

/** Makes it without listeners. */
export function createListeners<T>(): Listeners<T> {
  // A set of boxes: it can be walked through while it changes, and one function may listen twice.
  const boxes = new Set<{ readonly listener: (news: T) => void }>()
  return {
    get size() {
      return boxes.size
    },
    add(listener) {
      const box = { listener }
      boxes.add(box)
      return () => void boxes.delete(box)
    },
    tell(news) {
      for (const { listener } of boxes) listener(news)
    },
  }
}
