// Places of keys and values by path, from a composed document.
import type { ComposedNode } from './compose.ts'
import type { Places } from './positions.ts'
import type { Range, YamlPath, YamlRanges } from './types.ts'

/** How many composed documents are kept: who asks about one goes on asking about it. */
const MOST_TREES = 16

/** The composed documents of a text that were asked about last. */
export interface Trees {
  of(owner: object, compose: () => ComposedNode): ComposedNode
}

/** Makes the trees of a text, none of which is composed. */
export function createTrees(): Trees {
  const known = new Map<object, ComposedNode>()
  return {
    of(owner, compose) {
      const root = known.get(owner) ?? compose()
      known.delete(owner)
      known.set(owner, root)
      const [oldest] = known.keys()
      if (known.size > MOST_TREES && oldest !== undefined) known.delete(oldest)
      return root
    },
  }
}

interface Composable {
  /** Where its root stands: most often only that is asked for. */
  readonly root: { readonly start: number; readonly end: number }
  readonly compose: () => ComposedNode
}

type Span = Pick<ComposedNode, 'start' | 'end' | 'keyStart' | 'keyEnd'>

/**
 * The places of a document. It is composed when a place in it is asked for: of most documents none ever is, and their
 * trees would take more memory than their values.
 */
export function rangesOf(document: Composable, places: Places, trees: Trees): YamlRanges {
  return new DocumentRanges(document, places, trees)
}

/** One object a document and no more: there are thousands, made anew with each key that is pressed. */
class DocumentRanges implements YamlRanges {
  readonly #document: Composable
  readonly #places: Places
  readonly #trees: Trees

  constructor(document: Composable, places: Places, trees: Trees) {
    this.#document = document
    this.#places = places
    this.#trees = trees
  }

  #find(path: YamlPath): Span | undefined {
    const { root } = this.#document
    if (path.length === 0) return { ...root, keyStart: -1, keyEnd: -1 }
    let node: ComposedNode | undefined = this.#trees.of(this.#document, () =>
      this.#document.compose(),
    )
    for (const step of path) node = node?.children?.get(step)
    return node
  }

  keyAt(path: YamlPath): Range | undefined {
    const node = this.#find(path)
    return node === undefined || node.keyStart < 0
      ? undefined
      : this.#places.range(node.keyStart, node.keyEnd)
  }

  valueAt(path: YamlPath): Range | undefined {
    const node = this.#find(path)
    return node === undefined || node.start < 0
      ? undefined
      : this.#places.range(node.start, node.end)
  }

  nearest(path: YamlPath): Range {
    const { root } = this.#document
    for (let length = path.length; length >= 0; length -= 1) {
      const part = path.slice(0, length)
      const value = this.valueAt(part)
      const key = this.keyAt(part)
      if (value !== undefined && value.start.line === value.end.line) return value
      if (key !== undefined) return key
      if (value !== undefined) {
        const { offset } = value.start
        return this.#places.range(offset, this.#places.lineEnd(offset))
      }
    }
    return this.#places.range(Math.max(root.start, 0), Math.max(root.end, 0))
  }
}
