// The priority of a Pod follows from its class.
// Follows plugin/pkg/admission/priority/admission.go (v1.36).
import { simplified } from '#lib/simplified.ts'
import type { Pod, PodSpec } from '#api/generated/types.ts'
import { pluginFor, refuse } from './admission-types.ts'

simplified(
  'priority-classes',
  'there are no PriorityClass objects; only the two built-in classes, system-cluster-critical and system-node-critical, can be named.',
  { fields: ['PodSpec.priorityClassName'] },
)

const BUILT_IN: ReadonlyMap<string, number> = new Map([
  ['system-cluster-critical', 2000000000],
  ['system-node-critical', 2000001000],
])
const DEFAULT_PRIORITY = 0
const DEFAULT_POLICY = 'PreemptLowerPriority'
const COMPUTED = 'must not be provided in pod spec; priority admission controller computed'

/** What a Pod was given when it was created stays; that it is changed is found by validation. */
function keepPriority(pod: Pod, { spec: before }: Pod): Pod {
  const spec: PodSpec = pod.spec ?? { containers: [] }
  const value = spec.priority ?? before?.priority
  const policy = spec.preemptionPolicy ?? before?.preemptionPolicy
  return {
    ...pod,
    spec: {
      ...spec,
      ...(value === undefined ? {} : { priority: value }),
      ...(policy === undefined ? {} : { preemptionPolicy: policy }),
    },
  }
}

export const priority = pluginFor({
  name: 'Priority',
  kinds: ['Pod'],
  operations: ['CREATE', 'UPDATE'],
  admit({ object, old }) {
    if (old !== null) return { object: keepPriority(object, old) }
    const spec = object.spec ?? { containers: [] }
    const className = spec.priorityClassName ?? ''
    const value = className === '' ? DEFAULT_PRIORITY : BUILT_IN.get(className)
    if (value === undefined)
      return refuse(object, `no PriorityClass with name ${className} was found`)
    if (spec.priority !== undefined && spec.priority !== value) {
      const text = `the integer value of priority (${spec.priority}) ${COMPUTED} ${value} from the given PriorityClass name`
      return refuse(object, text)
    }
    if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== DEFAULT_POLICY) {
      const text = `the string value of PreemptionPolicy (${spec.preemptionPolicy}) ${COMPUTED} ${DEFAULT_POLICY} from the given PriorityClass name`
      return refuse(object, text)
    }
    return {
      object: { ...object, spec: { ...spec, priority: value, preemptionPolicy: DEFAULT_POLICY } },
    }
  },
})
