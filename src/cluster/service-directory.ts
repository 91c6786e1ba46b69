// DNS and the way behind a cluster IP, answered from the Services and Pods in the API.
import { simplified } from '#lib/simplified.ts'
import type { Pod, Service, ServicePort } from '#api/generated/types.ts'
import type { Client } from '#client/client.ts'
import type { ServiceDirectory } from '#runtime/cri.ts'

simplified(
  'service-directory',
  'CoreDNS, kube-proxy and EndpointSlices are one look-up that always sees the present.',
)

const SUFFIX = '.svc.cluster.local'

/** Makes the directory of one cluster. */
export function createServiceDirectory(client: Client): ServiceDirectory {
  return {
    resolve(name, namespace) {
      const target = serviceNameOf(name, namespace)
      if (target === undefined) return undefined
      const service = client.get('Service', target.namespace, target.name)
      if (service === undefined) return undefined
      const clusterIp = service.spec?.clusterIP
      if (clusterIp !== undefined && clusterIp !== 'None' && clusterIp !== '') return clusterIp
      return readyPods(client, service)[0]?.status?.podIP
    },
    endpoint(clusterIp, port) {
      const [service] = client.list('Service', { index: ['clusterIP', clusterIp] })
      const servicePort = service?.spec?.ports?.find((candidate) => candidate.port === port)
      if (service === undefined || servicePort === undefined) return undefined
      for (const pod of readyPods(client, service)) {
        const target = targetPortOf(pod, servicePort)
        if (pod.status?.podIP !== undefined && target !== undefined)
          return { ip: pod.status.podIP, port: target }
      }
      return undefined
    },
  }
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
    const ready =
      pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ??
      false
    const open = ready || service.spec?.publishNotReadyAddresses === true
    return open && pod.metadata.deletionTimestamp === undefined
  })
}

function targetPortOf(pod: Pod, servicePort: ServicePort): number | undefined {
  const target = servicePort.targetPort ?? servicePort.port
  if (typeof target === 'number') return target
  const ports = pod.spec?.containers.flatMap((container) => container.ports ?? []) ?? []
  return ports.find(({ name }) => name === target)?.containerPort
}
