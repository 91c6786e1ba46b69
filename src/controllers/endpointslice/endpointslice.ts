// Lists the Pods behind each Service in slices of at most 100, with whether they are ready.
// Follows pkg/controller/endpointslice/endpointslice_controller.go and k8s.io/endpointslice/reconciler.go (v1.36).
import type {
  DiscoveryEndpointPort,
  Endpoint,
  EndpointSlice,
  Service,
} from '#api/generated/types.ts'
import { keyOf, nameInSentence, objectKey, parseKey } from '#api/meta/object.ts'
import type { ApiResult } from '#api/meta/status.ts'
import type { WatchEvent } from '#client/client.ts'
import { equal } from '#lib/equal.ts'
import { simplified } from '#lib/simplified.ts'
import { ownerReferenceTo } from '../controller-ref.ts'
import { defineController, type Run, type SyncResult, watching } from '../define-controller.ts'
import {
  ENDPOINTS_RETRIES,
  type EndpointsState,
  selectsPod,
  watchingPodsOfServices,
} from './endpoint-changes.ts'
import {
  endpointPortsOf,
  lastChangeTriggerTime,
  podToEndpoint,
  shouldPodBeInEndpoints,
} from './pod-to-endpoint.ts'
import { portMapKey, reconcileByPortMapping, type SlicePlan } from './reconcile-slices.ts'

simplified(
  'topology-hints',
  'EndpointSlices have no hints for zones and nodes: trafficDistribution and the topology annotations of Services do nothing.',
  { fields: ['ServiceSpec.trafficDistribution'] },
)

const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by'
const MANAGER = 'endpointslice-controller.k8s.io'
const SERVICE_NAME = 'kubernetes.io/service-name'
const HEADLESS = 'service.kubernetes.io/headless'
const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time'
/** How long a Service waits after somebody else has touched one of its slices. */
const CHANGE_MIN_SYNC_DELAY_MS = 1000
const RESERVED = [MANAGED_BY, SERVICE_NAME, HEADLESS]

type SliceRun = Run<EndpointsState>

export const endpointSliceController = defineController<EndpointsState>({
  name: 'endpointslice-controller',
  ...ENDPOINTS_RETRIES,
  state: () => ({ counts: new Map(), times: new Map(), generations: new Map() }),
  watches: [
    watching('Service', ({ object }) => [keyOf(object)]),
    watchingPodsOfServices(),
    watching('EndpointSlice', sliceChanged),
  ],
  sync: syncService,
})

/** Somebody else has touched a slice of this controller: its Service is looked at again a little later. Upstream: queueServiceForEndpointSlice. */
function sliceChanged(
  { type, object }: WatchEvent<EndpointSlice>,
  run: SliceRun,
): readonly string[] {
  const { labels = {}, namespace, generation } = object.metadata
  const service = labels[SERVICE_NAME]
  if (type === 'ADDED' || service === undefined || labels[MANAGED_BY] !== MANAGER) return []
  const { generations } = run.state
  const known = generations.get(keyOf(object))
  if (type === 'DELETED') generations.delete(keyOf(object))
  // Those that it has written or deleted itself are as it knows them.
  if (known === undefined || (type === 'MODIFIED' && known === generation)) return []
  run.enqueue(objectKey('Service', namespace, service), CHANGE_MIN_SYNC_DELAY_MS)
  return []
}

/** Notes a slice as this controller has left it. */
function tracked(run: SliceRun, result: ApiResult<EndpointSlice>): ApiResult<EndpointSlice> {
  if (result.ok)
    run.state.generations.set(keyOf(result.object), result.object.metadata.generation ?? 0)
  return result
}

function syncService(run: SliceRun, key: string): SyncResult {
  const { namespace = '', name = '' } = parseKey(key) ?? {}
  const service = run.lister('Service').get(namespace, name)
  if (service === undefined) {
    run.state.counts.delete(key)
    run.state.times.delete(key)
    return 'done'
  }
  const { type, selector } = service.spec ?? {}
  if (type === 'ExternalName' || selector === undefined) return 'done'
  const pods = run
    .lister('Pod')
    .list(namespace)
    .filter((pod) => selectsPod(service, pod))
  const triggerTime = lastChangeTriggerTime(run.state.times, key, service, pods)
  const slices = run.client
    .list('EndpointSlice', {
      namespace,
      labelSelector: { matchLabels: { [SERVICE_NAME]: name, [MANAGED_BY]: MANAGER } },
    })
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  const types = addressTypesOf(service)
  let result: SyncResult = 'done'
  for (const addressType of types) {
    const groups = groupsOf(run, service, pods, addressType)
    const existing = slices.filter((slice) => slice.addressType === addressType)
    const round = { service, addressType, existing, groups, triggerTime }
    if (!reconcileByAddressType(run, round)) result = 'retry'
  }
  for (const slice of slices) if (!types.includes(slice.addressType)) removeSlice(run, slice)
  run.state.counts.set(key, pods.length)
  return result
}

function addressTypesOf({ spec }: Service): readonly string[] {
  const families = spec?.ipFamilies ?? ['IPv4']
  return ['IPv4', 'IPv6'].filter((family) => families.includes(family))
}

interface Group {
  readonly ports: readonly DiscoveryEndpointPort[]
  readonly endpoints: Endpoint[]
}

/** The endpoints of a Service by their ports: where a port has a name, Pods may give it different numbers. */
function groupsOf(
  run: SliceRun,
  service: Service,
  pods: readonly Parameters<typeof podToEndpoint>[0][],
  addressType: string,
): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>()
  for (const pod of pods) {
    if (!shouldPodBeInEndpoints(pod)) continue
    const ports = endpointPortsOf(service, pod)
    const key = portMapKey(ports)
    const group = groups.get(key) ?? { ports, endpoints: [] }
    groups.set(key, group)
    const node = run.lister('Node').get('', pod.spec?.nodeName ?? '')
    const endpoint = podToEndpoint(pod, node, service, addressType)
    if (endpoint.addresses.length > 0) group.endpoints.push(endpoint)
  }
  return groups
}

interface Round {
  readonly service: Service
  readonly addressType: string
  readonly existing: readonly EndpointSlice[]
  readonly groups: ReadonlyMap<string, Group>
  readonly triggerTime: string | undefined
}

const isOwned = (slice: EndpointSlice, { metadata }: Service): boolean =>
  (slice.metadata.ownerReferences ?? []).some(
    ({ uid, kind }) => uid === metadata.uid && kind === 'Service',
  )

function reconcileByAddressType(run: SliceRun, round: Round): boolean {
  const { service, existing, groups } = round
  const owned = existing.filter((slice) => isOwned(slice, service))
  const labels = labelsFor(service)
  const relabelled = new Set(owned.filter(({ metadata }) => !equal(metadata.labels, labels)))
  const plans: { readonly ports: Group['ports']; readonly plan: SlicePlan }[] = []
  for (const [key, { ports, endpoints }] of groups) {
    const own = owned.filter((slice) => portMapKey(slice.ports) === key)
    plans.push({ ports, plan: reconcileByPortMapping(own, endpoints, relabelled) })
  }
  const stray = existing.filter(
    (slice) => !isOwned(slice, service) || !groups.has(portMapKey(slice.ports)),
  )
  const toDelete = [...stray, ...plans.flatMap(({ plan }) => plan.toDelete)]
  const toCreate = plans.flatMap(({ ports, plan }) =>
    plan.toCreate.map((endpoints) => ({ ports, endpoints })),
  )
  const toUpdate = plans.flatMap(({ plan }) => plan.toUpdate)
  // A Service without endpoints has one empty slice.
  const [only, ...others] = toDelete
  if (existing.length === toDelete.length && toCreate.length === 0) {
    const isPlaceholder =
      only !== undefined &&
      others.length === 0 &&
      isOwned(only, service) &&
      (only.endpoints ?? []).length === 0 &&
      (only.ports ?? []).length === 0
    if (isPlaceholder && equal(only.metadata.labels, labels)) return true
    toCreate.push({ ports: [], endpoints: [] })
  }
  return finalize(run, round, { toCreate, toUpdate, toDelete })
}

interface Writes {
  readonly toCreate: Pick<EndpointSlice, 'ports' | 'endpoints'>[]
  readonly toUpdate: readonly EndpointSlice[]
  readonly toDelete: readonly EndpointSlice[]
}

/** Carries out a plan; a slice that would be deleted takes the content of one that would be made. */
function finalize(run: SliceRun, round: Round, { toCreate, toUpdate, toDelete }: Writes): boolean {
  const { service, triggerTime } = round
  const reused: EndpointSlice[] = []
  const gone: EndpointSlice[] = []
  const made = [...toCreate]
  for (const slice of toDelete) {
    const next = isOwned(slice, service) ? made.pop() : undefined
    if (next === undefined) gone.push(slice)
    else reused.push({ ...slice, ...next })
  }
  const results = [
    ...made.map((parts) => tracked(run, createSlice(run, round, parts))),
    ...[...toUpdate, ...reused].map((slice) =>
      tracked(run, updateSlice(run, service, slice, triggerTime)),
    ),
  ]
  for (const slice of gone) removeSlice(run, slice)
  return results.every(({ ok }) => ok)
}

function labelsFor({ metadata, spec }: Service): Readonly<Record<string, string>> {
  const own = Object.entries(metadata.labels ?? {}).filter(([key]) => !RESERVED.includes(key))
  const { clusterIP = '' } = spec ?? {}
  return {
    ...Object.fromEntries(own),
    ...(clusterIP === '' || clusterIP === 'None' ? { [HEADLESS]: '' } : {}),
    [SERVICE_NAME]: metadata.name ?? '',
    [MANAGED_BY]: MANAGER,
  }
}

const annotated = (
  annotations: Readonly<Record<string, string>> | undefined,
  triggerTime: string | undefined,
): Readonly<Record<string, string>> => {
  const { [TRIGGER_TIME]: _, ...others } = annotations ?? {}
  return triggerTime === undefined ? others : { ...others, [TRIGGER_TIME]: triggerTime }
}

const summary = ({ endpoints = [] }: Partial<EndpointSlice>): string => {
  const ready = endpoints.filter(({ conditions }) => conditions?.ready === true).length
  return `${endpoints.length} ${endpoints.length === 1 ? 'endpoint' : 'endpoints'}, ${ready} ready`
}

function createSlice(
  run: SliceRun,
  { service, addressType, triggerTime }: Round,
  parts: Pick<EndpointSlice, 'ports' | 'endpoints'>,
): ApiResult<EndpointSlice> {
  const { name = '', namespace = 'default' } = service.metadata
  const slice: EndpointSlice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${name}-`,
      namespace,
      labels: labelsFor(service),
      annotations: annotated({}, triggerTime),
      ownerReferences: [ownerReferenceTo(service)],
    },
    addressType,
    ...parts,
  }
  return run.client.create(
    slice,
    run.narration({
      message: `listed the endpoints of ${nameInSentence(service)}: ${summary(slice)}`,
      level: 'detail',
      kind: 'EndpointSliceCreated',
      objects: [keyOf(service)],
    }),
  )
}

function updateSlice(
  run: SliceRun,
  service: Service,
  slice: EndpointSlice,
  triggerTime: string | undefined,
): ApiResult<EndpointSlice> {
  const annotations = annotated(slice.metadata.annotations, triggerTime)
  const metadata = { ...slice.metadata, labels: labelsFor(service), annotations }
  return run.client.update(
    { ...slice, metadata },
    run.narration({
      message: `listed the endpoints of ${nameInSentence(service)}: ${summary(slice)}`,
      level: 'detail',
      kind: 'EndpointSliceUpdated',
      objects: [keyOf(service)],
    }),
  )
}

function removeSlice(run: SliceRun, slice: EndpointSlice): void {
  const { namespace = '', name = '' } = slice.metadata
  const said = run.narration({
    message: `deleted ${nameInSentence(slice)}`,
    because: 'nothing is listed in it any more',
    level: 'detail',
    kind: 'EndpointSliceDeleted',
  })
  run.state.generations.delete(keyOf(slice))
  run.client.delete('EndpointSlice', namespace, name, {}, said)
}
