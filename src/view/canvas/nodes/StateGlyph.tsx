// The shape that stands for a state beside its word; colour only repeats it.
import type { CanvasTone, ShownState } from '#picture/canvas/canvas-graph.ts'

const SHAPES: Readonly<Record<CanvasTone, { readonly path: string; readonly filled: boolean }>> = {
  run: { path: 'M6 2.2a3.8 3.8 0 1 0 0 7.6a3.8 3.8 0 0 0 0-7.6z', filled: true },
  part: { path: 'M6 2a4 4 0 1 0 0 8a4 4 0 0 0 0-8z M6 2v8 M7.7 3v6 M9.3 4.5v3', filled: false },
  wait: { path: 'M6 1.7a4.3 4.3 0 1 0 0 8.6a4.3 4.3 0 0 0 0-8.6z M6 3.6V6l1.7 1.2', filled: false },
  fail: { path: 'M3 3l6 6 M9 3l-6 6', filled: false },
  done: { path: 'M2.4 6.4l2.4 2.5 4.8-5.6', filled: false },
  term: { path: 'M6 2v6.5 M3 6l3 3 3-3', filled: false },
  idle: { path: 'M6 2.2v0 M9.3 4.1v0 M9.3 7.9v0 M6 9.8v0 M2.7 7.9v0 M2.7 4.1v0', filled: false },
}

/** The shape of a tone, in the colour of the text around it. */
export function StateGlyph(props: { readonly tone: CanvasTone; readonly size?: number }) {
  const { tone, size = 12 } = props
  const { path, filled } = SHAPES[tone]
  return (
    <svg
      className="cv-glyph"
      width={size}
      height={size}
      viewBox="0 0 12 12"
      fill={filled ? 'currentColor' : 'none'}
      stroke={filled ? 'none' : 'currentColor'}
      strokeWidth={tone === 'wait' || tone === 'part' ? 1.3 : 1.8}
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
