// What a Pod may not ask of its operating system.
// Follows pkg/apis/core/validation/validation.go (v1.36), validateOS, validateLinux and validateWindows.
import type { PodSpec } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { eachItem, forbidden, notSupported, required } from '../errors.ts'
import type { Sparse } from '../sparse.ts'

const FOR_WINDOWS = 'cannot be set for a windows pod'
const FOR_LINUX = 'windows options cannot be set for a linux pod'
type Spec = Sparse<PodSpec>

/** Fields of the Pod that only Linux has, in upstream's order; a dot leads into the security context. */
const LINUX_POD_FIELDS = [
  'securityContext.appArmorProfile',
  'securityContext.seLinuxOptions',
  'hostUsers',
  'hostPID',
  'hostIPC',
  'securityContext.seccompProfile',
  'securityContext.fsGroup',
  'securityContext.fsGroupChangePolicy',
  'securityContext.sysctls',
  'shareProcessNamespace',
  'securityContext.runAsUser',
  'securityContext.runAsGroup',
  'securityContext.supplementalGroups',
  'securityContext.supplementalGroupsPolicy',
  'securityContext.seLinuxChangePolicy',
]
const LINUX_CONTAINER_FIELDS = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
] as const
/** These are plain booleans upstream: false is the same as not set. */
const UNSET_WHEN_FALSE = new Set(['hostPID', 'hostIPC'])

function isSet(spec: Spec, field: string): boolean {
  const [owner = '', name = ''] = field.includes('.') ? field.split('.') : ['', field]
  const holder: object = owner === '' ? spec : (spec.securityContext ?? {})
  const value = new Map<string, unknown>(Object.entries(holder)).get(name)
  if (value === undefined || (value === false && UNSET_WHEN_FALSE.has(name))) return false
  return !(name === 'sysctls' && Array.isArray(value) && value.length === 0)
}

function eachSecurityContext(
  spec: Spec,
  path: FieldPath,
  validate: (
    context: NonNullable<NonNullable<Spec['containers']>[number]['securityContext']>,
    at: FieldPath,
  ) => readonly FieldError[],
): readonly FieldError[] {
  return (['initContainers', 'containers'] as const).flatMap((list) =>
    eachItem(spec[list], path.child(list), ({ securityContext }, at) =>
      securityContext === undefined ? [] : validate(securityContext, at.child('securityContext')),
    ),
  )
}

function validateWindows(spec: Spec, path: FieldPath): readonly FieldError[] {
  return [
    ...LINUX_POD_FIELDS.filter((field) => isSet(spec, field)).map((field) =>
      forbidden(path.child(...field.split('.')), FOR_WINDOWS),
    ),
    ...eachSecurityContext(spec, path, (context, at) =>
      LINUX_CONTAINER_FIELDS.filter((field) => context[field] !== undefined).map((field) =>
        forbidden(at.child(field), FOR_WINDOWS),
      ),
    ),
  ]
}

function validateLinux(spec: Spec, path: FieldPath): readonly FieldError[] {
  const own =
    spec.securityContext?.windowsOptions === undefined
      ? []
      : [forbidden(path.child('securityContext', 'windowsOptions'), FOR_LINUX)]
  return [
    ...own,
    ...eachSecurityContext(spec, path, ({ windowsOptions }, at) =>
      windowsOptions === undefined ? [] : [forbidden(at.child('windowsOptions'), FOR_LINUX)],
    ),
  ]
}

/** The errors of spec.os, and of fields that do not go with it; without it nothing is checked. */
export function validateOs(spec: Spec, path: FieldPath): readonly FieldError[] {
  if (spec.os === undefined) return []
  const { name = '' } = spec.os
  const at = path.child('os')
  if (name === '') return [required(at.child('name'))]
  if (name !== 'linux' && name !== 'windows') return [notSupported(at, name, ['linux', 'windows'])]
  return name === 'linux' ? validateLinux(spec, path) : validateWindows(spec, path)
}
