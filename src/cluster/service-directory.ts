// DNS and the way behind a cluster IP, answered from the Services and Pods in the API.
import { simplified } from '#lib/simplified.ts'
import type { Pod, Service, ServicePort } from '#api/generated/types.ts'
import type { Client } from '#client/client.ts'
import type { World, WorldObject } from '#client/world.ts'
import type { ServiceDirectory } from '#runtime/cri.ts'
import { createChanges, type Changes } from '#runtime/rest/changes.ts'

simplified(
  'service-directory',
  'CoreDNS, kube-proxy and EndpointSlices are one look-up that always sees the present.',
)

const SUFFIX = '.svc.cluster.local'

const ALL_SERVICES = 'services'
const serviceKey = (namespace: string, name: string): string => `service ${namespace}/${name}`
const podsKey = (namespace: string): string => `pods ${namespace}`

/** Makes the directory of one cluster, whose objects are in `world`. */
export function createServiceDirectory(client: Client, world: World): ServiceDirectory {
  const changes = createChanges()
  world.subscribe((entry) => {
    for (const { before, after } of entry.changes) tellOf(changes, before, after)
  })
  return {
    changes,
    resolve(name, namespace, needs) {
      const target = serviceNameOf(name, namespace)
      if (target === undefined) return undefined
      needs?.(serviceKey(target.namespace, target.name))
      const service = client.get('Service', target.namespace, target.name)
      if (service === undefined) return undefined
      const clusterIp = service.spec?.clusterIP
      if (clusterIp !== undefined && clusterIp !== 'None' && clusterIp !== '') return clusterIp
      needs?.(podsKey(target.namespace))
      return readyPods(client, service)[0]?.status?.podIP
    },
    endpoint(clusterIp, port, needs) {
      needs?.(ALL_SERVICES)
      const [service] = client.list('Service', { index: ['clusterIP', clusterIp] })
      const servicePort = service?.spec?.ports?.find((candidate) => candidate.port === port)
      if (service === undefined || servicePort === undefined) return undefined
      needs?.(podsKey(service.metadata.namespace ?? 'default'))
      for (const pod of readyPods(client, service)) {
        const target = targetPortOf(pod, servicePort)
        if (pod.status?.podIP !== undefined && target !== undefined)
          return { ip: pod.status.podIP, port: target }
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
    before.spec !== after.spec ||
    before.metadata.labels !== after.metadata.labels ||
    before.metadata.deletionTimestamp !== after.metadata.deletionTimestamp
  )
}

function isReady({ status }: Pod): boolean {
  return status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') ?? false
}

/** Takes `db`, `db.shop`, `db.shop.svc` and the full name apart, with or without the final dot. */
function serviceNameOf(
  name: string,
  namespace: string,
): { readonly name: string; readonly namespace: string } | undefined {
  const bare = name.endsWith('.') ? name.slice(0, -1) : name
  const short = bare.endsWith(SUFFIX) ? bare.slice(0, -SUFFIX.length) : bare.replace(/\.svc$/, '')
  const [service, space, ...more] = short.split('.')
  if (service === undefined || service === '' || more.length > 0) return undefined
  return { name: service, namespace: space ?? namespace }
}

function readyPods(client: Client, service: Service): readonly Pod[] {
  const { namespace = 'default' } = service.metadata
  const { selector: matchLabels = {} } = service.spec ?? {}
  if (Object.keys(matchLabels).length === 0) return []
  return client.list('Pod', { namespace, labelSelector: { matchLabels } }).filter((pod) => {
    const open = isReady(pod) || service.spec?.publishNotReadyAddresses === true
    return open && pod.metadata.deletionTimestamp === undefined
  })
}

function targetPortOf(pod: Pod, servicePort: ServicePort): number | undefined {
  const target = servicePort.targetPort ?? servicePort.port
  if (typeof target === 'number') return target
  const ports = pod.spec?.containers.flatMap((container) => container.ports ?? []) ?? []
  return ports.find(({ name }) => name === target)?.containerPort
}
