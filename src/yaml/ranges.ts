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
  const { root } = document
  const find = (path: YamlPath): Span | undefined => {
    if (path.length === 0) return { ...root, keyStart: -1, keyEnd: -1 }
    let node: ComposedNode | undefined = trees.of(document, document.compose)
    for (const step of path) node = node?.children?.get(step)
    return node
  }
  const keyAt = (path: YamlPath): Range | undefined => {
    const node = find(path)
    return node === undefined || node.keyStart < 0
      ? undefined
      : places.range(node.keyStart, node.keyEnd)
  }
  const valueAt = (path: YamlPath): Range | undefined => {
    const node = find(path)
    return node === undefined || node.start < 0 ? undefined : places.range(node.start, node.end)
  }
  const nearest = (path: YamlPath): Range => {
    for (let length = path.length; length >= 0; length -= 1) {
      const part = path.slice(0, length)
      const value = valueAt(part)
      const key = keyAt(part)
      if (value !== undefined && value.start.line === value.end.line) return value
      if (key !== undefined) return key
      if (value !== undefined) {
        return places.range(value.start.offset, places.lineEnd(value.start.offset))
      }
    }
    return places.range(Math.max(root.start, 0), Math.max(root.end, 0))
  }
  return { valueAt, keyAt, nearest }
}
