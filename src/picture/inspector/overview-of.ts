// A moment in numbers and rows: its Pods and Nodes with their states. Moved from moment to moment by what
// differs between them.
import { isMirrorPod } from '#api/core/containers.ts'
import { worldStateOf, type WorldObject, type WorldState } from '#client/world.ts'
import { withSorted } from '#lib/sorted-list.ts'
import { diff } from '#sim/state.ts'
import type { ContainerWord } from '../words/container-state.ts'
import { nodeState } from '../words/pod-state.ts'
import { shownPodAt } from '../words/shown-pod.ts'

export interface OverviewRow extends ContainerWord {
  readonly key: string
  readonly name: string
  readonly detail: string
}

/** The rows are in the order of their keys, and the same references as long as nothing in them changes. */
export interface Overview {
  readonly pods: readonly OverviewRow[]
  readonly nodes: readonly OverviewRow[]
  /** How many Pods are in each state. */
  readonly podCounts: ReadonlyMap<string, number>
}

/** Makes the overviews of one page, moment after moment; each costs what differs from the one before. */
export function createOverviewFold(): (world: WorldState) => Overview {
  let shown: WorldState = worldStateOf([])
  let overview: Overview = { pods: [], nodes: [], podCounts: new Map() }
  return (world) => {
    const pods = new Map<string, OverviewRow | null>()
    const nodes = new Map<string, OverviewRow | null>()
    const counts = new Map(overview.podCounts)
    const count = (row: OverviewRow | null, by: 1 | -1): void => {
      if (row !== null) counts.set(row.word, (counts.get(row.word) ?? 0) + by)
    }
    const mirrors = new Set<string>()
    const renew = (key: string): void => {
      const row = rowOf(world, key)
      pods.set(key, row)
      count(rowOf(shown, key), -1)
      count(row, 1)
    }
    for (const { key, before, after } of diff(shown, world)) {
      const object = after ?? before
      if (object?.kind === 'Node') nodes.set(key, rowOf(world, key))
      else if (object?.kind === 'Pod') renew(key)
      else mirrors.add(mirrorOf(world, object))
    }
    for (const key of mirrors) if (key !== '' && !pods.has(key)) renew(key)
    shown = world
    if (pods.size > 0 || nodes.size > 0) {
      overview = {
        pods: withSorted(overview.pods, pods, keyOfRow),
        nodes: withSorted(overview.nodes, nodes, keyOfRow),
        podCounts: new Map([...counts].filter(([, number]) => number > 0)),
      }
    }
    return overview
  }
}

const keyOfRow = ({ key }: OverviewRow): string => key

/** The key of the mirror of the static Pod that a record of the runtime belongs to; '' for every other thing. */
function mirrorOf(world: WorldState, object: WorldObject | undefined): string {
  if (object?.kind !== 'ContainerInstance' && object?.kind !== 'Sandbox') return ''
  const key = `Pod/${object.pod.namespace}/${object.pod.name}`
  const pod = world.get(key)
  return pod?.kind === 'Pod' && isMirrorPod(pod) ? key : ''
}

function rowOf(world: WorldState, key: string): OverviewRow | null {
  const object = world.get(key)
  if (object?.kind === 'Pod') {
    const { state, ready, total } = shownPodAt(world, object)
    const name = object.metadata.name ?? ''
    return { key, name, ...state, detail: `${ready}/${total}` }
  }
  if (object?.kind !== 'Node') return null
  const cpu = object.status?.allocatable?.['cpu'] ?? '?'
  const memory = object.status?.allocatable?.['memory'] ?? '?'
  const name = object.metadata.name ?? ''
  return { key, name, ...nodeState(object), detail: `${cpu} cpu, ${memory}` }
}
