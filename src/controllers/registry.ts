// The table of contents: the controllers of kube-controller-manager that run, in the order in which
// they start. Follows cmd/kube-controller-manager/app/controller_descriptor.go (v1.36).
import { simplified } from '#lib/simplified.ts'
import type { Controller } from './controller.ts'
import { ephemeralVolumeController } from './ephemeralvolume/ephemeralvolume.ts'
import { garbageCollector } from './garbagecollector/garbagecollector.ts'
import { persistentVolumeController } from './persistentvolume/persistentvolume.ts'
import { replicaSetController } from './replicaset/replicaset.ts'

simplified(
  'pod-garbage-collector',
  'there is no Pod garbage collector: a Pod whose nodeName names no Node stays Pending.',
)

export const CONTROLLERS: readonly Controller[] = [
  replicaSetController,
  persistentVolumeController,
  ephemeralVolumeController,
  garbageCollector,
]
