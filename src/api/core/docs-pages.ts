// Where the Kubernetes documentation explains a word: a kind, a reason, a condition, a field.

const DOCS = 'https://kubernetes.io/docs/'
const PODS = 'concepts/workloads/pods/'
const LIFECYCLE = `${PODS}pod-lifecycle/`
const NODES = 'concepts/architecture/nodes/'
const EVICTION = 'concepts/scheduling-eviction/'
const IMAGES = 'concepts/containers/images/'
const PROBES = 'tasks/configure-pod-container/configure-liveness-readiness-startup-probes/'
const DEBUG = 'tasks/debug/debug-application/'
const WORKLOADS = 'concepts/workloads/controllers/'
const STORAGE = 'concepts/storage/'
const CONFIG = 'concepts/configuration/'
const RESOURCES = `${CONFIG}manage-resources-containers/`

/** Pages below kubernetes.io/docs, by the words as Kubernetes spells them. */
const PAGES: Readonly<Record<string, string>> = {
  // Kinds.
  ConfigMap: `${CONFIG}configmap/`,
  CronJob: `${WORKLOADS}cron-jobs/`,
  DaemonSet: `${WORKLOADS}daemonset/`,
  Deployment: `${WORKLOADS}deployment/`,
  HorizontalPodAutoscaler: 'concepts/workloads/autoscaling/horizontal-pod-autoscale/',
  Job: `${WORKLOADS}job/`,
  Namespace: 'concepts/overview/working-with-objects/namespaces/',
  Node: NODES,
  PersistentVolume: `${STORAGE}persistent-volumes/`,
  PersistentVolumeClaim: `${STORAGE}persistent-volumes/`,
  Pod: PODS,
  PodDisruptionBudget: `${PODS}disruptions/`,
  PriorityClass: `${EVICTION}pod-priority-preemption/`,
  ReplicaSet: `${WORKLOADS}replicaset/`,
  ReplicationController: `${WORKLOADS}replicationcontroller/`,
  Secret: `${CONFIG}secret/`,
  Service: 'concepts/services-networking/service/',
  ServiceAccount: 'concepts/security/service-accounts/',
  StatefulSet: `${WORKLOADS}statefulset/`,
  StorageClass: `${STORAGE}storage-classes/`,
  // Parts of a Pod.
  container: 'concepts/containers/',
  'init container': `${PODS}init-containers/`,
  sidecar: `${PODS}sidecar-containers/`,
  'static Pod': 'tasks/configure-pod-container/static-pod/',
  volume: `${STORAGE}volumes/`,
  probe: PROBES,
  requests: RESOURCES,
  scheduler: `${EVICTION}kube-scheduler/`,
  QoS: `${PODS}pod-qos/`,
  // States and reasons.
  Pending: `${LIFECYCLE}#pod-phase`,
  Running: `${LIFECYCLE}#pod-phase`,
  Succeeded: `${LIFECYCLE}#pod-phase`,
  Failed: `${LIFECYCLE}#pod-phase`,
  Unknown: `${LIFECYCLE}#pod-phase`,
  Completed: `${LIFECYCLE}#container-state-terminated`,
  Error: `${LIFECYCLE}#container-state-terminated`,
  Terminating: `${LIFECYCLE}#pod-termination`,
  Killing: `${LIFECYCLE}#pod-termination`,
  CrashLoopBackOff: `${LIFECYCLE}#restart-policy`,
  BackOff: `${LIFECYCLE}#restart-policy`,
  ContainerCreating: `${LIFECYCLE}#container-state-waiting`,
  PodInitializing: `${PODS}init-containers/`,
  Init: `${PODS}init-containers/`,
  ErrImagePull: IMAGES,
  ImagePullBackOff: `${IMAGES}#imagepullbackoff`,
  InvalidImageName: `${IMAGES}#image-names`,
  ErrImageNeverPull: `${IMAGES}#image-pull-policy`,
  OOMKilled: 'tasks/configure-pod-container/assign-memory-resource/',
  CreateContainerConfigError: `${DEBUG}debug-pods/`,
  CreateContainerError: `${DEBUG}debug-pods/`,
  RunContainerError: `${DEBUG}debug-pods/`,
  StartError: `${DEBUG}debug-pods/`,
  ContainerCannotRun: `${DEBUG}debug-pods/`,
  FailedMount: `${STORAGE}volumes/`,
  FailedScheduling: `${EVICTION}kube-scheduler/`,
  Unschedulable: `${DEBUG}debug-pods/#my-pod-stays-pending`,
  SchedulingGated: `${EVICTION}pod-scheduling-readiness/`,
  Evicted: `${EVICTION}node-pressure-eviction/`,
  Preempting: `${EVICTION}pod-priority-preemption/`,
  Unhealthy: PROBES,
  NodeLost: NODES,
  DeadlineExceeded: `${WORKLOADS}job/#job-termination-and-cleanup`,
  BackoffLimitExceeded: `${WORKLOADS}job/#pod-backoff-failure-policy`,
  // Conditions.
  PodScheduled: `${LIFECYCLE}#pod-conditions`,
  PodReadyToStartContainers: `${LIFECYCLE}#pod-conditions`,
  Initialized: `${LIFECYCLE}#pod-conditions`,
  ContainersReady: `${LIFECYCLE}#pod-conditions`,
  Ready: `${LIFECYCLE}#pod-conditions`,
  DisruptionTarget: `${PODS}disruptions/#pod-disruption-conditions`,
  MemoryPressure: `${EVICTION}node-pressure-eviction/`,
  DiskPressure: `${EVICTION}node-pressure-eviction/`,
  PIDPressure: `${EVICTION}node-pressure-eviction/`,
  NetworkUnavailable: `${NODES}#condition`,
  Progressing: `${WORKLOADS}deployment/#deployment-status`,
  Available: `${WORKLOADS}deployment/#deployment-status`,
  ReplicaFailure: `${WORKLOADS}deployment/#failed-deployment`,
  // Scheduler plugins.
  NodeResourcesFit: RESOURCES,
  NodeAffinity: `${EVICTION}assign-pod-node/`,
  TaintToleration: `${EVICTION}taint-and-toleration/`,
  PodTopologySpread: `${EVICTION}topology-spread-constraints/`,
  InterPodAffinity: `${EVICTION}assign-pod-node/#inter-pod-affinity-and-anti-affinity`,
  NodePorts: 'concepts/services-networking/service/',
  VolumeBinding: `${STORAGE}storage-classes/#volume-binding-mode`,
  NodeUnschedulable: `${NODES}#manual-node-administration`,
  ImageLocality: `${EVICTION}kube-scheduler/`,
}

/** The address of the page about a word; null when none is known. 'Init:0/2' and 'Init:Error' are read as 'Init'. */
export function docsPageOf(word: string): string | null {
  const [plain = ''] = word.split(':')
  const page = Object.hasOwn(PAGES, word)
    ? PAGES[word]
    : Object.hasOwn(PAGES, plain)
      ? PAGES[plain]
      : undefined
  return page === undefined ? null : `${DOCS}${page}`
}

/** Pages about what a refusal is about, by the field that it names; the first that fits. */
const PAGES_OF_FIELDS: readonly (readonly [field: RegExp, page: string])[] = [
  [
    /RFC 1123|DNS-1035|^metadata\.(?:generateN|n)ame\b/,
    'concepts/overview/working-with-objects/names/',
  ],
  [/^namespaces "|metadata\.namespace\b/, 'concepts/overview/working-with-objects/namespaces/'],
  [/service ?account/i, 'tasks/configure-pod-container/configure-service-account/'],
  [/PriorityClass/, `${EVICTION}pod-priority-preemption/`],
  [/no matches for kind/, 'concepts/overview/kubernetes-api/'],
  [/^quantities must match|\.resources\b/, RESOURCES],
  [/Probe\b/, PROBES],
  [/securityContext|PodSecurity/, 'tasks/configure-pod-container/security-context/'],
  [/volume|persistentVolumeClaim/i, `${STORAGE}volumes/`],
  [/affinity|nodeSelector/i, `${EVICTION}assign-pod-node/`],
  [/toleration|taint/i, `${EVICTION}taint-and-toleration/`],
  [/topologySpreadConstraints/, `${EVICTION}topology-spread-constraints/`],
  [/restartPolicy/, `${LIFECYCLE}#restart-policy`],
  [/lifecycle\b/, 'concepts/containers/container-lifecycle-hooks/'],
  [/\bselector|\blabels\b/, 'concepts/overview/working-with-objects/labels/'],
  [/\bimage\b/, IMAGES],
  [/\benv(?:From)?\b/, 'tasks/inject-data-application/define-environment-variable-container/'],
  [/initContainers/, `${PODS}init-containers/`],
  [/\bports\b/, 'concepts/services-networking/service/'],
  [
    /unknown field|cannot be handled as|error validating data/,
    'concepts/overview/working-with-objects/',
  ],
  [/schedule\b|timeZone/, `${WORKLOADS}cron-jobs/`],
]

/** The address of the page about what a refusal of the API server is about; null when none is known. */
export function docsPageOfRefusal(message: string): string | null {
  const page = PAGES_OF_FIELDS.find(([field]) => field.test(message))?.[1]
  return page === undefined ? null : `${DOCS}${page}`
}
