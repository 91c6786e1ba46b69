// How the API server gets to the kubelet of a node.
import { isControlPlaneNode } from '../core/control-plane.ts'
import type { ApiObject } from '../meta/object.ts'
import type { MachineRecord, RuntimeRecord } from './records.ts'

export const KUBELET_PORT = 10_250
/** What the kernel says where nobody is. */
export const NO_ROUTE = 'connect: no route to host'

/** What there is at a moment, by key and by the beginning of keys. */
interface Moment {
  get(key: string): ApiObject | RuntimeRecord | undefined
  under(prefix: string): readonly (ApiObject | RuntimeRecord)[]
}

/**
 * Why the API server cannot speak to the kubelet of a node, in the words of the kernel; null when it can, and where nothing
 * is known of the machine.
 */
export function whyNoKubelet(moment: Moment, node: string): string | null {
  const machine = machineOf(moment, node)
  if (machine === undefined) return null
  if (machine.power !== 'on' || machine.network === 'cut' || isApiServerCut(moment, node))
    return NO_ROUTE
  return machine.kubelet === 'running' ? null : 'connect: connection refused'
}

/** Where kubelets look for their container runtime. */
export const RUNTIME_SOCKET = '/var/run/containerd/containerd.sock'
/** What the client of a container runtime says that is not there. Its socket goes with the process. */
export const NO_RUNTIME = noSocket(RUNTIME_SOCKET)

/** The words of gRPC's client when nobody has made a socket. */
function noSocket(path: string): string {
  return `rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix ${path}: connect: no such file or directory"`
}

/** What the client of a runtime says that is made for a socket that is not there. Follows cri-client's remote_runtime.go (v0.36). */
export function noRuntimeService(path: string): string {
  return `validate service connection: validate CRI v1 runtime API for endpoint "unix://${path}": ${noSocket(path)}`
}

/** Why the kubelet of a node, which is reached, gets nothing from its container runtime; null when it does. */
export function whyNoRuntime(moment: Moment, node: string): string | null {
  return machineOf(moment, node)?.containerd === 'stopped' ? NO_RUNTIME : null
}

/** True when who comes over the network gets to the machine. */
export function isReached(machine: MachineRecord | undefined): boolean {
  return machine?.power === 'on' && machine.network !== 'cut'
}

/** True when the machine that the API server is on is cut off the network, so that it reaches no other one than itself. */
export function isApiServerCut(moment: Moment, node: string): boolean {
  const home = moment.under('Node//').find((one) => one.kind === 'Node' && isControlPlaneNode(one))
  const name = home?.kind === 'Node' ? (home.metadata.name ?? '') : ''
  return name !== node && machineOf(moment, name)?.network === 'cut'
}

function machineOf(moment: Moment, node: string): MachineRecord | undefined {
  const found = moment.get(`Machine/${node}`)
  return found?.kind === 'Machine' ? found : undefined
}
