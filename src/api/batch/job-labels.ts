// The names that Jobs give to their Pods. Follows k8s.io/api/batch/v1/types.go (v1.36).

/** Holds a Pod until its end is counted. */
export const JOB_TRACKING_FINALIZER = 'batch.kubernetes.io/job-tracking'
/** The index of a Pod of an Indexed Job, as annotation and as label. */
export const COMPLETION_INDEX_ANNOTATION = 'batch.kubernetes.io/job-completion-index'
/** How often an index failed before this Pod, and how often that was ignored. */
export const INDEX_FAILURE_COUNT_ANNOTATION = 'batch.kubernetes.io/job-index-failure-count'
export const INDEX_IGNORED_FAILURE_COUNT_ANNOTATION =
  'batch.kubernetes.io/job-index-ignored-failure-count'
/** When a CronJob wanted a Job to start. */
export const CRON_SCHEDULED_TIMESTAMP_ANNOTATION = 'batch.kubernetes.io/cronjob-scheduled-timestamp'
export const JOB_NAME_LABEL = 'batch.kubernetes.io/job-name'
export const CONTROLLER_UID_LABEL = 'batch.kubernetes.io/controller-uid'
/** Without a prefix, as they were before 1.27. */
export const LEGACY_JOB_NAME_LABEL = 'job-name'
export const LEGACY_CONTROLLER_UID_LABEL = 'controller-uid'
/** `spec.managedBy` of Jobs that the controller of Kubernetes itself looks after. */
export const JOB_CONTROLLER_NAME = 'kubernetes.io/job-controller'
