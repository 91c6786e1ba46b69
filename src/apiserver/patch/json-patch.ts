// JSON patches (RFC 6902), as far from the text of the standard as the API server is: `replace` sets a field that
// is not there, and a negative index counts from the end.
// Follows gopkg.in/evanphx/json-patch.v4/patch.go. Why one cannot be applied is not told: the server does not tell it either.
import { equal } from '#lib/equal.ts'
import { fieldsOfMap, isFields } from '#api/strategicpatch/json-value.ts'

/** The most operations of one patch. */
export const MAX_OPERATIONS = 10_000

/** A node of a document that can be changed. */
type Node = Map<string, unknown> | unknown[]
type Operation = Readonly<Record<string, unknown>>

/** The document after all operations, in their order; null when one of them cannot be carried out. */
export function applyJsonPatch(
  document: unknown,
  operations: readonly unknown[],
): { readonly value: unknown } | null {
  const root = openDeep(document)
  if (!isNode(root)) return null
  const state = { root }
  for (const operation of operations) {
    if (!isFields(operation) || !carryOut(state, operation)) return null
  }
  return { value: closeDeep(state.root) }
}

function carryOut(state: { root: Node }, operation: Operation): boolean {
  const { op, path, from, value } = operation
  if (typeof path !== 'string') return false
  if (op === 'copy' || op === 'move') return bring(state.root, op, from, path)
  if (path === '') return onWhole(state, op, value)
  const place = find(state.root, path)
  if (place === null) return false
  const { node, key } = place
  switch (op) {
    case 'add':
      return add(node, key, openDeep(value ?? null))
    case 'remove':
      return remove(node, key)
    case 'replace':
      return replace(node, key, openDeep(value))
    case 'test': {
      const found = get(node, key)
      return found !== null && equal(closeDeep(found.value) ?? null, value ?? null)
    }
    default:
      return false
  }
}

/** What can be done to the document itself. */
function onWhole(state: { root: Node }, op: unknown, value: unknown): boolean {
  if (op === 'test') return equal(closeDeep(state.root), value)
  const next = openDeep(value)
  if (op !== 'replace' || !isNode(next)) return false
  state.root = next
  return true
}

function bring(root: Node, op: 'copy' | 'move', from: unknown, path: string): boolean {
  const source = typeof from === 'string' ? find(root, from) : null
  const found = source === null ? null : get(source.node, source.key)
  if (source === null || found === null) return false
  if (op === 'move' && !remove(source.node, source.key)) return false
  const target = find(root, path)
  return target !== null && add(target.node, target.key, openDeep(closeDeep(found.value) ?? null))
}

/** The node that holds what a path names, and the last step to it. */
function find(root: Node, path: string): { readonly node: Node; readonly key: string } | null {
  const steps = path.split('/').map(unescapeStep)
  // A path begins with a slash.
  if (steps.length < 2) return null
  let node: Node = root
  for (const step of steps.slice(1, -1)) {
    const next = get(node, step)
    if (next === null || !isNode(next.value)) return null
    node = next.value
  }
  return { node, key: steps.at(-1) ?? '' }
}

const unescapeStep = (step: string): string => step.replaceAll('~1', '/').replaceAll('~0', '~')

/** The index that a step names in a list, up to `limit`; null when it is none. */
function indexOf(step: string, length: number, limit: number): number | null {
  if (!/^[+-]?\d{1,9}$/.test(step)) return null
  const index = Number(step)
  const fromStart = index < 0 ? index + length : index
  return fromStart >= 0 && fromStart < limit ? fromStart : null
}

/** A field that is not there has no value, but can be asked for; an item beyond the end cannot. */
function get(node: Node, key: string): { readonly value: unknown } | null {
  if (node instanceof Map) return { value: node.get(key) }
  const index = indexOf(key, node.length, node.length)
  return index === null ? null : { value: node[index] }
}

function add(node: Node, key: string, value: unknown): boolean {
  if (node instanceof Map) node.set(key, value)
  else if (key === '-') node.push(value)
  else {
    const index = indexOf(key, node.length + 1, node.length + 1)
    if (index === null) return false
    node.splice(index, 0, value)
  }
  return true
}

function replace(node: Node, key: string, value: unknown): boolean {
  if (node instanceof Map) {
    node.set(key, value)
    return true
  }
  const index = indexOf(key, node.length, node.length)
  if (index !== null) node[index] = value
  return index !== null
}

function remove(node: Node, key: string): boolean {
  if (node instanceof Map) return node.delete(key)
  const index = indexOf(key, node.length, node.length)
  if (index !== null) node.splice(index, 1)
  return index !== null
}

function isNode(value: unknown): value is Node {
  return Array.isArray(value) || value instanceof Map
}

/** A copy whose objects are Maps, so that no key is special. */
function openDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(openDeep)
  if (!isFields(value)) return value
  return new Map(Object.entries(value).map(([key, item]) => [key, openDeep(item)]))
}

function closeDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closeDeep)
  if (!(value instanceof Map)) return value
  const closed = new Map<string, unknown>()
  for (const [key, item] of value) closed.set(String(key), closeDeep(item))
  return fieldsOfMap(closed)
}
