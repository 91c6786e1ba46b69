// Messages that stay until they are dealt with: a link that could not be read, a run that failed or
// stopped early, and what of the manifests is not simulated.
import { useMemo, type ReactNode } from 'react'
import { countText } from '#picture/words/format.ts'
import { Icon, type IconName } from './Icon.tsx'
import { usePage } from './page.tsx'
import { usePlayground, usePlaygroundActions, usePlaygroundStore } from './playground-context.tsx'
import { Sentence } from './Sentence.tsx'
import { tarOf } from '#export/tar.ts'
import './banners.css'

const MINUTE_MS = 60_000

/** The messages above the panes; nothing when there are none. */
export function Banners() {
  return (
    <div className="banners">
      <LinkProblem />
      <SaveProblem />
      <RunMessage />
      <NotSimulated />
    </div>
  )
}

function Banner(props: {
  readonly tone: 'fail' | 'wait' | 'done'
  readonly icon: IconName
  readonly label: string
  readonly children: ReactNode
}) {
  return (
    <section className={`banner ${props.tone}`} aria-label={props.label}>
      <Icon name={props.icon} />
      <div>{props.children}</div>
    </section>
  )
}

function LinkProblem() {
  const problem = usePlayground((state) => state.linkProblem)
  const hasPrevious = usePlayground((state) => state.hasPrevious)
  const embed = usePlayground((state) => state.embed)
  const actions = usePlaygroundActions()
  if (problem === null) return null
  return (
    <Banner tone="fail" icon="link" label="Problem with the link">
      <strong>This link cannot be read.</strong> <Sentence text={problem.message} />
      {problem.saved !== null && (
        <details>
          <summary>What could be saved of it</summary>
          <pre tabIndex={0}>{problem.saved}</pre>
        </details>
      )}
      <span className="banner-actions">
        {!embed && (
          <button type="button" className="btn" onClick={() => actions.show('gallery')}>
            Open the gallery
          </button>
        )}
        {hasPrevious && (
          <button type="button" className="btn" onClick={() => actions.restorePrevious()}>
            Bring back what was open before
          </button>
        )}
        <button type="button" className="btn" onClick={() => actions.dismissLinkProblem()}>
          Close
        </button>
      </span>
    </Banner>
  )
}

/** A text that is not kept is to be taken away before the tab is closed. */
function SaveProblem() {
  const problem = usePlayground((state) => state.saveProblem)
  const store = usePlaygroundStore()
  const page = usePage()
  if (problem === null) return null
  const download = (): void => {
    const { files } = store.getState()
    const [only] = files
    if (only !== undefined && files.length === 1)
      page.download(only.path.replace(/^.*\//, ''), [only.text])
    else page.download('scenario.tar', tarOf('scenario', files))
  }
  return (
    <Banner tone="fail" icon="info" label="Not kept">
      <strong>Your text is not kept.</strong> <Sentence text={problem} />
      <span className="banner-actions">
        <button type="button" className="btn" onClick={download}>
          Download it
        </button>
      </span>
    </Banner>
  )
}

function RunMessage() {
  const runState = usePlayground((state) => state.runState)
  const message = usePlayground((state) => state.runMessage)
  const canRunLonger = usePlayground((state) => state.canRunLonger)
  const actions = usePlaygroundActions()
  if (message === null || message === '') return null
  const failed = runState === 'failed'
  return (
    <Banner tone={failed ? 'fail' : 'wait'} icon="info" label="The run">
      <strong>{failed ? 'There is no whole run.' : 'The run stopped early.'}</strong>{' '}
      <Sentence text={message} />
      <span className="banner-actions">
        {failed ? (
          <button type="button" className="btn" onClick={() => actions.runFromStart()}>
            Start again
          </button>
        ) : (
          canRunLonger && (
            <button type="button" className="btn" onClick={() => actions.runLonger(MINUTE_MS)}>
              Run one minute longer
            </button>
          )
        )}
      </span>
    </Banner>
  )
}

/** Where there is no editor; beside an editor its list of problems says it. */
function NotSimulated() {
  const diagnostics = usePlayground((state) => state.diagnostics)
  const embed = usePlayground((state) => state.embed)
  const notes = useMemo(() => diagnostics.filter(({ source }) => source === 'scope'), [diagnostics])
  if (!embed || notes.length === 0) return null
  return (
    <Banner tone="done" icon="info" label="Not simulated">
      <details>
        <summary>
          <strong>Not simulated: {countText(notes.length, 'part')} of these files.</strong> What you
          see goes on without.
        </summary>
        <ul>
          {notes.map((note) => (
            <li key={`${note.path}:${note.range.start.offset}:${note.message}`}>
              <code>
                {note.path}:{note.range.start.line}
              </code>{' '}
              <Sentence text={note.message} />
            </li>
          ))}
        </ul>
      </details>
    </Banner>
  )
}
