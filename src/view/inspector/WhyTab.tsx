// Why the selected thing is in its state: the scheduler's decision about a Pod, and the chain of
// journal entries that led to what one sees.
import { explainRequests } from '#api/core/pod-requests.ts'
import type { Pod } from '#api/generated/types.ts'
import { predicateOf } from '#picture/words/entry-sentence.ts'
import { clockText } from '#picture/words/format.ts'
import { usePlayground, usePlaygroundActions } from '#view/shell/playground-context.tsx'
import { Sentence } from '#view/shell/Sentence.tsx'
import { useAnswer } from '#view/shell/use-answer.ts'
import type { EntryHeader } from '#playground/questions.ts'
import { EffectiveRequests } from './EffectiveRequests.tsx'
import { NextActPanel } from './NextActPanel.tsx'
import { notSimulatedOf } from './not-simulated-of.ts'
import { SchedulerTable } from './SchedulerTable.tsx'
import { Waits } from './Waits.tsx'
import { WouldFit } from './WouldFit.tsx'
import type { Subject } from '#picture/inspector/subject.ts'
import { decisionOf } from '#picture/inspector/trace-of.ts'

/** The tab 'Why'. */
export function WhyTab({ subject }: { readonly subject: Subject }) {
  return (
    <>
      {subject.kind === 'pod' && <Waits of={subject.key} />}
      {subject.kind === 'container' && <Waits of={subject.key} container={subject.record.name} />}
      {subject.kind === 'pod' && (
        <WouldFit key={subject.key} podKey={subject.key} pod={subject.pod} />
      )}
      <NextActPanel of={subject.key} />
      <Causes of={subject.key} />
      {subject.kind === 'pod' && <Decision podKey={subject.key} pod={subject.pod} />}
      <NotSimulated of={'podKey' in subject ? (subject.podKey ?? subject.key) : subject.key} />
    </>
  )
}

function NotSimulated({ of }: { readonly of: string }) {
  const diagnostics = usePlayground((state) => state.diagnostics)
  const places = usePlayground((state) => state.places)
  const world = usePlayground((state) => state.world)
  const notes = notSimulatedOf({ diagnostics, places }, world, of)
  if (notes.length === 0) return null
  return (
    <section aria-label="Not simulated">
      <h3>Not simulated</h3>
      <ul className="not-simulated">
        {notes.map((note) => (
          <li key={note}>
            <Sentence text={note} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Decision({ podKey, pod }: { readonly podKey: string; readonly pod: Pod }) {
  const trace = useAnswer({ kind: 'trace', key: podKey })
  if (trace === undefined) return null
  if (trace === null) return <EffectiveRequests requests={explainRequests(pod)} />
  return (
    <section aria-label="The scheduler’s decision">
      <h3>{trace.selected === null ? 'Why no node' : 'Why this node'}</h3>
      <p className={trace.selected === null ? 'decision none' : 'decision'}>
        <Sentence text={decisionOf(trace)} />
        {trace.attempt > 1 && <span className="dim"> Attempt {trace.attempt}.</span>}
      </p>
      <SchedulerTable trace={trace} />
      <EffectiveRequests requests={trace.requests} />
    </section>
  )
}

function Causes({ of }: { readonly of: string }) {
  const chain = useAnswer({ kind: 'causes', key: of })
  if (chain === undefined) return null
  if (chain.length === 0) return <p className="hint">Nothing has happened to it so far.</p>
  return (
    <section aria-label="How it came to this">
      <h3>How it came to this</h3>
      <ol className="causes" reversed>
        {chain.map((entry, index) => (
          <Cause key={entry.id} entry={entry} newest={index === 0} />
        ))}
      </ol>
    </section>
  )
}

function Cause(props: { readonly entry: EntryHeader; readonly newest: boolean }) {
  const { entry, newest } = props
  const isStep = entry.level === 'step'
  const { goToEntry } = usePlaygroundActions()
  return (
    <li className={newest ? 'newest' : undefined}>
      {!isStep ? (
        <time>{clockText(entry.timeMs)}</time>
      ) : (
        <button
          type="button"
          className="linklike time"
          onClick={() => goToEntry(entry.id)}
          aria-label={`Go to ${clockText(entry.timeMs)}`}
        >
          {clockText(entry.timeMs)}
        </button>
      )}
      <span>
        {!newest && <span className="follows">after </span>}
        <b>
          <Sentence text={entry.actor} />
        </b>{' '}
        <Sentence text={predicateOf(entry)} />
      </span>
    </li>
  )
}
