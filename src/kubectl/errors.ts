// How kubectl prints what the API server refused.
// Follows k8s.io/kubectl/pkg/cmd/util/helpers.go checkErr, StandardErrorMessage (v1.36).
import { isCustomKind, shownKind } from '#api/meta/custom-kind.ts'
import type { ApiObject } from '#api/meta/object.ts'
import type { Status } from '#api/meta/status.ts'

/** The lines on standard error for a Status about an object. */
export function errorLines(status: Status, { kind, metadata }: ApiObject): readonly string[] {
  if (status.reason === '') return `Error from server: ${status.message}`.split('\n')
  if (status.reason !== 'Invalid')
    return `Error from server (${status.reason}): ${status.message}`.split('\n')
  const nameless = namelessLine(status)
  if (nameless !== null) return [nameless]
  const title = `The ${shownKind(kind)} "${metadata.name ?? ''}" is invalid`
  const causes = [
    ...new Set(status.causes.map(({ field = '', message }) => `${field}: ${message}`)),
  ]
  if (causes.length === 0) return [title]
  if (causes.length === 1) return `${title}: ${causes[0]}`.split('\n')
  return [`${title}: `, ...causes.flatMap((cause) => `* ${cause}`.split('\n'))]
}

const NAMELESS = /^ "" is invalid: /

/** A refusal that names no object is said without one; null for others. */
function namelessLine({ message }: Status): string | null {
  const plain = message.replace(NAMELESS, '')
  return / is invalid: /.test(plain) ? null : `The request is invalid: ${plain}`
}

/** The Go type that kubectl reads an object of a kind into, as messages name it: `*v1.Pod`. */
export function goType(kind: string): string {
  return isCustomKind(kind) ? '*unstructured.Unstructured' : `*v1.${kind}`
}
