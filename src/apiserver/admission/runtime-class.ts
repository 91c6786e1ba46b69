// A Pod may ask for another container runtime by its class.
// Follows plugin/pkg/admission/runtimeclass/admission.go (v1.36).
import { simplified } from '#lib/simplified.ts'
import { forbiddenStatus, pluginFor, refuse } from './admission-types.ts'

simplified(
  'runtime-classes',
  'there are no RuntimeClass objects, so that a Pod that names one is refused.',
  { fields: ['PodSpec.runtimeClassName'] },
)

export const runtimeClass = pluginFor({
  name: 'RuntimeClass',
  kinds: ['Pod'],
  operations: ['CREATE'],
  admit({ object }) {
    const { runtimeClassName = '' } = object.spec ?? {}
    return runtimeClassName === ''
      ? { object }
      : refuse(object, `pod rejected: RuntimeClass "${runtimeClassName}" not found`)
  },
  validate({ object }) {
    const { overhead = {} } = object.spec ?? {}
    if (Object.keys(overhead).length === 0) return null
    const text =
      'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead'
    return forbiddenStatus(object, text)
  },
})
