// Over the canvas, when the text comes from a living cluster: what it says of the Pods' state, and the way to run them again.
import { docsPageOf } from '#api/core/docs-pages.ts'
import { toneOfWord } from '#picture/words/pod-state.ts'
import type { DumpStory, PodStory } from '#scenario/dump/story.ts'
import './dump.css'
import { Icon } from './Icon.tsx'
import { usePlayground, usePlaygroundActions } from './playground-context.tsx'
import { Sentence } from './Sentence.tsx'
import { StateBadge } from './StateBadge.tsx'
import { Term } from './Term.tsx'
import { ToolButton } from './ToolButton.tsx'

/** Nothing when the text was not taken from a cluster. */
export function DumpPanel() {
  const dump = usePlayground((state) => state.dump)
  const { closeDump, runDumpAgain, notify } = usePlaygroundActions()
  if (dump === null) return null
  const runAgain = (): void => {
    runDumpAgain()
    notify('Cleaned, and run again from the start.', true)
  }
  return (
    <section className="dump" aria-label="From a living cluster">
      <header>
        <div>
          <h2>
            {dump.kind === 'pod' ? 'This is a living Pod.' : 'This comes from a living cluster.'}
          </h2>
          <p>
            <Sentence text={dump.what} />
            {stateWords(dump)}
          </p>
        </div>
        <ToolButton label="Keep the text as it is" icon="close" title="Close" onClick={closeDump} />
      </header>
      <div className="dump-ways">
        <p className="dump-way" aria-current="true">
          <Icon name="info" />
          <span>
            <b>Explain the state it is in</b>
            <span>From its status and events: see below.</span>
          </span>
        </p>
        <button type="button" className="dump-way" onClick={runAgain}>
          <Icon name="play" />
          <span>
            <b>Run it again from the start</b>
            <span>Cleaned, with what was around it; its processes end as they did.</span>
          </span>
        </button>
      </div>
      {dump.pods.map((pod) => (
        <Story key={`${pod.namespace}/${pod.name}`} pod={pod} alone={dump.kind === 'pod'} />
      ))}
      {dump.pods.length === 0 && <p>There is no Pod in it, so there is no state to explain.</p>}
      {dump.more > 0 && <p className="dim">and {dump.more} more Pods</p>}
    </section>
  )
}

function stateWords({ kind, pods }: DumpStory): string {
  const [pod] = pods
  if (kind !== 'pod' || pod === undefined) return '.'
  const age = pod.age === '' ? '' : `, ${pod.age} old when it was copied`
  return `: ${pod.word}${age}.`
}

function Story({ pod, alone }: { readonly pod: PodStory; readonly alone: boolean }) {
  return (
    <article className="dump-story">
      {!alone && (
        <h3>
          {pod.name} <span className="dim">{pod.namespace}</span>{' '}
          <StateBadge word={pod.word} tone={toneOfWord(pod.word)} />
        </h3>
      )}
      <Causes pod={pod} />
      <h4>What happened</h4>
      <ol className="dump-lines">
        {pod.lines.map((line, index) => (
          <li key={index} className={line.bad ? 'bad' : undefined}>
            <span className="dump-at">{line.at ?? 'then'}</span>
            <span className="dump-mark" aria-hidden="true">
              {line.bad ? '✕' : '●'}
            </span>
            <span>
              <b>
                <Sentence text={line.actor} />
              </b>{' '}
              <Sentence text={line.text} />
            </span>
          </li>
        ))}
      </ol>
    </article>
  )
}

function Causes({ pod }: { readonly pod: PodStory }) {
  const { goToPlace } = usePlaygroundActions()
  if (pod.causes.length === 0)
    return (
      <p className="dump-well">
        <StateBadge word={pod.word} tone={toneOfWord(pod.word)} /> Its status names nothing that is
        wrong.
      </p>
    )
  return (
    <>
      <h4>Why it is so, and where to look</h4>
      <ul className="dump-causes">
        {pod.causes.map(({ word, text, fields }, index) => (
          <li key={index}>
            <StateBadge word={word} tone={toneOfWord(word)} />
            <p>
              <Sentence text={text} />
            </p>
            <p className="dump-fields">
              {fields.map(({ label, path, line }) => (
                <button
                  key={label}
                  type="button"
                  className="linklike"
                  onClick={() => goToPlace({ path, line, column: 1 })}
                >
                  {label}, line {line}
                </button>
              ))}
              {docsPageOf(word) !== null && (
                <Term word={word}>{`${word} in the documentation`}</Term>
              )}
            </p>
          </li>
        ))}
      </ul>
    </>
  )
}
