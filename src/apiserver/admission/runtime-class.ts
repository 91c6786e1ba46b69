// A Pod may ask for another container runtime by its class.
// Follows plugin/pkg/admission/runtimeclass/admission.go (v1.36).
// SIMPLIFIED: there are no RuntimeClass objects, so that a Pod that names one is refused.
import type { AdmissionPlugin } from './admission-types.ts'
import { refuse } from './admission-types.ts'

export const runtimeClass = {
  name: 'RuntimeClass',
  admit(object) {
    if (object.kind !== 'Pod') return { object }
    const { runtimeClassName, overhead } = object.spec ?? {}
    if (runtimeClassName !== undefined && runtimeClassName !== '') {
      return refuse(object, `pod rejected: RuntimeClass "${runtimeClassName}" not found`)
    }
    if (overhead !== undefined && Object.keys(overhead).length > 0) {
      return refuse(
        object,
        'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
      )
    }
    return { object }
  },
} satisfies AdmissionPlugin
