// Advice on manifests that are too long for what `kubectl apply` makes of them.
import { shownKind } from '#api/meta/custom-kind.ts'
import { type ApiObject, infoOf } from '#api/meta/object.ts'
import { MAX_ANNOTATION_BYTES } from '#apiserver/validation/validate-labels.ts'
import { byteLength } from '#lib/byte-length.ts'
import type { Advice } from './lint.ts'

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'
/** What HTML would read is written in six characters. */
const ESCAPED = /[<>&\u2028\u2029]/g
const ESCAPE = '\\u0000'

/**
 * Says of a manifest that `kubectl apply` cannot keep it in its annotation, so that the API server refuses the object; nothing
 * of a shorter one. Follows k8s.io/kubectl/pkg/util/apply.go (v1.36), GetModifiedConfiguration.
 */
export function tooLongToApply(object: ApiObject): readonly Advice[] {
  const { [LAST_APPLIED]: _, ...annotations } = object.metadata.annotations ?? {}
  const place = infoOf(object.kind).namespaced ? { namespace: 'default' } : {}
  const metadata = { ...place, ...object.metadata, annotations }
  const json = JSON.stringify({ ...object, kind: shownKind(object.kind), metadata })
  // A quick look first: of nearly all manifests it is enough.
  if (json.length < MAX_ANNOTATION_BYTES / ESCAPE.length) return []
  const text = `${json.replaceAll(ESCAPED, ESCAPE)}\n`
  const bytes = Object.entries({ ...annotations, [LAST_APPLIED]: text }).reduce(
    (sum, [key, value]) => sum + byteLength(key) + byteLength(value),
    0,
  )
  if (bytes <= MAX_ANNOTATION_BYTES) return []
  const message = `\`kubectl apply\` keeps the manifest in an annotation, and with its ${byteLength(text)} bytes the annotations have more than the ${MAX_ANNOTATION_BYTES} that are allowed: the API server refuses it. kubectl apply --server-side or kubectl create keeps none`
  return [{ severity: 'warning', message, path: ['metadata', 'name'] }]
}
