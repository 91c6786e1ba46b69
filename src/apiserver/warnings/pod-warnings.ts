// What the API server warns of in Pods and templates, although it accepts them.
// Follows pkg/api/pod/warnings.go (v1.36), warningsForPodSpecAndMeta.
import { isDns1123Label } from '#api/meta/formats.ts'
import { simplified } from '#lib/simplified.ts'
import type {
  Container,
  ContainerPort,
  Pod,
  PodSpec,
  PodTemplateSpec,
} from '#api/generated/types.ts'
import type { FieldPath } from '#api/meta/field-error.ts'
import { canonicalQuantity, isWholeQuantity, quantityOf } from '#api/meta/quantity.ts'
import type { AdmissionWarning } from '../admit-types.ts'
import { goQuote } from '#lib/go-quote.ts'
import type { Sparse } from '../validation/sparse.ts'
import { sortedEntries } from '../validation/validate-labels.ts'
import { deprecatedNodeLabel } from './deprecated-node-labels.ts'
import { placementWarnings } from './placement-warnings.ts'
import { volumeWarnings } from './volume-warnings.ts'
import { warnAt } from './warn-at.ts'
import { appArmorWarnings } from '../registry/core/pod/apply-app-armor.ts'

type Spec = Sparse<PodSpec>

simplified(
  'duplicate-port-warnings',
  'a port is compared with at most 50 earlier ports of the same number and protocol.',
)

const MAX_COMPARED = 50
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod'
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/'
const USE_SECCOMP_FIELD = 'non-functional in v1.27+; use the "seccompProfile" field instead'
const DEPRECATED_ANNOTATIONS: ReadonlyMap<string, string> = new Map([
  [
    'scheduler.alpha.kubernetes.io/critical-pod',
    'non-functional in v1.16+; use the "priorityClassName" field instead',
  ],
  [
    'security.alpha.kubernetes.io/sysctls',
    'non-functional in v1.11+; use the "sysctls" field instead',
  ],
  [
    'security.alpha.kubernetes.io/unsafe-sysctls',
    'non-functional in v1.11+; use the "sysctls" field instead',
  ],
])

interface PlacedContainer {
  readonly container: Sparse<Container>
  readonly path: FieldPath
}

function containersOf(spec: Spec, path: FieldPath): readonly PlacedContainer[] {
  return (['initContainers', 'containers'] as const).flatMap((list) =>
    (spec[list] ?? []).map((container, index) => ({
      container,
      path: path.child(list).index(index),
    })),
  )
}

type Annotations = Readonly<Record<string, string>>

function annotationWarnings(
  annotations: Annotations,
  path: FieldPath,
): readonly AdmissionWarning[] {
  return [...DEPRECATED_ANNOTATIONS]
    .filter(([key]) => Object.hasOwn(annotations, key))
    .map(([key, text]) => warnAt(path.key(key), text))
}

function nodeSelectorWarnings(spec: Spec, path: FieldPath): readonly AdmissionWarning[] {
  return sortedEntries(spec.nodeSelector).flatMap(([key]) => {
    const text = deprecatedNodeLabel(key)
    return text === undefined ? [] : [warnAt(path.child('nodeSelector').key(key), text)]
  })
}

/** The items of a list whose key was there before. */
function repeated<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): readonly (readonly [number, string])[] {
  const seen = new Set<string>()
  return items.flatMap((item, index) => {
    const key = keyOf(item)
    if (seen.has(key)) return [[index, key] as const]
    seen.add(key)
    return []
  })
}

function duplicateWarnings(spec: Spec, path: FieldPath): readonly AdmissionWarning[] {
  const aliases = path.child('hostAliases')
  const secrets = path.child('imagePullSecrets')
  const names = (spec.imagePullSecrets ?? []).map(({ name = '' }) => name)
  return [
    ...repeated(spec.hostAliases ?? [], ({ ip = '' }) => ip).map(([index, ip]) =>
      warnAt(aliases.index(index).child('ip'), `duplicate ip ${goQuote(ip)}`),
    ),
    ...repeated(names, (name) => name).map(([index, name]) =>
      warnAt(secrets.index(index).child('name'), `duplicate name ${goQuote(name)}`),
    ),
    ...names.flatMap((name, index) =>
      name === '' ? [warnAt(secrets.index(index).child('name'), 'invalid empty name ""')] : [],
    ),
  ]
}

function fractionWarnings({ container, path }: PlacedContainer): readonly AdmissionWarning[] {
  const { resources } = container
  return (['memory', 'ephemeral-storage'] as const).flatMap((name) =>
    (['limits', 'requests'] as const).flatMap((side) => {
      const quantity = resources?.[side]?.[name]
      if (quantity === undefined || isWholeQuantity(quantityOf(quantity))) return []
      const text = `fractional byte value ${goQuote(canonicalQuantity(quantity))} is invalid, must be an integer`
      return [warnAt(path.child('resources', side).key(name), text)]
    }),
  )
}

/** A variable may build on its older self, as in `PATH=$(PATH):/x`; anything else hides it. */
function envWarnings({ container, path }: PlacedContainer): readonly AdmissionWarning[] {
  const seen = new Set<string>()
  return (container.env ?? []).flatMap(({ name = '', value = '', valueFrom }, index) => {
    const reference = `$(${name})`
    const isFirst = !seen.has(name)
    seen.add(name)
    const buildsOn = valueFrom === undefined && value !== reference && value.includes(reference)
    if (isFirst || buildsOn) return []
    const text = `hides previous definition of ${goQuote(name)}, which may be dropped when using apply`
    return [warnAt(path.child('env').index(index), text)]
  })
}

function seccompWarnings(
  spec: Spec,
  annotations: Annotations,
  containers: readonly PlacedContainer[],
  path: FieldPath,
): readonly AdmissionWarning[] {
  const keys = spec.securityContext?.seccompProfile === undefined ? [SECCOMP_POD] : []
  for (const { container } of containers) {
    if (container.securityContext?.seccompProfile === undefined) {
      keys.push(`${SECCOMP_CONTAINER}${container.name ?? ''}`)
    }
  }
  return keys
    .filter((key) => Object.hasOwn(annotations, key))
    .map((key) => warnAt(path.key(key), USE_SECCOMP_FIELD))
}

interface PlacedPort {
  readonly port: Sparse<ContainerPort>
  readonly path: FieldPath
}

function portClash(port: Sparse<ContainerPort>, other: Sparse<ContainerPort>): string | undefined {
  const { hostIP = '', hostPort = 0 } = port
  const { hostIP: otherIp = '', hostPort: otherHostPort = 0 } = other
  if (hostIP === otherIp && hostPort === otherHostPort) return 'duplicate'
  if (hostPort === 0 || otherHostPort === 0) return 'overlapping'
  return hostPort === otherHostPort && (hostIP === '') !== (otherIp === '')
    ? 'dangerously ambiguous'
    : undefined
}

function portWarnings(containers: readonly PlacedContainer[]): readonly AdmissionWarning[] {
  const seen = new Map<string, PlacedPort[]>()
  const ports = containers.flatMap(({ container, path }) =>
    (container.ports ?? []).map((port, index): PlacedPort => ({
      port,
      path: path.child('ports').index(index),
    })),
  )
  const clashes = ports.flatMap((placed) => {
    const key = `${placed.port.containerPort}/${placed.port.protocol}`
    const earlier = seen.get(key) ?? []
    if (earlier.length < MAX_COMPARED) seen.set(key, [...earlier, placed])
    return clashWarnings(placed, earlier)
  })
  return [...clashes, ...portNameWarnings(ports)]
}

function clashWarnings(
  { port, path }: PlacedPort,
  earlier: readonly PlacedPort[],
): readonly AdmissionWarning[] {
  return earlier.flatMap(({ port: other, path: otherPath }) => {
    const clash = portClash(port, other)
    if (clash === undefined) return []
    return [warnAt(path, `${clash} port definition with ${otherPath.toString()}`)]
  })
}

function portNameWarnings(ports: readonly PlacedPort[]): readonly AdmissionWarning[] {
  const firstUses = new Map<string, string>()
  return ports.flatMap(({ port: { name = '' }, path }) => {
    const first = firstUses.get(name)
    if (name === '') return []
    if (first === undefined) {
      firstUses.set(name, path.toString())
      return []
    }
    const text = `duplicate port name ${goQuote(name)} with ${first}, services and probes that select ports by name will use ${first}`
    return [warnAt(path, text)]
  })
}

/** The warnings about a Pod spec and its annotations, with the paths of `root`. */
function specWarnings(
  spec: Spec,
  annotations: Annotations,
  root: FieldPath,
): readonly AdmissionWarning[] {
  const path = root.child('spec')
  const annotationsPath = root.child('metadata', 'annotations')
  const containers = containersOf(spec, path)
  return [
    ...nodeSelectorWarnings(spec, path),
    ...placementWarnings(spec, path),
    ...annotationWarnings(annotations, annotationsPath),
    ...volumeWarnings(spec, path),
    ...duplicateWarnings(spec, path),
    ...seccompWarnings(spec, annotations, containers, annotationsPath),
    ...containers.flatMap((placed) => [...fractionWarnings(placed), ...envWarnings(placed)]),
    ...portWarnings(containers),
    ...graceWarnings(spec, path),
    ...affinityTermWarnings(spec, path),
  ]
}

function graceWarnings(
  { terminationGracePeriodSeconds: seconds = 0 }: Spec,
  path: FieldPath,
): readonly AdmissionWarning[] {
  const text = 'must be >= 0; negative values are invalid and will be treated as 1'
  return seconds < 0 ? [warnAt(path.child('terminationGracePeriodSeconds'), text)] : []
}

function affinityTermWarnings(spec: Spec, path: FieldPath): readonly AdmissionWarning[] {
  const text = 'a null labelSelector results in matching no pod'
  return (['podAffinity', 'podAntiAffinity'] as const).flatMap((kind) => {
    const affinity = spec.affinity?.[kind]
    const at = path.child('affinity', kind)
    const needed = 'requiredDuringSchedulingIgnoredDuringExecution'
    const wished = 'preferredDuringSchedulingIgnoredDuringExecution'
    return [
      ...(affinity?.[needed] ?? []).flatMap(({ labelSelector }, index) =>
        labelSelector === undefined
          ? [warnAt(at.child(needed).index(index).child('labelSelector'), text)]
          : [],
      ),
      ...(affinity?.[wished] ?? []).flatMap(({ podAffinityTerm }, index) =>
        podAffinityTerm?.labelSelector === undefined
          ? [warnAt(at.child(wished).index(index).child('podAffinityTerm', 'labelSelector'), text)]
          : [],
      ),
    ]
  })
}

/** The warnings about a Pod that is created. */
export function podWarnings(pod: Sparse<Pod>, root: FieldPath): readonly AdmissionWarning[] {
  const { name = '', annotations = {} } = pod.metadata ?? {}
  const messages = name === '' ? [] : isDns1123Label(name)
  const text = `this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [${messages.join(' ')}]`
  return [
    ...(messages.length > 0 ? [warnAt(root.child('metadata', 'name'), text)] : []),
    ...specWarnings(pod.spec ?? {}, annotations, root),
  ]
}

/** The warnings about a template, which stands at `path`. */
export function podTemplateWarnings(
  template: Sparse<PodTemplateSpec> | undefined,
  path: FieldPath,
): readonly AdmissionWarning[] {
  const [spec, annotations] = [template?.spec ?? {}, template?.metadata?.annotations ?? {}]
  return [...appArmorWarnings(spec, annotations, path), ...specWarnings(spec, annotations, path)]
}
