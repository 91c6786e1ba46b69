// The slips of people who write controllers: what the API server takes, and of which nothing good comes.
import { expect, test } from 'vitest'
import { admitInEmptyCluster } from '#cluster/dry-run.ts'
import { checkFiles } from './check-files.ts'

const METADATA = (name: string, labels = 'app: x'): string =>
  `{ name: ${name}, labels: { ${labels} } }`
const POD_SPEC = '{ containers: [{ name: c, image: nginx }] }'

const workload = (kind: string, name: string, labels: string, replicas = ''): string =>
  `apiVersion: apps/v1\nkind: ${kind}\nmetadata: ${METADATA(name)}\nspec:\n  selector: { matchLabels: { app: x } }\n  template: { metadata: { labels: { ${labels} } }, spec: ${POD_SPEC} }\n${replicas === '' ? '' : `  replicas: ${replicas}\n`}`
const pod = `apiVersion: v1\nkind: Pod\nmetadata: ${METADATA('bare')}\nspec: ${POD_SPEC}\n`
const budget = (bound: string): string =>
  `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: { name: b }\nspec:\n  selector: { matchLabels: { app: x } }\n  ${bound}\n`
const scaler = (bounds: string): string =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: h }\nspec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: a }, ${bounds}, metrics: [{ type: External, external: { metric: { name: q }, target: { type: Value, value: 1 } } }] }\n`
const job = (restartPolicy: string): string =>
  `apiVersion: batch/v1\nkind: Job\nmetadata: { name: j }\nspec: { template: { spec: { ${restartPolicy} containers: [{ name: c, image: busybox }] } } }\n`
const owned = (name: string, by: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, ownerReferences: [{ apiVersion: v1, kind: ConfigMap, name: ${by}, uid: u-${by} }] }\n`

const quota = (hard: string): string =>
  `apiVersion: v1\nkind: ResourceQuota\nmetadata: { name: q }\nspec: { hard: { ${hard} } }\n`

const NEVER = ': no eviction is ever allowed, and `kubectl drain` waits for good'

/** What it is, the documents, and the beginnings of all that is said, with their lines. */
const SLIPS: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['a lone Deployment', [workload('Deployment', 'a', 'app: x')], []],
  [
    'two Deployments with one selector',
    [workload('Deployment', 'a', 'app: x'), workload('Deployment', 'b', 'app: x, tier: two')],
    [
      '5 app=x also selects the Pods of Deployment `b`: each keeps those that it has made, but',
      '12 app=x also selects the Pods of Deployment `a`: each keeps those that it has made, but',
    ],
  ],
  [
    'one of them in another namespace',
    [
      workload('Deployment', 'a', 'app: x'),
      workload('Deployment', 'a', 'app: x').replace('name: a,', 'name: a, namespace: kube-system,'),
    ],
    [],
  ],
  ['a Deployment and a bare Pod', [workload('Deployment', 'a', 'app: x'), pod], []],
  [
    'a ReplicaSet and a bare Pod',
    [workload('ReplicaSet', 'a', 'app: x'), pod],
    [
      '5 app=x also selects Pod `bare`, which has no owner: ReplicaSet `a` takes it in as one of its own, whatever it runs, and',
    ],
  ],
  [
    'a selector that does not match the template',
    [workload('Deployment', 'a', 'app: z')],
    ['6 spec.template.metadata.labels: Invalid value: {"app":"z"}: `selector` does not match'],
  ],
  [
    'a selector changed by a later document',
    [
      workload('Deployment', 'a', 'app: x'),
      workload('Deployment', 'a', 'app: z').replace(
        'matchLabels: { app: x }',
        'matchLabels: { app: z }',
      ),
    ],
    [
      '10 Deployment "a" is here twice: this one is applied on top of the one before',
      '12 spec.selector: Invalid value: {"matchLabels":{"app":"z"}}: field is immutable: while the Deployment from before is there, this',
    ],
  ],
  [
    'a budget for one of two',
    [workload('Deployment', 'a', 'app: x', '2'), budget('minAvailable: 1')],
    [],
  ],
  [
    'a budget that needs all',
    [workload('Deployment', 'a', 'app: x', '2'), budget('minAvailable: 2')],
    [`14 a minAvailable of 2 needs all of the 2 Pods that it selects${NEVER}`],
  ],
  [
    'a budget whose percentage rounds up to all',
    [workload('Deployment', 'a', 'app: x', '2'), budget('minAvailable: 60%')],
    [`14 a minAvailable of 60% needs all of the 2 Pods that it selects${NEVER}`],
  ],
  [
    'a budget that can never be met',
    [workload('StatefulSet', 'a', 'app: x', '2'), budget('minAvailable: 3')],
    [`14 a minAvailable of 3 is never met by the 2 Pods that it selects${NEVER}`],
  ],
  [
    'a budget whose Pods an autoscaler adds to',
    [
      workload('Deployment', 'a', 'app: x', '2'),
      budget('minAvailable: 2'),
      scaler('minReplicas: 2, maxReplicas: 5'),
    ],
    [],
  ],
  [
    'a budget for Pods of a DaemonSet, as many as there are nodes',
    [workload('DaemonSet', 'a', 'app: x'), budget('minAvailable: 2')],
    [],
  ],
  ['a budget for Pods of somebody else', [budget('minAvailable: 2')], []],
  [
    'maxUnavailable 0',
    [budget('maxUnavailable: 0')],
    [`6 a maxUnavailable of 0 spares not one Pod${NEVER}`],
  ],
  [
    'minAvailable 100%',
    [budget('minAvailable: 100%')],
    [`6 a minAvailable of 100% spares not one Pod${NEVER}`],
  ],
  [
    'percentages over 100',
    [budget('minAvailable: 150%')],
    ['6 spec.minAvailable: Invalid value: "150%": must not be greater than 100%'],
  ],
  [
    'an autoscaler with its least above its most',
    [scaler('minReplicas: 5, maxReplicas: 3')],
    ['4 spec.maxReplicas: Invalid value: 3: must be greater than or equal to `minReplicas`'],
  ],
  [
    'a Job that restarts always',
    [job('restartPolicy: Always,')],
    ['4 spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
  ],
  [
    'a quota before Pods in one file',
    [quota('pods: 1'), pod, pod.replace('bare', 'other'), pod],
    [
      '13 pods "other" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1',
      '18 Pod "bare" is here twice: this one is applied on top of the one before',
    ],
  ],
  ['a quota behind a Pod', [pod, quota('pods: 1')], []],
  [
    'a quota behind a Pod and before another',
    [pod, quota('pods: 1'), pod.replace('bare', 'other')],
    [
      '13 pods "other" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1',
    ],
  ],
  ['a quota for what a Pod is not', [quota('configmaps: 1'), pod], []],
  ['a Job that restarts never', [job('restartPolicy: Never,')], []],
  [
    'owners in a circle',
    [owned('a', 'b'), owned('b', 'a'), owned('c', 'a')],
    [
      '3 `ConfigMap/default/a` is owned by `ConfigMap/default/b` is owned by `ConfigMap/default/a`: no owner can be there before',
      '7 `ConfigMap/default/b` is owned by `ConfigMap/default/a` is owned by `ConfigMap/default/b`: no owner can be there before',
    ],
  ],
  [
    'an object that owns itself',
    [owned('a', 'a')],
    ['3 `ConfigMap/default/a` is owned by `ConfigMap/default/a`: no owner can be there before'],
  ],
  [
    'a custom resource without a definition',
    ['apiVersion: stable.example.com/v1\nkind: CronTab\nmetadata: { name: x }\n'],
    [
      '2 no matches for kind "CronTab" in version "stable.example.com/v1"; ensure CRDs are installed first',
    ],
  ],
]

test.each(SLIPS)('says what is wrong with %s', (_, documents, said) => {
  const text = documents.join('---\n')
  const { diagnostics } = checkFiles([{ path: 'a.yaml', text }], admitInEmptyCluster())
  // Which notes on what is simplified there are depends on what else has been loaded; they are no slips.
  const found = diagnostics
    .filter(({ source }) => source !== 'scope')
    .map(({ range, message }) => `${range.start.line} ${message}`)
  expect(found.map((one, index) => one.slice(0, said[index]?.length ?? one.length))).toEqual(said)
})

test('a thousand workloads of one label are looked at in no time worth a word', () => {
  const text = Array.from({ length: 1000 }, (_, index) =>
    workload('Deployment', `d${index}`, 'app: x'),
  ).join('---\n')
  const { diagnostics } = checkFiles([{ path: 'a.yaml', text }], null)
  expect(diagnostics).toHaveLength(300)
})
