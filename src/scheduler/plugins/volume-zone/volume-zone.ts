// Rejects nodes that are not in the zone or region that a bound volume is labelled with.
// Follows pkg/scheduler/framework/plugins/volumezone/volume_zone.go (v1.36). Claims that are missing or not
// bound were dealt with before: VolumeBinding runs first.
import type { Node, PersistentVolumeClaim, Pod } from '#api/generated/types.ts'
import { labelOf } from '#api/meta/labels.ts'
import type { Client } from '#client/client.ts'
import { equal } from '#lib/equal.ts'
import type { ClusterEventWithHint, VolumeObject } from '../../framework/events.ts'
import type { FilterPlugin, Handle, PreFilterPlugin } from '../../framework/plugin.ts'
import { skip, unresolvable } from '../../framework/status.ts'
import { claimNamesOf, namespaceOf } from '../volume-binding/pod-claims.ts'

declare module '../../framework/cycle-state.ts' {
  interface CycleData {
    volumeZone?: readonly VolumeTopology[]
  }
}

/** Where one volume can be used from. */
interface VolumeTopology {
  readonly key: string
  readonly values: readonly string[]
}

const NAME = 'VolumeZone'
const REJECTED = unresolvable(NAME, 'node(s) had no available volume zone')
/** A volume may be in several zones. */
const SEPARATOR = '__'
/** Each label with the name it has today. */
const TOPOLOGY_LABELS: readonly (readonly [key: string, today: string])[] = [
  ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'],
  ['topology.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['topology.kubernetes.io/region', 'topology.kubernetes.io/region'],
]

const EVENTS: readonly ClusterEventWithHint[] = [
  {
    resource: 'StorageClass',
    actions: ['Add'],
    hint: (_pod, { after }) =>
      after !== undefined &&
      'volumeBindingMode' in after &&
      after.volumeBindingMode === 'WaitForFirstConsumer'
        ? 'Queue'
        : 'Skip',
  },
  { resource: 'Node', actions: ['Add', 'UpdateNodeLabel'] },
  {
    resource: 'PersistentVolumeClaim',
    actions: ['Add', 'Update'],
    hint(pod, { after }) {
      const uses = claimNamesOf(pod).some(({ claimName }) => claimName === after?.metadata.name)
      return uses && after?.metadata.namespace === namespaceOf(pod) ? 'Queue' : 'Skip'
    },
  },
  {
    resource: 'PersistentVolume',
    actions: ['Add', 'Update'],
    hint: (_pod, { before, after }) =>
      before === undefined || !equal(labelledTopologiesOf(before), labelledTopologiesOf(after))
        ? 'Queue'
        : 'Skip',
  },
]

/** Makes the plugin; it looks up claims and volumes. */
export function createVolumeZone({
  client,
}: Pick<Handle, 'client'>): PreFilterPlugin & FilterPlugin {
  return {
    name: NAME,
    eventsToRegister: EVENTS,
    preFilter(state, pod) {
      const topologies = topologiesOf(client, pod)
      if (typeof topologies === 'string') return { status: unresolvable(NAME, topologies) }
      if (topologies.length === 0) return { status: skip(NAME) }
      state.data.volumeZone = topologies
      return { status: null }
    },
    filter: (state, _pod, { node }) =>
      (state.data.volumeZone ?? []).every((topology) => allows(topology, node)) ? null : REJECTED,
  }
}

/** Where the bound volumes of a Pod can be used from, or why none can. Follows getPVbyPod. */
function topologiesOf(client: Client, pod: Pod): readonly VolumeTopology[] | string {
  const found: VolumeTopology[] = []
  for (const { claimName } of claimNamesOf(pod)) {
    const claim = client.get('PersistentVolumeClaim', namespaceOf(pod), claimName)
    if (claim === undefined) return `persistentvolumeclaim "${claimName}" not found`
    const volumeName = claim.spec?.volumeName ?? ''
    if (volumeName === '') {
      const problem = problemOfUnbound(client, claim)
      if (problem !== null) return problem
      continue
    }
    const volume = client.get('PersistentVolume', '', volumeName)
    if (volume === undefined) return `persistentvolume "${volumeName}" not found`
    found.push(...labelledTopologiesOf(volume))
  }
  return found
}

/** Where a volume says that it can be used from, in the order of the labels. Follows getPVTopologies. */
function labelledTopologiesOf(volume: VolumeObject | undefined): readonly VolumeTopology[] {
  return TOPOLOGY_LABELS.flatMap(([key]) => {
    const value = labelOf(volume?.metadata.labels, key)
    return value === undefined ? [] : [{ key, values: value.split(SEPARATOR) }]
  })
}

/** Why a claim without a volume cannot wait for one, or null. */
function problemOfUnbound(client: Client, { spec }: PersistentVolumeClaim): string | null {
  const className = spec?.storageClassName ?? ''
  if (className === '') return 'PersistentVolumeClaim had no pv name and storageClass name'
  const storageClass = client.get('StorageClass', '', className)
  if (storageClass === undefined) return `storageclass.storage.k8s.io "${className}" not found`
  return storageClass.volumeBindingMode === 'WaitForFirstConsumer'
    ? null
    : 'PersistentVolume had no name'
}

/** A node without any such label is in a cluster of one zone. */
function allows({ key, values }: VolumeTopology, { metadata: { labels } }: Node): boolean {
  if (TOPOLOGY_LABELS.every(([label]) => labelOf(labels, label) === undefined)) return true
  const today = TOPOLOGY_LABELS.find(([label]) => label === key)?.[1] ?? key
  const value = labelOf(labels, key) ?? labelOf(labels, today)
  return value !== undefined && values.includes(value)
}
