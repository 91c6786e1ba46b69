// What is added to the server's words for a person who typed a field that there is not, or a value of the wrong type.
import { type DecodeProblem, pathText } from '#api/meta/decode-struct.ts'
import { fieldsOf, fieldType, itemType } from '#api/meta/schema.ts'
import { closest } from './suggest.ts'

/** A hint for one problem; empty when there is nothing to add. */
export function hintOf(problem: DecodeProblem): string {
  if (problem.strict) return hintForField(problem)
  return problem.type === undefined ? '' : hintForType(problem.type, problem.value)
}

function hintForType(type: string, value: unknown): string {
  const scalar = typeof value === 'number' || typeof value === 'boolean'
  if (type === 'string' && scalar) return 'put the value in quotes'
  if (typeof value !== 'string') return ''
  if (type.startsWith('int') && /^\d+$/.test(value)) return 'write the number without quotes'
  if (type === 'boolean' && /^(true|false)$/i.test(value)) return 'write it without quotes'
  if (/^[A-Za-z][\w.-]*:\S/.test(value)) return 'a space is missing after the colon'
  return ''
}

function hintForField({ struct, field, path, parents }: DecodeProblem): string {
  const similar = closest(field, Object.keys(fieldsOf(struct) ?? {}))
  if (similar !== undefined) return `did you mean "${similar}"?`
  const owner = parents.findLast((parent) => fieldType(parent, field) !== undefined)
  if (owner !== undefined) return `"${field}" is a field of ${owner}: check its indentation`
  for (const [name, type] of Object.entries(fieldsOf(struct) ?? {})) {
    const inner = itemType(type) ?? type
    if (fieldType(inner, field) !== undefined && (name === 'spec' || name === 'containers')) {
      return `"${field}" is a field of ${pathText([...path.slice(0, -1), name])}${inner === type ? '' : '[]'}`
    }
  }
  return ''
}
