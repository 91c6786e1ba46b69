// Which events bring a Pod back to the queue, by the plugin that rejected it. The rows are what EventsToRegister and the
// hints in pkg/scheduler/framework/plugins (v1.36) say.
import { expect, test } from 'vitest'
import type {
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodAffinityTerm,
  StorageClass,
  Taint,
  TopologySpreadConstraint,
  Volume,
} from '#api/generated/types.ts'
import type { Labels } from '#api/meta/labels.ts'
import { createEventRecorder } from '#client/event-recorder.ts'
import { createPrng } from '#lib/prng.ts'
import { createFakeApiServer } from '#testing/fake-api-server.ts'
import { makeContainer, makeNode, makePod } from '#testing/make-objects.ts'
import { makeSnapshot } from '#testing/run-plugin.ts'
import type { ClusterEvent, NodeAction, PodAction, VolumeObject } from '../framework/events.ts'
import { hintOf } from '../framework/events.ts'
import { PLUGINS } from './registry.ts'

const { client, clock } = createFakeApiServer()
const plugins = PLUGINS.map(({ create, weight }) => ({
  weight,
  plugin: create({
    client,
    clock,
    recorder: createEventRecorder(client, clock),
    snapshot: makeSnapshot([]),
    prng: createPrng(1),
    runFilters: () => null,
  }),
}))

test('the plugins stand in the order of the default profile, with its weights', () => {
  expect(plugins.map(({ plugin, weight }) => [plugin.name, weight])).toEqual([
    ['SchedulingGates', 0],
    ['PrioritySort', 0],
    ['NodeUnschedulable', 0],
    ['NodeName', 0],
    ['TaintToleration', 3],
    ['NodeAffinity', 2],
    ['NodePorts', 0],
    ['NodeResourcesFit', 1],
    ['VolumeRestrictions', 0],
    ['VolumeBinding', 0],
    ['VolumeZone', 0],
    ['PodTopologySpread', 2],
    ['InterPodAffinity', 2],
    ['DynamicResources', 2],
    ['DefaultPreemption', 0],
    ['NodeResourcesBalancedAllocation', 1],
    ['ImageLocality', 1],
  ])
})

test('each plugin asks for these events', () => {
  const asked = plugins.flatMap(({ plugin: { name, eventsToRegister = [] } }) =>
    eventsToRegister.map(
      ({ resource, actions }) => `${name} ${resource}: ${actions.toSorted().join(' ')}`,
    ),
  )
  expect(asked.toSorted()).toEqual([
    'InterPodAffinity Node: Add UpdateNodeLabel',
    'InterPodAffinity Pod: Add Delete UpdatePodLabel',
    'NodeAffinity Node: Add UpdateNodeLabel',
    'NodeName Node: Add',
    'NodePorts Node: Add',
    'NodePorts Pod: Delete',
    'NodeResourcesFit Node: Add UpdateNodeAllocatable',
    'NodeResourcesFit Pod: Delete UpdatePodScaleDown',
    'NodeUnschedulable Node: Add UpdateNodeTaint',
    'NodeUnschedulable Pod: UpdatePodTolerations',
    'PodTopologySpread Node: Add Delete UpdateNodeLabel UpdateNodeTaint',
    'PodTopologySpread Pod: Add Delete UpdatePodLabel UpdatePodTolerations',
    'SchedulingGates Pod: UpdatePodSchedulingGatesEliminated',
    'TaintToleration Node: Add UpdateNodeTaint',
    'TaintToleration Pod: UpdatePodTolerations',
    'VolumeBinding Node: Add UpdateNodeLabel',
    'VolumeBinding PersistentVolume: Add Update',
    'VolumeBinding PersistentVolumeClaim: Add Update',
    'VolumeBinding StorageClass: Add Update',
    'VolumeRestrictions Node: Add',
    'VolumeRestrictions PersistentVolumeClaim: Add',
    'VolumeRestrictions Pod: Delete',
    'VolumeZone Node: Add UpdateNodeLabel',
    'VolumeZone PersistentVolume: Add Update',
    'VolumeZone PersistentVolumeClaim: Add Update',
    'VolumeZone StorageClass: Add',
  ])
})

type Row = readonly [what: string, pod: Pod, event: ClusterEvent, hint: 'Queue' | 'Skip']

/** A table of hints: each row is asked of the plugin with this name. */
function hints(name: string, rows: readonly Row[]): void {
  const found = plugins.find(({ plugin }) => plugin.name === name)
  test.for(rows)(`${name}: %s`, ([, pod, event, hint]) => {
    const said = (found?.plugin.eventsToRegister ?? []).map((one) => hintOf(one, event, pod))
    expect(said.includes('Queue') ? 'Queue' : 'Skip').toBe(hint)
  })
}

const node = (action: NodeAction, before: Node | undefined, after: Node | undefined) =>
  ({ resource: 'Node', actions: [action], before, after }) as const
const pods = (action: PodAction, before: Pod | undefined, after: Pod | undefined) =>
  ({ resource: 'Pod', actions: [action], before, after }) as const
const came = (after: Node) => node('Add', undefined, after)
const placed = (pod: Pod): Pod => ({ ...pod, spec: { containers: [], ...pod.spec, nodeName: 'a' } })
const nominated = (pod: Pod): Pod => ({ ...pod, status: { nominatedNodeName: 'a' } })
const gone = (pod: Pod) => pods('Delete', pod, undefined)
const inNamespace = (pod: Pod, namespace: string): Pod => ({
  ...pod,
  metadata: { ...pod.metadata, namespace },
})

const GATED = makePod('web', { spec: { schedulingGates: [{ name: 'x' }] } })
hints('SchedulingGates', [
  ['its gates are gone', GATED, pods('UpdatePodSchedulingGatesEliminated', GATED, GATED), 'Queue'],
  [
    'those of another Pod are gone',
    GATED,
    pods('UpdatePodSchedulingGatesEliminated', makePod('x'), makePod('x')),
    'Skip',
  ],
])

const WEB = makePod('web')
const CLOSED = makeNode('a', { spec: { unschedulable: true } })
const CORDON = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }
const tolerant = (key: string) =>
  makePod('web', { spec: { tolerations: [{ key, operator: 'Exists' }] } })
hints('NodeUnschedulable', [
  ['an open node came', WEB, came(makeNode('a')), 'Queue'],
  ['a cordoned node came', WEB, came(CLOSED), 'Skip'],
  ['a node was uncordoned', WEB, node('UpdateNodeTaint', CLOSED, makeNode('a')), 'Queue'],
  ['a node was cordoned', WEB, node('UpdateNodeTaint', makeNode('a'), CLOSED), 'Skip'],
  ['a node stayed cordoned', WEB, node('UpdateNodeTaint', CLOSED, CLOSED), 'Skip'],
  ['a node stayed open', WEB, node('UpdateNodeTaint', makeNode('a'), makeNode('a')), 'Skip'],
  [
    'it tolerates a cordon now',
    WEB,
    pods('UpdatePodTolerations', WEB, tolerant(CORDON.key)),
    'Queue',
  ],
  [
    'it tolerates something else now',
    WEB,
    pods('UpdatePodTolerations', WEB, tolerant('x')),
    'Skip',
  ],
  [
    'another Pod tolerates a cordon now',
    makePod('x'),
    pods('UpdatePodTolerations', WEB, tolerant(CORDON.key)),
    'Skip',
  ],
])

const tainted = (...taints: readonly Taint[]): Node => makeNode('a', { spec: { taints } })
const taint = (key: string, effect = 'NoSchedule'): Taint => ({ key, effect })
const taintChanged = (before: Node, after: Node) => node('UpdateNodeTaint', before, after)
hints('TaintToleration', [
  ['a node without taints came', WEB, came(makeNode('a')), 'Queue'],
  ['a node with a taint came', WEB, came(tainted(taint('k'))), 'Skip'],
  ['a node with a soft taint came', WEB, came(tainted(taint('k', 'PreferNoSchedule'))), 'Queue'],
  ['a node with a tolerated taint came', tolerant('k'), came(tainted(taint('k'))), 'Queue'],
  ['its taint was removed', WEB, taintChanged(tainted(taint('k')), tainted()), 'Queue'],
  [
    'one of its taints was removed',
    WEB,
    taintChanged(tainted(taint('k'), taint('l')), tainted(taint('l'))),
    'Skip',
  ],
  [
    'a soft taint was removed',
    WEB,
    taintChanged(tainted(taint('k', 'PreferNoSchedule')), tainted()),
    'Skip',
  ],
  ['a taint was added', WEB, taintChanged(tainted(), tainted(taint('k'))), 'Skip'],
  ['its own tolerations changed', WEB, pods('UpdatePodTolerations', WEB, tolerant('k')), 'Queue'],
  [
    'those of another Pod changed',
    WEB,
    pods('UpdatePodTolerations', makePod('x'), makePod('x')),
    'Skip',
  ],
])

const labelled = (labels: Labels): Node => makeNode('a', { labels })
const relabelled = (before: Labels, after: Labels) =>
  node('UpdateNodeLabel', labelled(before), labelled(after))
const picky = makePod('web', { spec: { nodeSelector: { disk: 'ssd' } } })
hints('NodeAffinity', [
  ['a matching node came', picky, came(labelled({ disk: 'ssd' })), 'Queue'],
  ['another node came', picky, came(labelled({ disk: 'hdd' })), 'Skip'],
  ['a node got the label', picky, relabelled({}, { disk: 'ssd' }), 'Queue'],
  ['a node lost the label', picky, relabelled({ disk: 'ssd' }, {}), 'Skip'],
  ['a node kept the label', picky, relabelled({ disk: 'ssd' }, { disk: 'ssd', x: '' }), 'Skip'],
  ['a node still has not the label', picky, relabelled({}, { x: '' }), 'Skip'],
])

hints('NodeName', [
  ['a node came', WEB, came(makeNode('a')), 'Queue'],
  ['a node changed', WEB, relabelled({}, { x: '' }), 'Skip'],
])

const onPort = (name: string, hostPort: number, protocol = 'TCP'): Pod =>
  makePod(name, {
    spec: {
      containers: [makeContainer('c', {}, { ports: [{ containerPort: 80, hostPort, protocol }] })],
    },
  })
hints('NodePorts', [
  ['a node came', onPort('web', 80), came(makeNode('a')), 'Queue'],
  ['a Pod with the port went', onPort('web', 80), gone(placed(onPort('x', 80))), 'Queue'],
  [
    'one that was to get the port went',
    onPort('web', 80),
    gone(nominated(onPort('x', 80))),
    'Queue',
  ],
  ['one that only wanted the port went', onPort('web', 80), gone(onPort('x', 80)), 'Skip'],
  ['a Pod with another port went', onPort('web', 80), gone(placed(onPort('x', 81))), 'Skip'],
  [
    'a Pod with the port of another protocol went',
    onPort('web', 80),
    gone(placed(onPort('x', 80, 'UDP'))),
    'Skip',
  ],
  ['a Pod without ports went', onPort('web', 80), gone(placed(makePod('x'))), 'Skip'],
])

const asking = (name: string, requests: Readonly<Record<string, string>>) =>
  makePod(name, { requests })
const sized = (allocatable: Readonly<Record<string, string | number>>): Node =>
  makeNode('a', { allocatable: { 'ephemeral-storage': '10Gi', ...allocatable } })
const grew = (before: Node, after: Node) => node('UpdateNodeAllocatable', before, after)
const shrank = (
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  place: (pod: Pod) => Pod = placed,
) => pods('UpdatePodScaleDown', place(asking('x', before)), place(asking('x', after)))
const GPU = 'example.com/gpu'
hints('NodeResourcesFit', [
  ['a Pod with a node went', WEB, gone(placed(makePod('x'))), 'Queue'],
  ['a Pod that room was made for went', WEB, gone(nominated(makePod('x'))), 'Queue'],
  ['a Pod without a node went', WEB, gone(makePod('x')), 'Skip'],
  [
    'it asks for less itself',
    asking('web', { cpu: '2' }),
    pods('UpdatePodScaleDown', asking('web', { cpu: '3' }), asking('web', { cpu: '2' })),
    'Queue',
  ],
  [
    'another Pod asks for less cpu, as this one does',
    asking('web', { cpu: '2' }),
    shrank({ cpu: '3' }, { cpu: '2' }),
    'Queue',
  ],
  [
    'another Pod without a node asks for less',
    asking('web', { cpu: '2' }),
    shrank({ cpu: '3' }, { cpu: '2' }, (pod) => pod),
    'Skip',
  ],
  [
    'another Pod asks for less of what this one does not need',
    asking('web', { memory: '2Gi' }),
    shrank({ cpu: '3' }, { cpu: '2' }),
    'Skip',
  ],
  [
    'another Pod asks for less memory and more cpu',
    asking('web', { cpu: '2' }),
    shrank({ cpu: '2', memory: '2Gi' }, { cpu: '3', memory: '1Gi' }),
    'Skip',
  ],
  [
    'another Pod asks for no device any more',
    asking('web', { [GPU]: '1' }),
    shrank({ [GPU]: '1' }, {}),
    'Queue',
  ],
  [
    'this one asks for none of it',
    asking('web', { cpu: '0' }),
    shrank({ cpu: '3' }, { cpu: '2' }),
    'Skip',
  ],
  ['a large node came', asking('web', { cpu: '4' }), came(sized({ cpu: 4 })), 'Queue'],
  ['a small node came', asking('web', { cpu: '4' }), came(sized({ cpu: '3999m' })), 'Skip'],
  ['a node with little memory came', asking('web', { memory: '9Gi' }), came(sized({})), 'Skip'],
  ['a node with all its memory came', asking('web', { memory: '8Gi' }), came(sized({})), 'Queue'],
  [
    'a node with little disk came',
    asking('web', { 'ephemeral-storage': '11Gi' }),
    came(sized({})),
    'Skip',
  ],
  [
    'a node with all its disk came',
    asking('web', { 'ephemeral-storage': '10Gi' }),
    came(sized({})),
    'Queue',
  ],
  ['a node without the device came', asking('web', { [GPU]: '1' }), came(sized({})), 'Skip'],
  [
    'a node with the device came',
    asking('web', { [GPU]: '1' }),
    came(sized({ [GPU]: 1 })),
    'Queue',
  ],
  ['a node for no Pods came', WEB, came(sized({ pods: 0 })), 'Skip'],
  ['a node for one Pod came', WEB, came(sized({ pods: 1 })), 'Queue'],
  [
    'a node grew where it matters',
    asking('web', { cpu: '4' }),
    grew(sized({ cpu: 3 }), sized({ cpu: 4 })),
    'Queue',
  ],
  [
    'a node grew and is still too small',
    asking('web', { cpu: '4' }),
    grew(sized({ cpu: 2 }), sized({ cpu: 3 })),
    'Skip',
  ],
  [
    'a node grew where it does not matter',
    asking('web', { cpu: '4' }),
    grew(sized({ memory: '1Gi' }), sized({ memory: '2Gi' })),
    'Skip',
  ],
  [
    'a node shrank',
    asking('web', { cpu: '4' }),
    grew(sized({ cpu: 8 }), sized({ cpu: 4 })),
    'Skip',
  ],
  ['a node takes more Pods', WEB, grew(sized({ pods: 10 }), sized({ pods: 11 })), 'Queue'],
  ['a node takes as many Pods', WEB, grew(sized({ pods: 10 }), sized({ pods: 10 })), 'Skip'],
  [
    'a node got more memory',
    asking('web', { memory: '1Gi' }),
    grew(sized({ memory: '1Gi' }), sized({ memory: '2Gi' })),
    'Queue',
  ],
  [
    'a node got more disk',
    asking('web', { 'ephemeral-storage': '1Gi' }),
    grew(sized({ 'ephemeral-storage': '1Gi' }), sized({ 'ephemeral-storage': '2Gi' })),
    'Queue',
  ],
  [
    'a node got the device',
    asking('web', { [GPU]: '1' }),
    grew(sized({}), sized({ [GPU]: 1 })),
    'Queue',
  ],
])

const volumes = (
  action: 'Add' | 'Update' | 'Delete',
  after: VolumeObject,
  before?: VolumeObject,
): ClusterEvent => ({ resource: after.kind, actions: [action], before, after })
const claim = (name: string, namespace = 'default'): PersistentVolumeClaim => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace },
})
const storage = (more: Partial<StorageClass> = {}): StorageClass => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'fast' },
  provisioner: 'example.com/disk',
  ...more,
})
const volume = (labels: Labels = {}): PersistentVolume => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'pv', labels },
})
const using = (name: string, source: Omit<Volume, 'name'>): Pod =>
  makePod(name, { spec: { volumes: [{ name: 'v', ...source }] } })
const USER = using('web', { persistentVolumeClaim: { claimName: 'data' } })
const SCRATCH = using('web', {
  ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'] } } },
})
const DISK = { gcePersistentDisk: { pdName: 'd' } }
hints('VolumeRestrictions', [
  ['a node came', USER, came(makeNode('a')), 'Queue'],
  ['its claim came', USER, volumes('Add', claim('data')), 'Queue'],
  ['its claim changed', USER, volumes('Update', claim('data')), 'Skip'],
  ['another claim came', USER, volumes('Add', claim('logs')), 'Skip'],
  ['a claim of another namespace came', USER, volumes('Add', claim('data', 'other')), 'Skip'],
  ['the claim of its ephemeral volume came', SCRATCH, volumes('Add', claim('web-v')), 'Skip'],
  [
    'a Pod with the claim went',
    USER,
    gone(placed({ ...USER, metadata: makePod('x').metadata })),
    'Queue',
  ],
  ['a Pod without volumes went', USER, gone(placed(makePod('x'))), 'Skip'],
  ['a Pod with the disk went', using('web', DISK), gone(placed(using('x', DISK))), 'Queue'],
  [
    'a Pod with the disk in another namespace went',
    using('web', DISK),
    gone(inNamespace(placed(using('x', DISK)), 'other')),
    'Skip',
  ],
])

const FAST_IN = (...values: readonly string[]): StorageClass =>
  storage({ allowedTopologies: [{ matchLabelExpressions: [{ key: 'zone', values }] }] })
hints('VolumeBinding', [
  ['a class came', USER, volumes('Add', storage()), 'Queue'],
  [
    'a class is allowed elsewhere',
    USER,
    volumes('Update', FAST_IN('a', 'b'), FAST_IN('a')),
    'Queue',
  ],
  ['a class is allowed anywhere', USER, volumes('Update', storage(), FAST_IN('a')), 'Queue'],
  [
    'a class changed in something else',
    USER,
    volumes('Update', { ...FAST_IN('a'), allowVolumeExpansion: true }, FAST_IN('a')),
    'Skip',
  ],
  ['its claim came', USER, volumes('Add', claim('data')), 'Queue'],
  ['its claim changed', USER, volumes('Update', claim('data')), 'Queue'],
  ['its claim went', USER, volumes('Delete', claim('data')), 'Skip'],
  ['the claim of its ephemeral volume came', SCRATCH, volumes('Add', claim('web-v')), 'Queue'],
  ['another claim came', USER, volumes('Add', claim('logs')), 'Skip'],
  ['a claim of another namespace came', USER, volumes('Add', claim('data', 'other')), 'Skip'],
  ['a volume came', USER, volumes('Add', volume()), 'Queue'],
  ['a volume changed', USER, volumes('Update', volume(), volume()), 'Queue'],
  ['a node came', USER, came(makeNode('a')), 'Queue'],
  ['a node got a label', USER, relabelled({}, { x: '' }), 'Queue'],
  ['a node got a taint', USER, taintChanged(tainted(), tainted(taint('k'))), 'Skip'],
])

const ZONE = 'topology.kubernetes.io/zone'
hints('VolumeZone', [
  [
    'a class that waits for Pods came',
    USER,
    volumes('Add', storage({ volumeBindingMode: 'WaitForFirstConsumer' })),
    'Queue',
  ],
  ['a class came', USER, volumes('Add', storage({ volumeBindingMode: 'Immediate' })), 'Skip'],
  ['a class that says nothing came', USER, volumes('Add', storage()), 'Skip'],
  ['its claim changed', USER, volumes('Update', claim('data')), 'Queue'],
  ['the claim of its ephemeral volume came', SCRATCH, volumes('Add', claim('web-v')), 'Queue'],
  ['another claim came', USER, volumes('Add', claim('logs')), 'Skip'],
  ['a claim of another namespace came', USER, volumes('Add', claim('data', 'other')), 'Skip'],
  ['a volume came', USER, volumes('Add', volume()), 'Queue'],
  [
    'a volume is in another zone',
    USER,
    volumes('Update', volume({ [ZONE]: 'b' }), volume({ [ZONE]: 'a' })),
    'Queue',
  ],
  [
    'a volume is in no zone any more',
    USER,
    volumes('Update', volume(), volume({ [ZONE]: 'a' })),
    'Queue',
  ],
  [
    'a volume stays in its zone',
    USER,
    volumes('Update', volume({ [ZONE]: 'a', x: '' }), volume({ [ZONE]: 'a' })),
    'Skip',
  ],
  ['a node came', USER, came(makeNode('a')), 'Queue'],
  ['a node got a label', USER, relabelled({}, { x: '' }), 'Queue'],
])

const spread = (...more: readonly Partial<TopologySpreadConstraint>[]): Pod =>
  makePod('web', {
    labels: { app: 'web' },
    spec: {
      topologySpreadConstraints: more.map((one) => ({
        maxSkew: 1,
        topologyKey: ZONE,
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { app: 'web' } },
        ...one,
      })),
    },
  })
const other = (labels: Labels, name = 'x'): Pod => placed(makePod(name, { labels }))
const labelsChanged = (before: Pod, after: Pod) => pods('UpdatePodLabel', before, after)
const BY_TIER = { labelSelector: { matchLabels: { tier: 'front' } } }
const tolerating = (pod: Pod): Pod => ({
  ...pod,
  spec: { containers: [], ...pod.spec, tolerations: [{ operator: 'Exists' }] },
})
const HONORING = spread({ nodeTaintsPolicy: 'Honor' })
hints('PodTopologySpread', [
  ['a Pod of the group came', spread({}), pods('Add', undefined, other({ app: 'web' })), 'Queue'],
  ['another Pod came', spread({}), pods('Add', undefined, other({ app: 'db' })), 'Skip'],
  ['a Pod of the group went', spread({}), gone(other({ app: 'web' })), 'Queue'],
  ['another Pod went', spread({}), gone(other({ app: 'db' })), 'Skip'],
  [
    'a Pod of the group that room was made for went',
    spread({}),
    gone(nominated(makePod('x', { labels: { app: 'web' } }))),
    'Queue',
  ],
  [
    'a Pod of the group without a node went',
    spread({}),
    gone(makePod('x', { labels: { app: 'web' } })),
    'Skip',
  ],
  [
    'a Pod of another namespace went',
    spread({}),
    gone(inNamespace(other({ app: 'web' }), 'other')),
    'Skip',
  ],
  ['a Pod of one of its groups went', spread({}, BY_TIER), gone(other({ tier: 'front' })), 'Queue'],
  ['a Pod left the group', spread({}), labelsChanged(other({ app: 'web' }), other({})), 'Queue'],
  ['a Pod joined the group', spread({}), labelsChanged(other({}), other({ app: 'web' })), 'Queue'],
  [
    'a Pod stayed in the group',
    spread({}),
    labelsChanged(other({ app: 'web' }), other({ app: 'web', x: '' })),
    'Skip',
  ],
  [
    'a Pod went from one group to the other',
    spread({}, BY_TIER),
    labelsChanged(other({ app: 'web' }), other({ tier: 'front' })),
    'Queue',
  ],
  [
    'a Pod left a group that is only advised',
    spread({ whenUnsatisfiable: 'ScheduleAnyway' }),
    labelsChanged(other({ app: 'web' }), other({})),
    'Skip',
  ],
  [
    'its own labels took it out of the group',
    spread({}),
    labelsChanged(spread({}), { ...spread({}), metadata: { ...spread({}).metadata, labels: {} } }),
    'Queue',
  ],
  [
    'its own tolerations changed, and taints count',
    HONORING,
    pods('UpdatePodTolerations', HONORING, tolerating(HONORING)),
    'Queue',
  ],
  [
    'its own tolerations changed, and taints do not count',
    spread({}),
    pods('UpdatePodTolerations', spread({}), tolerating(spread({}))),
    'Skip',
  ],
  [
    'the tolerations of another Pod changed',
    HONORING,
    pods('UpdatePodTolerations', other({ app: 'web' }), tolerating(other({ app: 'web' }))),
    'Skip',
  ],
  ['a node of a zone came', spread({}), came(labelled({ [ZONE]: 'a' })), 'Queue'],
  ['a node of no zone came', spread({}), came(makeNode('a')), 'Skip'],
  [
    'a node of a zone went',
    spread({}),
    node('Delete', labelled({ [ZONE]: 'a' }), undefined),
    'Queue',
  ],
  ['a node of no zone went', spread({}), node('Delete', makeNode('a'), undefined), 'Skip'],
  ['a node got a zone', spread({}), relabelled({}, { [ZONE]: 'a' }), 'Queue'],
  ['a node lost its zone', spread({}), relabelled({ [ZONE]: 'a' }, {}), 'Queue'],
  [
    'a node moved to another zone',
    spread({}),
    relabelled({ [ZONE]: 'a' }, { [ZONE]: 'b' }),
    'Queue',
  ],
  [
    'a node got another label',
    spread({}),
    relabelled({ [ZONE]: 'a' }, { [ZONE]: 'a', x: '' }),
    'Skip',
  ],
  [
    'a node that has one of two labels moved',
    spread({}, { topologyKey: 'rack' }),
    relabelled({ [ZONE]: 'a' }, { [ZONE]: 'b' }),
    'Skip',
  ],
  [
    'a node of a zone got a taint',
    spread({}),
    taintChanged(
      labelled({ [ZONE]: 'a' }),
      makeNode('a', { labels: { [ZONE]: 'a' }, spec: { taints: [taint('k')] } }),
    ),
    'Queue',
  ],
  [
    'a node of no zone got a taint',
    spread({}),
    taintChanged(makeNode('a'), tainted(taint('k'))),
    'Skip',
  ],
])

const term = (labels: Labels, topologyKey = ZONE): PodAffinityTerm => ({
  topologyKey,
  labelSelector: { matchLabels: labels },
})
const near = (...terms: readonly PodAffinityTerm[]): Pod =>
  makePod('web', {
    labels: { app: 'web' },
    spec: {
      affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } },
    },
  })
const apart = (...terms: readonly PodAffinityTerm[]): Pod =>
  makePod('web', {
    labels: { app: 'web' },
    spec: {
      affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } },
    },
  })
const DB = { app: 'db' }
const BOTH = [term(DB), term({ tier: 'back' })] as const
const hostile = (labels: Labels): Pod =>
  placed({ ...apart(term(labels)), metadata: makePod('x').metadata })
hints('InterPodAffinity', [
  ['a wanted Pod came', near(term(DB)), pods('Add', undefined, other(DB)), 'Queue'],
  ['another Pod came', near(term(DB)), pods('Add', undefined, other({})), 'Skip'],
  [
    'a Pod that one of two terms wants came',
    near(...BOTH),
    pods('Add', undefined, other(DB)),
    'Skip',
  ],
  [
    'a Pod that both terms want came',
    near(...BOTH),
    pods('Add', undefined, other({ ...DB, tier: 'back' })),
    'Queue',
  ],
  ['a wanted Pod went', near(term(DB)), gone(other(DB)), 'Skip'],
  ['a Pod in the way came', apart(term(DB)), pods('Add', undefined, other(DB)), 'Skip'],
  ['a Pod in the way went', apart(term(DB)), gone(other(DB)), 'Queue'],
  [
    'a Pod in the way that room was made for went',
    apart(term(DB)),
    gone(nominated(makePod('x', { labels: DB }))),
    'Queue',
  ],
  ['a Pod without a node went', apart(term(DB)), gone(makePod('x', { labels: DB })), 'Skip'],
  ['a Pod in the way of one of two terms went', apart(...BOTH), gone(other(DB)), 'Skip'],
  ['another Pod went', apart(term(DB)), gone(other({})), 'Skip'],
  [
    'a Pod that kept it away went',
    makePod('web', { labels: { app: 'web' } }),
    gone(hostile({ app: 'web' })),
    'Queue',
  ],
  ['a Pod that kept others away went', makePod('web'), gone(hostile({ app: 'web' })), 'Skip'],
  ['a Pod got the wanted label', near(term(DB)), labelsChanged(other({}), other(DB)), 'Queue'],
  [
    'a Pod kept the wanted label',
    near(term(DB)),
    labelsChanged(other(DB), other({ ...DB, x: '' })),
    'Skip',
  ],
  ['a Pod lost the wanted label', near(term(DB)), labelsChanged(other(DB), other({})), 'Skip'],
  [
    'a Pod lost the label in the way',
    apart(term(DB)),
    labelsChanged(other(DB), other({})),
    'Queue',
  ],
  [
    'a Pod kept the label in the way',
    apart(term(DB)),
    labelsChanged(other(DB), other({ ...DB, x: '' })),
    'Skip',
  ],
  ['a Pod got the label in the way', apart(term(DB)), labelsChanged(other({}), other(DB)), 'Skip'],
  [
    'its own labels changed',
    near(term(DB)),
    labelsChanged(near(term(DB)), near(term(DB))),
    'Queue',
  ],
  [
    'a wanted Pod of another namespace came',
    near(term(DB)),
    pods('Add', undefined, inNamespace(other(DB), 'other')),
    'Skip',
  ],
  [
    'a wanted Pod of a named namespace came',
    near({ ...term(DB), namespaces: ['other'] }),
    pods('Add', undefined, inNamespace(other(DB), 'other')),
    'Queue',
  ],
  [
    'a wanted Pod of any namespace came',
    near({ ...term(DB), namespaceSelector: {} }),
    pods('Add', undefined, inNamespace(other(DB), 'other')),
    'Queue',
  ],
  [
    'a wanted Pod came, and its namespace is to have a label, which no hint looks up',
    near({ ...term(DB), namespaceSelector: { matchLabels: { team: 'x' } } }),
    pods('Add', undefined, inNamespace(other(DB), 'other')),
    'Skip',
  ],
  ['a node of a place came', near(term(DB)), came(labelled({ [ZONE]: 'a' })), 'Queue'],
  ['a node of no place came', near(term(DB)), came(makeNode('a')), 'Skip'],
  [
    'a node of one of two places came',
    near(term(DB), term(DB, 'rack')),
    came(labelled({ rack: '1' })),
    'Queue',
  ],
  ['a node came that may be far from others', apart(term(DB)), came(makeNode('a')), 'Queue'],
  ['a node came, and only others keep it away', makePod('web'), came(makeNode('a')), 'Skip'],
  ['a node got to a place', near(term(DB)), relabelled({}, { [ZONE]: 'a' }), 'Queue'],
  ['a node left its place', near(term(DB)), relabelled({ [ZONE]: 'a' }, {}), 'Skip'],
  ['a node moved', near(term(DB)), relabelled({ [ZONE]: 'a' }, { [ZONE]: 'b' }), 'Queue'],
  ['a node stayed', near(term(DB)), relabelled({ [ZONE]: 'a' }, { [ZONE]: 'a', x: '' }), 'Skip'],
  ['a node got to a place to avoid', apart(term(DB)), relabelled({}, { [ZONE]: 'a' }), 'Skip'],
  ['a node left a place to avoid', apart(term(DB)), relabelled({ [ZONE]: 'a' }, {}), 'Queue'],
  [
    'a node moved from a place to avoid',
    apart(term(DB)),
    relabelled({ [ZONE]: 'a' }, { [ZONE]: 'b' }),
    'Queue',
  ],
  [
    'a node stayed where it is to be avoided',
    apart(term(DB)),
    relabelled({ [ZONE]: 'a' }, { [ZONE]: 'a', x: '' }),
    'Skip',
  ],
])
