// The table of contents: the default profile of kube-scheduler, in the order of execution, with the
// weights of the scores. Follows pkg/scheduler/apis/config/v1/default_plugins.go (v1.36).
import { simplified } from '#lib/simplified.ts'
import type { AnyPlugin, Handle } from '../framework/plugin.ts'
import { createDefaultPreemption } from './default-preemption/default-preemption.ts'
import { dynamicResources } from './dynamic-resources/dynamic-resources.ts'
import { createImageLocality } from './image-locality/image-locality.ts'
import { createInterPodAffinity } from './inter-pod-affinity/inter-pod-affinity.ts'
import { nodeAffinity } from './node-affinity/node-affinity.ts'
import { nodeName } from './node-name/node-name.ts'
import { nodePorts } from './node-ports/node-ports.ts'
import { nodeResourcesBalancedAllocation } from './node-resources/balanced-allocation.ts'
import { nodeResourcesFit } from './node-resources/fit.ts'
import { nodeUnschedulable } from './node-unschedulable/node-unschedulable.ts'
import { createPodTopologySpread } from './pod-topology-spread/pod-topology-spread.ts'
import { prioritySort } from './queue-sort/priority-sort.ts'
import { schedulingGates } from './scheduling-gates/scheduling-gates.ts'
import { taintToleration } from './taint-toleration/taint-toleration.ts'
import { createVolumeBinding } from './volume-binding/volume-binding.ts'
import { createVolumeRestrictions } from './volume-restrictions/volume-restrictions.ts'
import { createVolumeZone } from './volume-zone/volume-zone.ts'

export interface RegistryEntry {
  readonly weight: number
  readonly create: (handle: Handle) => AnyPlugin
}

const entry = (create: (handle: Handle) => AnyPlugin, weight = 0): RegistryEntry => ({
  create,
  weight,
})

simplified(
  'node-volume-limits',
  'NodeVolumeLimits is left out: a node takes any number of volumes.',
)

simplified(
  'node-declared-features',
  'NodeDeclaredFeatures is left out: every node is taken to have every feature.',
)

export const PLUGINS: readonly RegistryEntry[] = [
  entry(() => schedulingGates),
  entry(() => prioritySort),
  entry(() => nodeUnschedulable),
  entry(() => nodeName),
  entry(() => taintToleration, 3),
  entry(() => nodeAffinity, 2),
  entry(() => nodePorts),
  entry(() => nodeResourcesFit, 1),
  entry(createVolumeRestrictions),
  entry(createVolumeBinding),
  entry(createVolumeZone),
  entry(createPodTopologySpread, 2),
  entry(createInterPodAffinity, 2),
  entry(() => dynamicResources, 2),
  entry(createDefaultPreemption),
  entry(() => nodeResourcesBalancedAllocation, 1),
  entry(createImageLocality, 1),
]
