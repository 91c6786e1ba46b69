// The bar of a group of Pods: how many of them run, from when to when.
import type { Segment, SegmentKind } from './lane.ts'

/** Changes nearer to each other than this part of the run are told as one. */
const FINENESS = 1 / 240
/** Of what changes without a rest that long, there is a part for this much of the run, so that its words have room. */
const COARSENESS = 1 / 12

interface Counts {
  present: number
  running: number
  failed: number
  ended: number
}

/** What a Pod's segment counts as. */
function countAs(counts: Counts, kind: SegmentKind, by: 1 | -1): void {
  counts.present += by
  if (kind === 'running') counts.running += by
  if (kind === 'failed' || kind === 'backoff') counts.failed += by
  if (kind === 'exited') counts.ended += by
}

/** The segments of a group from those of its Pods. */
export function groupSegments(
  pods: readonly (readonly Segment[])[],
  untilMs: number,
): readonly Segment[] {
  const edges = pods
    .flat()
    .flatMap(({ fromMs, toMs, kind }) => [
      { atMs: fromMs, kind, by: 1 as const },
      { atMs: toMs, kind, by: -1 as const },
    ])
    .toSorted((a, b) => a.atMs - b.atMs || a.by - b.by)
  const [least, most] = [untilMs * FINENESS, untilMs * COARSENESS]
  const counts: Counts = { present: 0, running: 0, failed: 0, ended: 0 }
  const segments: Segment[] = []
  let open: (Omit<Segment, 'toMs'> & { readonly fromMs: number }) | null = null
  /** Since when changes were passed over. */
  let restlessMs: number | null = null
  for (let index = 0; index < edges.length; index += 1) {
    const edge = edges[index]
    if (edge === undefined) break
    countAs(counts, edge.kind, edge.by)
    const nextMs = edges[index + 1]?.atMs ?? Infinity
    // What lasts for less than can be seen is passed over, but not for long.
    if (nextMs - edge.atMs < least) {
      restlessMs ??= edge.atMs
      if (nextMs === edge.atMs || edge.atMs - restlessMs < (open === null ? least : most)) continue
    }
    const fromMs: number = open === null ? (restlessMs ?? edge.atMs) : edge.atMs
    restlessMs = null
    const shown = shownOf(counts)
    if (open !== null && shown?.label === open.label && shown.kind === open.kind) continue
    if (open !== null && edge.atMs > open.fromMs) segments.push({ ...open, toMs: edge.atMs })
    open = shown === null ? null : { ...shown, fromMs }
  }
  return segments
}

function shownOf(counts: Counts): Pick<Segment, 'kind' | 'label'> | null {
  const { present, running, failed, ended } = counts
  if (present === 0) return null
  if (running === present) return { kind: 'running', label: `${running} running` }
  if (ended === present) return { kind: 'exited', label: `${ended} ended` }
  const alive = present - ended
  const kind = failed > 0 ? 'failed' : alive === running ? 'running' : 'waiting'
  return { kind, label: `${running} of ${alive} running` }
}
