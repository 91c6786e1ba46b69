// An object as Go writes it after it has read it: no nulls, what holds nothing is left out where a field has
// `omitempty`, structs that are no pointers are always there, and quantities are in the server's words.
// Follows encoding/json and the tags of k8s.io/api/<group>/<version>/types.go (v1.36).
import { flat } from '#lib/flat-text.ts'
import { canonicalQuantity } from './quantity.ts'
import { entryType, fieldsOf, itemType, writtenAs, ZEROS } from './schema.ts'

type Fields = Readonly<Record<string, unknown>>

interface FieldPlan {
  /** 'o' is left out while empty, 'w' is always written, 'p' is a pointer, 'z' is left out while it is zero. */
  readonly written: string
  readonly type: string
}
interface Plan {
  readonly fields: ReadonlyMap<string, FieldPlan>
  /** What is written even when nobody gave it. */
  readonly always: readonly (readonly [field: string, type: string])[]
  /** Lists that are written even when nothing is in them. */
  readonly lists: readonly string[]
}

/** Lists that mean something else when nothing is in them than when they are missing: validation asks for an entry. */
const TOLD_APART: ReadonlySet<string> = new Set(['HPAScalingRules.policies'])

const plans = new Map<string, Plan | null>()

/** What is known of a struct; null when nothing is. */
function planOf(struct: string): Plan | null {
  const known = plans.get(struct)
  if (known !== undefined) return known
  const types = fieldsOf(struct)
  const letters = writtenAs(struct)
  if (types === undefined || letters === undefined) {
    plans.set(struct, null)
    return null
  }
  const fields = new Map<string, FieldPlan>()
  for (const [index, field] of Object.keys(types).toSorted().entries()) {
    const isTold = TOLD_APART.has(`${struct}.${field}`)
    const written = isTold ? 'p' : (letters[index] ?? 'o').toLowerCase()
    fields.set(field, { written, type: types[field] ?? '' })
  }
  const always = [...fields].flatMap(([field, { written, type }]) =>
    written === 'w' && hasZero(type) && field !== 'metadata' ? [[field, type] as const] : [],
  )
  const lists = [...fields].flatMap(([field, { written, type }]) =>
    written === 'w' && itemType(type) !== undefined ? [field] : [],
  )
  const plan = { fields, always, lists }
  plans.set(struct, plan)
  return plan
}

/** Whether Go writes more than null for the zero value of a type. */
const hasZero = (type: string): boolean =>
  Object.hasOwn(ZEROS, type) || fieldsOf(type) !== undefined

const isRecord = (value: unknown): value is Fields => typeof value === 'object' && value !== null

function isEmpty(value: unknown): boolean {
  if (value === '' || value === 0 || value === false) return true
  if (Array.isArray(value)) return value.length === 0
  return isRecord(value) && Object.keys(value).length === 0
}

/** Whether a field with this value is left out. */
function isLeftOut({ written, type }: FieldPlan, value: unknown): boolean {
  if (value === null || value === undefined) return true
  // What the store gives back of an empty list or map is null.
  if (written === 'w') return isRecord(value) && isEmpty(value) && fieldsOf(type) === undefined
  if (written === 'o') return isEmpty(value) && type !== 'Quantity' && type !== 'IntOrString'
  return written === 'z' && isEmpty(value)
}

function valueOf(type: string, value: unknown): unknown {
  if (type === 'Quantity') {
    if (typeof value !== 'string' && typeof value !== 'number') return value
    const text = canonicalQuantity(value)
    return text === value ? value : flat(text)
  }
  if (!isRecord(value)) return value
  const items = itemType(type)
  if (items !== undefined) return Array.isArray(value) ? listOf(items, value) : value
  const entries = entryType(type)
  if (entries !== undefined) return mapOf(entries, value)
  return structOf(type, value)
}

function listOf(type: string, list: readonly unknown[]): unknown {
  const items = list.map((item) => valueOf(type, item))
  return items.some((item, index) => item !== list[index]) ? items : list
}

function mapOf(type: string, map: Fields): unknown {
  if (type === 'string' && !Object.values(map).includes(null)) return map
  const entries = Object.entries(map)
  const kept = entries.flatMap(([key, item]) =>
    item === null || item === undefined ? [] : [[key, valueOf(type, item)] as const],
  )
  const isSame =
    kept.length === entries.length && kept.every(([, item], index) => item === entries[index]?.[1])
  return isSame ? map : Object.fromEntries(kept)
}

function structOf(struct: string, value: Fields): Fields {
  const plan = planOf(struct)
  if (plan === null || Array.isArray(value)) return value
  const next: Record<string, unknown> = {}
  let isSame = true
  for (const [field, item] of Object.entries(value)) {
    const known = plan.fields.get(field)
    const cleaned = known === undefined ? item : valueOf(known.type, item)
    if (known === undefined ? item === undefined : isLeftOut(known, cleaned)) {
      isSame = false
      continue
    }
    next[field] = cleaned
    if (cleaned !== item) isSame = false
  }
  for (const [field, inner] of plan.always) {
    if (next[field] !== undefined) continue
    next[field] = Object.hasOwn(ZEROS, inner) ? ZEROS[inner] : structOf(inner, {})
    isSame = false
  }
  return isSame ? value : next
}

/** The value of a struct as Go writes it, at any depth; the same reference when it is so already. */
export function normalForm<T extends object>(struct: string, value: T): T {
  return structOf(struct, value as Fields) as T
}

/** What Go writes of a field that nobody gave; undefined when it leaves it out. */
export function zeroOfField(struct: string, field: string): object | undefined {
  const type = planOf(struct)?.always.find(([name]) => name === field)?.[1]
  return type === undefined ? undefined : structOf(type, {})
}

/** The lists of a struct that Go writes as null when nothing is in them; none for a struct that is not known. */
export function listsWrittenAsNull(struct: string): readonly string[] {
  return planOf(struct)?.lists ?? []
}
