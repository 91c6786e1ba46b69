// Asks the scheduler's own filters about a Pod and nodes that are changed for the question. Nothing is reserved, bound or kept.
import type { Node, Pod } from '#api/generated/types.ts'
import type { EventRecorder } from '#client/event-recorder.ts'
import type { WorldState } from '#client/world.ts'
import { createPrng } from '#lib/prng.ts'
import { createClock } from '#sim/clock.ts'
import { createCache } from '../cache/cache.ts'
import { createCycleState } from '../framework/cycle-state.ts'
import type { NodeInfo } from '../framework/node-info.ts'
import type { Status } from '../framework/status.ts'
import { createProfile } from '../profile.ts'
import { createNominator } from '../queue/nominator.ts'
import { readingClient } from './reading-client.ts'

const SILENT: EventRecorder = { event: () => {}, prepare: () => null }

/** What the filters say of a Pod. */
export interface Verdict {
  /** What speaks against the Pod before any node is looked at; null for nothing. */
  readonly before: Status | null
  /** What speaks against a node; null when the Pod fits there. */
  of(nodeName: string): Status | null
  /** A node as it is for the question; undefined when there is none. */
  info(nodeName: string): NodeInfo | undefined
}

export interface Trial {
  /** As the scheduler orders them. */
  readonly nodes: readonly NodeInfo[]
  /** What keeps the Pod out of the queue; null for nothing. */
  gate(pod: Pod): Status | null
  /** With these nodes in the place of those of their names, or beside the others; and with Pods on new ones. */
  ask<T>(
    pod: Pod,
    changed: { readonly nodes: readonly Node[]; readonly pods: readonly Pod[] },
    read: (verdict: Verdict) => T,
  ): T
}

const isTerminal = ({ status }: Pod): boolean =>
  status?.phase === 'Succeeded' || status?.phase === 'Failed'

/** Makes one of the nodes and Pods of a moment. */
export function createTrial(state: WorldState): Trial {
  const client = readingClient(state)
  const cache = createCache()
  const nominator = createNominator()
  for (const node of client.list('Node')) cache.setNode(node)
  for (const pod of client.list('Pod')) {
    if (isTerminal(pod)) continue
    if ((pod.spec?.nodeName ?? '') === '') nominator.set(pod)
    else cache.setPod(pod)
  }
  const parts = { client, cache, nominator, clock: createClock(), recorder: SILENT }
  const { framework, handle } = createProfile({ ...parts, prng: createPrng(0) })
  const { snapshot } = cache
  const verdictOf = (pod: Pod): Verdict => {
    const cycle = createCycleState()
    const { status, nodeNames, limitedBy } = framework.preFilter(cycle, pod, snapshot)
    const [plugin = ''] = limitedBy
    const notAsked: Status = { code: 'UnschedulableAndUnresolvable', plugin, reasons: [] }
    return {
      before: status,
      info: (nodeName) => snapshot.get(nodeName),
      of(nodeName) {
        if (status !== null) return status
        const node = snapshot.get(nodeName)
        if (node === undefined || nodeNames?.has(nodeName) === false) return notAsked
        return handle.runFilters(cycle, pod, node)
      },
    }
  }
  return {
    get nodes() {
      return snapshot.nodes
    },
    gate: (pod) => framework.preEnqueue(pod),
    ask(pod, { nodes, pods }, read) {
      const before = nodes.map(({ metadata: { name = '' } }) => snapshot.get(name)?.node)
      for (const node of nodes) cache.setNode(node)
      for (const one of pods) cache.setPod(one)
      const answer = read(verdictOf(pod))
      for (const { metadata } of pods) cache.removePod(metadata.uid ?? '')
      for (const [index, { metadata }] of nodes.entries()) {
        const old = before[index]
        if (old === undefined) cache.removeNode(metadata.name ?? '')
        else cache.setNode(old)
      }
      return answer
    },
  }
}
