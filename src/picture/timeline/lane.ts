// A lane of the timeline: what state a Pod, a container or a group of Pods was in from when to when.
import type { ContainerRole } from '#api/core/containers.ts'

export type SegmentKind =
  | 'waiting'
  | 'pull'
  | 'running'
  | 'unready'
  | 'exited'
  | 'failed'
  | 'backoff'
  | 'ending'

export interface Segment {
  readonly fromMs: number
  readonly toMs: number
  readonly kind: SegmentKind
  /** The state in a word or two: 'running', 'CrashLoopBackOff', 'exited 1'. */
  readonly label: string
}

export interface Lane {
  readonly id: string
  readonly role: 'pod' | 'group' | ContainerRole
  readonly name: string
  /** Its place among the init containers, from 1; null for others. */
  readonly number: number | null
  readonly podKey: string
  /** What a click selects: the Pod, or the newest instance of the container; of a group its owner or node. */
  readonly selectKey: string
  /** Of a group: what it is and how many Pods it has, and whether their lanes are shown. */
  readonly group: { readonly about: string; readonly open: boolean } | null
  readonly segments: readonly Segment[]
}
