// The three lists of containers of a Pod spec.
// Follows pkg/apis/core/validation/validation.go (v1.36), validateContainers, validateInitContainers and
// validateEphemeralContainers.
import type { Container, EphemeralContainer, PodSpec } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { duplicate, eachItem, forbidden, invalid, notFound, required } from '../errors.ts'
import type { Sparse } from '../sparse.ts'
import type { PodScope } from './validate-container.ts'
import {
  forbidLongRunningFields,
  validateContainerCommon,
  validateContainerRestartPolicy,
  validateHostPortConflicts,
} from './validate-container.ts'
import { validateLifecycle, validateProbe } from './validate-probe.ts'

function validateHooksAndProbes(
  container: Sparse<Container>,
  { gracePeriod }: PodScope,
  path: FieldPath,
): readonly FieldError[] {
  return [
    ...validateLifecycle(container.lifecycle, gracePeriod, path.child('lifecycle')),
    ...(['livenessProbe', 'readinessProbe', 'startupProbe'] as const).flatMap((kind) =>
      validateProbe(container[kind], kind, gracePeriod, path.child(kind)),
    ),
  ]
}

/** The errors of spec.containers. */
export function validateContainers(
  containers: readonly Sparse<Container>[] | undefined,
  scope: PodScope,
  path: FieldPath,
): readonly FieldError[] {
  if (containers === undefined || containers.length === 0) return [required(path)]
  const names = new Set<string>()
  return [
    ...eachItem(containers, path, (container, itemPath) => {
      const { name = '' } = container
      const repeated = names.has(name)
      names.add(name)
      return [
        ...validateContainerCommon(container, scope, itemPath),
        ...(repeated ? [duplicate(itemPath.child('name'), name)] : []),
        ...validateHooksAndProbes(container, scope, itemPath),
        ...validateContainerRestartPolicy(container, itemPath),
      ]
    }),
    ...validateHostPortConflicts(containers, path),
  ]
}

function validateInitRestartPolicy(
  container: Sparse<Container>,
  path: FieldPath,
): readonly FieldError[] {
  if (container.restartPolicy !== undefined) return validateContainerRestartPolicy(container, path)
  return (container.restartPolicyRules ?? []).length === 0
    ? []
    : [
        required(
          path.child('restartPolicy'),
          'must specify restartPolicy when restart rules are used',
        ),
      ]
}

function validateResizeOfInit(
  container: Sparse<Container>,
  path: FieldPath,
): readonly FieldError[] {
  return eachItem(
    container.resizePolicy,
    path.child('resizePolicy'),
    ({ restartPolicy = '' }, itemPath) =>
      restartPolicy === 'RestartContainer'
        ? [
            invalid(
              itemPath.child('restartPolicy'),
              restartPolicy,
              "must not be set to 'RestartContainer' for non-sidecar initContainers",
            ),
          ]
        : [],
  )
}

/** The errors of spec.initContainers. Their names must differ from each other and from those of spec.containers. */
export function validateInitContainers(
  spec: Sparse<PodSpec>,
  scope: PodScope,
  path: FieldPath,
): readonly FieldError[] {
  const names = new Set((spec.containers ?? []).map(({ name = '' }) => name))
  return eachItem(spec.initContainers, path, (container, itemPath) => {
    const { name = '' } = container
    const sidecar = container.restartPolicy === 'Always'
    const repeated = names.has(name)
    if (name !== '') names.add(name)
    return [
      ...validateContainerCommon(container, scope, itemPath),
      ...validateInitRestartPolicy(container, itemPath),
      ...(repeated ? [duplicate(itemPath.child('name'), name)] : []),
      // A container can only clash with itself here, and upstream reports it as the first of the list.
      ...validateHostPortConflicts([container], path),
      ...(sidecar
        ? validateHooksAndProbes(container, scope, itemPath)
        : [
            ...forbidLongRunningFields(
              container,
              'may not be set for init containers without restartPolicy=Always',
              itemPath,
            ),
            ...validateResizeOfInit(container, itemPath),
          ]),
    ]
  })
}

const FORBIDDEN_IN_EPHEMERAL = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const

function validateEphemeralFields(
  container: Sparse<EphemeralContainer>,
  path: FieldPath,
): readonly FieldError[] {
  const detail = 'cannot be set for an Ephemeral Container'
  const isSet = (value: unknown): boolean =>
    value !== undefined &&
    (typeof value !== 'object' || value === null || Object.keys(value).length > 0)
  return [
    ...FORBIDDEN_IN_EPHEMERAL.filter((field) => isSet(container[field])).map((field) =>
      forbidden(path.child(field), detail),
    ),
    ...eachItem(container.volumeMounts, path.child('volumeMounts'), (mount, mountPath) =>
      (['subPath', 'subPathExpr'] as const)
        .filter((field) => (mount[field] ?? '') !== '')
        .map((field) => forbidden(mountPath.child(field), detail)),
    ),
  ]
}

/** An image is written without blanks around it; checked in Pods, not in templates. */
export function validateImageBlanks(
  container: Sparse<Container>,
  path: FieldPath,
): readonly FieldError[] {
  const { image = '' } = container
  return image.trim() === image
    ? []
    : [invalid(path.child('image'), image, 'must not have leading or trailing whitespace')]
}

/** The errors of spec.ephemeralContainers. */
export function validateEphemeralContainers(
  spec: Sparse<PodSpec>,
  scope: PodScope,
  path: FieldPath,
): readonly FieldError[] {
  const others = new Set(
    [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(({ name = '' }) => name),
  )
  const names = new Set(others)
  return eachItem(spec.ephemeralContainers, path, (container, itemPath) => {
    const { name = '', targetContainerName = '' } = container
    const repeated = names.has(name)
    names.add(name)
    const lost = targetContainerName !== '' && !others.has(targetContainerName)
    return [
      ...validateContainerCommon(container, scope, itemPath),
      ...validateImageBlanks(container, itemPath),
      ...(repeated ? [duplicate(itemPath.child('name'), name)] : []),
      ...(lost ? [notFound(itemPath.child('targetContainerName'), targetContainerName)] : []),
      ...validateEphemeralFields(container, itemPath),
    ]
  })
}
