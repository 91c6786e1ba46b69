// Lists and maps that hold nothing: to the server they are as good as missing, but its messages tell them apart.
import type { Empties, FieldError } from '#api/meta/field-error.ts'

/** The places of the lists and maps of an object that hold nothing. */
function emptiesOf(object: object): Empties {
  const found = new Map<string, '[]' | '{}'>()
  const look = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return
    const isList = Array.isArray(value)
    const entries = Object.entries(value)
    if (entries.length === 0) found.set(path, isList ? '[]' : '{}')
    for (const [key, item] of entries) {
      const step = path === '' ? key : `.${key}`
      look(item, `${path}${isList ? `[${key}]` : step}`)
    }
  }
  look(object, '')
  return found
}

/** Errors as they are printed about the object of a request. */
export function withEmpties(errors: readonly FieldError[], asked: object): readonly FieldError[] {
  if (errors.length === 0) return errors
  const empties = emptiesOf(asked)
  if (empties.size === 0) return errors
  return errors.map((error) => {
    if (error.reprinted !== undefined) return error.reprinted(empties)
    const text = error.value === 'null' ? empties.get(error.path.toString()) : undefined
    return text === undefined ? error : { ...error, value: text }
  })
}
