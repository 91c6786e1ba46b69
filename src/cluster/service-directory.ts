// DNS and the way behind a cluster IP, answered from the Services and Pods in the API.
import { simplified } from '#lib/simplified.ts'
import type { Pod } from '#api/generated/types.ts'
import type { Client } from '#client/client.ts'
import type { World, WorldObject } from '#client/world.ts'
import type { ServiceDirectory } from '#runtime/cri.ts'
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
  world.subscribe((entry) => {
    for (const { before, after } of entry.changes) tellOf(changes, before, after)
  })
  return {
    changes,
    query: (name, type, needs) => clusterDnsAnswer(client, name, type, needs),
    endpoint(clusterIp, port, protocol, needs) {
      needs?.(ALL_SERVICES)
      const [service] = client.list('Service', { index: ['clusterIP', clusterIp] })
      const servicePort = service?.spec?.ports?.find(
        (candidate) => candidate.port === port && (candidate.protocol ?? 'TCP') === protocol,
      )
      if (service === undefined || servicePort === undefined) return undefined
      needs?.(podsKey(service.metadata.namespace ?? 'default'))
      const all = endpointsOf(client, service)
      // Without a ready one, those that are being deleted answer as long as they can.
      const some = all.filter(({ ready }) => ready)
      for (const { ip, portOf } of some.length > 0 ? some : all.filter(({ serving }) => serving)) {
        const target = portOf(servicePort)
        if (target !== undefined) return { ip, port: target }
      }
      return undefined
    },
  }
}

type Found = WorldObject | undefined

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
  if (object?.kind === 'Pod' && (!isPod(before) || !isPod(after) || differs(before, after)))
    changes.tell(podsKey(object.metadata.namespace ?? 'default'))
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
