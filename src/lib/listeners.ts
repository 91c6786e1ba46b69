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
  return new BoxedListeners<T>()
}

// A class, because a run makes thousands of them: their functions are shared.
class BoxedListeners<T> implements Listeners<T> {
  // A set of boxes: it can be walked through while it changes, and one function may listen twice.
  #boxes: Set<{ readonly listener: (news: T) => void }> | null = null

  get size(): number {
    return this.#boxes?.size ?? 0
  }

  add(listener: (news: T) => void): () => void {
    const box = { listener }
    const boxes = (this.#boxes ??= new Set())
    boxes.add(box)
    return () => void boxes.delete(box)
  }

  tell(news: T): void {
    if (this.#boxes !== null) for (const { listener } of this.#boxes) listener(news)
  }
}
