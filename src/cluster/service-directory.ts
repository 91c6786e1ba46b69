// DNS and the way behind a cluster IP, answered from the Services and Pods in the API.
import { simplified } from '#lib/simplified.ts'
import type { Pod, Service } from '#api/generated/types.ts'
import { keyOf } from '#api/meta/object.ts'
import type { Client } from '#client/client.ts'
import type { World, WorldObject } from '#client/world.ts'
import type { ServiceDirectory } from '#runtime/cri.ts'
import { equal } from '#lib/equal.ts'
import { createChanges, type Changes } from '#runtime/rest/changes.ts'
import { clusterDnsAnswer } from './dns/cluster-dns.ts'
import { endpointsOf, isReady } from './dns/endpoints.ts'
import { ALL_SERVICES, NAMESPACES, podsKey, serviceKey } from './dns/keys.ts'

simplified(
  'service-directory',
  'CoreDNS, kube-proxy and EndpointSlices are one look-up that always sees the present.',
)

/** Makes the directory of one cluster, whose objects are in `world`. */
export function createServiceDirectory(client: Client, world: World): ServiceDirectory {
  const changes = createChanges()
  const lastChanges = new Map<string, number>()
  world.subscribe((entry) => {
    for (const { key, before, after } of entry.changes) {
      if (counts(before, after)) lastChanges.set(key, entry.id)
      tellOf(changes, before, after)
    }
  })
  return {
    changes,
    query: (name, type, needs, from) => clusterDnsAnswer(client, name, type, needs, from),
    endpoint(clusterIp, port, protocol, needs, from) {
      needs?.(ALL_SERVICES)
      const [service] = client.list('Service', { index: ['clusterIP', clusterIp] })
      const servicePort = service?.spec?.ports?.find(
        (candidate) => candidate.port === port && (candidate.protocol ?? 'TCP') === protocol,
      )
      if (service !== undefined) from?.(keyOf(service))
      if (service === undefined || servicePort === undefined) return undefined
      needs?.(podsKey(service.metadata.namespace ?? 'default'))
      const all = endpointsOf(client, service)
      // Without a ready one, those that are being deleted answer as long as they can.
      const some = all.filter(({ ready }) => ready)
      for (const one of some.length > 0 ? some : all.filter(({ serving }) => serving)) {
        const target = one.portOf(servicePort)
        if (target === undefined) continue
        from?.(one.from)
        return { ip: one.ip, port: target }
      }
      return undefined
    },
    lastChange(objectKeys) {
      let last: number | null = null
      for (const key of objectKeys) {
        const id = lastChanges.get(key) ?? null
        if (id !== null && (last === null || id > last)) last = id
      }
      return last
    },
  }
}

type Found = WorldObject | undefined

/** True when an object is another than before to those who look up names and addresses. */
function counts(before: Found, after: Found): boolean {
  switch ((after ?? before)?.kind) {
    case 'Service':
      return !isService(before) || !isService(after) || !equal(before.spec, after.spec)
    case 'EndpointSlice':
    case 'Endpoints':
      return true
    case 'Namespace':
      return before === undefined || after === undefined
    case 'Pod':
      return !isPod(before) || !isPod(after) || differs(before, after)
    default:
      return false
  }
}

/** Tells who counts on a Service, or on the Pods behind one, that they are others now. */
function tellOf(changes: Changes, before: Found, after: Found): void {
  const object = after ?? before
  if (object?.kind === 'Service') {
    changes.tell(serviceKey(object.metadata.namespace ?? 'default', object.metadata.name ?? ''))
    changes.tell(ALL_SERVICES)
  }
  if (object?.kind === 'Namespace') changes.tell(NAMESPACES)
  if (object?.kind === 'EndpointSlice' || object?.kind === 'Endpoints')
    changes.tell(podsKey(object.metadata.namespace ?? 'default'))
  if (object?.kind === 'Pod' && counts(before, after))
    changes.tell(podsKey(object.metadata.namespace ?? 'default'))
}

function isService(object: Found): object is Service {
  return object?.kind === 'Service'
}

function isPod(object: Found): object is Pod {
  return object?.kind === 'Pod'
}

/** True when a Pod may be behind another Service than before, or behind it in another way. */
function differs(before: Pod, after: Pod): boolean {
  return (
    isReady(before) !== isReady(after) ||
    before.status?.podIP !== after.status?.podIP ||
    before.status?.phase !== after.status?.phase ||
    before.spec !== after.spec ||
    before.metadata.labels !== after.metadata.labels ||
    before.metadata.deletionTimestamp !== after.metadata.deletionTimestamp
  )
}
