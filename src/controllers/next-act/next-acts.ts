// The next act of any object, by its kind.
import { isApiObject } from '#client/world.ts'
import { nextActOfAutoscaler, nextActOfBudget } from './autoscaler.ts'
import { nextActOfCronJob } from './cron-job.ts'
import { nextActOfDaemonSet } from './daemon-set.ts'
import { nextActOfDeployment } from './deployment.ts'
import { nextActOfJob } from './job.ts'
import type { Moment, NextAct } from './next-act.ts'
import { nextActOfNode, nextActOfPod } from './node.ts'
import { nextActOfReplicas } from './replica-set.ts'
import { nextActOfStatefulSet } from './stateful-set.ts'

/** What will be done next about the object of a key; null when no controller has anything to do with its kind. */
export function nextActOf(moment: Moment, key: string): NextAct | null {
  const object = moment.world.get(key)
  if (object === undefined || !isApiObject(object)) return null
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
