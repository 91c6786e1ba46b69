// The same as `late.ts` for the page: until they are loaded others stand in, which watch the same kinds and only notice
// that there is something to do.
import { lateUntil } from '#lib/late-part.ts'
import type { Kind } from '#api/meta/object.ts'
import type { Controller, ControllerParts } from './controller.ts'
import type { LateKind, LateName } from './late-controllers.ts'

/** The kinds, and how commands and fields name them. */
const MENTIONED = /job|stateful|daemon|autoscal/i

const late = lateUntil(
  (text) => MENTIONED.test(text),
  async () => (await import('./late-controllers.ts')).LATE_CONTROLLERS,
)

export const controllersLoading = late.loading

interface Watches {
  /** Without an object of this kind it has nothing to do. */
  readonly own: LateKind
  /** All that it watches, in its order: the order of the first watches of each kind is that of their events. */
  readonly kinds: readonly Kind[]
}

const WATCHES: Readonly<Record<LateName, Watches>> = {
  'daemonset-controller': {
    own: 'DaemonSet',
    kinds: ['Pod', 'ControllerRevision', 'DaemonSet', 'Node'],
  },
  'job-controller': { own: 'Job', kinds: ['Pod', 'Job'] },
  'horizontal-pod-autoscaler-controller': {
    own: 'HorizontalPodAutoscaler',
    kinds: ['HorizontalPodAutoscaler', 'Pod', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  },
  'cronjob-controller': { own: 'CronJob', kinds: ['Job', 'CronJob'] },
  'statefulset-controller': {
    own: 'StatefulSet',
    kinds: ['Pod', 'ControllerRevision', 'PersistentVolumeClaim', 'StatefulSet'],
  },
  'ttl-after-finished-controller': { own: 'Job', kinds: ['Job'] },
}

function standIn(name: LateName, { informers }: ControllerParts): () => void {
  const { own, kinds } = WATCHES[name]
  for (const kind of kinds) informers.informer(kind)
  return informers.informer(own).addEventHandler(() => late.miss())
}

export const lateController = (name: LateName): Controller => ({
  name,
  create: (parts) => late.get()?.[name].create(parts) ?? standIn(name, parts),
})
