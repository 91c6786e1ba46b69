import { expect, test } from 'vitest'
import type { Node, Pod, PodSpec } from '#api/generated/types.ts'
import { canAdmitPod as outcomeOf, type Refusal } from './admission.ts'
import { makePod } from './testing/fixture.ts'

const node: Node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'worker-1', labels: { disk: 'ssd', rank: '3' } },
  spec: {
    taints: [
      { key: 'gone', effect: 'NoExecute' },
      { key: 'full', effect: 'NoSchedule' },
    ],
  },
  status: { allocatable: { cpu: '2', memory: '1Gi', pods: 3, 'example.com/gpu': 1 } },
}
/** The refusal of a Pod that is not critical. */
const canAdmitPod = (input: Parameters<typeof outcomeOf>[0]): Refusal | null => {
  const outcome = outcomeOf(input)
  if (outcome !== null && !('reason' in outcome)) throw new Error('nobody is driven out here')
  return outcome
}
const tolerations = [{ operator: 'Exists' }]

const podOf = (spec: Partial<PodSpec>): Pod =>
  makePod('web', { tolerations, containers: [{ name: 'app' }], ...spec })
const asking = (requests: Record<string, string | number>): Partial<PodSpec> => ({
  containers: [{ name: 'app', resources: { requests } }],
})
const onPort = (hostPort: number, more = {}): Partial<PodSpec> => ({
  containers: [{ name: 'app', ports: [{ containerPort: 80, hostPort, ...more }] }],
})
const needing = (key: string, operator: string, values: readonly string[]): Partial<PodSpec> => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key, operator, values }] }],
      },
    },
  },
})

const others = [podOf({ ...asking({ cpu: '1500m' }) }), podOf(onPort(8080))]
const affinity = "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector"
const ports =
  "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports"

const table: readonly (readonly [string, Partial<PodSpec>, string | null])[] = [
  ['a small Pod', asking({ cpu: '500m' }), null],
  [
    'too much cpu',
    asking({ cpu: 1 }),
    "OutOfcpu: Node didn't have enough resource: cpu, requested: 1000, used: 1500, capacity: 2000",
  ],
  [
    'too much memory',
    asking({ memory: '2Gi' }),
    "OutOfmemory: Node didn't have enough resource: memory, requested: 2147483648, used: 0, capacity: 1073741824",
  ],
  [
    'an extended resource that the node lacks',
    asking({ 'example.com/fpga': 1 }),
    "OutOfexample.com/fpga: Node didn't have enough resource: example.com/fpga, requested: 1, used: 0, capacity: 0",
  ],
  ['as many of an extended resource as there are', asking({ 'example.com/gpu': 1 }), null],
  ['all the cpu that is left', asking({ cpu: '500m' }), null],
  [
    'a little more cpu than is left',
    asking({ cpu: '501m' }),
    "OutOfcpu: Node didn't have enough resource: cpu, requested: 501, used: 1500, capacity: 2000",
  ],
  ['no cpu at all', asking({ cpu: 0, 'example.com/fpga': 0 }), null],
  ['a matching node selector', { nodeSelector: { disk: 'ssd' } }, null],
  ['another node selector', { nodeSelector: { disk: 'hdd' } }, `NodeAffinity: ${affinity}`],
  ['affinity In', needing('disk', 'In', ['hdd', 'ssd']), null],
  ['affinity NotIn', needing('disk', 'NotIn', ['ssd']), `NodeAffinity: ${affinity}`],
  ['affinity Gt', needing('rank', 'Gt', ['2']), null],
  ['affinity Gt of the same number', needing('rank', 'Gt', ['3']), `NodeAffinity: ${affinity}`],
  ['affinity Lt', needing('rank', 'Lt', ['4']), null],
  ['affinity Exists', needing('disk', 'Exists', []), null],
  ['affinity Exists without the label', needing('gpu', 'Exists', []), `NodeAffinity: ${affinity}`],
  ['its own node name', { nodeName: 'worker-1' }, null],
  [
    'another selector and a taken port: the first is told',
    { ...onPort(8080), nodeSelector: { disk: 'hdd' } },
    `NodeAffinity: ${affinity}`,
  ],
  ['the port of one address', onPort(8080, { hostIP: '10.0.0.1' }), `NodePorts: ${ports}`],
  ['affinity DoesNotExist', needing('disk', 'DoesNotExist', []), `NodeAffinity: ${affinity}`],
  [
    'another node name',
    { nodeName: 'worker-2' },
    "NodeName: Predicate NodeName failed: node(s) didn't match the requested node name",
  ],
  ['a free host port', onPort(8081), null],
  ['a taken host port', onPort(8080), `NodePorts: ${ports}`],
  ['the same port of another protocol', onPort(8080, { protocol: 'UDP' }), null],
  [
    'an untolerated NoExecute taint',
    { tolerations: [{ key: 'full', operator: 'Exists' }] },
    "TaintToleration: Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate",
  ],
  ['an untolerated NoSchedule taint', { tolerations: [{ key: 'gone', operator: 'Exists' }] }, null],
]

test.for(table)('%s', ([, spec, refusal]) => {
  const result = canAdmitPod({ pod: podOf(spec), node, others, maxPods: null })
  expect(result === null ? null : `${result.reason}: ${result.message}`).toBe(refusal)
})

test('the number of Pods is bounded by the node and by the configuration', () => {
  const full = [...others, podOf({})]
  expect(canAdmitPod({ pod: podOf({}), node, others: full, maxPods: null })).toEqual({
    reason: 'OutOfpods',
    message: "Node didn't have enough resource: pods, requested: 1, used: 3, capacity: 3",
  })
  expect(canAdmitPod({ pod: podOf({}), node, others, maxPods: 2 })?.reason).toBe('OutOfpods')
})

test('a kubelet that knows no node refuses', () => {
  expect(canAdmitPod({ pod: podOf({}), node: undefined, others: [], maxPods: null })).toEqual({
    reason: 'InvalidNodeInfo',
    message: 'Kubelet cannot get node info.',
  })
})

test('a static Pod tolerates every taint', () => {
  const pod = podOf({ tolerations: [] })
  const annotations = { 'kubernetes.io/config.source': 'file' }
  const refusalOf = (one: Pod) => canAdmitPod({ pod: one, node, others: [], maxPods: null })
  expect(refusalOf(pod)?.reason).toBe('TaintToleration')
  expect(refusalOf({ ...pod, metadata: { ...pod.metadata, annotations } })).toBeNull()
})

test('a Node that says nothing of Pods takes 110', () => {
  const silent: Node = { ...node, status: { allocatable: { cpu: '2' } } }
  const many = Array.from({ length: 110 }, () => podOf({}))
  const admit = (count: number) =>
    canAdmitPod({ pod: podOf({}), node: silent, others: many.slice(0, count), maxPods: null })
  expect(admit(109)).toBeNull()
  expect(admit(110)?.message).toBe(
    "Node didn't have enough resource: pods, requested: 1, used: 110, capacity: 110",
  )
})

test('a Node may take more Pods than a kubelet does that says nothing', () => {
  const large: Node = {
    ...node,
    status: { allocatable: { ...node.status?.allocatable, pods: 250 } },
  }
  const many = Array.from({ length: 249 }, () => podOf({}))
  const admit = (count: number, maxPods: number | null) =>
    canAdmitPod({ pod: podOf({}), node: large, others: many.slice(0, count), maxPods })
  expect(admit(249, null)).toBe(null)
  expect(admit(110, 110)?.reason).toBe('OutOfpods')
})
