// What the shapes of the page mean: state is said by shape, word and colour everywhere.
import type { ReactNode } from 'react'
import type { Tone } from '#picture/words/pod-state.ts'
import { StateMark } from '#view/shell/StateBadge.tsx'

const STATES: readonly (readonly [tone: Tone, text: string])[] = [
  ['run', 'runs'],
  ['wait', 'waits: for a node, an image, an init container'],
  ['fail', 'failed, or cannot start'],
  ['done', 'ended as it should'],
  ['term', 'is being ended'],
]

const SIGNS: readonly (readonly [sign: ReactNode, text: string])[] = [
  ['1', 'init container: they run one after the other'],
  ['↻', 'sidecar: starts among the init containers and goes on running'],
  [<i key="net" className="sign-net" />, 'network of a Pod: one IP, one loopback'],
  [<i key="pull" className="sign-pull" />, 'in the timeline: the image is being pulled'],
  [<i key="later" className="sign-later" />, 'in the timeline: has not happened yet'],
]

/** The list of shapes, closed until it is asked for. */
export function Legend() {
  return (
    <details className="legend">
      <summary>What the shapes mean</summary>
      <dl>
        {STATES.map(([tone, text]) => (
          <div key={tone}>
            <dt>
              <StateMark tone={tone} size={14} />
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
        {SIGNS.map(([sign, text]) => (
          <div key={text}>
            <dt aria-hidden="true">{sign}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
