// The controllers that many scenarios have no work for: each does nothing before there is an object of its own kind.
import type { Controller } from './controller.ts'
import { cronJobController } from './cronjob/cronjob-controller.ts'
import { daemonSetController } from './daemonset/daemonset.ts'
import { jobController } from './job/job-controller.ts'
import { horizontalPodAutoscalerController } from './podautoscaler/horizontal.ts'
import { statefulSetController } from './statefulset/statefulset.ts'
import { ttlAfterFinishedController } from './ttlafterfinished/ttlafterfinished-controller.ts'

export type LateKind = 'CronJob' | 'DaemonSet' | 'HorizontalPodAutoscaler' | 'Job' | 'StatefulSet'

/** By their names. */
export const LATE_CONTROLLERS = {
  'daemonset-controller': daemonSetController,
  'job-controller': jobController,
  'horizontal-pod-autoscaler-controller': horizontalPodAutoscalerController,
  'cronjob-controller': cronJobController,
  'statefulset-controller': statefulSetController,
  'ttl-after-finished-controller': ttlAfterFinishedController,
} satisfies Record<string, Controller>

export type LateName = keyof typeof LATE_CONTROLLERS
