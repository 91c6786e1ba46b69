// In which order the lanes stand, how they are grouped when there are many, and which of them are wanted.
import { countText } from '#picture/words/format.ts'
import { groupSegments } from './group-segments.ts'
import type { Lane } from './lane.ts'
import type { Owner } from './owners.ts'

export type Grouping = 'auto' | 'none' | 'owner' | 'node'

export interface RowChoice {
  readonly group: Grouping
  /** Words that a Pod's name, namespace, node or containers must hold; '' for all. */
  readonly filter: string
  /** The groups that are open although they would be closed, or closed although they would be open. */
  readonly flipped: readonly string[]
}

export interface LanePart extends RowChoice {
  readonly from: number
  readonly count: number
}

/** A Pod and its containers. */
export interface RowSource {
  readonly length: number
  /** By what it is found, in small letters. */
  readonly words: string
  readonly owner: Owner | null
  readonly node: string
  readonly gone: boolean
  /** Of the cluster itself. */
  readonly system: boolean
  podLane(): Lane
  lanes(): readonly Lane[]
}

export interface LaneRows {
  readonly total: number
  readonly from: number
  readonly lanes: readonly Lane[]
  /** How many Pods there are that the filter leaves, and how many in all. */
  readonly pods: number
  readonly allPods: number
  readonly grouped: 'none' | 'owner' | 'node'
}

interface Part {
  readonly from: number
  readonly count: number
  readonly untilMs: number
}

/** So many Pods are shown without groups. */
const FEW = 12
/** A group of more Pods, or one among more in all, is closed at first. */
const SMALL_GROUP = 8
const MANY = 40

/** The rows of a part of the list: the living before the dead, and what the cluster has for itself last. */
export function laneRows(sources: readonly RowSource[], choice: RowChoice, part: Part): LaneRows {
  const words = choice.filter.toLowerCase().split(/\s+/).filter(Boolean)
  const wanted = sources.filter((source) => words.every((word) => source.words.includes(word)))
  const own = wanted.filter(({ system }) => !system).length
  const auto = own > FEW ? 'owner' : 'none'
  const grouped = choice.group === 'auto' ? auto : choice.group
  const counts = { pods: wanted.length, allPods: sources.length, grouped }
  const blocks =
    grouped === 'none'
      ? livingFirst(wanted).map(blockOf)
      : groupBlocks(wanted, grouped, choice, part)
  return { ...counts, ...partOf(blocks, part) }
}

interface Block {
  readonly length: number
  lanes(): readonly Lane[]
}

const blockOf = (source: RowSource): Block => source

function livingFirst(sources: readonly RowSource[]): readonly RowSource[] {
  const rank = ({ system, gone }: RowSource): number => (system ? 2 : 0) + (gone ? 1 : 0)
  return sources.toSorted((a, b) => rank(a) - rank(b))
}

function groupBlocks(
  sources: readonly RowSource[],
  by: 'owner' | 'node',
  ...[choice, { untilMs }]: readonly [RowChoice, Part]
): readonly Block[] {
  const groups = new Map<string, { readonly head: Owner; readonly members: RowSource[] }>()
  for (const source of livingFirst(sources)) {
    const head = headOf(source, by)
    const group = groups.get(head.key)
    if (group === undefined) groups.set(head.key, { head, members: [source] })
    else group.members.push(source)
  }
  return [...groups.values()].flatMap(({ head, members }) => {
    const small = members.length <= SMALL_GROUP && sources.length <= MANY
    const open = small !== choice.flipped.includes(head.key)
    const header: Block = {
      length: 1,
      lanes: () => [groupLane(head, members, open, untilMs)],
    }
    return open ? [header, ...members.map(blockOf)] : [header]
  })
}

function headOf({ owner, node }: RowSource, by: 'owner' | 'node'): Owner {
  if (by === 'owner') return owner ?? { key: '', kind: '', name: 'without an owner' }
  if (node === '') return { key: '', kind: '', name: 'without a node' }
  return { key: `Node//${node}`, kind: 'Node', name: node }
}

function groupLane(
  { key, kind, name }: Owner,
  members: readonly RowSource[],
  ...[open, untilMs]: readonly [boolean, number]
): Lane {
  const gone = members.filter((member) => member.gone).length
  const pods = countText(members.length - gone, 'Pod')
  return {
    id: `group ${key}`,
    role: 'group',
    name,
    number: null,
    podKey: '',
    selectKey: key,
    group: {
      about: [kind, gone === 0 ? pods : `${pods}, ${gone} gone`].filter(Boolean).join(' · '),
      open,
    },
    segments: groupSegments(
      members.map((member) => member.podLane().segments),
      untilMs,
    ),
  }
}

function partOf(
  blocks: readonly Block[],
  { from, count }: Part,
): Pick<LaneRows, 'total' | 'from' | 'lanes'> {
  const lanes: Lane[] = []
  let place = 0
  for (const block of blocks) {
    if (place < from + count && place + block.length > from)
      lanes.push(...block.lanes().slice(Math.max(0, from - place), from + count - place))
    place += block.length
  }
  return { total: place, from, lanes }
}
