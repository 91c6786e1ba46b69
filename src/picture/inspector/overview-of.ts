// A moment in numbers and rows: its Pods and Nodes with their states. Moved from moment to moment by what
// differs between them.
import { statusOf } from '#api/core/pod-status-word.ts'
import { worldStateOf, type WorldObject, type WorldState } from '#client/world.ts'
import { withSorted } from '#lib/sorted-list.ts'
import { diff } from '#sim/state.ts'
import { nodeState, stateOfCells, type StateWord } from '../words/pod-state.ts'

export interface OverviewRow extends StateWord {
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
    for (const { key, before, after } of diff(shown, world)) {
      const kind = (after ?? before)?.kind
      if (kind === 'Node') nodes.set(key, rowOf(key, after))
      else if (kind === 'Pod') {
        const row = rowOf(key, after)
        pods.set(key, row)
        count(rowOf(key, before), -1)
        count(row, 1)
      }
    }
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

function rowOf(key: string, object: WorldObject | undefined): OverviewRow | null {
  if (object?.kind === 'Pod') {
    const cells = statusOf(object)
    const name = object.metadata.name ?? ''
    return { key, name, ...stateOfCells(cells), detail: `${cells.ready}/${cells.total}` }
  }
  if (object?.kind !== 'Node') return null
  const cpu = object.status?.allocatable?.['cpu'] ?? '?'
  const memory = object.status?.allocatable?.['memory'] ?? '?'
  const name = object.metadata.name ?? ''
  return { key, name, ...nodeState(object), detail: `${cpu} cpu, ${memory}` }
}
