// Places of keys and values by path, from a composed document.
import type { ComposedNode } from './compose.ts'
import type { Places } from './positions.ts'
import type { Range, YamlPath, YamlRanges } from './types.ts'

/**
 * The places of the document whose root `compose` gives. It is composed when a place is asked for the first time:
 * of most documents none ever is, and their trees would take more memory than their values.
 */
export function rangesOf(compose: () => ComposedNode, places: Places): YamlRanges {
  let composed: ComposedNode | null = null
  const rootNode = (): ComposedNode => (composed ??= compose())
  const find = (path: YamlPath): ComposedNode | undefined => {
    let node: ComposedNode | undefined = rootNode()
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
    const { start, end } = rootNode()
    return places.range(Math.max(start, 0), Math.max(end, 0))
  }
  return { valueAt, keyAt, nearest }
}
