// What the documentation of Kubernetes says that its example of each controller comes to, with manifests of our own.
import { expect, test } from 'vitest'
import { isPodReady } from '#api/core/pod-condition.ts'
import type { Cluster } from '#cluster/types.ts'
import { type Later, objectOf, objectsOf, runWorkload } from './workload-run.ts'

interface Documented {
  /** What the page shows, as a sentence. */
  readonly name: string
  readonly manifest: string
  readonly later?: readonly Later[]
  readonly until?: string
  /** What is to be seen at the end. */
  readonly seen: (cluster: Cluster) => unknown
  readonly is: unknown
}

const workload = (kind: string, name: string, spec: string, pod = POD): string =>
  `apiVersion: apps/v1
kind: ${kind}
metadata: { name: ${name} }
spec:
  ${spec}
  selector: { matchLabels: { tier: ${name} } }
  template:
    metadata: { labels: { tier: ${name} } }
    spec: ${pod}
`
const POD = '{ containers: [{ name: c, image: nginx:1.27 }] }'

/** A Job whose Pods run a script, in which $I is their index. */
const job = (name: string, spec: string, script: string): string =>
  `apiVersion: batch/v1
kind: Job
metadata: { name: ${name} }
spec:
  ${spec}
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: main
        image: busybox:1.36
        command: [sh, -c, ${JSON.stringify(script.replaceAll('$I', '$JOB_COMPLETION_INDEX'))}]
`

const readyPods = (cluster: Cluster): number =>
  objectsOf(cluster, 'Pod').filter(({ status }) => isPodReady(status)).length
const statusOfJob =
  (name: string) =>
  (cluster: Cluster): unknown =>
    objectOf(cluster, 'Job', name).status
/** Where Pods run, sorted. */
const nodesOf = (cluster: Cluster): readonly string[] =>
  objectsOf(cluster, 'Pod')
    .map(({ spec }) => spec?.nodeName ?? '-')
    .toSorted()

const ended = (type: 'Complete' | 'Failed', reason: string): unknown =>
  expect.arrayContaining([expect.objectContaining({ type, status: 'True', reason })])

const DOCUMENTED: readonly Documented[] = [
  {
    name: 'a Deployment brings up its three Pods through one ReplicaSet',
    manifest: workload('Deployment', 'shop', 'replicas: 3'),
    seen: (cluster) => [
      objectOf(cluster, 'Deployment', 'shop').status,
      objectsOf(cluster, 'ReplicaSet').length,
    ],
    is: [expect.objectContaining({ replicas: 3, updatedReplicas: 3, availableReplicas: 3 }), 1],
  },
  {
    name: 'a ReplicaSet brings up its three Pods',
    manifest: workload('ReplicaSet', 'stall', 'replicas: 3'),
    seen: (cluster) => objectOf(cluster, 'ReplicaSet', 'stall').status,
    is: expect.objectContaining({ replicas: 3, readyReplicas: 3, availableReplicas: 3 }),
  },
  {
    name: 'a ReplicationController does the same',
    manifest:
      'apiVersion: v1\nkind: ReplicationController\nmetadata: { name: kiosk }\nspec:\n  replicas: 3\n  selector: { tier: kiosk }\n  template: { metadata: { labels: { tier: kiosk } }, spec: { containers: [{ name: c, image: nginx:1.27 }] } }\n',
    seen: (cluster) => objectOf(cluster, 'ReplicationController', 'kiosk').status,
    is: expect.objectContaining({ replicas: 3, readyReplicas: 3 }),
  },
  {
    name: 'a DaemonSet that tolerates the control plane runs on all Nodes',
    manifest: workload(
      'DaemonSet',
      'collector',
      'updateStrategy: { type: RollingUpdate }',
      '{ tolerations: [{ key: node-role.kubernetes.io/control-plane, operator: Exists, effect: NoSchedule }], containers: [{ name: c, image: nginx:1.27 }] }',
    ),
    seen: nodesOf,
    is: ['control-plane', 'worker-1', 'worker-2'],
  },
  {
    name: 'a DaemonSet with a nodeSelector runs on a Node from when it has the label',
    manifest: workload(
      'DaemonSet',
      'cache',
      'updateStrategy: { type: RollingUpdate }',
      '{ nodeSelector: { disk: fast }, containers: [{ name: c, image: nginx:1.27 }] }',
    ),
    later: [[30, { kubectl: 'label node worker-2 disk=fast' }]],
    seen: nodesOf,
    is: ['worker-2'],
  },
  {
    name: 'a StatefulSet makes three Pods in order, each with its claim',
    manifest: workload(
      'StatefulSet',
      'ledger',
      'serviceName: ledger\n  replicas: 3\n  minReadySeconds: 10\n  volumeClaimTemplates: [{ metadata: { name: books }, spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } } }]',
    ),
    seen: (cluster) => [
      objectOf(cluster, 'StatefulSet', 'ledger').status,
      objectsOf(cluster, 'PersistentVolumeClaim').map(
        ({ metadata, status }) => `${metadata.name ?? ''} ${status?.phase ?? ''}`,
      ),
    ],
    is: [
      expect.objectContaining({ replicas: 3, readyReplicas: 3, availableReplicas: 3 }),
      ['books-ledger-0 Bound', 'books-ledger-1 Bound', 'books-ledger-2 Bound'],
    ],
  },
  {
    name: 'a Job runs to its completion',
    manifest: job('sum', 'backoffLimit: 4', 'sleep 5; echo 42'),
    seen: statusOfJob('sum'),
    is: expect.objectContaining({
      succeeded: 1,
      conditions: ended('Complete', 'CompletionsReached'),
    }),
  },
  {
    name: 'a work queue ends when one Pod has succeeded and the others are done',
    manifest: job('queue', 'parallelism: 2', 'sleep 5'),
    seen: statusOfJob('queue'),
    is: expect.objectContaining({
      succeeded: 2,
      conditions: ended('Complete', 'CompletionsReached'),
    }),
  },
  {
    name: 'an Indexed Job runs each index once',
    manifest: job(
      'pages',
      'completions: 5\n  parallelism: 3\n  completionMode: Indexed',
      'echo $I',
    ),
    seen: statusOfJob('pages'),
    is: expect.objectContaining({ succeeded: 5, completedIndexes: '0-4' }),
  },
  {
    name: 'with a limit for each index the even ones fail, and the odd ones succeed all the same',
    manifest: job(
      'halves',
      'completions: 10\n  parallelism: 3\n  completionMode: Indexed\n  backoffLimitPerIndex: 1\n  maxFailedIndexes: 5',
      'exit $(( ($I + 1) % 2 ))',
    ),
    seen: statusOfJob('halves'),
    is: expect.objectContaining({
      succeeded: 5,
      failed: 10,
      completedIndexes: '1,3,5,7,9',
      failedIndexes: '0,2,4,6,8',
      conditions: ended('Failed', 'FailedIndexes'),
    }),
  },
  {
    name: 'an exit code fails an index without another try',
    manifest: job(
      'index',
      'completions: 4\n  parallelism: 2\n  completionMode: Indexed\n  backoffLimitPerIndex: 1\n  podFailurePolicy: { rules: [{ action: FailIndex, onExitCodes: { containerName: main, operator: In, values: [42] } }] }',
      '[ $I = 0 ] && exit 1; [ $I = 1 ] && exit 42; exit 0',
    ),
    seen: statusOfJob('index'),
    is: expect.objectContaining({
      succeeded: 2,
      failed: 3,
      completedIndexes: '2,3',
      failedIndexes: '0,1',
      conditions: ended('Failed', 'FailedIndexes'),
    }),
  },
  {
    name: 'an exit code fails the whole Job, and ends its other Pods',
    manifest: job(
      'fatal',
      'completions: 8\n  parallelism: 2\n  backoffLimit: 6\n  podFailurePolicy: { rules: [{ action: FailJob, onExitCodes: { containerName: main, operator: In, values: [42] } }] }',
      'sleep 30; exit 42',
    ),
    seen: statusOfJob('fatal'),
    is: expect.objectContaining({ failed: 2, conditions: ended('Failed', 'PodFailurePolicy') }),
  },
  {
    name: 'a Pod that is evicted does not count, and the Job completes without a try to spare',
    manifest: job(
      'calm',
      'completions: 2\n  parallelism: 2\n  backoffLimit: 0\n  podFailurePolicy: { rules: [{ action: Ignore, onPodConditions: [{ type: DisruptionTarget }] }] }',
      'sleep 60',
    ),
    later: [[20, { kubectl: 'drain worker-1 --ignore-daemonsets' }]],
    seen: statusOfJob('calm'),
    is: expect.objectContaining({
      succeeded: 2,
      conditions: ended('Complete', 'CompletionsReached'),
    }),
  },
  {
    name: 'Pods whose image does not exist wait for ever, and the Job with them',
    manifest: job('typo', 'completions: 8\n  parallelism: 2\n  backoffLimit: 6', 'true').replace(
      'busybox:1.36',
      'nginx:missing',
    ),
    seen: (cluster) => [
      objectOf(cluster, 'Job', 'typo').status?.active,
      objectsOf(cluster, 'Pod').map(({ status }) => status?.phase),
    ],
    is: [2, ['Pending', 'Pending']],
  },
  {
    name: 'a success policy ends the Job with the first leader',
    manifest: job(
      'leaders',
      'completions: 10\n  parallelism: 10\n  completionMode: Indexed\n  successPolicy: { rules: [{ succeededIndexes: "0,2-3", succeededCount: 1 }] }',
      'if [ $I = 2 ]; then exit 0; else sleep 90; fi',
    ),
    seen: statusOfJob('leaders'),
    is: expect.objectContaining({
      succeeded: 1,
      completedIndexes: '2',
      conditions: ended('Complete', 'SuccessPolicy'),
    }),
  },
  {
    name: 'a CronJob of each minute starts a Job a minute and keeps three',
    manifest:
      "apiVersion: batch/v1\nkind: CronJob\nmetadata: { name: bell }\nspec:\n  schedule: '* * * * *'\n  jobTemplate: { spec: { template: { spec: { restartPolicy: OnFailure, containers: [{ name: c, image: busybox:1.36, command: [sh, -c, date] }] } } } }\n",
    until: '330s',
    seen: (cluster) => [
      cluster.journal.filter(
        ({ kind, actor }) => kind === 'SuccessfulCreate' && actor === 'cronjob-controller',
      ).length,
      objectsOf(cluster, 'Job').length,
    ],
    is: [5, 3],
  },
  {
    name: 'an autoscaler sizes a ReplicaSet by what its Pods use, up to its most',
    manifest: `${workload(
      'ReplicaSet',
      'oven',
      'replicas: 3',
      '{ containers: [{ name: c, image: busybox:1.36, command: [sh, -c, "while true; do :; done"], resources: { requests: { cpu: 100m }, limits: { cpu: 200m } } }] }',
    )}---
apiVersion: autoscaling/v1
kind: HorizontalPodAutoscaler
metadata: { name: oven }
spec: { scaleTargetRef: { apiVersion: apps/v1, kind: ReplicaSet, name: oven }, minReplicas: 3, maxReplicas: 6, targetCPUUtilizationPercentage: 50 }
`,
    seen: (cluster) => [objectOf(cluster, 'ReplicaSet', 'oven').spec?.replicas, readyPods(cluster)],
    is: [6, 6],
  },
]

test.for(DOCUMENTED)('$name', ({ manifest, later = [], until = '4m', seen, is }) => {
  expect(seen(runWorkload(manifest, { later, until }))).toEqual(is)
})
