// The checks of the baseline. Follows k8s.io/pod-security-admission/policy (v1.36): one check_<name>.go each.
import type { LifecycleHandler, Probe } from '#api/generated/types.ts'
import type { Sparse } from '../../validation/sparse.ts'
import {
  type AnyContainer,
  containersOf,
  named,
  ofContainers,
  plural,
  quoted,
  settersOf,
  sorted,
  type Subject,
  type Verdict,
} from './subject.ts'

const PROFILES = ['RuntimeDefault', 'Localhost']
/** The type of a profile when it is none of those; a container or Pod without a profile has none. */
const wrongTypes = (profile: { readonly type?: string } | undefined): readonly string[] =>
  profile === undefined || PROFILES.includes(profile.type ?? '') ? [] : [profile.type ?? '']

const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/'

export function appArmorProfile(subject: Subject): Verdict {
  const found = settersOf(subject, ({ appArmorProfile }) => wrongTypes(appArmorProfile))
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

export function forbiddenCapabilities(subject: Subject, allowed: readonly string[]): string | null {
  const bad = containersOf(subject.spec).filter((one) => addedBesides(one, allowed).length > 0)
  if (bad.length === 0) return null
  const all = sorted(bad.flatMap((container) => addedBesides(container, allowed)))
  return `${named(bad)} must not include ${quoted(all)} in securityContext.capabilities.add`
}

export function capabilitiesBaseline(subject: Subject): Verdict {
  const detail = forbiddenCapabilities(subject, DEFAULT_CAPABILITIES)
  return detail === null ? null : { reason: 'non-default capabilities', detail }
}

export function hostNamespaces({ spec }: Subject): Verdict {
  const used = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter(
    (field) => spec[field] === true,
  )
  return used.length === 0
    ? null
    : { reason: 'host namespaces', detail: used.map((field) => `${field}=true`).join(', ') }
}

export function hostPathVolumes({ spec }: Subject): Verdict {
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

export function hostPorts({ spec }: Subject): Verdict {
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

export function hostProbes({ spec }: Subject): Verdict {
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

export const privileged = (subject: Subject): Verdict =>
  ofContainers(
    subject,
    ({ securityContext }) => securityContext?.privileged === true,
    (names) => ({
      reason: 'privileged',
      detail: `${names} must not set securityContext.privileged=true`,
    }),
  )

export function procMount({ spec }: Subject): Verdict {
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

export function seLinuxOptions(subject: Subject, minor: number): Verdict {
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

export function seccompBaseline(subject: Subject): Verdict {
  const found = settersOf(subject, ({ seccompProfile }) => wrongTypes(seccompProfile))
  if (found === null) return null
  const values = quoted(found.values)
  return {
    reason: 'seccompProfile',
    detail: `${found.setters} must not set securityContext.seccompProfile.type to ${values}`,
  }
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

export function sysctls({ spec }: Subject, minor: number): Verdict {
  const names = (spec.securityContext?.sysctls ?? [])
    .map(({ name = '' }) => name)
    .filter((name) => !(Object.hasOwn(SYSCTLS, name) && (SYSCTLS[name] ?? 0) <= minor))
  return names.length === 0 ? null : { reason: 'forbidden sysctls', detail: names.join(', ') }
}

export function windowsHostProcess(subject: Subject): Verdict {
  const found = settersOf(subject, ({ windowsOptions }) =>
    windowsOptions?.hostProcess === true ? ['true'] : [],
  )
  if (found === null) return null
  const detail = `${found.setters} must not set securityContext.windowsOptions.hostProcess=true`
  return { reason: 'hostProcess', detail }
}
