// Lists the Pods behind each Service in one Endpoints object: the older form, which many tools still read.
// Follows pkg/controller/endpoint/endpoints_controller.go and pkg/api/v1/endpoints/util.go RepackSubsets (v1.36).
import type {
  EndpointAddress,
  EndpointPort,
  Endpoints,
  EndpointSubset,
  Pod,
  Service,
} from '#api/generated/types.ts'
import { keyOf, nameInSentence, parseKey } from '#api/meta/object.ts'
import { compareText } from '#lib/compare.ts'
import { simplified } from '#lib/simplified.ts'
import { equal } from '#lib/equal.ts'
import { defineController, type Run, type SyncResult, watching } from '../define-controller.ts'
import {
  ENDPOINTS_RETRIES,
  type EndpointsState,
  selectsPod,
  watchingPodsOfServices,
} from '../endpointslice/endpoint-changes.ts'
import {
  endpointPortsOf,
  lastChangeTriggerTime,
  podToEndpoint,
  shouldPodBeInEndpoints,
} from '../endpointslice/pod-to-endpoint.ts'

simplified(
  'endpoints-order',
  'The subsets, addresses and ports of Endpoints stand in the order of their text; the real ones are ordered by hashes.',
)

const HEADLESS = 'service.kubernetes.io/headless'
const MANAGED_BY = 'endpoints.kubernetes.io/managed-by'
const MANAGER = 'endpoint-controller'
const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time'
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity'
/** More addresses than these are left out, and the object says so. */
const MAX_ADDRESSES = 1000

type EndpointsRun = Run<EndpointsState>

export const endpointsController = defineController<EndpointsState>({
  name: 'endpoints-controller',
  ...ENDPOINTS_RETRIES,
  state: () => ({ counts: new Map(), times: new Map(), generations: new Map() }),
  watches: [watching('Service', ({ object }) => [keyOf(object)]), watchingPodsOfServices()],
  sync: syncService,
})

function syncService(run: EndpointsRun, key: string): SyncResult {
  const { namespace = '', name = '' } = parseKey(key) ?? {}
  const service = run.lister('Service').get(namespace, name)
  if (service === undefined) {
    run.state.counts.delete(key)
    run.state.times.delete(key)
    return deleteEndpoints(run, namespace, name)
  }
  const { type, selector } = service.spec ?? {}
  if (type === 'ExternalName' || selector === undefined) return 'done'
  const pods = run
    .lister('Pod')
    .list(namespace)
    .filter((pod) => selectsPod(service, pod))
  run.state.counts.set(key, pods.length)
  const triggerTime = lastChangeTriggerTime(run.state.times, key, service, pods)
  return write(run, service, capped(subsetsOf(run, service, pods)), triggerTime)
}

function deleteEndpoints(run: EndpointsRun, namespace: string, name: string): SyncResult {
  const found = run.client.get('Endpoints', namespace, name)
  if (found === undefined) return 'done'
  const said = run.narration({
    message: `deleted ${nameInSentence(found)}`,
    because: 'its Service is gone',
    level: 'detail',
    kind: 'EndpointsDeleted',
  })
  run.client.delete('Endpoints', namespace, name, {}, said)
  return 'done'
}

interface Entry {
  readonly address: EndpointAddress
  readonly isReady: boolean
  readonly ports: readonly EndpointPort[]
}

function entryOf(run: EndpointsRun, service: Service, pod: Pod): Entry | undefined {
  const isWanted = service.spec?.publishNotReadyAddresses === true
  const isGoing = pod.metadata.deletionTimestamp !== undefined
  if (!shouldPodBeInEndpoints(pod) || (isGoing && !isWanted)) return undefined
  const family = service.spec?.ipFamilies?.[0] ?? 'IPv4'
  const node = run.lister('Node').get('', pod.spec?.nodeName ?? '')
  const { addresses, hostname, nodeName, targetRef, conditions } = podToEndpoint(
    pod,
    node,
    service,
    family,
  )
  const [ip] = addresses
  if (ip === undefined) return undefined
  const ports = endpointPortsOf(service, pod).map(({ name = '', port = 0, ...more }) => ({
    ...more,
    port,
    ...(name === '' ? {} : { name }),
  }))
  if (ports.length === 0 && (service.spec?.ports ?? []).length > 0) return undefined
  const address = {
    ip,
    ...(hostname === undefined ? {} : { hostname }),
    ...(nodeName === undefined ? {} : { nodeName }),
    ...(targetRef === undefined ? {} : { targetRef }),
  }
  return { address, isReady: conditions?.ready === true, ports }
}

/** One subset for each set of ports, with its addresses in order. */
function subsetsOf(
  run: EndpointsRun,
  service: Service,
  pods: readonly Pod[],
): readonly EndpointSubset[] {
  const entries = pods.flatMap((pod) => entryOf(run, service, pod) ?? [])
  const groups = new Map<string, Entry[]>()
  for (const entry of entries) {
    const key = JSON.stringify(entry.ports)
    const group = groups.get(key) ?? []
    group.push(entry)
    groups.set(key, group)
  }
  return [...groups].toSorted(([a], [b]) => compareText(a, b)).map(([, group]) => subsetOf(group))
}

function subsetOf(group: readonly Entry[]): EndpointSubset {
  const listed = (isReady: boolean): readonly EndpointAddress[] =>
    group
      .filter((entry) => entry.isReady === isReady)
      .map(({ address }) => address)
      .toSorted((a, b) => compareText(a.ip, b.ip))
  const [addresses, notReadyAddresses] = [listed(true), listed(false)]
  const ports = group[0]?.ports ?? []
  return {
    ...(addresses.length === 0 ? {} : { addresses }),
    ...(notReadyAddresses.length === 0 ? {} : { notReadyAddresses }),
    ...(ports.length === 0 ? {} : { ports }),
  }
}

interface Capped {
  readonly subsets: readonly EndpointSubset[]
  readonly isOver: boolean
}

/** The first thousand addresses, the ready ones first. */
function capped(subsets: readonly EndpointSubset[]): Capped {
  const count = (list: readonly unknown[] = []): number => list.length
  const all = subsets.reduce(
    (sum, subset) => sum + count(subset.addresses) + count(subset.notReadyAddresses),
    0,
  )
  if (all <= MAX_ADDRESSES) return { subsets, isOver: false }
  let left = MAX_ADDRESSES
  const take = <T>(list: readonly T[] = []): readonly T[] => {
    const some = list.slice(0, left)
    left -= some.length
    return some
  }
  const ready = subsets.map(({ addresses }) => take(addresses))
  const kept = subsets.map(({ notReadyAddresses, ports }, index) => ({
    addresses: ready[index] ?? [],
    notReadyAddresses: take(notReadyAddresses),
    ...(ports === undefined ? {} : { ports }),
  }))
  return { subsets: kept, isOver: true }
}

function metadataFor(
  { metadata, spec }: Service,
  old: Endpoints | undefined,
  triggerTime: string | undefined,
  isOver: boolean,
): Endpoints['metadata'] {
  const { clusterIP = '' } = spec ?? {}
  const isHeadless = clusterIP === '' || clusterIP === 'None'
  const {
    [TRIGGER_TIME]: _time,
    [OVER_CAPACITY]: _over,
    ...annotations
  } = old?.metadata.annotations ?? {}
  const all = {
    ...annotations,
    ...(triggerTime === undefined ? {} : { [TRIGGER_TIME]: triggerTime }),
    ...(isOver ? { [OVER_CAPACITY]: 'truncated' } : {}),
  }
  const { [HEADLESS]: _headless, ...labels } = metadata.labels ?? {}
  return {
    ...(old?.metadata ?? { name: metadata.name ?? '', namespace: metadata.namespace ?? 'default' }),
    labels: { ...labels, ...(isHeadless ? { [HEADLESS]: '' } : {}), [MANAGED_BY]: MANAGER },
    annotations: all,
  }
}

function write(
  run: EndpointsRun,
  service: Service,
  { subsets, isOver }: Capped,
  triggerTime: string | undefined,
): SyncResult {
  const { namespace = 'default', name = '' } = service.metadata
  const old = run.client.get('Endpoints', namespace, name)
  const metadata = metadataFor(service, old, triggerTime, isOver)
  const isSame =
    old !== undefined &&
    equal(old.subsets ?? [], subsets) &&
    equal(old.metadata.labels, metadata.labels)
  if (isSame) return 'done'
  const next: Endpoints = { apiVersion: 'v1', kind: 'Endpoints', metadata, subsets }
  const said = run.narration({
    message: `listed the endpoints of ${nameInSentence(service)} in ${nameInSentence(next)}`,
    level: 'detail',
    kind: 'EndpointsWritten',
    objects: [keyOf(service)],
  })
  const result = old === undefined ? run.client.create(next, said) : run.client.update(next, said)
  return result.ok ? 'done' : 'retry'
}
