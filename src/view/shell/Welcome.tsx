// What a new visitor sees above the canvas: what this is, and three ways on. Then what there is to know of each step.
import { Icon } from './Icon.tsx'
import { ToolButton } from './ToolButton.tsx'
import { keysHint } from './Keys.tsx'
import { usePlayground, usePlaygroundActions } from './playground-context.tsx'
import { Sentence } from './Sentence.tsx'
import { usePaste } from './use-paste.ts'
import { useStepWords } from './use-step-words.ts'
import './welcome.css'

/** Nothing for who has been here before. */
export function Welcome() {
  const shows = usePlayground((state) => state.welcoming)
  const begun = usePlayground((state) => state.step > 0 || state.playing)
  const { welcome } = usePlaygroundActions()
  if (!shows) return null
  return (
    <section className="strip welcome" aria-label="Welcome">
      {begun ? <StepWords /> : <WaysOn />}
      <ToolButton
        label="Close the welcome"
        icon="close"
        title="Close"
        onClick={() => welcome(false)}
      />
    </section>
  )
}

function WaysOn() {
  const { play, show } = usePlaygroundActions()
  const paste = usePaste()
  return (
    <div className="welcome-text">
      <h2>Your Pods, step by step, without a cluster.</h2>
      <p>
        Below is the Pod <code>web</code>, just applied. Watch half a minute of its life, or bring
        your own.
      </p>
      <p className="welcome-ways">
        <button
          type="button"
          className="btn primary"
          title={`Play the story${keysHint('Space')}`}
          onClick={() => play()}
        >
          <Icon name="play" /> Play the story
        </button>
        <button type="button" className="btn" onClick={() => void paste()}>
          <Icon name="copy" /> Paste yours
        </button>
        <button type="button" className="btn" onClick={() => show('gallery')}>
          <Icon name="grid" /> Choose a lesson
        </button>
      </p>
    </div>
  )
}

/** What is worth knowing about the shown step. */
function StepWords() {
  const entry = usePlayground((state) => state.stepEntry)
  const explain = useStepWords()
  const text = entry === null ? null : explain(entry)
  return <p className="welcome-step">{text !== null && <Sentence text={text} />}</p>
}
