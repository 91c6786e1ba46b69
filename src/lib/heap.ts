/** A binary min-heap. `before(a, b)` must be a strict total order for pops to be deterministic. */
export interface Heap<T> {
  readonly size: number
  push(item: T): void
  peek(): T | undefined
  pop(): T | undefined
}

/** Makes an empty heap ordered by `before`. */
export function createHeap<T>(before: (a: T, b: T) => boolean): Heap<T> {
  const items: T[] = []
  // Items move into the gap that the one on its way leaves, so that each is written once.
  const up = (item: T): void => {
    let at = items.length
    while (at > 0) {
      const parent = (at - 1) >> 1
      const other = items[parent] as T
      if (!before(item, other)) break
      items[at] = other
      at = parent
    }
    items[at] = item
  }
  const down = (item: T): void => {
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= items.length) break
      if (child + 1 < items.length && before(items[child + 1] as T, items[child] as T)) child += 1
      const other = items[child] as T
      if (!before(other, item)) break
      items[at] = other
      at = child
    }
    items[at] = item
  }
  return {
    get size() {
      return items.length
    },
    push: up,
    peek: () => items[0],
    pop() {
      const top = items[0]
      const last = items.pop()
      if (items.length > 0 && last !== undefined) down(last)
      return top
    },
  }
}
