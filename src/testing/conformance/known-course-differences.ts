// The differences between the recorded courses of controllers and ours, as data.
import type { DifferenceClass } from './known-differences.ts'

/**
 * Courses of controllers that differ: what the real ones do in the course of time was recorded after ours were written.
 * Each is named, so that another one fails the test.
 */
export const COURSE_DIFFERENCES: readonly DifferenceClass[] = [
  {
    name: 'an EndpointSlice without anything',
    suite: 'controllers',
    sentence: 'empty lists of endpoints and ports are written there, and left out here',
    cases: [
      'course-endpoints-deleted',
      'course-endpoints-label',
      'course-endpoints-not-ready',
      'course-endpoints-port',
      'course-endpoints-ready',
      'course-endpoints-unready',
      'course-endpoints-ending',
    ],
  },
  {
    name: 'one of several that are alike',
    suite: 'controllers',
    sentence:
      'which node’s Pod a DaemonSet makes or ends first, and which of Pods that are alike a ReplicaSet ends first, is left to chance there',
    cases: [
      'course-daemonset-cordoned',
      'course-daemonset-on-delete',
      'course-daemonset-pod-deleted',
      'course-daemonset-stuck',
      'course-daemonset-surge',
      'course-daemonset-undo',
      'course-deployment-history-0',
      'course-deployment-history-1',
    ],
  },
  {
    name: 'silent for 50 s and no longer',
    suite: 'controllers',
    sentence:
      'a sign of life that was seen in one round of the node monitor is exactly 50 s old ten rounds later; there that is not too old yet, and the node is noticed a round later, where a real clock makes it older by what the rounds take',
    cases: [
      'course-daemonset-silent-node',
      'course-daemonset-silent-node-update',
      'course-job-node-silent',
      'course-node-all-silent',
      'course-node-silent',
      'course-node-silent-back',
      'course-node-silent-back-late',
      'course-node-silent-short',
      'course-node-two-silent',
      'course-node-zones',
    ],
  },
  {
    name: 'when the Pod collector looks',
    suite: 'controllers',
    sentence:
      'the rounds of the Pod garbage collector are counted from the beginning of the clock here, and from the start of the controllers there',
    cases: ['course-daemonset-node-removed', 'course-node-deleted'],
  },
  {
    name: 'a rollout in several steps',
    suite: 'controllers',
    sentence:
      'Pods that become ready in one moment are seen one after another there, each with a step of the rollout; here with one step',
    cases: [
      'course-deployment-percents',
      'course-deployment-proportional-down',
      'course-deployment-proportional-three',
      'course-deployment-proportional-up',
      'course-deployment-rollover',
      'course-deployment-surge-all',
      'course-deployment-surge-changed',
      'course-deployment-ten',
      'course-deployment-two-and-three',
    ],
  },
  {
    name: 'Pods that were there for no time',
    suite: 'controllers',
    sentence:
      'a ReplicaSet that is scaled up and down in one moment makes Pods and ends them at once there; here it sees the last number only',
    cases: [
      'course-deployment-replica-set-scaled',
      'course-deployment-scale-and-image',
      'course-deployment-scaled-while-stuck',
    ],
  },
  {
    name: 'when the limit of requests is reached',
    suite: 'controllers',
    sentence:
      'many Pods at once reach the limit of requests of a controller some Pods earlier there',
    cases: [
      'course-deployment-scale-forty',
      'course-replicaset-quota',
      'course-replicaset-quota-raised',
      'course-replicaset-scale-up',
    ],
  },
  {
    name: 'a run is looked at twice',
    suite: 'controllers',
    sentence:
      'a CronJob is looked at twice in the moment in which its Job ends there, and says the same again',
    cases: [
      'course-cronjob-forbid',
      'course-cronjob-forbid-long-deadline',
      'course-cronjob-suspended-deadline',
    ],
  },
  {
    name: 'how often a claim says that it waits',
    suite: 'controllers',
    sentence:
      'a waiting claim is looked at when it changes and in rounds there; here also when a Pod that uses it comes or goes',
    cases: [
      'course-statefulset-claims',
      'course-statefulset-claims-deleted-delete',
      'course-statefulset-claims-policy-changed',
      'course-statefulset-claims-scaled-delete',
    ],
  },
  {
    name: 'a volume that comes later',
    suite: 'controllers',
    sentence:
      'a claim finds a volume that came after it at the next of the rounds that are made every 15 s there, and at once here',
    cases: ['course-volume-later'],
  },
  {
    name: 'started and deleted in one moment',
    suite: 'controllers',
    sentence:
      'a Pod that starts in the moment in which it is deleted has written that it runs before there, and does not start here',
    cases: ['course-statefulset-scaled-down-while-starting'],
  },
  {
    name: 'not yet explained',
    suite: 'controllers',
    sentence: 'nobody has found out yet why these differ',
    cases: [
      'course-cronjob-job-by-hand',
      'course-cronjob-replace',
      'course-cronjob-replace-slow-end',
      'course-daemonset-tainted-no-execute',
      'course-deployment-history-undo',
      'course-deployment-pod-deleted-mid',
      'course-deployment-quota-unavailable',
      'course-deployment-recreate',
      'course-deployment-recreate-stuck',
      'course-namespace-delete',
      'course-namespace-delete-slow',
      'course-pod-unscheduled-deleted',
      'course-statefulset-delete-foreground',
      'course-statefulset-pod-failed',
      'course-volume-lost',
    ],
  },
]
