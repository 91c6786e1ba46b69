// The priority of a Pod follows from its class.
// Follows plugin/pkg/admission/priority/admission.go (v1.36).
import type { Pod, PodSpec, PriorityClass } from '#api/generated/types.ts'
import { SYSTEM_PRIORITY_CLASSES } from '#api/scheduling/system-priority-classes.ts'
import type { AdmissionContext } from '../admit-types.ts'
import { forbiddenStatus, pluginFor, refuse } from './admission-types.ts'

const DEFAULT_PRIORITY = 0
const DEFAULT_POLICY = 'PreemptLowerPriority'
const COMPUTED = 'must not be provided in pod spec; priority admission controller computed'

interface Computed {
  /** '' when there is no default class. */
  readonly className: string
  readonly value: number
  readonly policy: string
}

const ofClass = ({
  metadata,
  value = 0,
  preemptionPolicy = DEFAULT_POLICY,
}: PriorityClass): Computed => ({
  className: metadata.name ?? '',
  value,
  policy: preemptionPolicy,
})

/** Of several default classes, which only a race could make, the one with the lowest value. */
function defaultClass(classes: readonly PriorityClass[]): Computed {
  const [first] = classes
    .filter(({ globalDefault }) => globalDefault === true)
    .toSorted((a, b) => (a.value ?? 0) - (b.value ?? 0))
  return first === undefined
    ? { className: '', value: DEFAULT_PRIORITY, policy: DEFAULT_POLICY }
    : ofClass(first)
}

function computedFor(className: string, context: AdmissionContext): Computed | undefined {
  const classes = context.priorityClasses?.() ?? []
  if (className === '') return defaultClass(classes)
  const found = classes.find(({ metadata }) => metadata.name === className)
  if (found !== undefined) return ofClass(found)
  const value = SYSTEM_PRIORITY_CLASSES.get(className)
  return value === undefined ? undefined : { className, value, policy: DEFAULT_POLICY }
}

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
  admit({ object, old, context }) {
    if (old !== null) return { object: keepPriority(object, old) }
    const spec = object.spec ?? { containers: [] }
    const given = spec.priorityClassName ?? ''
    const computed = computedFor(given, context)
    if (computed === undefined)
      return refuse(object, `no PriorityClass with name ${given} was found`)
    const { className, value, policy } = computed
    if (spec.priority !== undefined && spec.priority !== value) {
      const text = `the integer value of priority (${spec.priority}) ${COMPUTED} ${value} from the given PriorityClass name`
      return refuse(object, text)
    }
    if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy) {
      const text = `the string value of PreemptionPolicy (${spec.preemptionPolicy}) ${COMPUTED} ${policy} from the given PriorityClass name`
      return refuse(object, text)
    }
    const named = className === '' ? {} : { priorityClassName: className }
    return {
      object: { ...object, spec: { ...spec, ...named, priority: value, preemptionPolicy: policy } },
    }
  },
})

/** The same plugin for the classes: there is at most one default. */
export const onePriorityDefault = pluginFor({
  name: 'Priority',
  kinds: ['PriorityClass'],
  operations: ['CREATE', 'UPDATE'],
  validate({ object, context }) {
    if (object.globalDefault !== true) return null
    const other = context
      .priorityClasses?.()
      .find(
        ({ globalDefault, metadata }) =>
          globalDefault === true && metadata.name !== object.metadata.name,
      )
    if (other === undefined) return null
    const text = `PriorityClass ${other.metadata.name ?? ''} is already marked as default. Only one default can exist`
    return forbiddenStatus(object, text)
  },
})

/**
 * The classes of the system stay. Upstream refuses it in the storage of the kind
 * (pkg/registry/scheduling/priorityclass/storage/storage.go), in the same words.
 */
export const systemPriorityClasses = pluginFor({
  name: 'Priority',
  kinds: ['PriorityClass'],
  operations: ['DELETE'],
  admit: ({ object }) =>
    SYSTEM_PRIORITY_CLASSES.has(object.metadata.name ?? '')
      ? refuse(object, 'this is a system priority class and cannot be deleted')
      : { object },
})
