// A new node takes no Pods before it is ready.
// Follows plugin/pkg/admission/nodetaint/admission.go (v1.36).
import type { Taint } from '#api/generated/types.ts'
import { pluginFor } from './admission-types.ts'

const NOT_READY: Taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }

export const taintNodesByCondition = pluginFor({
  name: 'TaintNodesByCondition',
  kinds: ['Node'],
  operations: ['CREATE'],
  admit({ object }) {
    const taints = object.spec?.taints ?? []
    const isThere = taints.some(
      ({ key, effect }) => key === NOT_READY.key && effect === NOT_READY.effect,
    )
    if (isThere) return { object }
    return { object: { ...object, spec: { ...object.spec, taints: [...taints, NOT_READY] } } }
  },
})
