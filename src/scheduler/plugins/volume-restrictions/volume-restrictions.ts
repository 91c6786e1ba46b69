// Keeps Pods apart that cannot share a volume: claims with ReadWriteOncePod, and disks that one node can use once.
// Follows pkg/scheduler/framework/plugins/volumerestrictions/volume_restrictions.go (v1.36).
import type { PersistentVolumeClaim, Pod } from '#api/generated/types.ts'
import type { Client } from '#client/client.ts'
import type { ClusterEventWithHint, PodEvent, QueueingHint } from '../../framework/events.ts'
import type { NodeInfo } from '../../framework/node-info.ts'
import type { FilterPlugin, Handle, PreFilterPlugin } from '../../framework/plugin.ts'
import { skip, unresolvable, unschedulable } from '../../framework/status.ts'
import { claimNamesOf, namespaceOf } from '../volume-binding/pod-claims.ts'
import { disksClash, needsDiskCheck } from './disk-conflict.ts'

declare module '../../framework/cycle-state.ts' {
  interface CycleData {
    volumeRestrictions?: {
      /** The claims that only one Pod may use. */
      readonly claimNames: ReadonlySet<string>
      /** How often Pods with a node use them. */
      readonly uses: number
    }
  }
}

const NAME = 'VolumeRestrictions'
const DISK_CONFLICT = unschedulable(NAME, 'node(s) had no available disk')
const CLAIM_IN_USE = unschedulable(
  NAME,
  'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod',
)

const EVENTS: readonly ClusterEventWithHint[] = [
  { resource: 'Pod', actions: ['Delete'], hint: hintOfPod },
  { resource: 'Node', actions: ['Add'] },
  {
    resource: 'PersistentVolumeClaim',
    actions: ['Add'],
    hint(pod, { after }) {
      const uses = persistentClaimsOf(pod).some((claimName) => claimName === after?.metadata.name)
      return uses && after?.metadata.namespace === namespaceOf(pod) ? 'Queue' : 'Skip'
    },
  },
]

/** Makes the plugin; it looks up claims and the Pods of all nodes. */
export function createVolumeRestrictions({
  client,
  snapshot,
}: Pick<Handle, 'client' | 'snapshot'>): PreFilterPlugin & FilterPlugin {
  return {
    name: NAME,
    eventsToRegister: EVENTS,
    preFilter(state, pod) {
      const claims = claimsOf(client, pod)
      if (typeof claims === 'string') return { status: unresolvable(NAME, claims) }
      const claimNames = new Set(
        claims.filter(isForOnePod).map(({ metadata }) => metadata.name ?? ''),
      )
      const uses =
        claimNames.size === 0
          ? 0
          : snapshot.nodes.reduce((sum, node) => sum + usesOn(node, pod, claimNames), 0)
      const hasDisks = (pod.spec?.volumes ?? []).some(needsDiskCheck)
      if (!hasDisks && uses === 0) return { status: skip(NAME) }
      state.data.volumeRestrictions = { claimNames, uses }
      return { status: null }
    },
    filter(state, pod, node) {
      for (const { pod: other } of node.pods.values()) {
        if (disksClash(pod, other)) return DISK_CONFLICT
      }
      const data = state.data.volumeRestrictions
      if (data === undefined || data.uses === 0) return null
      // A copy of a node that is tried out has other Pods than the real one.
      const real = snapshot.get(node.name) ?? node
      const { claimNames, uses } = data
      const left = uses - usesOn(real, pod, claimNames) + usesOn(node, pod, claimNames)
      return left > 0 ? CLAIM_IN_USE : null
    },
  }
}

function persistentClaimsOf(pod: Pod): readonly string[] {
  return claimNamesOf(pod).flatMap(({ claimName, ephemeral }) => (ephemeral ? [] : [claimName]))
}

/** The claims that the Pod names, or the words that reject it. */
function claimsOf(client: Client, pod: Pod): readonly PersistentVolumeClaim[] | string {
  const claims: PersistentVolumeClaim[] = []
  for (const claimName of persistentClaimsOf(pod)) {
    const claim = client.get('PersistentVolumeClaim', namespaceOf(pod), claimName)
    if (claim === undefined) return `persistentvolumeclaim "${claimName}" not found`
    claims.push(claim)
  }
  return claims
}

function isForOnePod({ spec }: PersistentVolumeClaim): boolean {
  return spec?.accessModes?.includes('ReadWriteOncePod') === true
}

function usesOn({ pods }: NodeInfo, pod: Pod, claimNames: ReadonlySet<string>): number {
  let uses = 0
  for (const { pod: other } of pods.values()) {
    if (namespaceOf(other) !== namespaceOf(pod)) continue
    uses += persistentClaimsOf(other).filter((claimName) => claimNames.has(claimName)).length
  }
  return uses
}

/** Worth a try when the Pod that went used one of the same disks or claims. */
function hintOfPod(pod: Pod, { before }: PodEvent): QueueingHint {
  if (before === undefined || namespaceOf(before) !== namespaceOf(pod)) return 'Skip'
  const claimNames = new Set(persistentClaimsOf(before))
  const isShared = persistentClaimsOf(pod).some((claimName) => claimNames.has(claimName))
  return isShared || disksClash(pod, before) ? 'Queue' : 'Skip'
}
