// One lane: its name, and its segments in the shown part of the run.
import { memo } from 'react'
import { clockText, durationText } from '#picture/words/format.ts'
import { BothEnds } from '#view/shell/BothEnds.tsx'
import { Icon } from '#view/shell/Icon.tsx'
import { usePlayground, usePlaygroundActions } from '#view/shell/playground-context.tsx'
import type { Lane, Segment, SegmentKind } from '#picture/timeline/lane.ts'
import { foldsIn, placeOf, type View } from '#picture/timeline/scale.ts'
import { ROLE_WORDS } from '#picture/words/container-role.ts'

const MARKS: Readonly<Record<SegmentKind, string>> = {
  waiting: '',
  pull: '↓',
  running: '',
  unready: '',
  exited: '✓',
  failed: '✕',
  backoff: '◷',
  ending: '',
}

/** The name of a group; pressing it shows or folds the lanes of its Pods. */
function GroupLabel(props: { readonly lane: Lane; readonly onFlip: (key: string) => void }) {
  const { name, selectKey, group } = props.lane
  return (
    <button
      type="button"
      className="lane-label group"
      aria-expanded={group?.open ?? false}
      title={`${name} ${group?.about ?? ''}`}
      onClick={() => props.onFlip(selectKey)}
    >
      <Icon name="chevron" size={12} />
      <span className="lane-name">
        {name} <span className="dim">{group?.about}</span>
      </span>
    </button>
  )
}

/** The name of a lane; pressing it selects what the lane is of. */
export const LaneLabel = memo(function LaneLabel(props: {
  readonly lane: Lane
  readonly onFlip: (key: string) => void
}) {
  return props.lane.group === null ? <PodLabel lane={props.lane} /> : <GroupLabel {...props} />
})

function PodLabel(props: { readonly lane: Lane }) {
  const { lane } = props
  const selected = usePlayground((state) => state.selection === lane.selectKey)
  const { select } = usePlaygroundActions()
  const role =
    lane.role === 'pod' || lane.role === 'group' || lane.role === 'app'
      ? ''
      : `${ROLE_WORDS[lane.role]} `
  return (
    <button
      type="button"
      className="lane-label"
      aria-label={lane.name}
      aria-pressed={selected}
      title={`${lane.role === 'pod' ? 'Pod ' : role}${lane.name}`}
      onClick={() => select(lane.selectKey)}
    >
      {lane.number !== null && (
        <span className="lane-number" aria-hidden="true">
          {lane.role === 'sidecar' ? '↻' : lane.number}
        </span>
      )}
      {lane.role === 'pod' ? (
        <BothEnds text={lane.name} />
      ) : (
        <span className="lane-name">{lane.name}</span>
      )}
    </button>
  )
}

/** The segments of a lane. */
export const LaneTrack = memo(function LaneTrack(props: {
  readonly lane: Lane
  readonly view: View
}) {
  const { lane, view } = props
  const shown = lane.segments.filter(
    ({ fromMs, toMs }) => placeOf(view, toMs) >= 0 && placeOf(view, fromMs) <= 1,
  )
  return (
    <div className="lane-track">
      {shown.map((segment) => (
        <SegmentBar key={`${segment.fromMs} ${segment.label}`} segment={segment} view={view} />
      ))}
    </div>
  )
})

function SegmentBar(props: { readonly segment: Segment; readonly view: View }) {
  const { segment, view } = props
  const left = Math.max(0, placeOf(view, segment.fromMs))
  const right = Math.min(1, placeOf(view, segment.toMs))
  const length = durationText(segment.toMs - segment.fromMs)
  const mark = MARKS[segment.kind]
  const width = Math.max(0, right - left)
  const place = { left: `${left * 100}%`, width: `${width * 100}%` }
  const text = textPlace(view, left, right)
  return (
    <>
      <span className={`segment-fill ${segment.kind}`} style={place} aria-hidden="true" />
      <span
        className={`segment ${segment.kind}`}
        style={place}
        title={`${segment.label}, ${clockText(segment.fromMs)} to ${clockText(segment.toMs)} (${length})`}
      >
        {text !== null && (
          <span
            className="segment-text"
            style={{ left: `${text.from * 100}%`, maxWidth: `${text.width * 100}%` }}
          >
            {mark !== '' && <span aria-hidden="true">{mark} </span>}
            {segment.label}
          </span>
        )}
      </span>
    </>
  )
}

/** Less than this part of the width is no room for a word. */
const LEAST_TEXT = 0.02

/** Where the text of a bar stands, in parts of the bar, so that it crosses no fold; null where there is no room. */
function textPlace(
  view: View,
  left: number,
  right: number,
): { readonly from: number; readonly width: number } | null {
  if (right <= left) return null
  let from = left
  let best: readonly [from: number, to: number] | null = null
  for (const fold of [...foldsIn(view), null]) {
    const start = fold === null ? right : placeOf(view, fold.fromMs)
    if (start > from) {
      const stretch = [from, Math.min(right, start)] as const
      // The first with enough room, else the longest.
      if (
        best === null ||
        (best[1] - best[0] < 3 * LEAST_TEXT && stretch[1] - stretch[0] > best[1] - best[0])
      )
        best = stretch
    }
    if (fold !== null) from = Math.max(from, placeOf(view, fold.toMs))
    if (from >= right) break
  }
  if (best === null) return null
  return { from: (best[0] - left) / (right - left), width: (best[1] - best[0]) / (right - left) }
}
