// The manifest of the last `kubectl apply` in an object's annotation, which kubectl and the API server write.
// Follows k8s.io/kubectl/pkg/util/apply.go and k8s.io/apimachinery/pkg/util/managedfields/internal/lastappliedupdater.go (v0.36).
import { compareText } from '#lib/compare.ts'
import { isFields } from '#api/strategicpatch/json-value.ts'

/** corev1.LastAppliedConfigAnnotation. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

const HTML = /[<>&\u2028\u2029]/g

/** JSON as Go writes a map: sorted keys, and what HTML would read escaped. */
export function sortedJson(value: unknown): string {
  return escaped(joined(value))
}

/** The same in lines, two blanks deeper at each step, with the keys as they come. */
export function goJson(value: unknown): string {
  return escaped(JSON.stringify(value, null, 2))
}

function escaped(json: string): string {
  return json.replace(
    HTML,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function joined(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(joined).join(',')}]`
  if (!isFields(value)) return JSON.stringify(value)
  let text = ''
  for (const key of Object.keys(value).toSorted(compareText)) {
    const item = value[key]
    if (item === undefined) continue
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${joined(item)}`
  }
  return `{${text}}`
}
