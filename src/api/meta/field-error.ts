// Field errors as the API server builds and prints them.
// Follows k8s.io/apimachinery/pkg/util/validation/field (v1.36): path.go, errors.go.

export type FieldErrorType =
  | 'Not found'
  | 'Required value'
  | 'Duplicate value'
  | 'Invalid value'
  | 'Unsupported value'
  | 'Forbidden'
  | 'Too long'
  | 'Too short'
  | 'Too many'
  | 'Too few'
  | 'Internal error'

/** A step of a path: a field name, an index, or a map key. */
export type FieldStep = string | number | { readonly key: string }

// A path holds its last step and the path above it: validation makes many of them and prints few.
export class FieldPath {
  readonly #above: FieldPath | null
  readonly #step: FieldStep | null
  constructor(above: FieldPath | null = null, step: FieldStep | null = null) {
    this.#above = above
    this.#step = step
  }
  /** From the root to the field. */
  get steps(): readonly FieldStep[] {
    const above = this.#above?.steps ?? []
    return this.#step === null ? above : [...above, this.#step]
  }
  /** The path of fields below this one. */
  child(...names: readonly string[]): FieldPath {
    return names.reduce<FieldPath>((path, name) => new FieldPath(path, name), this)
  }
  /** The path of an item of this list. */
  index(position: number): FieldPath {
    return new FieldPath(this, position)
  }
  /** The path of an entry of this map. */
  key(key: string): FieldPath {
    return new FieldPath(this, { key })
  }
  /** 'spec.containers[0].resources.limits[cpu]'. */
  toString(): string {
    let text = ''
    for (const step of this.steps) {
      if (typeof step === 'number') text += `[${step}]`
      else if (typeof step === 'object') text += `[${step.key}]`
      else text += text === '' ? step : `.${step}`
    }
    return text === '' ? '[]' : text
  }
}

/** A path that starts at the object's root. */
export const rootPath = (...names: readonly string[]): FieldPath => new FieldPath().child(...names)

export interface FieldError {
  readonly type: FieldErrorType
  readonly path: FieldPath
  /** The value as it is printed (quoted, JSON or plain); undefined for types that print none. */
  readonly value: string | undefined
  readonly detail: string
  /** The same error where the object of the request has lists and maps that hold nothing; see `Empties`. */
  reprinted?(empties: Empties): FieldError
  /** The reason of its cause in a Status, where its type does not tell. */
  readonly cause?: 'FieldValueTypeInvalid'
}

/**
 * Where an object has lists and maps that hold nothing, by their paths as text. What is stored has forgotten them,
 * while a message about the object of a request still prints them.
 */
export type Empties = ReadonlyMap<string, '[]' | '{}'>

const WITHOUT_VALUE: ReadonlySet<FieldErrorType> = new Set([
  'Required value',
  'Forbidden',
  'Too long',
  'Too short',
  'Internal error',
])

/** 'Invalid value: "x": must be ...': an error without its path. */
export function errorBody(error: FieldError): string {
  const value = WITHOUT_VALUE.has(error.type) || error.value === undefined ? '' : `: ${error.value}`
  return `${error.type}${value}${error.detail === '' ? '' : `: ${error.detail}`}`
}

/** 'spec.containers[0].image: Required value': the whole error. */
export function errorText(error: FieldError): string {
  return `${error.path.toString()}: ${errorBody(error)}`
}
