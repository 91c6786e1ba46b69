// Pods that go beyond what their Namespace allows are refused, or warned of, as its labels say.
// Follows plugin/pkg/admission/security/podsecurity and k8s.io/pod-security-admission/admission/admission.go (v1.36).
import { podSpecOf } from '#api/core/pod-spec-of.ts'
import type { Container, Namespace, Pod } from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { simplified } from '#lib/simplified.ts'
import { invalidStatus } from '../validation/invalid-status.ts'
import { asSparse } from '../validation/sparse.ts'
import {
  type AdmissionPlugin,
  type AdmissionRequest,
  forbiddenStatus,
  namespaceOf,
} from './admission-types.ts'
import { CHECKS } from './podsecurity/checks.ts'
import {
  type LevelVersion,
  minorOf,
  type Policy,
  policyOf,
  policyText,
  strictnessOf,
} from './podsecurity/policy.ts'
import type { Subject, Violation } from './podsecurity/subject.ts'

simplified(
  'pod-security-audit',
  'the labels `audit` of Pod Security are checked, and nothing is written to an audit log: there is none.',
)

const MAX_PODS_TO_CHECK = 3000

/** What of a Pod goes beyond a level, in the order of the checks. */
function violationsOf({ level, version }: LevelVersion, subject: Subject): readonly Violation[] {
  if (level === 'privileged') return []
  const minor = minorOf(version)
  const held = CHECKS.filter(
    (check) => check.since <= minor && (level === 'restricted' || check.level === 'baseline'),
  )
  const overridden = new Set(held.map(({ overrides = '' }) => overrides))
  return held
    .filter(({ id }) => !overridden.has(id))
    .flatMap((check) => check.run(subject, minor) ?? [])
}

const detailOf = (violations: readonly Violation[]): string =>
  violations
    .map(({ reason, detail }) => (detail === '' ? reason : `${reason} (${detail})`))
    .join(', ')

function subjectOf(object: ApiObject): Subject | null {
  const found = podSpecOf(object)
  if (found === null) return null
  const above: unknown = found.path
    .slice(0, -1)
    .reduce<unknown>((value, step) => (value as Readonly<Record<string, unknown>>)[step], object)
  const { metadata = {} } = above as { readonly metadata?: Subject['metadata'] }
  return { metadata, spec: asSparse(found.spec) }
}

const imagesOf = (containers: readonly Container[] | undefined): string =>
  (containers ?? []).map(({ image = '' }) => image).join('\n')

/** Other images, or more containers; nothing else of a Pod can change that a check looks at. */
function isSignificant(next: Pod, old: Pod): boolean {
  const [a, b] = [next.spec, old.spec]
  return (
    imagesOf(a?.containers) !== imagesOf(b?.containers) ||
    imagesOf(a?.initContainers) !== imagesOf(b?.initContainers) ||
    imagesOf(a?.ephemeralContainers) !== imagesOf(b?.ephemeralContainers)
  )
}

function policyFor({ object, context }: AdmissionRequest): Policy | null {
  const namespace = namespaceOf(object)
  return namespace === '' ? null : policyOf(context.namespace(namespace)?.metadata.labels)
}

const isUnchanged = ({ object, old }: AdmissionRequest): boolean =>
  object.kind === 'Pod' && old?.kind === 'Pod' && !isSignificant(object, old)

/** Of an object that is accepted; those of a Pod are about what another policy would forbid. */
function warningsOf(request: AdmissionRequest): readonly string[] {
  const { object, old } = request
  if (object.kind === 'Namespace')
    return old?.kind === 'Namespace' ? warningsOfNamespace(request, object, old) : []
  const policy = policyFor(request)
  const subject = policy === null || policy.warn.level === 'privileged' ? null : subjectOf(object)
  if (policy === null || subject === null || isUnchanged(request)) return []
  const violations = violationsOf(policy.warn, subject)
  return violations.length === 0
    ? []
    : [`would violate PodSecurity "${policyText(policy.warn)}": ${detailOf(violations)}`]
}

/** The Pods that are there and that a stricter policy would not let in. */
function warningsOfNamespace(
  { context }: AdmissionRequest,
  next: Namespace,
  old: Namespace,
): readonly string[] {
  const { enforce } = policyOf(next.metadata.labels)
  const before = policyOf(old.metadata.labels).enforce
  const isLooser =
    enforce.version === before.version && strictnessOf(enforce.level) <= strictnessOf(before.level)
  if (enforce.level === 'privileged' || isLooser) return []
  const { name = '' } = next.metadata
  const pods = context.list?.('Pod', name) ?? []
  const byReasons = new Map<string, string[]>()
  for (const pod of pods.slice(0, MAX_PODS_TO_CHECK)) {
    const subject = subjectOf(pod)
    const violations = subject === null ? [] : violationsOf(enforce, subject)
    if (violations.length === 0) continue
    const reasons = violations.map(({ reason }) => reason).join(', ')
    byReasons.set(reasons, [...(byReasons.get(reasons) ?? []), pod.metadata.name ?? ''])
  }
  if (byReasons.size === 0) return []
  const told = [...byReasons].map(([reasons, names]) => {
    const others = names.length - 1
    const more = others === 0 ? '' : ` (and ${others} other ${others === 1 ? 'pod' : 'pods'})`
    return `${names.toSorted()[0] ?? ''}${more}: ${reasons}`
  })
  const text = `existing pods in namespace "${name}" violate the new PodSecurity enforce level "${policyText(enforce)}"`
  return [text, ...told.toSorted()]
}

export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  handles: ({ operation, subresource }) => operation !== 'DELETE' && subresource === '',
  admit: ({ object }) => ({ object }),
  validate(request) {
    const { object } = request
    if (object.kind === 'Namespace') {
      const { errors } = policyOf(object.metadata.labels)
      return errors.length === 0 ? null : invalidStatus(object, errors)
    }
    const policy = object.kind === 'Pod' ? policyFor(request) : null
    if (policy === null || policy.enforce.level === 'privileged' || isUnchanged(request))
      return null
    const subject = subjectOf(object)
    const violations = subject === null ? [] : violationsOf(policy.enforce, subject)
    if (violations.length === 0) return null
    const text = `violates PodSecurity "${policyText(policy.enforce)}": ${detailOf(violations)}`
    return forbiddenStatus(object, text)
  },
  warnings: warningsOf,
}
