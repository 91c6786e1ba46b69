// What answers in the network of every cluster besides its Pods: the API server behind the Service `kubernetes`,
// and kube-dns.
import { isControlPlaneNode } from '#api/core/control-plane.ts'
import { CLUSTER_DNS_IP } from '#api/core/cluster-dns.ts'
import type { Runtime } from '#runtime/runtime.ts'
import { apiServerAnswer } from '#runtime/network/api-server-answer.ts'
import { answerText, parseRequest } from '#runtime/network/http.ts'
import type { Endpoints, EndpointSlice, Node } from '#api/generated/types.ts'

const API_SERVER_PORT = 6443
/** Where the API server is when no Node says that it is the control plane. */
const ELSEWHERE = '172.19.0.2'

/** The first Node that says that it is a control plane. */
export function controlPlaneOf(nodes: readonly Node[]): Node | undefined {
  return nodes.find(isControlPlaneNode)
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

/** Has the DNS server answer, and the API server, unless it runs in a container (`apiServerIp` is null). */
export function serveCluster(runtime: Runtime, apiServerIp: string | null): void {
  const answer = (text: string): string => apiServerAnswer(parseRequest(text), [])
  if (apiServerIp !== null) {
    runtime.serve(apiServerIp, API_SERVER_PORT, 'TCP', { name: 'kube-apiserver', answer })
  }
  for (const protocol of ['TCP', 'UDP'] as const)
    runtime.serve(CLUSTER_DNS_IP, 53, protocol, { name: 'coredns', answer: () => '' })
  runtime.serve(CLUSTER_DNS_IP, 9153, 'TCP', { name: 'coredns', answer: () => answerText(200, '') })
}
