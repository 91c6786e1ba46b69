// The checks of the Pod Security Standards, each with the level and the versions in which it holds.
// Follows k8s.io/pod-security-admission/policy (v1.36): one check_<name>.go each.
import type {
  Container,
  ObjectMeta,
  PodSpec,
  Probe,
  LifecycleHandler,
  SecurityContext,
} from '#api/generated/types.ts'
import type { Sparse } from '../../validation/sparse.ts'
import type { Level } from './policy.ts'

export interface Subject {
  readonly metadata: Sparse<ObjectMeta>
  readonly spec: Sparse<PodSpec>
}

export interface Violation {
  readonly reason: string
  readonly detail: string
}

type Verdict = Violation | null
type AnyContainer = Sparse<Container>
type Context = Sparse<SecurityContext>

export interface Check {
  readonly id: string
  readonly level: Exclude<Level, 'privileged'>
  /** The minor version since which it holds. */
  readonly since: number
  /** Checks of the baseline that it takes the place of. */
  readonly overrides?: string
  run(subject: Subject, minor: number): Verdict
}

const containersOf = (spec: Sparse<PodSpec>): readonly AnyContainer[] => [
  ...(spec.initContainers ?? []),
  ...(spec.containers ?? []),
  ...(spec.ephemeralContainers ?? []),
]

const quoted = (items: readonly string[]): string =>
  items.length === 0 ? '' : `"${items.join('", "')}"`
const plural = (word: string, count: number, many = `${word}s`): string =>
  count === 1 ? word : many
const sorted = (items: readonly string[]): readonly string[] => [...new Set(items)].toSorted()
const named = (containers: readonly AnyContainer[]): string =>
  `${plural('container', containers.length)} ${quoted(containers.map(({ name = '' }) => name))}`

/** The containers that something is wrong with, named in a sentence. */
function ofContainers(
  { spec }: Subject,
  isBad: (container: AnyContainer) => boolean,
  violation: (names: string) => Violation,
): Verdict {
  const bad = containersOf(spec).filter(isBad)
  return bad.length === 0 ? null : violation(named(bad))
}

const isWindows = ({ spec }: Subject): boolean => spec.os?.name === 'windows'
/** Root in a user namespace of its own is nobody outside. */
const isRelaxed = ({ spec }: Subject, minor: number): boolean =>
  spec.hostUsers === false && minor >= 35

/** Who sets a wrong value, the Pod or which containers, and the wrong values. */
function settersOf(
  { spec }: Subject,
  wrong: (context: Context) => readonly string[],
): { readonly setters: string; readonly values: readonly string[] } | null {
  const ofPod = wrong((spec.securityContext ?? {}) as Context)
  const bad = containersOf(spec).filter(
    ({ securityContext = {} }) => wrong(securityContext).length > 0,
  )
  if (ofPod.length === 0 && bad.length === 0) return null
  const values = bad.flatMap(({ securityContext = {} }) => wrong(securityContext))
  const setters = [...(ofPod.length > 0 ? ['pod'] : []), ...(bad.length > 0 ? [named(bad)] : [])]
  return { setters: setters.join(' and '), values: sorted([...ofPod, ...values]) }
}

const PROFILES = ['RuntimeDefault', 'Localhost']
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/'

function appArmorProfile(subject: Subject): Verdict {
  const found = settersOf(subject, ({ appArmorProfile: profile }) =>
    profile === undefined || PROFILES.includes(profile.type ?? '') ? [] : [profile.type ?? ''],
  )
  const annotations = Object.entries(subject.metadata.annotations ?? {})
    .filter(
      ([key, value]) =>
        key.startsWith(APP_ARMOR) &&
        value !== '' &&
        value !== 'runtime/default' &&
        !value.startsWith('localhost/'),
    )
    .map(([key, value]) => `${key}="${value}"`)
    .toSorted()
  if (found === null && annotations.length === 0) return null
  const values = [...(found?.values ?? []), ...annotations]
  const setters = [
    ...(found === null ? [] : [found.setters]),
    ...(annotations.length === 0 ? [] : [plural('annotation', annotations.length)]),
  ]
  return {
    reason: plural('forbidden AppArmor profile', values.length),
    detail: `${setters.join(' and ')} must not set AppArmor profile type to ${quoted(values)}`,
  }
}

const DEFAULT_CAPABILITIES = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]

const addedBesides = (container: AnyContainer, allowed: readonly string[]): readonly string[] =>
  (container.securityContext?.capabilities?.add ?? []).filter((one) => !allowed.includes(one))

function forbiddenCapabilities(subject: Subject, allowed: readonly string[]): string | null {
  const bad = containersOf(subject.spec).filter((one) => addedBesides(one, allowed).length > 0)
  if (bad.length === 0) return null
  const all = sorted(bad.flatMap((container) => addedBesides(container, allowed)))
  return `${named(bad)} must not include ${quoted(all)} in securityContext.capabilities.add`
}

function capabilitiesBaseline(subject: Subject): Verdict {
  const detail = forbiddenCapabilities(subject, DEFAULT_CAPABILITIES)
  return detail === null ? null : { reason: 'non-default capabilities', detail }
}

function capabilitiesRestricted(subject: Subject, minor: number): Verdict {
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

function hostNamespaces({ spec }: Subject): Verdict {
  const used = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter(
    (field) => spec[field] === true,
  )
  return used.length === 0
    ? null
    : { reason: 'host namespaces', detail: used.map((field) => `${field}=true`).join(', ') }
}

function hostPathVolumes({ spec }: Subject): Verdict {
  const names = (spec.volumes ?? [])
    .filter(({ hostPath }) => hostPath !== undefined)
    .map(({ name = '' }) => name)
  return names.length === 0
    ? null
    : { reason: 'hostPath volumes', detail: `${plural('volume', names.length)} ${quoted(names)}` }
}

const hostPortsOf = ({ ports = [] }: AnyContainer): readonly string[] =>
  ports
    .map(({ hostPort = 0 }) => hostPort)
    .filter((port) => port !== 0)
    .map(String)

function hostPorts({ spec }: Subject): Verdict {
  const bad = containersOf(spec).filter((container) => hostPortsOf(container).length > 0)
  if (bad.length === 0) return null
  const all = sorted(bad.flatMap(hostPortsOf))
  const uses = plural('uses', bad.length, 'use')
  return {
    reason: 'hostPort',
    detail: `${named(bad)} ${uses} ${plural('hostPort', all.length)} ${all.join(', ')}`,
  }
}

const hostsOf = (handlers: readonly (Sparse<Probe> | Sparse<LifecycleHandler> | undefined)[]) =>
  handlers
    .flatMap((handler) => [handler?.httpGet?.host ?? '', handler?.tcpSocket?.host ?? ''])
    .filter((host) => host !== '')

const probedHosts = ({ livenessProbe, readinessProbe, startupProbe, lifecycle }: AnyContainer) =>
  hostsOf([livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop])

function hostProbes({ spec }: Subject): Verdict {
  const bad = containersOf(spec).filter((container) => probedHosts(container).length > 0)
  if (bad.length === 0) return null
  const names = sorted(bad.map(({ name = '' }) => name))
  const hosts = sorted(bad.flatMap(probedHosts))
  const word = plural('probe or lifecycle host', hosts.length)
  const uses = plural('uses', names.length, 'use')
  return {
    reason: 'probe or lifecycle host',
    detail: `${plural('container', names.length)} ${quoted(names)} ${uses} ${word} ${quoted(hosts)}`,
  }
}

const privileged = (subject: Subject): Verdict =>
  ofContainers(
    subject,
    ({ securityContext }) => securityContext?.privileged === true,
    (names) => ({
      reason: 'privileged',
      detail: `${names} must not set securityContext.privileged=true`,
    }),
  )

function procMount({ spec }: Subject): Verdict {
  const mountOf = ({ securityContext }: AnyContainer): string =>
    securityContext?.procMount ?? 'Default'
  const bad = containersOf(spec).filter((container) => mountOf(container) !== 'Default')
  if (bad.length === 0) return null
  const types = sorted(bad.map(mountOf))
  return {
    reason: 'procMount',
    detail: `${named(bad)} must not set securityContext.procMount to ${quoted(types)}`,
  }
}

const SELINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t']

function seLinuxOptions(subject: Subject, minor: number): Verdict {
  const types = minor >= 31 ? [...SELINUX_TYPES, 'container_engine_t'] : SELINUX_TYPES
  const found = settersOf(subject, ({ seLinuxOptions: options = {} }) => [
    ...(types.includes(options.type ?? '') ? [] : [`type:${options.type ?? ''}`]),
    ...((options.user ?? '') === '' ? [] : ['user']),
    ...((options.role ?? '') === '' ? [] : ['role']),
  ])
  if (found === null) return null
  const bad = found.values.filter((value) => value.startsWith('type:')).map((one) => one.slice(5))
  const data = [
    ...(bad.length === 0 ? [] : [`${plural('type', bad.length)} ${quoted(bad)}`]),
    ...(found.values.includes('user') ? ['user may not be set'] : []),
    ...(found.values.includes('role') ? ['role may not be set'] : []),
  ]
  return {
    reason: 'seLinuxOptions',
    detail: `${found.setters} set forbidden securityContext.seLinuxOptions: ${data.join('; ')}`,
  }
}

function seccompBaseline(subject: Subject): Verdict {
  const found = settersOf(subject, ({ seccompProfile: profile }) =>
    profile === undefined || PROFILES.includes(profile.type ?? '') ? [] : [profile.type ?? ''],
  )
  if (found === null) return null
  const values = quoted(found.values)
  return {
    reason: 'seccompProfile',
    detail: `${found.setters} must not set securityContext.seccompProfile.type to ${values}`,
  }
}

function seccompRestricted(subject: Subject, minor: number): Verdict {
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

/** Safe sysctls, with the version since which each of them is. */
const SYSCTLS: Readonly<Record<string, number>> = {
  'kernel.shm_rmid_forced': 0,
  'net.ipv4.ip_local_port_range': 0,
  'net.ipv4.tcp_syncookies': 0,
  'net.ipv4.ping_group_range': 0,
  'net.ipv4.ip_unprivileged_port_start': 0,
  'net.ipv4.ip_local_reserved_ports': 27,
  'net.ipv4.tcp_keepalive_time': 29,
  'net.ipv4.tcp_fin_timeout': 29,
  'net.ipv4.tcp_keepalive_intvl': 29,
  'net.ipv4.tcp_keepalive_probes': 29,
  'net.ipv4.tcp_rmem': 32,
  'net.ipv4.tcp_wmem': 32,
}

function sysctls({ spec }: Subject, minor: number): Verdict {
  const names = (spec.securityContext?.sysctls ?? [])
    .map(({ name = '' }) => name)
    .filter((name) => !(Object.hasOwn(SYSCTLS, name) && (SYSCTLS[name] ?? 0) <= minor))
  return names.length === 0 ? null : { reason: 'forbidden sysctls', detail: names.join(', ') }
}

function windowsHostProcess(subject: Subject): Verdict {
  const found = settersOf(subject, ({ windowsOptions }) =>
    windowsOptions?.hostProcess === true ? ['true'] : [],
  )
  if (found === null) return null
  const detail = `${found.setters} must not set securityContext.windowsOptions.hostProcess=true`
  return { reason: 'hostProcess', detail }
}

function privilegeEscalation(subject: Subject, minor: number): Verdict {
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

function restrictedVolumes({ spec }: Subject): Verdict {
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

function runAsNonRoot(subject: Subject, minor: number): Verdict {
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

function runAsUser(subject: Subject, minor: number): Verdict {
  if (isRelaxed(subject, minor)) return null
  const found = settersOf(subject, (context) => (context.runAsUser === 0 ? ['0'] : []))
  if (found === null) return null
  return { reason: 'runAsUser=0', detail: `${found.setters} must not set runAsUser=0` }
}

const baseline = (id: string, run: Check['run'], since = 0): Check => ({
  id,
  level: 'baseline',
  since,
  run,
})
const restricted = (id: string, run: Check['run'], since: number, overrides = ''): Check => ({
  id,
  level: 'restricted',
  since,
  overrides,
  run,
})

/** In the order in which violations are listed. */
export const CHECKS: readonly Check[] = [
  baseline('appArmorProfile', appArmorProfile),
  baseline('capabilities_baseline', capabilitiesBaseline),
  baseline('hostNamespaces', hostNamespaces),
  baseline('hostPathVolumes', hostPathVolumes),
  baseline('hostPorts', hostPorts),
  baseline('hostProbesAndHostLifecycle', hostProbes, 34),
  baseline('privileged', privileged),
  baseline('procMount', (subject, minor) =>
    isRelaxed(subject, minor) ? null : procMount(subject),
  ),
  baseline('seLinuxOptions', seLinuxOptions),
  baseline('seccompProfile_baseline', seccompBaseline, 19),
  baseline('sysctls', sysctls),
  baseline('windowsHostProcess', windowsHostProcess),
  restricted('allowPrivilegeEscalation', privilegeEscalation, 8),
  restricted('capabilities_restricted', capabilitiesRestricted, 22, 'capabilities_baseline'),
  restricted('procMount_restricted', procMount, 35, 'procMount'),
  restricted('restrictedVolumes', restrictedVolumes, 0, 'hostPathVolumes'),
  restricted('runAsNonRoot', runAsNonRoot, 0),
  restricted('runAsUser', runAsUser, 23),
  restricted('seccompProfile_restricted', seccompRestricted, 19, 'seccompProfile_baseline'),
]
