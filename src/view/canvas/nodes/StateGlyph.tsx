// The shape that stands for a state beside its word; colour only repeats it.
import type { CanvasTone, ShownState } from '#picture/canvas/canvas-graph.ts'
import { lineWidthOf, STATE_SHAPES } from '#picture/canvas/state-shapes.ts'

/** The shape of a tone, in the colour of the text around it. */
export function StateGlyph(props: { readonly tone: CanvasTone; readonly size?: number }) {
  const { tone, size = 12 } = props
  const { path, filled } = STATE_SHAPES[tone]
  return (
    <svg
      className="cv-glyph"
      width={size}
      height={size}
      viewBox="0 0 12 12"
      fill={filled ? 'currentColor' : 'none'}
      stroke={filled ? 'none' : 'currentColor'}
      strokeWidth={lineWidthOf(tone)}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  )
}

/** Shape and word in a pill. */
export function StatePill(props: { readonly state: ShownState }) {
  const { word, tone } = props.state
  return (
    <span className={`cv-pill cv-${tone}`} title={word}>
      <StateGlyph tone={tone} />
      <span className="cv-ellipsis">{word}</span>
    </span>
  )
}
