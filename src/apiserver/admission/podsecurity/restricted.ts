// The checks that only the restricted level has. Follows k8s.io/pod-security-admission/policy (v1.36): one check_<name>.go each.
import { forbiddenCapabilities, seccompBaseline } from './baseline.ts'
import {
  containersOf,
  isRelaxed,
  isWindows,
  named,
  ofContainers,
  plural,
  quoted,
  settersOf,
  sorted,
  type Subject,
  type Verdict,
} from './subject.ts'

export function capabilitiesRestricted(subject: Subject, minor: number): Verdict {
  if (isWindows(subject) && minor >= 25) return null
  const keeping = containersOf(subject.spec).filter(
    ({ securityContext }) => !(securityContext?.capabilities?.drop ?? []).includes('ALL'),
  )
  const added = forbiddenCapabilities(subject, ['NET_BIND_SERVICE'])
  const details = [
    ...(keeping.length > 0
      ? [`${named(keeping)} must set securityContext.capabilities.drop=["ALL"]`]
      : []),
    ...(added === null ? [] : [added]),
  ]
  return details.length === 0
    ? null
    : { reason: 'unrestricted capabilities', detail: details.join('; ') }
}

export function seccompRestricted(subject: Subject, minor: number): Verdict {
  if (isWindows(subject) && minor >= 25) return null
  const explicit = seccompBaseline(subject)
  if (explicit !== null || subject.spec.securityContext?.seccompProfile !== undefined)
    return explicit
  return ofContainers(
    subject,
    ({ securityContext }) => securityContext?.seccompProfile === undefined,
    (names) => ({
      reason: 'seccompProfile',
      detail: `pod or ${names} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`,
    }),
  )
}

export function privilegeEscalation(subject: Subject, minor: number): Verdict {
  if (isWindows(subject) && minor >= 25) return null
  return ofContainers(
    subject,
    ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false,
    (names) => ({
      reason: 'allowPrivilegeEscalation != false',
      detail: `${names} must set securityContext.allowPrivilegeEscalation=false`,
    }),
  )
}

const RESTRICTED_VOLUMES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]

export function restrictedVolumes({ spec }: Subject): Verdict {
  const typeOf = (volume: object): string =>
    Object.keys(volume).find((field) => field !== 'name') ?? 'unknown'
  const bad = (spec.volumes ?? []).filter((volume) => !RESTRICTED_VOLUMES.includes(typeOf(volume)))
  if (bad.length === 0) return null
  const types = sorted(bad.map(typeOf))
  const names = quoted(bad.map(({ name = '' }) => name))
  const uses = plural('uses', bad.length, 'use')
  const word = plural('restricted volume type', types.length)
  return {
    reason: 'restricted volume types',
    detail: `${plural('volume', bad.length)} ${names} ${uses} ${word} ${quoted(types)}`,
  }
}

export function runAsNonRoot(subject: Subject, minor: number): Verdict {
  if (isRelaxed(subject, minor)) return null
  const reason = 'runAsNonRoot != true'
  const found = settersOf(subject, (context) => (context.runAsNonRoot === false ? ['false'] : []))
  if (found !== null)
    return { reason, detail: `${found.setters} must not set securityContext.runAsNonRoot=false` }
  if (subject.spec.securityContext?.runAsNonRoot === true) return null
  return ofContainers(
    subject,
    ({ securityContext }) => securityContext?.runAsNonRoot === undefined,
    (names) => ({
      reason,
      detail: `pod or ${names} must set securityContext.runAsNonRoot=true`,
    }),
  )
}

export function runAsUser(subject: Subject, minor: number): Verdict {
  if (isRelaxed(subject, minor)) return null
  const found = settersOf(subject, (context) => (context.runAsUser === 0 ? ['0'] : []))
  if (found === null) return null
  return { reason: 'runAsUser=0', detail: `${found.setters} must not set runAsUser=0` }
}
