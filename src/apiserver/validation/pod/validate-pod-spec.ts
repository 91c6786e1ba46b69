// The spec of a Pod, in Pods and in templates.
// Follows pkg/apis/core/validation/validation.go (v1.36), ValidatePodSpec. The order of the checks is upstream's.
import type { PodResourceClaim, PodSpec } from '#api/generated/types.ts'
import { type FieldError, FieldPath } from '#api/meta/field-error.ts'
import {
  inclusiveRange,
  isDns1123Label,
  isDns1123Subdomain,
  isQualifiedName,
} from '#api/meta/formats.ts'
import {
  duplicate,
  eachItem,
  forbidden,
  invalid,
  invalidEach,
  notFound,
  required,
} from '../errors.ts'
import type { Sparse } from '../sparse.ts'
import { validateAffinity, validateTopologySpread } from './validate-affinity.ts'
import type { PodScope } from './validate-container.ts'
import { validateRequiredChoice } from './validate-container.ts'
import {
  validateContainers,
  validateEphemeralContainers,
  validateInitContainers,
} from './validate-containers.ts'
import { validateLabels } from '../validate-labels.ts'
import { validateOs } from './validate-os.ts'
import {
  validateDnsConfig,
  validateHostAliases,
  validateHostnameOverride,
  validateHostNetworkPorts,
  validateHostUsers,
} from './validate-pod-network.ts'
import { validatePodResources } from './validate-pod-resources.ts'
import { validateOverhead } from './validate-resources.ts'
import { validatePodSecurityContext } from './validate-security-context.ts'
import { validateHostProcessPod } from './validate-windows-options.ts'
import { validateTolerations } from './validate-tolerations.ts'
import { validateVolumes } from '../volume/validate-volume.ts'

const MAX_INT32 = 2147483647

/** Where a Pod spec stands. */
export interface SpecScope {
  readonly isPod: boolean
  /** metadata.name of the Pod; empty in a template. */
  readonly podName: string
  readonly isMirror: boolean
}

export const TEMPLATE_SCOPE: SpecScope = { isPod: false, podName: '', isMirror: false }

function validateResourceClaims(
  claims: readonly Sparse<PodResourceClaim>[] | undefined,
  isMirror: boolean,
  path: FieldPath,
): readonly FieldError[] {
  const names = new Set<string>()
  return eachItem(claims, path, (claim, at) => {
    // The server names no field here.
    if (isMirror) return [forbidden(new FieldPath(), 'static pods do not support resource claims')]
    const { name = '', resourceClaimName: direct, resourceClaimTemplateName: template } = claim
    const namePath = at.child('name')
    const errors: FieldError[] = []
    if (name === '') errors.push(required(namePath))
    else if (names.has(name)) errors.push(duplicate(namePath, name))
    else errors.push(...invalidEach(namePath, name, isDns1123Label(name)))
    names.add(name)
    const internal = {
      Name: name,
      ResourceClaimName: direct ?? null,
      ResourceClaimTemplateName: template ?? null,
    }
    if (direct !== undefined && template !== undefined) {
      const detail =
        'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'
      errors.push(invalid(at, internal, detail))
    }
    if (direct === undefined && template === undefined) {
      errors.push(
        invalid(
          at,
          internal,
          'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`',
        ),
      )
    }
    return [
      ...errors,
      ...optional(direct, at.child('resourceClaimName'), isDns1123Subdomain),
      ...optional(template, at.child('resourceClaimTemplateName'), isDns1123Subdomain),
    ]
  })
}

/** The errors of a text that may be missing. */
function optional(
  value: string | undefined,
  path: FieldPath,
  format: (text: string) => readonly string[],
): readonly FieldError[] {
  return value === undefined ? [] : invalidEach(path, value, format(value))
}

/** The errors of a text that may be missing or empty. */
function filled(
  value: string | undefined,
  path: FieldPath,
  format: (text: string) => readonly string[],
): readonly FieldError[] {
  return optional(value === '' ? undefined : value, path, format)
}

function validateAllContainers(
  spec: Sparse<PodSpec>,
  scope: PodScope,
  path: FieldPath,
): readonly FieldError[] {
  return [
    ...validateContainers(spec.containers, scope, path.child('containers')),
    ...validateInitContainers(spec, scope, path.child('initContainers')),
    ...validateEphemeralContainers(spec, scope, path.child('ephemeralContainers')),
  ]
}

function validateSchedulingGates(
  gates: Sparse<PodSpec>['schedulingGates'],
  path: FieldPath,
): readonly FieldError[] {
  const seen = new Set<string>()
  return eachItem(gates, path, ({ name = '' }, at) => {
    const repeated = seen.has(name)
    seen.add(name)
    return [
      ...invalidEach(at, name, isQualifiedName(name)),
      ...(repeated ? [duplicate(at, name)] : []),
    ]
  })
}

function validatePlacement(spec: Sparse<PodSpec>, path: FieldPath): readonly FieldError[] {
  return [
    ...validateLabels(spec.nodeSelector, path.child('nodeSelector')),
    ...validatePodSecurityContext(spec, path.child('securityContext')),
    ...validateAffinity(spec.affinity, path.child('affinity')),
    ...validateDnsConfig(spec.dnsConfig, spec.dnsPolicy ?? '', path.child('dnsConfig')),
    ...eachItem(spec.readinessGates, path.child('readinessGates'), ({ conditionType = '' }, at) =>
      invalidEach(at.child('conditionType'), conditionType, isQualifiedName(conditionType)),
    ),
    ...validateSchedulingGates(spec.schedulingGates, path.child('schedulingGates')),
    ...validateTopologySpread(
      spec.topologySpreadConstraints,
      path.child('topologySpreadConstraints'),
    ),
    ...validateHostProcessPod(spec, path),
    ...validateHostUsers(spec, path),
    ...validateHostnameOverride(spec, path.child('hostnameOverride')),
  ]
}

function validateDeadline(seconds: number | undefined, path: FieldPath): readonly FieldError[] {
  if (seconds === undefined || (seconds >= 1 && seconds <= MAX_INT32)) return []
  return [invalid(path, seconds, inclusiveRange(1, MAX_INT32))]
}

/** An environment variable that is read from a file needs an emptyDir. */
function validateFileKeyVolumes(spec: Sparse<PodSpec>, path: FieldPath): readonly FieldError[] {
  const volumes = new Map((spec.volumes ?? []).map((volume) => [volume.name ?? '', volume]))
  return (['initContainers', 'containers'] as const).flatMap((list) =>
    eachItem(spec[list], path.child(list), (container, containerPath) =>
      eachItem(container.env, containerPath.child('env'), ({ valueFrom }, at) => {
        const name = valueFrom?.fileKeyRef?.volumeName ?? ''
        if (valueFrom?.fileKeyRef === undefined) return []
        const namePath = at.child('valueFrom', 'fileKeyRef', 'volumeName')
        const volume = volumes.get(name)
        if (volume === undefined) return [notFound(namePath, name)]
        return volume.emptyDir === undefined
          ? [invalid(namePath, name, 'referenced volume must be of type emptyDir')]
          : []
      }),
    ),
  )
}

function validateNamesAndRest(spec: Sparse<PodSpec>, path: FieldPath): readonly FieldError[] {
  const policies = ['PreemptLowerPriority', 'Never']
  const { preemptionPolicy, overhead } = spec
  return [
    ...filled(spec.serviceAccountName, path.child('serviceAccountName'), isDns1123Subdomain),
    ...filled(spec.nodeName, path.child('nodeName'), isDns1123Subdomain),
    ...validateDeadline(spec.activeDeadlineSeconds, path.child('activeDeadlineSeconds')),
    ...filled(spec.hostname, path.child('hostname'), isDns1123Label),
    ...filled(spec.subdomain, path.child('subdomain'), isDns1123Label),
    ...validateTolerations(spec.tolerations, path.child('tolerations')),
    ...validateHostAliases(spec.hostAliases, path.child('hostAliases')),
    ...filled(spec.priorityClassName, path.child('priorityClassName'), isDns1123Subdomain),
    ...optional(spec.runtimeClassName, path.child('runtimeClassName'), isDns1123Subdomain),
    ...(preemptionPolicy === undefined
      ? []
      : validateRequiredChoice(preemptionPolicy, policies, path.child('preemptionPolicy'))),
    ...(overhead === undefined ? [] : validateOverhead(overhead, path.child('overhead'))),
    ...validateOs(spec, path),
    ...validateFileKeyVolumes(spec, path),
  ]
}

/** The errors of a Pod spec, in the order of the API server. */
export function validatePodSpec(
  given: Sparse<PodSpec> | undefined,
  where: SpecScope,
  path: FieldPath,
): readonly FieldError[] {
  const spec = given ?? {}
  const volumes = validateVolumes(spec.volumes, where, path.child('volumes'))
  const claimNames = (spec.resourceClaims ?? []).flatMap(({ name = '' }) =>
    name === '' ? [] : [name],
  )
  const scope: PodScope = {
    volumes: volumes.known,
    claimNames,
    gracePeriod: spec.terminationGracePeriodSeconds,
    restartPolicy: spec.restartPolicy ?? '',
    hostUsers: spec.hostUsers ?? true,
  }
  return [
    ...(spec.terminationGracePeriodSeconds === undefined
      ? [required(path.child('terminationGracePeriodSeconds'))]
      : []),
    ...volumes.errors,
    ...validateResourceClaims(spec.resourceClaims, where.isMirror, path.child('resourceClaims')),
    ...validateAllContainers(spec, scope, path),
    ...validatePodResources(spec, claimNames, path.child('resources')),
    ...validateHostNetworkPorts(spec, where.isPod, path),
    ...validateRequiredChoice(
      scope.restartPolicy,
      ['Always', 'OnFailure', 'Never'],
      path.child('restartPolicy'),
    ),
    ...validateRequiredChoice(
      spec.dnsPolicy ?? '',
      ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'],
      path.child('dnsPolicy'),
    ),
    ...validatePlacement(spec, path),
    ...validateNamesAndRest(spec, path),
  ]
}
