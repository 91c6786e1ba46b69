// What a profile of `kubectl debug` gives to a container and takes from a Pod.
// Follows k8s.io/kubectl/pkg/cmd/debug/profiles.go (v1.36).
import type { Container, Pod, PodSpec, SecurityContext } from '#api/generated/types.ts'

/** How something is debugged: by a container in a Pod that runs, by a copy of a Pod, or by a Pod on a node. */
export type DebugStyle = 'ephemeral' | 'copy' | 'node'

/** What a copy keeps of a Pod. */
export interface Keep {
  readonly labels: boolean
  readonly annotations: boolean
  readonly livenessProbe: boolean
  readonly readinessProbe: boolean
  readonly startupProbe: boolean
  readonly initContainers: boolean
}

type Change = (context: SecurityContext | undefined) => SecurityContext | undefined

interface Profile {
  /** What becomes of the rights of the container. */
  readonly rights: Readonly<Record<DebugStyle, Change>>
  /** Of a Pod on a node: the namespaces of the host, and its disk at /host. */
  readonly hostNamespaces: boolean
  readonly hostRoot: boolean
  /** Of a copy: only the labels go, whatever is to be kept. */
  readonly isLegacy: boolean
}

const same: Change = (context) => context
const cleared: Change = () => undefined
const adding =
  (...capabilities: readonly string[]): Change =>
  (context) => ({
    ...context,
    capabilities: {
      ...context?.capabilities,
      add: [...(context?.capabilities?.add ?? []), ...capabilities],
    },
  })
const restricted: Change = () => ({
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
  allowPrivilegeEscalation: false,
  seccompProfile: { type: 'RuntimeDefault' },
})
const privileged: Change = (context) => ({ ...context, privileged: true })
const always = (change: Change): Profile['rights'] => ({
  ephemeral: change,
  copy: change,
  node: change,
})

const PROFILES: Readonly<Record<string, Profile>> = {
  legacy: { rights: always(same), hostNamespaces: true, hostRoot: true, isLegacy: true },
  general: {
    rights: { ...always(adding('SYS_PTRACE')), node: cleared },
    hostNamespaces: true,
    hostRoot: true,
    isLegacy: false,
  },
  baseline: { rights: always(cleared), hostNamespaces: false, hostRoot: false, isLegacy: false },
  restricted: {
    rights: always(restricted),
    hostNamespaces: false,
    hostRoot: false,
    isLegacy: false,
  },
  netadmin: {
    rights: always(adding('NET_ADMIN', 'NET_RAW')),
    hostNamespaces: true,
    hostRoot: false,
    isLegacy: false,
  },
  sysadmin: { rights: always(privileged), hostNamespaces: true, hostRoot: true, isLegacy: false },
}

/** Whether there is such a profile. */
export function isProfile(name: string): boolean {
  return Object.hasOwn(PROFILES, name)
}

export interface Applying {
  /** The name of a profile that there is. */
  readonly profile: string
  readonly style: DebugStyle
  readonly container: string
  readonly keep: Keep
}

/** The Pod with what a profile makes of it and of one of its containers. */
export function withProfile(pod: Pod, { profile, style, container, keep }: Applying): Pod {
  const { rights, hostNamespaces, hostRoot, isLegacy } = PROFILES[profile] ?? PROFILES['general']!
  const change = <C extends Partial<Container>>(one: C): C =>
    one.name === container ? withRights(one, rights[style]) : one
  const { spec = { containers: [] } } = pod
  const changed: PodSpec = {
    ...spec,
    containers: spec.containers.map(change),
    ...(spec.initContainers === undefined
      ? {}
      : { initContainers: spec.initContainers.map(change) }),
    ...(spec.ephemeralContainers === undefined
      ? {}
      : { ephemeralContainers: spec.ephemeralContainers.map(change) }),
  }
  if (style === 'copy') return copied({ ...pod, spec: changed }, keep, isLegacy)
  if (style === 'ephemeral') return { ...pod, spec: changed }
  const host = hostNamespaces ? { hostNetwork: true, hostPID: true, hostIPC: true } : {}
  const rooted = hostRoot ? withRoot(changed, container) : changed
  return { ...pod, spec: { ...rooted, ...host } }
}

function withRights<C extends Partial<Container>>(container: C, change: Change): C {
  const { securityContext, ...rest } = container
  const next = change(securityContext)
  // A container without one is still a container.
  return (next === undefined ? rest : { ...rest, securityContext: next }) as C
}

const ROOT = 'host-root'

function withRoot(spec: PodSpec, name: string): PodSpec {
  const mount = { mountPath: '/host', name: ROOT }
  return {
    ...spec,
    volumes: [...(spec.volumes ?? []), { name: ROOT, hostPath: { path: '/' } }],
    containers: spec.containers.map((one) =>
      one.name === name ? { ...one, volumeMounts: [...(one.volumeMounts ?? []), mount] } : one,
    ),
  }
}

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const

function copied(pod: Pod, keep: Keep, isLegacy: boolean): Pod {
  const { labels, annotations, ...metadata } = pod.metadata
  const kept = {
    ...metadata,
    ...(labels !== undefined && keep.labels && !isLegacy ? { labels } : {}),
    ...(annotations !== undefined && (keep.annotations || isLegacy) ? { annotations } : {}),
  }
  const { spec = { containers: [] } } = pod
  if (isLegacy) return { ...pod, metadata: kept }
  const { initContainers, ...rest } = spec
  return {
    ...pod,
    metadata: kept,
    spec: {
      ...rest,
      ...(initContainers !== undefined && keep.initContainers ? { initContainers } : {}),
      containers: spec.containers.map((one) => withoutProbes(one, keep)),
      shareProcessNamespace: spec.shareProcessNamespace ?? true,
    },
  }
}

function withoutProbes(container: Container, keep: Keep): Container {
  const gone = new Set<string>(PROBES.filter((probe) => !keep[probe]))
  // Probes are fields that may be missing.
  return Object.fromEntries(
    Object.entries(container).filter(([field]) => !gone.has(field)),
  ) as unknown as Container
}
