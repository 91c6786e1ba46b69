// One lane: its name, and its segments in the shown part of the run.
import { memo } from 'react'
import { clockText, durationText } from '#picture/words/format.ts'
import { usePlayground, usePlaygroundActions } from '#view/shell/playground-context.tsx'
import type { Lane, Segment, SegmentKind } from '#picture/timeline/lanes-of.ts'
import { placeOf, type View } from '#picture/timeline/scale.ts'

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

/** The name of a lane; pressing it selects what the lane is of. */
export const LaneLabel = memo(function LaneLabel(props: { readonly lane: Lane }) {
  const { lane } = props
  const selected = usePlayground((state) => state.selection === lane.selectKey)
  const { select } = usePlaygroundActions()
  const role = lane.role === 'sidecar' ? 'sidecar ' : lane.role === 'init' ? 'init container ' : ''
  return (
    <button
      type="button"
      className="lane-label"
      aria-pressed={selected}
      title={`${lane.role === 'pod' ? 'Pod ' : role}${lane.name}`}
      onClick={() => select(lane.selectKey)}
    >
      {lane.number !== null && (
        <span className="lane-number" aria-hidden="true">
          {lane.role === 'sidecar' ? '↻' : lane.number}
        </span>
      )}
      <span className="lane-name">{lane.name}</span>
    </button>
  )
})

/** The segments of a lane. */
export const LaneTrack = memo(function LaneTrack(props: {
  readonly lane: Lane
  readonly view: View
}) {
  const { lane, view } = props
  const shown = lane.segments.filter((s) => s.toMs >= view.fromMs && s.fromMs <= view.toMs)
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
  return (
    <span
      className={`segment ${segment.kind}`}
      style={{ left: `${left * 100}%`, width: `${Math.max(0, right - left) * 100}%` }}
      title={`${segment.label}, ${clockText(segment.fromMs)} to ${clockText(segment.toMs)} (${length})`}
    >
      <span className="segment-text">
        {mark !== '' && <span aria-hidden="true">{mark} </span>}
        {segment.label}
      </span>
    </span>
  )
}
