// The nodes of a script and the leases that their kubelets renew. Follows reference/internal/courses/nodes.go.
import type { Node, NodeCondition } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import type { ApiServer } from '#apiserver/api-server.ts'
import type { NodeLeases } from '#client/node-leases.ts'
import type { Clock } from '#sim/clock.ts'
import { BY_TEST } from '#testing/fake-api-server.ts'
import type { CourseNode } from './courses-recording.ts'

const RENEW_EVERY_MS = 10_000
const RENEW_PHASE_MS = 200
const USUAL_NODES: readonly CourseNode[] = [{ name: 'n1' }, { name: 'n2' }, { name: 'n3' }]
const RESOURCES = { cpu: '4', memory: '8Gi', pods: '110' }
const WELL = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID'],
  ['Ready', 'True', 'KubeletReady'],
] as const

interface Heard {
  /** When it was first heard, or heard again. */
  sinceMs: number
  /** Since when nothing is heard, or null. */
  silentMs: number | null
}

export interface Kubelets {
  readonly leases: NodeLeases
  /** Makes the nodes of a script. */
  addNodes(nodes: readonly CourseNode[] | undefined): void
  /** Does what a kubelet does for its new node. */
  welcome(name: string): void
  isSilent(name: string): boolean
  silence(name: string): void
  revive(name: string): void
}

/** The kubelets of a script, as far as they are about nodes. */
export function createKubelets(server: ApiServer, clock: Clock): Kubelets {
  const heard = new Map<string, Heard>()
  const handlers = new Set<(name: string) => void>()
  const tell = (name: string): void => {
    for (const handler of handlers) handler(name)
  }
  const welcome = (name: string): void => {
    heard.set(name, { sinceMs: clock.nowMs, silentMs: null })
    heartbeat(server, name, clock.nowMs)
    tell(name)
  }
  return {
    leases: {
      get(name) {
        const one = heard.get(name)
        if (one === undefined) return undefined
        const endMs = one.silentMs ?? clock.nowMs
        const tick = Math.floor((endMs - RENEW_PHASE_MS) / RENEW_EVERY_MS)
        return {
          renewTimeMs: Math.max(one.sinceMs, tick * RENEW_EVERY_MS + RENEW_PHASE_MS),
          statusTimeMs: one.sinceMs,
          isRenewed: one.silentMs === null,
        }
      },
      watch(handler) {
        handlers.add(handler)
        return () => void handlers.delete(handler)
      },
    },
    addNodes(nodes = USUAL_NODES) {
      for (const node of nodes) {
        // They were there before: admission taints only what is new.
        server.bootstrap([nodeOf(node)], BY_TEST)
        welcome(node.name)
      }
    },
    welcome,
    isSilent: (name) => (heard.get(name)?.silentMs ?? null) !== null,
    silence(name) {
      const one = heard.get(name)
      // Who is silent already stays so.
      if (one !== undefined) one.silentMs ??= clock.nowMs
      tell(name)
    },
    revive(name) {
      welcome(name)
    },
  }
}

function nodeOf({ name, labels, taints, unschedulable }: CourseNode): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
    spec: {
      ...(taints === undefined ? {} : { taints }),
      ...(unschedulable === undefined ? {} : { unschedulable }),
    },
  }
}

function heartbeat(server: ApiServer, name: string, nowMs: number): void {
  const node = server.get('Node', '', name)
  if (node === undefined) return
  const now = timeOf(nowMs)
  const conditions = WELL.map(([type, status, reason]): NodeCondition => ({
    type,
    status,
    reason,
    lastHeartbeatTime: now,
    lastTransitionTime: now,
  }))
  const status = { ...node.status, conditions, allocatable: RESOURCES, capacity: RESOURCES }
  server.updateStatus({ ...node, status }, BY_TEST)
}
