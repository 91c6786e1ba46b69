// Sets of the fields of an object: who manages which.
// Follows sigs.k8s.io/structured-merge-diff/v6/fieldpath/set.go and serialize.go.
import { compareText } from '#lib/compare.ts'
import { isFields } from '#api/strategicpatch/json-value.ts'

/** A step of a path as it is written in FieldsV1: 'f:spec', 'k:{"name":"web"}', 'v:"a"'. */
export type PathElement = string

export interface FieldSet {
  /** The fields that are in the set. */
  readonly members: ReadonlySet<PathElement>
  /** What of the things below a field is in the set. */
  readonly children: ReadonlyMap<PathElement, FieldSet>
}

export const EMPTY_SET: FieldSet = { members: new Set(), children: new Map() }

export function isEmptySet({ members, children }: FieldSet): boolean {
  return members.size === 0 && children.size === 0
}

/** What of a set is below one of its elements. */
export function below(set: FieldSet, element: PathElement): FieldSet {
  return set.children.get(element) ?? EMPTY_SET
}

/** The set of these paths. An empty path is no field. */
export function setOfPaths(paths: Iterable<readonly PathElement[]>): FieldSet {
  const root = { members: new Set<PathElement>(), tails: new Map<PathElement, PathElement[][]>() }
  for (const [first, ...rest] of paths) {
    if (first === undefined) continue
    if (rest.length === 0) root.members.add(first)
    else root.tails.set(first, [...(root.tails.get(first) ?? []), rest])
  }
  const children = [...root.tails].map(([element, tails]) => [element, setOfPaths(tails)] as const)
  return { members: root.members, children: new Map(children) }
}

function combined(
  a: FieldSet,
  b: FieldSet,
  how: {
    readonly keeps: (inA: boolean, inB: boolean) => boolean
    readonly below: (a: FieldSet, b: FieldSet) => FieldSet
  },
): FieldSet {
  const elements = [...a.members, ...b.members]
  const members = elements.filter((one) => how.keeps(a.members.has(one), b.members.has(one)))
  const keys = new Set([...a.children.keys(), ...b.children.keys()])
  const children = [...keys]
    .map((key) => [key, how.below(below(a, key), below(b, key))] as const)
    .filter(([, set]) => !isEmptySet(set))
  return { members: new Set(members), children: new Map(children) }
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(a)) return b
  if (isEmptySet(b)) return a
  return combined(a, b, { keeps: () => true, below: union })
}

/** The fields of `a` that are not in `b`. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(a) || isEmptySet(b)) return a
  return combined(a, b, { keeps: (inA, inB) => inA && !inB, below: difference })
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(a) || isEmptySet(b)) return EMPTY_SET
  return combined(a, b, { keeps: (inA, inB) => inA && inB, below: intersection })
}

/** The set without a field and all that is below it. */
export function without(set: FieldSet, [first, ...rest]: readonly PathElement[]): FieldSet {
  if (first === undefined) return set
  const members = new Set(set.members)
  const children = new Map(set.children)
  if (rest.length === 0) {
    members.delete(first)
    children.delete(first)
    return { members, children }
  }
  const inner = without(below(set, first), rest)
  if (isEmptySet(inner)) children.delete(first)
  else children.set(first, inner)
  return { members, children }
}

/** All paths, sorted: the fields of a level before what is below them. */
export function pathsOf(set: FieldSet): readonly (readonly PathElement[])[] {
  const members = [...set.members].toSorted(compareText).map((element) => [element])
  const keys = [...set.children.keys()].toSorted(compareText)
  const inner = keys.flatMap((key) => pathsOf(below(set, key)).map((path) => [key, ...path]))
  return [...members, ...inner]
}

/** The set as metadata.managedFields writes it. */
export function encodeFieldSet(set: FieldSet): Readonly<Record<string, unknown>> {
  const keys = [...new Set([...set.members, ...set.children.keys()])].toSorted(compareText)
  return Object.fromEntries(
    keys.map((key) => {
      const inner = encodeFieldSet(below(set, key))
      const isBoth = set.members.has(key) && set.children.has(key)
      return [key, isBoth ? { '.': {}, ...inner } : inner]
    }),
  )
}

/** Reads what `encodeFieldSet` wrote; what is no such value is empty. */
export function decodeFieldSet(value: unknown): FieldSet {
  if (!isFields(value)) return EMPTY_SET
  const members = new Set<PathElement>()
  const children = new Map<PathElement, FieldSet>()
  for (const [key, item] of Object.entries(value)) {
    if (key === '.') continue
    const inner = decodeFieldSet(item)
    if (isEmptySet(inner) || (isFields(item) && Object.hasOwn(item, '.'))) members.add(key)
    if (!isEmptySet(inner)) children.set(key, inner)
  }
  return { members, children }
}

/** '.spec.containers[name="web"].image': a path as conflicts print it. */
export function pathText(path: readonly PathElement[]): string {
  return path
    .map((element) => {
      const rest = element.slice(2)
      if (element.startsWith('f:')) return `.${rest}`
      if (element.startsWith('v:')) return `[=${rest}]`
      const keys: unknown = JSON.parse(rest)
      const pairs = Object.entries(isFields(keys) ? keys : {})
      return `[${pairs.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`
    })
    .join('')
}
