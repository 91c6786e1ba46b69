// Defaults that hold whatever the rest of an object says: those that the OpenAPI documents name.
// Conditional ones are code, in the folder of the kind and beside this file.
import { entryType, fieldsOf, isPointer, itemType, plainDefaultsOf } from '#api/meta/schema.ts'

interface Default {
  readonly field: string
  readonly value: unknown
  readonly isPointer: boolean
}

interface Plan {
  readonly defaults: readonly Default[]
  /** The fields below which there is something to set, with the struct of their items or of themselves. */
  readonly below: readonly (readonly [field: string, struct: string])[]
}

const NOTHING: Plan = { defaults: [], below: [] }
/** Plans by struct, made when they are first needed. A struct that contains itself finds its own, empty so far. */
const plans = new Map<string, Plan>()

function planOf(struct: string): Plan {
  const known = plans.get(struct)
  if (known !== undefined) return known
  plans.set(struct, NOTHING)
  const below = Object.entries(fieldsOf(struct) ?? {}).flatMap(([field, type]) => {
    const inner = itemType(type) ?? entryType(type) ?? type
    const { defaults, below: further } = planOf(inner)
    return defaults.length + further.length === 0 ? [] : [[field, inner] as const]
  })
  const defaults = Object.entries(plainDefaultsOf(struct)).map(([field, value]) => ({
    field,
    value,
    isPointer: isPointer(struct, field),
  }))
  const plan = { defaults, below }
  plans.set(struct, plan)
  return plan
}

type Fields = Readonly<Record<string, unknown>>

/** Go does not tell a missing field from an empty text or a zero, unless it is a pointer. */
const isMissing = (value: unknown, isPointer: boolean): boolean =>
  value === undefined || (!isPointer && (value === '' || value === 0))

function complete(struct: string, value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => complete(struct, item))
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  if (typeof value !== 'object' || value === null) return value
  const { defaults, below } = planOf(struct)
  const fields = value as Fields
  const changed: Record<string, unknown> = {}
  for (const { field, value: byDefault, isPointer } of defaults) {
    if (isMissing(fields[field], isPointer)) changed[field] = byDefault
  }
  for (const [field, inner] of below) {
    const before = fields[field]
    const after = before === undefined ? undefined : complete(inner, before)
    if (after !== before) changed[field] = after
  }
  return Object.keys(changed).length === 0 ? value : { ...fields, ...changed }
}

/** The value of a struct with its plain defaults, at any depth; the same reference when none is missing. */
export function setPlainDefaults<T extends object>(struct: string, value: T): T {
  return complete(struct, value) as T
}
