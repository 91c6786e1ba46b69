// The playback controls, where one is, and the sentence of the present step. On the screen always.
import { commandOf, SPEEDS } from '#view/shell/commands.ts'
import { predicateOf, whoThen } from '#picture/words/entry-sentence.ts'
import { clockText } from '#picture/words/format.ts'
import { Icon, type IconName } from '#view/shell/Icon.tsx'
import { keysHint } from '#view/shell/Keys.tsx'
import {
  usePlayground,
  usePlaygroundActions,
  usePlaygroundStore,
} from '#view/shell/playground-context.tsx'
import { Sentence } from '#view/shell/Sentence.tsx'
import { useIsRunning, useSettled } from '#view/shell/use-running.ts'
import './transport.css'
import { gapText, quietGapOf } from './quiet-gap.ts'
import { sentenceWithoutStep } from './sentence-without-step.ts'
import { usePlayback } from './use-playback.ts'

const BUTTONS: readonly (readonly [id: string, name: string, icon: IconName])[] = [
  ['first', 'First step', 'first'],
  ['back', 'Step back', 'back'],
  ['play', 'Play', 'play'],
  ['next', 'Next step', 'next'],
  ['last', 'Last step', 'last'],
]

/** The bar between the canvas and the lanes. */
export function Transport() {
  usePlayback()
  const isRunning = usePlayground((state) => state.runState === 'running')
  return (
    <div
      className="transport"
      id="transport"
      role="group"
      aria-label="Playback"
      data-running={isRunning}
      tabIndex={-1}
    >
      <div className="transport-buttons">
        {BUTTONS.map(([id, name, icon]) => (
          <TransportButton key={id} id={id} name={name} icon={icon} />
        ))}
        <Speed />
        <PacingChoice />
      </div>
      <Place />
      <StopRun />
      <StepSentence />
      <DetailChoice />
    </div>
  )
}

function TransportButton(props: {
  readonly id: string
  readonly name: string
  readonly icon: IconName
}) {
  const { id, name, icon } = props
  const store = usePlaygroundStore()
  const command = commandOf(id)
  const enabled = usePlayground((state) => command?.enabled(state) === true)
  const playing = usePlayground((state) => state.playing)
  const pauses = id === 'play' && playing
  const label = pauses ? 'Pause' : name
  const press = (): void => {
    const state = store.getState()
    command?.perform(state.actions, state, NO_SHELL)
  }
  return (
    <button
      type="button"
      className={id === 'play' ? 'transport-button play' : 'transport-button'}
      aria-label={label}
      title={`${label}${keysHint(command?.keys ?? null)}`}
      // A button that becomes disabled loses the focus, and with it the place on the page.
      aria-disabled={!enabled}
      onClick={() => enabled && press()}
    >
      <Icon name={pauses ? 'pause' : icon} />
    </button>
  )
}

const NO_SHELL = {
  copyLink() {},
  downloadFiles() {},
  downloadJournal() {},
  togglePane() {},
  toggleTerminal() {},
  present() {},
}

interface ChoiceProps<T> {
  readonly label: string
  readonly title: string
  readonly className?: string
  readonly value: T
  readonly options: readonly (readonly [value: T, text: string])[]
  readonly onChoose: (value: T) => void
}

function Choice<T extends string | number>(props: ChoiceProps<T>) {
  const { label, title, className = '', value, options, onChoose } = props
  return (
    <select
      className={`speed ${className}`}
      aria-label={label}
      title={title}
      value={value}
      onChange={({ target }) => {
        const chosen = options.find(([one]) => String(one) === target.value)
        if (chosen !== undefined) onChoose(chosen[0])
      }}
    >
      {options.map(([one, text]) => (
        <option key={one} value={one}>
          {text}
        </option>
      ))}
    </select>
  )
}

const SPEED_TEXTS = SPEEDS.map((value) => [value, `${value}×`] as const)

function Speed() {
  const value = usePlayground((state) => state.speed)
  const { setSpeed } = usePlaygroundActions()
  const title = 'Speed (+ and −)'
  return (
    <Choice label="Speed" title={title} value={value} options={SPEED_TEXTS} onChoose={setSpeed} />
  )
}

const PACINGS = [
  ['steps', 'by step'],
  ['time', 'real time'],
] as const

/** How it plays. */
function PacingChoice() {
  const pacing = usePlayground((state) => state.pacing)
  const { setPacing } = usePlaygroundActions()
  return (
    <Choice
      className="pacing"
      label="How it plays"
      title="By step: each stands long enough to be read, quiet time is folded"
      value={pacing}
      options={PACINGS}
      onChoose={setPacing}
    />
  )
}

const DETAILS = [
  ['main', 'what matters'],
  ['all', 'every step'],
] as const

/** How much is told. */
function DetailChoice() {
  const detail = usePlayground((state) => state.detail)
  const { setDetail } = usePlaygroundActions()
  return (
    <Choice
      className="detail-choice"
      label="Level of detail"
      title="What is only reported again is told with the step it belongs to, or as a step of its own"
      value={detail}
      options={DETAILS}
      onChoose={setDetail}
    />
  )
}

function Place() {
  const step = usePlayground((state) => state.step)
  const soFar = usePlayground((state) => state.steps.length)
  const before = useSettled((state) => state.steps.length)
  // A changed run has few steps at first: the number would jump with each letter that is typed.
  const count = before === 0 ? soFar : Math.max(before, step + 1)
  const timeMs = usePlayground((state) => state.timeMs)
  const isRunning = useIsRunning()
  return (
    <p className="place">
      <span>
        step {Math.max(0, step + 1)} of {count}
        {isRunning && <span className="dim"> …</span>}
      </span>
      <span className="place-time">
        <time>{clockText(timeMs)}</time>
        <QuietGap />
      </span>
    </p>
  )
}

/** While time passes in which nothing happens: how long that is altogether. */
function QuietGap() {
  const gapMs = usePlayground(quietGapOf)
  return gapMs === null ? null : <span className="quiet-gap">⋯ {gapText(gapMs)}</span>
}

/** For a run that takes longer than a moment. */
function StopRun() {
  const isRunning = useIsRunning()
  const { stopRun } = usePlaygroundActions()
  if (!isRunning) return null
  return (
    <button type="button" className="btn stop-run" onClick={() => stopRun()}>
      Stop
    </button>
  )
}

function StepSentence() {
  const entry = usePlayground((state) => state.stepEntry)
  const report = usePlayground((state) => state.reportEntry)
  const restText = usePlayground(sentenceWithoutStep)
  const begins = usePlayground(
    (state) => state.step === 0 && !state.playing && state.steps.length > 1,
  )
  if (entry === null) return <p className="sentence dim">{restText}</p>
  return (
    <>
      {/* Scrolls where it is longer than its place, so keys have to reach it. */}
      <p className="sentence" tabIndex={0} role="group" aria-label="What happens">
        <b>
          <Sentence text={entry.actor} />
        </b>{' '}
        <Sentence text={predicateOf(entry)} />
        {report !== null && (
          <span className="report">
            {' '}
            Then <Sentence text={whoThen(entry, report)} />{' '}
            <Sentence text={predicateOf({ ...report, because: null })} />
          </span>
        )}
      </p>
      {begins && <p className="begin-hint">Press Play to see what happens next.</p>}
    </>
  )
}
