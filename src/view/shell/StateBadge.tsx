// State is said three times: by a shape, by a word and by a colour.
import type { ContainerWord } from '#picture/words/container-state.ts'

type Tone = ContainerWord['tone']

const SHAPES: Readonly<Record<Tone, string>> = {
  run: 'M6 2.2a3.8 3.8 0 1 0 0 7.6a3.8 3.8 0 0 0 0-7.6z',
  wait: 'M6 1.7a4.3 4.3 0 1 0 0 8.6a4.3 4.3 0 0 0 0-8.6z M6 3.6V6l1.7 1.2',
  fail: 'M3 3l6 6 M9 3l-6 6',
  done: 'M2.4 6.4l2.4 2.5 4.8-5.6',
  part: 'M6 1.9a4.1 4.1 0 1 0 0 8.2a4.1 4.1 0 0 0 0-8.2z M6 1.9v8.2',
  idle: 'M6 1.7a4.3 4.3 0 1 0 0 8.6a4.3 4.3 0 0 0 0-8.6z',
  term: 'M6 2v6.5 M3 6l3 3 3-3',
}

/** What is half way is as green as what runs; what has not begun is as quiet as what has ended. */
const CLASSES: Readonly<Partial<Record<Tone, string>>> = { part: 'wait', idle: 'done' }

/** The shape of a tone. */
export function StateMark(props: { readonly tone: Tone; readonly size?: number }) {
  const { tone, size = 12 } = props
  return (
    <svg
      className={`mark ${CLASSES[tone] ?? tone}`}
      strokeDasharray={tone === 'idle' ? '1.6 1.8' : undefined}
      width={size}
      height={size}
      viewBox="0 0 12 12"
      fill={tone === 'run' ? 'currentColor' : 'none'}
      stroke={tone === 'run' ? 'none' : 'currentColor'}
      strokeWidth={tone === 'wait' ? 1.3 : 1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={SHAPES[tone]} />
    </svg>
  )
}

/** Shape and word in a pill. */
export function StateBadge(props: { readonly tone: Tone; readonly word: string }) {
  return (
    <span className={`badge ${CLASSES[props.tone] ?? props.tone}`}>
      <StateMark tone={props.tone} />
      {props.word}
    </span>
  )
}
