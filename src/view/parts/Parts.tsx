// All parts of the page in all their states, light and dark: to be looked at while one works on them, and by the tests.
// It is shown at the address `#parts`.
import type { ComponentType, ReactNode } from 'react'
import type { CanvasElement, OwnerData, PodData } from '#picture/canvas/elements.ts'
import { ApiServerBox, Tray } from '#view/canvas/nodes/ControlPlane.tsx'
import { NodeFrame } from '#view/canvas/nodes/NodeFrame.tsx'
import { Owner } from '#view/canvas/nodes/OwnerCard.tsx'
import { PodElement } from '#view/canvas/nodes/PodCard.tsx'
import { StatePill } from '#view/canvas/nodes/StateGlyph.tsx'
import { Icon } from '#view/shell/Icon.tsx'
import { StateBadge } from '#view/shell/StateBadge.tsx'
import { ToolButton } from '#view/shell/ToolButton.tsx'
import '#view/canvas/canvas.css'
import '#view/inspector/action-bar.css'
import '#view/shell/lesson/lesson-pane.css'
import { LINES, nodeThat, ownerWith, podIn, STATES } from './made-up.ts'
import './parts.css'
import { useStands } from '#view/shell/use-stands.ts'

type DataOf<T extends CanvasElement['type']> = Extract<CanvasElement, { type: T }>['data']

/** React Flow hands an element more than it reads. */
const drawn = <D,>(element: unknown): ComponentType<{ readonly data: D } & Partial<Size>> =>
  element as ComponentType<{ readonly data: D } & Partial<Size>>

interface Size {
  readonly width: number
  readonly height: number
}

const PodOf = drawn<PodData>(PodElement)
const OwnerOf = drawn<OwnerData>(Owner)
const FrameOf = drawn<DataOf<'nodeFrame'>>(NodeFrame)
const ApiOf = drawn<DataOf<'apiServer'>>(ApiServerBox)
const TrayOf = drawn<DataOf<'tray'>>(Tray)

const COLOURS = ['text', 'dim', 'faint', 'accent', 'run', 'wait', 'fail', 'done', 'term', 'vol']
const SURFACES = ['bg', 'panel', 'sunk', 'accent-bg', 'run-bg', 'wait-bg', 'fail-bg', 'done-bg']
/** Where the faintest words may stand. */
const PLAIN = new Set(['bg', 'panel', 'sunk'])
const SIZES = [20, 15, 13, 12, 11]

/** The page. */
export function Parts() {
  useStands()
  return (
    <main className="parts">
      <h1>Parts</h1>
      {(['light', 'dark'] as const).map((theme) => (
        <section key={theme} data-theme={theme} aria-label={`Parts, ${theme}`}>
          <h2>{theme}</h2>
          <Colours />
          <Letters />
          <Controls />
          <States />
          <Pods />
          <Boxes />
          <Choices />
        </section>
      ))}
    </main>
  )
}

/** Parts of one kind, each with its name. */
function Kind(props: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="parts-kind" role="group" aria-label={props.title}>
      <h3>{props.title}</h3>
      <div className="parts-row">{props.children}</div>
    </div>
  )
}

/** One part; with a size, something that fills its place. */
function Part(props: {
  readonly name: string
  readonly size?: Size
  readonly children: ReactNode
}) {
  const { name, size, children } = props
  return (
    <figure className="part" data-part={name}>
      {size === undefined ? (
        children
      ) : (
        <div className="part-place" style={size}>
          {children}
        </div>
      )}
      <figcaption>{name}</figcaption>
    </figure>
  )
}

function Colours() {
  return (
    <Kind title="Colours">
      {SURFACES.map((surface) => (
        <Part key={surface} name={surface}>
          <ul className="parts-surface" style={{ background: `var(--${surface})` }}>
            {COLOURS.filter((colour) => colour !== 'faint' || PLAIN.has(surface)).map((colour) => (
              <li key={colour} style={{ color: `var(--${colour})` }}>
                {colour}
              </li>
            ))}
          </ul>
        </Part>
      ))}
    </Kind>
  )
}

function Letters() {
  return (
    <Kind title="Letters">
      {SIZES.map((size) => (
        <Part key={size} name={`${size} px`}>
          <p style={{ fontSize: size }}>
            Two Pods wait; <b>worker-1</b> is Ready since <code>0:14.2</code>.
          </p>
        </Part>
      ))}
    </Kind>
  )
}

const nothing = (): void => undefined

function Controls() {
  return (
    <Kind title="Controls">
      <Part name="button">
        <button type="button" className="btn">
          Try it
        </button>
      </Part>
      <Part name="first button">
        <button type="button" className="btn primary">
          Predict and play
        </button>
      </Part>
      <Part name="first button, off">
        <button type="button" className="btn primary" disabled>
          Predict and play
        </button>
      </Part>
      <Part name="off">
        <button type="button" className="btn" aria-disabled>
          Scale
        </button>
      </Part>
      <Part name="danger">
        <span className="action-bar">
          <button type="button" className="btn danger">
            Delete
          </button>
        </span>
      </Part>
      <Part name="link">
        <button type="button" className="linklike">
          Show the answer now
        </button>
      </Part>
      <Part name="tool">
        <ToolButton label="Select nothing" icon="close" onClick={nothing} />
      </Part>
      <Part name="with a picture">
        <button type="button" className="btn">
          <Icon name="file" size={13} /> Add a file
        </button>
      </Part>
    </Kind>
  )
}

function States() {
  return (
    <Kind title="States">
      {STATES.map(([tone, word]) => (
        <Part key={tone} name={tone}>
          <span className="parts-both">
            <StateBadge tone={tone} word={word} />
            <StatePill state={{ tone, word }} />
          </span>
        </Part>
      ))}
    </Kind>
  )
}

const LOOKS = [
  ['card', { width: 222, height: 172 }],
  ['chip', { width: 146, height: 40 }],
  ['line', { width: 222, height: 30 }],
  ['tray', { width: 222, height: 112 }],
] as const

function Pods() {
  return (
    <Kind title="Pods">
      {LOOKS.flatMap(([look, size]) =>
        STATES.map(([tone, word]) => (
          <Part key={`${look} ${tone}`} name={`Pod, ${look}, ${tone}`} size={size}>
            <PodOf
              data={{
                pod: podIn(tone, word),
                look,
                from: null,
                movement: null,
                focus: tone === 'wait' ? '' : null,
                revision: null,
              }}
            />
          </Part>
        )),
      )}
    </Kind>
  )
}

const OWNERS = [
  ['card', ownerWith(3, 'Available'), { width: 232, height: 140 }],
  ['card', ownerWith(1, 'Progressing'), { width: 232, height: 140 }],
  ['revision', ownerWith(3, 'Available'), { width: 152, height: 86 }],
  ['run', ownerWith(1, 'Running'), { width: 110, height: 74 }],
  ['chip', ownerWith(3, 'Available'), { width: 222, height: 34 }],
] as const

function Boxes() {
  const frame = { width: 260, height: 150 }
  return (
    <Kind title="Boxes">
      {OWNERS.map(([look, owner, size]) => (
        <Part key={`${look} ${owner.key}`} name={`owner, ${look}, ${owner.ready} of 3`} size={size}>
          <OwnerOf
            data={{ owner, look, wide: false, newest: true, pods: [podIn('run', 'Running')] }}
          />
        </Part>
      ))}
      {[true, false].map((isReady) => (
        <Part key={String(isReady)} name={isReady ? 'node' : 'node, not ready'} size={frame}>
          <FrameOf
            {...frame}
            data={{
              node: nodeThat(isReady),
              wide: false,
              folder: false,
              empty: true,
              dots: null,
              pods: [],
              seating: {},
            }}
          />
        </Part>
      ))}
      <Part name="API server" size={{ width: 222, height: 150 }}>
        <ApiOf data={{ items: LINES, deaf: null }} />
      </Part>
      {[0, 3].map((waiting) => (
        <Part key={waiting} name={`tray, ${waiting} wait`} size={{ width: 222, height: 120 }}>
          <TrayOf data={{ waiting, hidden: waiting, anyPods: true, schedulerAway: waiting > 0 }} />
        </Part>
      ))}
    </Kind>
  )
}

function Choices() {
  return (
    <Kind title="Choices of a lesson">
      {['', 'right', 'wrong'].map((verdict) => (
        <Part key={verdict} name={`choice ${verdict}`}>
          <div className="lesson">
            <div className="lesson-question">
              <label className={`lesson-choice ${verdict}`}>
                <input type="radio" name={`choice ${verdict}`} />
                <span>Only huge waits; the others start at once</span>
              </label>
            </div>
          </div>
        </Part>
      ))}
    </Kind>
  )
}
