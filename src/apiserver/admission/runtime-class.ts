// A Pod may ask for another container runtime by its class, which adds what it costs and where it is.
// Follows plugin/pkg/admission/runtimeclass/admission.go (v1.36).
import type { Pod, RuntimeClass, Toleration } from '#api/generated/types.ts'
import { equal } from '#lib/equal.ts'
import { simplified } from '#lib/simplified.ts'
import type { AdmissionContext } from '../admit-types.ts'
import { type AdmissionAnswer, forbiddenStatus, pluginFor, refuse } from './admission-types.ts'

simplified(
  'runtime-classes',
  'every container runtime is the same one, whatever handler a RuntimeClass names: what counts of it are its overhead and where its Pods may run.',
  { fields: ['RuntimeClass.handler'] },
)

const MISMATCH = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"

function classOf({ spec }: Pod, context: AdmissionContext): RuntimeClass | undefined {
  const { runtimeClassName: asked = '' } = spec ?? {}
  if (asked === '') return undefined
  return context.list?.('RuntimeClass').find(({ metadata }) => metadata.name === asked)
}

/** Whether a toleration tolerates all that another one does. Follows isSuperset of pkg/util/tolerations. */
function isSuperset(a: Toleration, b: Toleration): boolean {
  if (equal(a, b)) return true
  const [key, effect] = [a.key ?? '', a.effect ?? '']
  if (key !== (b.key ?? '') && (key !== '' || a.operator !== 'Exists')) return false
  if (effect !== (b.effect ?? '') && effect !== '') return false
  const [own, other] = [a.tolerationSeconds, b.tolerationSeconds]
  if (effect === 'NoExecute' && own !== undefined && (other === undefined || own < other))
    return false
  return a.operator === 'Exists' || (a.value ?? '') === (b.value ?? '')
}

/** Both lists, without those that another one of them covers. Follows MergeTolerations of pkg/util/tolerations. */
function merged(
  first: readonly Toleration[],
  second: readonly Toleration[],
): readonly Toleration[] {
  const all = [...first, ...second]
  return all.filter(
    (one, index) =>
      !all.some(
        (other, place) =>
          place !== index && isSuperset(other, one) && (place < index || !isSuperset(one, other)),
      ),
  )
}

function withScheduling(pod: Pod, { scheduling }: RuntimeClass): AdmissionAnswer<Pod> {
  if (scheduling === undefined) return { object: pod }
  const spec = pod.spec ?? { containers: [] }
  const own = spec.nodeSelector ?? {}
  const conflict = Object.entries(scheduling.nodeSelector ?? {}).find(
    ([key, value]) => own[key] !== undefined && own[key] !== value,
  )
  if (conflict !== undefined) {
    const [key, value] = conflict
    const text = `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own[key]}`
    return refuse(pod, text)
  }
  const nodeSelector = { ...own, ...scheduling.nodeSelector }
  const tolerations = merged(spec.tolerations ?? [], scheduling.tolerations ?? [])
  return {
    object: {
      ...pod,
      spec: {
        ...spec,
        ...(Object.keys(nodeSelector).length === 0 ? {} : { nodeSelector }),
        ...(tolerations.length === 0 ? {} : { tolerations }),
      },
    },
  }
}

export const runtimeClass = pluginFor({
  name: 'RuntimeClass',
  kinds: ['Pod'],
  operations: ['CREATE'],
  admit({ object, context }) {
    const { runtimeClassName: asked = '', overhead = {} } = object.spec ?? {}
    if (asked === '') return { object }
    const found = classOf(object, context)
    if (found === undefined)
      return refuse(object, `pod rejected: RuntimeClass "${asked}" not found`)
    const fixed = found.overhead?.podFixed
    if (fixed === undefined) return withScheduling(object, found)
    if (Object.keys(overhead).length > 0 && !equal(overhead, fixed)) return refuse(object, MISMATCH)
    const spec = { ...(object.spec ?? { containers: [] }), overhead: fixed }
    return withScheduling({ ...object, spec }, found)
  },
  validate({ object, context }) {
    const { overhead = {} } = object.spec ?? {}
    const fixed = classOf(object, context)?.overhead?.podFixed
    if (fixed !== undefined)
      return equal(overhead, fixed) ? null : forbiddenStatus(object, MISMATCH)
    if (Object.keys(overhead).length === 0) return null
    const text =
      'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead'
    return forbiddenStatus(object, text)
  },
})
