// What can change, by key. Those who count on something are told in the moment before it changes, so that
// what they did until then can still be worked out from what it was.

export interface Changes {
  /** Calls `listener` before each change of `key`. Returns a function that ends it. */
  watch(key: string, listener: () => void): () => void
  /** Says that `key` is about to change. */
  tell(key: string): void
}

/** Makes a source that nobody watches yet. */
export function createChanges(): Changes {
  return new KeyedChanges()
}

// A class, because each container, file system and network has some: their functions are shared.
class KeyedChanges implements Changes {
  #listeners: Map<string, Set<() => void>> | null = null

  watch(key: string, listener: () => void): () => void {
    const listeners = (this.#listeners ??= new Map())
    const known = listeners.get(key) ?? new Set()
    listeners.set(key, known.add(listener))
    return () => {
      known.delete(listener)
      if (known.size === 0 && listeners.get(key) === known) listeners.delete(key)
    }
  }

  tell(key: string): void {
    const told = this.#listeners?.get(key)
    if (told !== undefined) for (const listener of Array.from(told)) listener()
  }
}
