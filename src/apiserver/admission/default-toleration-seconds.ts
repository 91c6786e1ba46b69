// A Pod stays for five minutes on a node that is not ready or cannot be reached, unless it says otherwise.
// Follows plugin/pkg/admission/defaulttolerationseconds/admission.go (v1.36).
import type { Toleration } from '#api/generated/types.ts'
import { pluginFor } from './admission-types.ts'

const TAINTS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']
const SECONDS = 300

function tolerates({ key = '', effect = '' }: Toleration, taint: string): boolean {
  return (key === '' || key === taint) && (effect === '' || effect === 'NoExecute')
}

export const defaultTolerationSeconds = pluginFor({
  name: 'DefaultTolerationSeconds',
  kinds: ['Pod'],
  operations: ['CREATE', 'UPDATE'],
  admit({ object }) {
    const spec = object.spec ?? { containers: [] }
    const given = spec.tolerations ?? []
    const added = TAINTS.filter(
      (taint) => !given.some((toleration) => tolerates(toleration, taint)),
    ).map((key): Toleration => ({
      key,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: SECONDS,
    }))
    if (added.length === 0) return { object }
    return { object: { ...object, spec: { ...spec, tolerations: [...given, ...added] } } }
  },
})
