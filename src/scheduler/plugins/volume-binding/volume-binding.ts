// Rejects nodes that a Pod's volumes cannot be used from, and binds claims that wait for the choice of a node.
// Follows pkg/scheduler/framework/plugins/volumebinding/volume_binding.go and binder.go (v1.36).
import { simplified } from '#lib/simplified.ts'
import type { PersistentVolumeClaim, Pod, TopologySelectorTerm } from '#api/generated/types.ts'
import { nameInSentence } from '#api/meta/object.ts'
import {
  canProvision,
  findMatchingVolume,
  isVolumeReachable,
  requestedBytes,
} from '#api/storage/find-matching-volume.ts'
import type { Client } from '#client/client.ts'
import { defined } from '#lib/defined.ts'
import { equal } from '#lib/equal.ts'
import type { ClusterEventWithHint, VolumeObject } from '../../framework/events.ts'
import type { NodeInfo } from '../../framework/node-info.ts'
import type {
  FilterPlugin,
  Handle,
  PreBindPlugin,
  PreFilterPlugin,
  ReservePlugin,
} from '../../framework/plugin.ts'
import { failure, skip, unresolvable } from '../../framework/status.ts'
import type { Status } from '../../framework/status.ts'
import {
  claimNamesOf,
  isFullyBound,
  namespaceOf,
  podClaimsOf,
  SELECTED_NODE_ANNOTATION,
} from './pod-claims.ts'
import type { PodClaims } from './pod-claims.ts'

simplified(
  'storage-capacity',
  'drivers that publish their free capacity are not modelled, so no node lacks storage.',
)

declare module '../../framework/cycle-state.ts' {
  interface CycleData {
    volumeBinding?: {
      readonly claims: PodClaims
      readonly plans: Map<string, VolumePlan>
      /** The plan has been written, and its end is waited for. */
      isWritten: boolean
    }
  }
}

/** What is done for the claims of a Pod once a node is chosen. */
export interface VolumePlan {
  readonly bindings: readonly { readonly claim: PersistentVolumeClaim; readonly volume: string }[]
  readonly provisions: readonly PersistentVolumeClaim[]
}

const NAME = 'VolumeBinding'
const NODE_CONFLICT = unresolvable(NAME, "node(s) didn't match PersistentVolume's node affinity")
const BIND_CONFLICT = unresolvable(NAME, "node(s) didn't find available persistent volumes to bind")
const VOLUME_MISSING = unresolvable(
  NAME,
  'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)',
)
const UNBOUND_IMMEDIATE = unresolvable(NAME, 'pod has unbound immediate PersistentVolumeClaims')
const WAITING: Status = { code: 'Wait', plugin: NAME, reasons: [] }

const EVENTS: readonly ClusterEventWithHint[] = [
  {
    resource: 'StorageClass',
    actions: ['Add', 'Update'],
    hint: (_pod, { before, after }) =>
      before === undefined || !equal(topologiesOf(before), topologiesOf(after)) ? 'Queue' : 'Skip',
  },
  {
    resource: 'PersistentVolumeClaim',
    actions: ['Add', 'Update'],
    hint(pod, { after }) {
      const uses = claimNamesOf(pod).some(({ claimName }) => claimName === after?.metadata.name)
      return uses && after?.metadata.namespace === namespaceOf(pod) ? 'Queue' : 'Skip'
    },
  },
  { resource: 'PersistentVolume', actions: ['Add', 'Update'] },
  { resource: 'Node', actions: ['Add', 'UpdateNodeLabel'] },
]

function topologiesOf(
  changed: VolumeObject | undefined,
): readonly TopologySelectorTerm[] | undefined {
  return changed !== undefined && 'allowedTopologies' in changed
    ? changed.allowedTopologies
    : undefined
}

/** Makes the plugin; it reads and writes claims and volumes through the client. */
export function createVolumeBinding({
  client,
}: Pick<Handle, 'client'>): PreFilterPlugin & FilterPlugin & ReservePlugin & PreBindPlugin {
  // What was decided for other Pods and is not written yet, as the caches of upstream assume it.
  const assumed: Assumed = { nodes: new Map(), volumes: new Map() }
  return {
    name: NAME,
    eventsToRegister: EVENTS,
    preFilter(state, pod) {
      if (claimNamesOf(pod).length === 0) return { status: skip(NAME) }
      const claims = podClaimsOf(client, pod)
      if (typeof claims === 'string') return { status: unresolvable(NAME, claims) }
      if (claims.immediate.length > 0) return { status: UNBOUND_IMMEDIATE }
      state.data.volumeBinding = { claims, plans: new Map(), isWritten: false }
      return { status: null }
    },
    filter(state, _pod, node) {
      const data = state.data.volumeBinding
      if (data === undefined) return null
      const plan = planVolumes(client, data.claims, node, assumed)
      if ('code' in plan) return plan
      data.plans.set(node.name, plan)
      return null
    },
    reserve(state, _pod, nodeName) {
      const plan = state.data.volumeBinding?.plans.get(nodeName)
      for (const claim of plan?.provisions ?? []) assumed.nodes.set(uidOf(claim), nodeName)
      for (const { claim, volume } of plan?.bindings ?? [])
        assumed.volumes.set(volume, uidOf(claim))
      return null
    },
    unreserve(state, _pod, nodeName) {
      const plan = state.data.volumeBinding?.plans.get(nodeName)
      for (const claim of plan?.provisions ?? []) assumed.nodes.delete(uidOf(claim))
      for (const { volume } of plan?.bindings ?? []) assumed.volumes.delete(volume)
    },
    preBind(state, pod, nodeName) {
      const data = state.data.volumeBinding
      const plan = data?.plans.get(nodeName)
      if (data === undefined || plan === undefined) return null
      if (plan.bindings.length === 0 && plan.provisions.length === 0) return null
      const problem = data.isWritten ? null : bindAPIUpdate(client, pod, nodeName, plan)
      data.isWritten = true
      return problem ?? checkBindings(client, nodeName, plan)
    },
  }
}

interface Assumed {
  /** The node that was chosen for a claim, by the claim's UID. */
  readonly nodes: Map<string, string>
  /** The claim that a volume was chosen for, by the volume's name. */
  readonly volumes: Map<string, string>
}

const uidOf = ({ metadata }: PersistentVolumeClaim): string => metadata.uid ?? ''

/** What would be done on a node, or why it is no good. */
function planVolumes(
  client: Client,
  claims: PodClaims,
  { node }: NodeInfo,
  assumed: Assumed,
): VolumePlan | Status {
  for (const claim of claims.bound) {
    const volume = client.get('PersistentVolume', '', claim.spec?.volumeName ?? '')
    if (volume === undefined) return VOLUME_MISSING
    if (!isVolumeReachable(volume, node)) return NODE_CONFLICT
  }
  if (claims.delayed.length === 0) return { bindings: [], provisions: [] }
  const volumes = client.list('PersistentVolume')
  const taken = new Set<string>()
  const bindings: VolumePlan['bindings'][number][] = []
  const provisions: PersistentVolumeClaim[] = []
  for (const claim of claims.delayed.toSorted((a, b) => requestedBytes(a) - requestedBytes(b))) {
    const selected =
      claim.metadata.annotations?.[SELECTED_NODE_ANNOTATION] ?? assumed.nodes.get(uidOf(claim))
    if (selected !== undefined) {
      if (selected !== node.metadata.name) return BIND_CONFLICT
      provisions.push(claim)
      continue
    }
    const free = volumes.filter(({ metadata }) => {
      const owner = assumed.volumes.get(metadata.name ?? '')
      return owner === undefined || owner === uidOf(claim)
    })
    const volume = findMatchingVolume(claim, free, { node, taken })
    if (volume !== undefined) {
      const name = volume.metadata.name ?? ''
      taken.add(name)
      bindings.push({ claim, volume: name })
    } else if (canProvision(classOf(client, claim), node)) provisions.push(claim)
    else return BIND_CONFLICT
  }
  return { bindings, provisions }
}

function classOf(client: Client, claim: PersistentVolumeClaim) {
  return client.get('StorageClass', '', claim.spec?.storageClassName ?? '')
}

/** Writes what the plan asks for; null when that could be done. */
function bindAPIUpdate(
  client: Client,
  pod: Pod,
  nodeName: string,
  { bindings, provisions }: VolumePlan,
): Status | null {
  for (const { claim, volume } of bindings) {
    const problem = reserveVolume(client, claim, volume)
    if (problem !== null) return problem
  }
  for (const claim of provisions) {
    const problem = selectNode(client, claim, { pod, nodeName })
    if (problem !== null) return problem
  }
  return null
}

/** null when all claims are bound; a failure when somebody has undone what was written, and the Pod is scheduled anew. */
function checkBindings(
  client: Client,
  nodeName: string,
  { bindings, provisions }: VolumePlan,
): Status | null {
  const problem =
    firstOf(bindings, ({ volume }) => bindingProblem(client, volume)) ??
    firstOf(provisions, (claim) => provisioningProblem(client, claim, nodeName))
  if (problem !== null) return failure(NAME, `binding volumes: ${problem}`)
  const claims = [...bindings.map(({ claim }) => claim), ...provisions]
  return claims.every((claim) => isBoundNow(client, claim)) ? null : WAITING
}

function firstOf<T>(list: readonly T[], problemOf: (one: T) => string | null): string | null {
  for (const one of list) {
    const problem = problemOf(one)
    if (problem !== null) return problem
  }
  return null
}

function bindingProblem(client: Client, name: string): string | null {
  const volume = client.get('PersistentVolume', '', name)
  if (volume === undefined) return `failed to check binding: persistentvolumes "${name}" not found`
  return (volume.spec?.claimRef?.uid ?? '') === '' ? `ClaimRef got reset for pv "${name}"` : null
}

/** A provisioner that fails removes the annotation, so that the scheduler chooses again. */
function provisioningProblem(
  client: Client,
  claim: PersistentVolumeClaim,
  nodeName: string,
): string | null {
  const { name = '', namespace = 'default' } = claim.metadata
  const current = currentClaim(client, claim)
  if (current === undefined) {
    return `failed to check provisioning pvc: persistentvolumeclaims "${namespace}/${name}" not found`
  }
  const { annotations } = current.metadata
  if (annotations === undefined) return `selectedNode annotation reset for PVC "${name}"`
  const isKept = annotations[SELECTED_NODE_ANNOTATION] === nodeName
  return isKept || isFullyBound(current) ? null : `provisioning failed for PVC "${name}"`
}

function currentClaim(client: Client, { metadata }: PersistentVolumeClaim) {
  return client.get('PersistentVolumeClaim', metadata.namespace ?? 'default', metadata.name ?? '')
}

function isBoundNow(client: Client, claim: PersistentVolumeClaim): boolean {
  const current = currentClaim(client, claim)
  return current !== undefined && isFullyBound(current)
}

/** Names the claim in the volume, from where the controller goes on. */
function reserveVolume(
  client: Client,
  claim: PersistentVolumeClaim,
  volumeName: string,
): Status | null {
  const volume = client.get('PersistentVolume', '', volumeName)
  if (volume?.spec === undefined) return failure(NAME, `persistentvolume "${volumeName}" not found`)
  const { name, namespace, uid, resourceVersion } = claim.metadata
  const { claimRef } = volume.spec
  if (claimRef?.uid === uid && claimRef?.name === name) return null
  const reserved = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    ...defined({ name, namespace, uid, resourceVersion }),
  }
  const result = client.update(
    { ...volume, spec: { ...volume.spec, claimRef: reserved } },
    {
      actor: 'kube-scheduler',
      message: `reserved ${nameInSentence(volume)} for ${nameInSentence(claim)}`,
      because: 'the chosen node can use it',
      level: 'detail',
      kind: 'VolumeReserved',
    },
  )
  return result.ok ? null : failure(NAME, result.status.message)
}

/** Tells the provisioner for which node a volume is wanted. */
function selectNode(
  client: Client,
  claim: PersistentVolumeClaim,
  { pod, nodeName }: { readonly pod: Pod; readonly nodeName: string },
): Status | null {
  const current = currentClaim(client, claim)
  if (current === undefined) {
    return failure(NAME, `persistentvolumeclaim "${claim.metadata.name ?? ''}" not found`)
  }
  const { annotations } = current.metadata
  if (isFullyBound(current) || annotations?.[SELECTED_NODE_ANNOTATION] === nodeName) return null
  const marked = { ...annotations, [SELECTED_NODE_ANNOTATION]: nodeName }
  const result = client.update(
    { ...current, metadata: { ...current.metadata, annotations: marked } },
    {
      actor: 'kube-scheduler',
      message: `selected \`${nodeName}\` for the volume of ${nameInSentence(current)}`,
      because: `${nameInSentence(pod)} is to run there and its class waits for the first consumer`,
      level: 'step',
      kind: 'NodeSelected',
    },
  )
  return result.ok ? null : failure(NAME, result.status.message)
}
