// Values with their schema: which fields one has, how two differ, one merged into another, and one without some
// of its fields.
// Follows sigs.k8s.io/structured-merge-diff/v6/typed (tofieldset.go, compare.go, merge.go, remove.go).
import { equal } from '#lib/equal.ts'
import { goPrint } from '#api/strategicpatch/go-print.ts'
import { fieldOf, fieldsOfMap, isFields, type JsonFields } from '#api/strategicpatch/json-value.ts'
import {
  below,
  type FieldSet,
  isEmptySet,
  type PathElement,
  pathText,
  setOfPaths,
} from './field-set.ts'
import { elementOf, fieldElement, fieldSlot, isDeclared, itemsByElement } from './type-slot.ts'
import { itemSlot, type Slot } from './type-slot.ts'

type Path = readonly PathElement[]

const SCALAR: Slot = { type: '', shape: 'scalar', isAtomic: true, keys: [] }
const slotBelow = (slot: Slot, field: string): Slot => fieldSlot(slot, field) ?? SCALAR
/** A list where nobody says what stands there: it is one value. */
const isOddList = ({ shape }: Slot, value: unknown): boolean =>
  shape !== 'list' && Array.isArray(value)
const isEmptyMap = (value: unknown): boolean => isFields(value) && Object.keys(value).length === 0
/** Missing, null, or without anything in it. */
const isHollow = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  isEmptyMap(value) ||
  (Array.isArray(value) && value.length === 0)

/** A text or number where nobody says what stands there. */
const isLooseScalar = ({ schema }: Slot, value: unknown): boolean =>
  schema === null && value !== undefined && value !== null && typeof value !== 'object'

/** The fields that a value sets. */
export function fieldSetOf(slot: Slot, value: unknown): FieldSet {
  const paths: Path[] = []
  collectFields(slot, value, [], paths)
  return setOfPaths(paths)
}

function collectFields(slot: Slot, value: unknown, path: Path, paths: Path[]): void {
  if (slot.shape === 'scalar' || slot.isAtomic || isOddList(slot, value)) {
    paths.push(path)
    return
  }
  if (Array.isArray(value)) {
    for (const [element, item] of itemsByElement(slot, value)) {
      collectFields(itemSlot(slot), item, [...path, element], paths)
      paths.push([...path, element])
    }
    return
  }
  for (const [key, item] of Object.entries(isFields(value) ? value : {})) {
    const inner = [...path, fieldElement(key)]
    collectFields(slotBelow(slot, key), item, inner, paths)
    if (item === null || isEmptyMap(item) || !isDeclared(slot, key)) paths.push(inner)
  }
}

/** How one value differs from another. No field is in two of the sets. */
export interface Comparison {
  readonly removed: FieldSet
  readonly modified: FieldSet
  readonly added: FieldSet
}

/** What changed on the way from `before` to `after`. */
export function compareValues(slot: Slot, before: unknown, after: unknown): Comparison {
  const changes = { removed: [] as Path[], modified: [] as Path[], added: [] as Path[] }
  collectChanges(slot, [before, after], [], changes)
  return {
    removed: setOfPaths(changes.removed),
    modified: setOfPaths(changes.modified),
    added: setOfPaths(changes.added),
  }
}

function collectChanges(
  slot: Slot,
  [before, after]: readonly [unknown, unknown],
  path: Path,
  changes: { readonly removed: Path[]; readonly modified: Path[]; readonly added: Path[] },
): void {
  if (before === after) return
  const isOdd =
    isOddList(slot, before) ||
    isOddList(slot, after) ||
    isLooseScalar(slot, before) ||
    isLooseScalar(slot, after)
  const isHollowPair = isHollow(before) && isHollow(after)
  const isLeaf = slot.shape === 'scalar' || slot.isAtomic || isOdd || isHollowPair
  if (!isLeaf && (Array.isArray(before) || Array.isArray(after))) {
    const olds = itemsByElement(slot, Array.isArray(before) ? before : [])
    const news = itemsByElement(slot, Array.isArray(after) ? after : [])
    for (const element of new Set([...olds.keys(), ...news.keys()])) {
      const pair = [olds.get(element), news.get(element)] as const
      collectChanges(itemSlot(slot), pair, [...path, element], changes)
    }
  } else if (!isLeaf) {
    const olds: JsonFields = isFields(before) ? before : {}
    const news: JsonFields = isFields(after) ? after : {}
    for (const key of new Set([...Object.keys(olds), ...Object.keys(news)])) {
      const pair = [fieldOf(olds, key), fieldOf(news, key)] as const
      collectChanges(slotBelow(slot, key), pair, [...path, fieldElement(key)], changes)
    }
  }
  if (before === undefined) changes.added.push(path)
  else if (after === undefined) changes.removed.push(path)
  else if (isLeaf && !equal(before, after)) changes.modified.push(path)
}

/** The value that comes of applying `config` to `live`: fields of `config` win, all others stay. */
export function mergeValues(slot: Slot, live: unknown, config: unknown): unknown {
  if (config === undefined) return live
  if (live === undefined || slot.shape === 'scalar' || slot.isAtomic) return config
  if (isHollow(live) && isHollow(config)) return config
  if (isOddList(slot, live) || isOddList(slot, config)) return config
  if (slot.schema === null && !isFields(config)) return config
  if (Array.isArray(live) && Array.isArray(config)) return mergeLists(slot, live, config)
  if (!isFields(live) || !isFields(config)) return config === null ? live : config
  const merged = new Map(Object.entries(live))
  for (const [key, value] of Object.entries(config)) {
    merged.set(key, mergeValues(slotBelow(slot, key), merged.get(key), value))
  }
  return fieldsOfMap(merged)
}

/** The items of both in the order of the config, those that only the live list has at their old places. */
function mergeLists(slot: Slot, live: readonly unknown[], config: readonly unknown[]): unknown[] {
  const olds = [...itemsByElement(slot, live)]
  const oldItems = new Map(olds)
  const news = [...itemsByElement(slot, config)]
  const newItems = new Map(news)
  const shared = news.map(([element]) => element).filter((element) => oldItems.has(element))
  const taken = new Set<PathElement>()
  const out: unknown[] = []
  const take = (element: PathElement, item: unknown): void => {
    taken.add(element)
    out.push(mergeValues(itemSlot(slot), oldItems.get(element), item))
    if (shared[0] === element) shared.shift()
  }
  let left = 0
  let right = 0
  while (left < olds.length || right < news.length) {
    const [old] = olds[left] ?? []
    const [next, item] = news[right] ?? []
    if (old !== undefined && next !== undefined) {
      if (old === next) {
        take(next, item)
        left += 1
        right += 1
        continue
      }
      // A shared item, but not the one that comes next in the config.
      if (newItems.has(old) && shared[0] !== undefined && shared[0] !== old) {
        left += 1
        continue
      }
    }
    if (old !== undefined && !newItems.has(old)) {
      out.push(oldItems.get(old))
      left += 1
      continue
    }
    if (old !== undefined && taken.has(old)) left += 1
    if (next !== undefined) {
      take(next, item)
      right += 1
    }
  }
  return out
}

/** The value without the fields of a set. What becomes empty by it stays, empty. */
export function removeFields(slot: Slot, value: unknown, set: FieldSet): unknown {
  if (isEmptySet(set) || isHollow(value) || slot.shape === 'scalar' || slot.isAtomic) return value
  if (isOddList(slot, value)) return value
  if (Array.isArray(value)) {
    return value.flatMap((item) => {
      const named = elementOf(slot, item)
      if (!('element' in named)) return [item]
      if (set.members.has(named.element)) return []
      return [removeFields(itemSlot(slot), item, below(set, named.element))]
    })
  }
  if (!isFields(value)) return value
  const kept = Object.entries(value).filter(([key]) => !set.members.has(fieldElement(key)))
  return Object.fromEntries(
    kept.map(([key, item]) => {
      const inner = below(set, fieldElement(key))
      return [key, removeFields(slotBelow(slot, key), item, inner)]
    }),
  )
}

/** The set with every declared field in it that has something below it in the set. */
export function withNamedFields(slot: Slot, set: FieldSet): FieldSet {
  const named = [...set.children.keys()].filter(
    (element) => element.startsWith('f:') && isDeclared(slot, element.slice(2)),
  )
  const children = [...set.children].map(([element, inner]) => {
    const slotOf = element.startsWith('f:') ? slotBelow(slot, element.slice(2)) : itemSlot(slot)
    return [element, withNamedFields(slotOf, inner)] as const
  })
  return { members: new Set([...set.members, ...named]), children: new Map(children) }
}

/** What is wrong with a value that is to be applied, in the server's words; null when it is right. */
export function problemOf(slot: Slot, value: unknown): string | null {
  const problems: string[] = []
  validate(slot, value, '', problems)
  if (problems.length <= 1) return problems[0] ?? null
  return `errors:\n${problems.map((problem) => `  ${problem}`).join('\n')}`
}

function validate(slot: Slot, value: unknown, path: string, problems: string[]): void {
  const say = (text: string): void => void problems.push(path === '' ? text : `${path}: ${text}`)
  if (value === null || value === undefined) return
  if (slot.shape === 'scalar') {
    const problem = scalarProblem(slot.type, value)
    if (problem !== null) say(problem)
  } else if (slot.shape === 'list') {
    if (Array.isArray(value)) validateItems(slot, value, path, problems)
    else say(`expected list, got &{${goPrint(value)}}`)
  } else if (!isFields(value)) {
    if (slot.schema !== null) say(`expected map, got &{${goPrint(value)}}`)
  } else {
    for (const [key, item] of Object.entries(value)) {
      const inner = fieldSlot(slot, key)
      if (inner === undefined) problems.push(`${path}.${key}: field not declared in schema`)
      else validate(inner, item, `${path}.${key}`, problems)
    }
  }
}

function validateItems(slot: Slot, items: readonly unknown[], path: string, problems: string[]) {
  const seen = new Set<PathElement>()
  for (const [index, item] of items.entries()) {
    const named = slot.isAtomic ? { element: `i:${index}` } : elementOf(slot, item)
    if ('problem' in named) {
      problems.push(`${path}: element ${index}: ${named.problem}`)
      return
    }
    const text = slot.isAtomic ? `[${index}]` : pathText([named.element])
    if (seen.has(named.element)) problems.push(`${path}: duplicate entries for key ${text}`)
    seen.add(named.element)
    validate(itemSlot(slot), item, `${path}${text}`, problems)
  }
}

function scalarProblem(type: string, value: unknown): string | null {
  switch (type) {
    case 'string':
    case 'Time':
    case 'MicroTime':
    case 'bytes':
      return typeof value === 'string'
        ? null
        : `expected string, got &value.valueUnstructured{Value:${goPrint(value)}}`
    case 'int32':
    case 'int64':
      return typeof value === 'number'
        ? null
        : `expected numeric (int or float), got ${typeof value === 'boolean' ? 'bool' : typeof value}`
    case 'boolean':
      return typeof value === 'boolean' ? null : `expected boolean, got &{${goPrint(value)}}`
    default:
      return isFields(value) || Array.isArray(value)
        ? `expected any scalar, got &{${goPrint(value)}}`
        : null
  }
}
