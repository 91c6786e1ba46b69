// Security contexts of Pods and containers.
// Follows pkg/apis/core/validation/validation.go (v1.36), ValidateSecurityContext and validatePodSpecSecurityContext.
import { isUserId } from '#api/meta/formats.ts'
import type {
  AppArmorProfile,
  PodSpec,
  SeccompProfile,
  SecurityContext,
  Sysctl,
} from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { byteLength } from '#lib/byte-length.ts'
import {
  duplicate,
  eachItem,
  invalid,
  invalidEach,
  notSupported,
  required,
  tooLong,
} from '../errors.ts'
import type { Sparse } from '../sparse.ts'
import { validateLocalDescendingPath } from '../validate-paths.ts'
import { validateWindowsOptions } from './validate-windows-options.ts'

const PROFILE_TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined']
const MAX_PROFILE_BYTES = 4095
const MAX_SYSCTL = 253
const SYSCTL_PATTERN = '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$'
const SYSCTL = new RegExp(SYSCTL_PATTERN)

function validateId(id: number | undefined, path: FieldPath): readonly FieldError[] {
  return id === undefined ? [] : invalidEach(path, id, isUserId(id))
}

function validateSeccompProfile(
  profile: Sparse<SeccompProfile> | undefined,
  path: FieldPath,
): readonly FieldError[] {
  if (profile === undefined) return []
  const { type = '', localhostProfile } = profile
  const errors: FieldError[] = []
  const file = path.child('localhostProfile')
  if (type === '')
    errors.push(required(path.child('type'), 'type is required when seccompProfile is set'))
  else if (!PROFILE_TYPES.includes(type))
    errors.push(notSupported(path.child('type'), type, PROFILE_TYPES))
  if (type === 'Localhost') {
    if (localhostProfile === undefined) {
      errors.push(required(file, 'must be set when seccomp type is Localhost'))
    } else errors.push(...validateLocalDescendingPath(localhostProfile, file))
  } else if (localhostProfile !== undefined) {
    const internal = { Type: type, LocalhostProfile: localhostProfile }
    errors.push(invalid(file, internal, 'can only be set when seccomp type is Localhost'))
  }
  return errors
}

function validateLocalhostAppArmor(
  profile: string | undefined,
  path: FieldPath,
): readonly FieldError[] {
  if (profile === undefined) return [required(path, 'must be set when AppArmor type is Localhost')]
  const errors: FieldError[] = []
  if (profile.trim() !== profile)
    errors.push(invalid(path, profile, 'must not be padded with whitespace'))
  else if (profile === '')
    errors.push(required(path, 'must be set when AppArmor type is Localhost'))
  if (byteLength(profile) > MAX_PROFILE_BYTES) errors.push(tooLong(path, MAX_PROFILE_BYTES))
  return errors
}

function validateAppArmorProfile(
  profile: Sparse<AppArmorProfile> | undefined,
  path: FieldPath,
): readonly FieldError[] {
  if (profile === undefined) return []
  const { type = '', localhostProfile } = profile
  const file = path.child('localhostProfile')
  switch (type) {
    case 'Localhost':
      return validateLocalhostAppArmor(localhostProfile, file)
    case 'RuntimeDefault':
    case 'Unconfined':
      return localhostProfile === undefined
        ? []
        : [invalid(file, localhostProfile, 'can only be set when AppArmor type is Localhost')]
    case '':
      return [required(path.child('type'), 'type is required when appArmorProfile is set')]
    default:
      return [notSupported(path.child('type'), type, PROFILE_TYPES)]
  }
}

function validateProcMount(
  procMount: string | undefined,
  hostUsers: boolean,
  path: FieldPath,
): readonly FieldError[] {
  if (procMount === undefined) return []
  if (procMount === 'Unmasked' && hostUsers) {
    return [invalid(path, procMount, '`hostUsers` must be false to use `Unmasked`')]
  }
  return ['Default', 'Unmasked'].includes(procMount)
    ? []
    : [notSupported(path, procMount, ['Default', 'Unmasked'])]
}

/** The security context as the API server keeps it inside: errors print it that way. */
function internalSecurityContext(context: Sparse<SecurityContext>): unknown {
  const { capabilities, seLinuxOptions: se, windowsOptions: windows } = context
  return {
    Capabilities:
      capabilities === undefined
        ? null
        : { Add: capabilities.add ?? null, Drop: capabilities.drop ?? null },
    Privileged: context.privileged ?? null,
    SELinuxOptions:
      se === undefined
        ? null
        : { User: se.user ?? '', Role: se.role ?? '', Type: se.type ?? '', Level: se.level ?? '' },
    WindowsOptions:
      windows === undefined
        ? null
        : {
            GMSACredentialSpecName: windows.gmsaCredentialSpecName ?? null,
            GMSACredentialSpec: windows.gmsaCredentialSpec ?? null,
            RunAsUserName: windows.runAsUserName ?? null,
            HostProcess: windows.hostProcess ?? null,
          },
    RunAsUser: context.runAsUser ?? null,
    RunAsGroup: context.runAsGroup ?? null,
    RunAsNonRoot: context.runAsNonRoot ?? null,
    ReadOnlyRootFilesystem: context.readOnlyRootFilesystem ?? null,
    AllowPrivilegeEscalation: context.allowPrivilegeEscalation ?? null,
    ProcMount: context.procMount ?? null,
    SeccompProfile: internalProfile(context.seccompProfile),
    AppArmorProfile: internalProfile(context.appArmorProfile),
  }
}

function internalProfile(profile: Sparse<SeccompProfile> | undefined): unknown {
  if (profile === undefined) return null
  return { Type: profile.type ?? '', LocalhostProfile: profile.localhostProfile ?? null }
}

function validateEscalation(
  context: Sparse<SecurityContext>,
  path: FieldPath,
): readonly FieldError[] {
  if (context.allowPrivilegeEscalation !== false) return []
  const because: string[] = []
  if (context.privileged === true) because.push('`privileged` to true')
  for (const capability of context.capabilities?.add ?? []) {
    if (capability === 'CAP_SYS_ADMIN') because.push('`capabilities.Add` CAP_SYS_ADMIN')
  }
  return because.map((other) =>
    invalid(
      path,
      internalSecurityContext(context),
      `cannot set \`allowPrivilegeEscalation\` to false and ${other}`,
    ),
  )
}

/** The errors of a container's security context; a missing one has none. */
export function validateSecurityContext(
  context: Sparse<SecurityContext> | undefined,
  hostUsers: boolean,
  path: FieldPath,
): readonly FieldError[] {
  if (context === undefined) return []
  return [
    ...validateId(context.runAsUser, path.child('runAsUser')),
    ...validateId(context.runAsGroup, path.child('runAsGroup')),
    ...validateProcMount(context.procMount, hostUsers, path.child('procMount')),
    ...validateSeccompProfile(context.seccompProfile, path.child('seccompProfile')),
    ...validateEscalation(context, path),
    ...validateWindowsOptions(context.windowsOptions, path.child('windowsOptions')),
    ...validateAppArmorProfile(context.appArmorProfile, path.child('appArmorProfile')),
  ]
}

const IPC_SYSCTLS = [
  'kernel/shmall',
  'kernel/shmmax',
  'kernel/shmmni',
  'kernel/shm_rmid_forced',
  'kernel/msgmax',
]

/** The kernel namespace of a sysctl, as far as sharing it with the host matters. */
function namespaceOf(sysctl: string): 'net' | 'ipc' | 'other' {
  const name = sysctl.replaceAll('.', '/')
  if (name.startsWith('net/')) return 'net'
  const ipc = ['kernel/sem', 'kernel/msgmnb', 'kernel/msgmni', ...IPC_SYSCTLS].includes(name)
  return ipc || name.startsWith('fs/mqueue/') ? 'ipc' : 'other'
}

function validateSysctls(
  sysctls: readonly Sparse<Sysctl>[] | undefined,
  spec: Sparse<PodSpec>,
  path: FieldPath,
): readonly FieldError[] {
  const seen = new Set<string>()
  return eachItem(sysctls, path, ({ name = '' }, itemPath) => {
    const at = itemPath.child('name')
    const errors: FieldError[] = []
    if (name === '') errors.push(required(at))
    else if (byteLength(name) > MAX_SYSCTL || !SYSCTL.test(name)) {
      const rule = `must have at most ${MAX_SYSCTL} characters and match regex ${SYSCTL_PATTERN}`
      errors.push(invalid(at, name, rule))
    } else if (seen.has(name)) errors.push(duplicate(at, name))
    seen.add(name)
    const namespace = namespaceOf(name)
    if (namespace === 'net' && spec.hostNetwork === true) {
      errors.push(invalid(at, name, "may not be specified when 'hostNetwork' is true"))
    } else if (namespace === 'ipc' && spec.hostIPC === true) {
      errors.push(invalid(at, name, "may not be specified when 'hostIPC' is true"))
    }
    return errors
  })
}

function validateChoice(
  value: string | undefined,
  supported: readonly string[],
  path: FieldPath,
): readonly FieldError[] {
  return value === undefined || supported.includes(value)
    ? []
    : [notSupported(path, value, supported)]
}

/** The errors of the Pod's own security context. */
export function validatePodSecurityContext(
  spec: Sparse<PodSpec>,
  path: FieldPath,
): readonly FieldError[] {
  const context = spec.securityContext
  if (context === undefined) return []
  const shared = spec.shareProcessNamespace === true && spec.hostPID === true
  return [
    ...validateId(context.fsGroup, path.child('fsGroup')),
    ...validateId(context.runAsUser, path.child('runAsUser')),
    ...validateId(context.runAsGroup, path.child('runAsGroup')),
    ...eachItem(context.supplementalGroups, path.child('supplementalGroups'), validateId),
    ...(shared
      ? [
          invalid(
            path.child('shareProcessNamespace'),
            true,
            'ShareProcessNamespace and HostPID cannot both be enabled',
          ),
        ]
      : []),
    ...validateSysctls(context.sysctls, spec, path.child('sysctls')),
    ...validateChoice(
      context.fsGroupChangePolicy,
      ['Always', 'OnRootMismatch'],
      path.child('fsGroupChangePolicy'),
    ),
    ...validateSeccompProfile(context.seccompProfile, path.child('seccompProfile')),
    ...validateWindowsOptions(context.windowsOptions, path.child('windowsOptions')),
    ...validateAppArmorProfile(context.appArmorProfile, path.child('appArmorProfile')),
    ...validateChoice(
      context.supplementalGroupsPolicy,
      ['Merge', 'Strict'],
      path.child('supplementalGroupsPolicy'),
    ),
    // MountOption comes with a feature gate that is off.
    ...validateChoice(
      context.seLinuxChangePolicy,
      ['Recursive'],
      path.child('seLinuxChangePolicy'),
    ),
  ]
}
