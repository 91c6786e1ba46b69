// The next act of any object, by its kind.
import type { ApiObject } from '#api/meta/object.ts'
import { isApiObject } from '#client/world.ts'
import { nextActOfAutoscaler, nextActOfBudget } from './autoscaler.ts'
import { nextActOfCronJob } from './cron-job.ts'
import { nextActOfDaemonSet } from './daemon-set.ts'
import { nextActOfDeployment } from './deployment.ts'
import { nextActOfJob } from './job.ts'
import { type Moment, type NextAct, rests } from './next-act.ts'
import { nextActOfNode, nextActOfPod } from './node.ts'
import { nextActOfReplicas } from './replica-set.ts'
import { nextActOfStatefulSet } from './stateful-set.ts'

/** What will be done next about the object of a key; null when no controller has anything to do with its kind. */
export function nextActOf(moment: Moment, key: string): NextAct | null {
  const object = moment.world.get(key)
  if (object === undefined || !isApiObject(object)) return null
  const next = actOf(moment, object)
  // What a budget refuses it refuses by its status, which is there without a controller.
  const goesOn = moment.isAway !== true || object.kind === 'PodDisruptionBudget'
  if (next === null || next.rests || goesOn) return next
  const rows = next.rows.map((row) => {
    const { atMs: _never, ...timeless } = row
    return timeless
  })
  return rests('kube-controller-manager does not work, and no controller acts before it does', {
    rows,
  })
}

function actOf(moment: Moment, object: ApiObject): NextAct | null {
  switch (object.kind) {
    case 'Deployment':
      return nextActOfDeployment(moment, object)
    case 'ReplicaSet':
    case 'ReplicationController':
      return nextActOfReplicas(moment, object)
    case 'StatefulSet':
      return nextActOfStatefulSet(moment, object)
    case 'DaemonSet':
      return nextActOfDaemonSet(moment, object)
    case 'Job':
      return nextActOfJob(moment, object)
    case 'CronJob':
      return nextActOfCronJob(moment, object)
    case 'HorizontalPodAutoscaler':
      return nextActOfAutoscaler(object)
    case 'PodDisruptionBudget':
      return nextActOfBudget(object)
    case 'Node':
      return nextActOfNode(moment, object)
    case 'Pod':
      return nextActOfPod(moment, object)
    default:
      return null
  }
}
