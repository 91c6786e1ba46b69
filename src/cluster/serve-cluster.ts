// What answers in the network of every cluster besides its Pods: the API server behind the Service `kubernetes`,
// and kube-dns.
import { CLUSTER_DNS_IP } from '#api/core/cluster-dns.ts'
import { simplified } from '#lib/simplified.ts'
import type { Runtime } from '#runtime/runtime.ts'
import { answerText, parseRequest } from '#runtime/network/http.ts'
import type { Endpoints, EndpointSlice, Node } from '#api/generated/types.ts'

const API_SERVER_PORT = 6443
/** Where the API server is when no Node says that it is the control plane. */
const ELSEWHERE = '172.19.0.2'

simplified(
  'api-server-over-http',
  'a container that calls the API server is told its version and its health, and else that it is forbidden.',
)

/** The first Node that says that it is a control plane. */
export function controlPlaneOf(nodes: readonly Node[]): Node | undefined {
  return nodes.find(
    ({ metadata }) => metadata.labels?.['node-role.kubernetes.io/control-plane'] !== undefined,
  )
}

/** The address of the API server: that of the first control plane. */
export function apiServerIpOf(nodes: readonly Node[]): string {
  const addresses = controlPlaneOf(nodes)?.status?.addresses ?? []
  return addresses.find(({ type }) => type === 'InternalIP')?.address ?? ELSEWHERE
}

/**
 * What leads from the Service `kubernetes` to the API server.
 * Follows pkg/controlplane/reconcilers/endpointsadapter.go (v1.36).
 */
export function apiServerEndpoints(ip: string): readonly [EndpointSlice, Endpoints] {
  const metadata = { name: 'kubernetes', namespace: 'default' }
  const ports = [{ name: 'https', port: API_SERVER_PORT, protocol: 'TCP' }]
  return [
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'kubernetes' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: [ip], conditions: { ready: true } }],
      ports,
    },
    {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { ...metadata, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
      subsets: [{ addresses: [{ ip }], ports }],
    },
  ]
}

/** Has the API server and the DNS server answer. */
export function serveCluster(runtime: Runtime, apiServerIp: string): void {
  const answer = apiServerAnswer
  runtime.serve(apiServerIp, API_SERVER_PORT, 'TCP', { name: 'kube-apiserver', answer })
  for (const protocol of ['TCP', 'UDP'] as const)
    runtime.serve(CLUSTER_DNS_IP, 53, protocol, { name: 'coredns', answer: () => '' })
  runtime.serve(CLUSTER_DNS_IP, 9153, 'TCP', { name: 'coredns', answer: () => answerText(200, '') })
}

const VERSION = { major: '1', minor: '36', gitVersion: 'v1.36.2', platform: 'linux/amd64' }

/** What somebody without a name gets. */
function apiServerAnswer(text: string): string {
  const request = parseRequest(text)
  if (request === undefined) return ''
  const { path } = request
  if (/^\/(livez|readyz|healthz)$/.test(path)) return answerText(200, 'ok', { type: 'text/plain' })
  if (path === '/version') return json(200, VERSION)
  return json(403, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `forbidden: User "system:anonymous" cannot get path "${path}"`,
    reason: 'Forbidden',
    details: {},
    code: 403,
  })
}

function json(code: number, value: unknown): string {
  return answerText(code, JSON.stringify(value, null, 2), { type: 'application/json' })
}
