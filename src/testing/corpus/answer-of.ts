// What our API server answers to the creation of one document, as answers of a real one are recorded.
import type { ApiObject } from '#api/meta/object.ts'
import { admitInEmptyCluster } from '#cluster/dry-run.ts'
import { decode } from '#manifest/decode.ts'
import { parseYaml } from '#yaml/parse-yaml.ts'

export interface Answer {
  readonly accepted: boolean
  /** Of a refusal. */
  readonly message?: string
  readonly warnings?: readonly string[]
}

/** 'Namespace shop', 'ServiceAccount web' as an object, which is where the document is. */
function givenObject(text: string, asked: ApiObject): ApiObject {
  const [kind = '', path = ''] = text.split(' ')
  const [name = '', namespace = asked.metadata.namespace ?? 'default'] = path
    .split('/')
    .toReversed()
  const metadata = { name, ...(kind === 'Namespace' ? {} : { namespace }) }
  return { apiVersion: 'v1', kind, metadata } as ApiObject
}

/** The answer to the first document of a text, where `given` is there; null when the document is left out. */
export function answerOf(text: string, given: readonly string[]): Answer | null {
  const [document] = parseYaml(text).documents
  if (document === undefined) return null
  const { objects, refusal } = decode(document)
  if (refusal !== null) return { accepted: false, message: refusal }
  const [decoded] = objects
  if (decoded === undefined) return null
  const admit = admitInEmptyCluster()
  for (const one of given) admit(givenObject(one, decoded.object))
  const admitted = admit(decoded.object)
  if (admitted.refusal !== null) return { accepted: false, message: admitted.refusal.message }
  const warnings = admitted.warnings.map(({ message }) => message)
  return { accepted: true, ...(warnings.length === 0 ? {} : { warnings }) }
}
