// One file of a static Pod folder, read as a kubelet reads it.
// Follows pkg/kubelet/config/common.go (v1.36), tryDecodeSinglePod: exactly one Pod per file; unknown
// fields are dropped in silence, because the kubelet does not decode strictly. Defaults and validation are
// those of the API server: a file whose Pod is invalid is ignored.
import { simplified } from '#lib/simplified.ts'
import type { Pod } from '#api/generated/types.ts'
import { errorText } from '#api/meta/field-error.ts'
import type { DecodeStaticPod } from '#cluster/types.ts'
import { normalForm } from '#api/meta/normal-form.ts'
import { setDefaults } from '#apiserver/defaults/set-defaults.ts'
import { podStrategy } from '#apiserver/registry/core/pod/strategy.ts'
import { decodeStruct } from '#api/meta/decode-struct.ts'
import { parseYaml } from '#yaml/parse-yaml.ts'
import { isMapping } from './field-reader.ts'

/** The Pod of a file with its defaults, or the sentence that says why there is none. */
export const decodeStaticPod: DecodeStaticPod = (text) => {
  if (/^\s*\{/u.test(text) && !isJson(text)) {
    return { error: 'it begins with { and is not valid JSON, which such a file is read as' }
  }
  const parsed = parseYaml(text)
  const broken = parsed.diagnostics.find(({ severity }) => severity === 'error')
  if (broken !== undefined) {
    return { error: `line ${broken.range.start.line}: ${broken.message}` }
  }
  const value = parsed.documents[0]?.value
  if (!isMapping(value)) return { error: 'the file holds no object' }
  if (value['kind'] !== 'Pod' || value['apiVersion'] !== 'v1') {
    return { error: `the file holds ${describe(value)}, and a kubelet takes only a Pod of v1` }
  }
  const { object, problems } = decodeStruct('Pod', value)
  const problem = problems.find(({ strict }) => !strict)
  if (problem !== undefined) return { error: problem.message }
  // The border: every field was checked against the schema that the types are generated from.
  return completePod({ ...object, metadata: object['metadata'] ?? {} } as unknown as Pod)
}

/** A file that begins with a brace is not read as YAML (apimachinery's GuessJSONStream). */
function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

simplified(
  'static-pod-name',
  'the name of a static Pod is checked before the name of its node is appended to it.',
)

function completePod(decoded: Pod): ReturnType<DecodeStaticPod> {
  if ((decoded.metadata.name ?? '') === '')
    return { error: 'invalid pod: name is needed for the pod' }
  const { namespace = '' } = decoded.metadata
  const metadata = { ...decoded.metadata, namespace: namespace === '' ? 'default' : namespace }
  const pod = setDefaults(normalForm('Pod', { ...decoded, metadata }))
  const errors = podStrategy.validate(pod)
  if (errors.length === 0) return { pod }
  return { error: `invalid pod: [${errors.map(errorText).join(' ')}]` }
}

function describe(value: Readonly<Record<string, unknown>>): string {
  const { apiVersion, kind } = value
  if (typeof kind !== 'string' || kind === '') return 'an object without kind'
  return typeof apiVersion === 'string' ? `${kind} of ${apiVersion}` : `${kind} without apiVersion`
}
