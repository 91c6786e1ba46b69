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
  const swap = (i: number, j: number): void => {
    const held = items[i] as T
    items[i] = items[j] as T
    items[j] = held
  }
  const ordered = (i: number, j: number): boolean => before(items[i] as T, items[j] as T)
  const up = (start: number): void => {
    let child = start
    while (child > 0) {
      const parent = (child - 1) >> 1
      if (!ordered(child, parent)) return
      swap(child, parent)
      child = parent
    }
  }
  const down = (): void => {
    let parent = 0
    for (;;) {
      const left = 2 * parent + 1
      const right = left + 1
      let least = parent
      if (left < items.length && ordered(left, least)) least = left
      if (right < items.length && ordered(right, least)) least = right
      if (least === parent) return
      swap(parent, least)
      parent = least
    }
  }
  return {
    get size() {
      return items.length
    },
    push(item) {
      items.push(item)
      up(items.length - 1)
    },
    peek: () => items[0],
    pop() {
      const top = items[0]
      const last = items.pop()
      if (items.length > 0 && last !== undefined) {
        items[0] = last
        down()
      }
      return top
    },
  }
}
