// What one can do to the selected thing at the shown moment: break it, move it, watch who repairs it.
import { useId, useState, type ReactNode } from 'react'
import { actionTime } from '#playground/moment.ts'
import type { ApiObject } from '#api/meta/object.ts'
import type { Node } from '#api/generated/types.ts'
import { clockText } from '#picture/words/format.ts'
import { Icon } from '#view/shell/Icon.tsx'
import {
  usePlayground,
  usePlaygroundActions,
  usePlaygroundStore,
} from '#view/shell/playground-context.tsx'
import {
  actionsFor,
  MOST_REPLICAS,
  newStaticPodFile,
  noteFor,
  noticeOf,
  replicasOf,
  scaleOffer,
  taintOffer,
  taintProblem,
  type OfferedAction,
} from './actions-for.ts'
import './action-bar.css'
import type { Subject } from '#picture/inspector/subject.ts'

/** The offers of a subject as buttons; nothing where there are none, and nothing in an embedded page. */
export function ActionBar({ subject }: { readonly subject: Subject }) {
  const world = usePlayground((state) => state.world)
  const embed = usePlayground((state) => state.embed)
  const timeMs = usePlayground((state) => state.timeMs)
  const entries = usePlayground((state) => state.entries)
  const atMs = actionTime(entries, timeMs)
  const offers = actionsFor(subject, world, atMs)
  if (embed || offers.length === 0) return null
  const at = clockText(atMs)
  const note = noteFor(subject)
  return (
    <section className="action-bar" aria-label={`What you can do at ${at}`}>
      <div className="action-row">
        <span className="dim">
          At <time>{at}</time>
        </span>
        {subject.kind === 'object' && subject.object.kind === 'ReplicaSet' && (
          <ScaleForm key={subject.key} object={subject.object} atMs={atMs} />
        )}
        <Buttons offers={offers.filter(({ action }) => BUTTON_VERBS.has(action.verb))} />
      </div>
      {subject.kind === 'node' && (
        <NodeForms key={subject.key} node={subject.node} offers={offers} atMs={atMs} />
      )}
      {note !== null && <p className="action-note">{note}</p>}
    </section>
  )
}

/** The others have a form of their own. */
const BUTTON_VERBS: ReadonlySet<string> = new Set(['delete', 'kill', 'cordon', 'uncordon'])

/** Does what an offer says, and says so. */
function useTake(): (offer: OfferedAction | null) => void {
  const { act, notify } = usePlaygroundActions()
  return (offer) => {
    if (offer === null) return
    act(offer.action)
    notify(noticeOf(offer))
  }
}

function Buttons({ offers }: { readonly offers: readonly OfferedAction[] }) {
  const take = useTake()
  return offers.map((offer) => (
    <button
      key={offer.id}
      type="button"
      className={offer.danger ? 'btn danger' : 'btn'}
      title={offer.hint}
      aria-description={offer.hint}
      onClick={() => take(offer)}
    >
      {offer.label}
    </button>
  ))
}

function ScaleForm(props: { readonly object: ApiObject; readonly atMs: number }) {
  const { object, atMs } = props
  const take = useTake()
  const present = replicasOf(object)
  // What is typed holds over the number that it was typed over.
  const [typed, setTyped] = useState<{ readonly over: number; readonly text: string } | null>(null)
  const text = typed?.over === present ? typed.text : String(present)
  const setText = (next: string): void => setTyped({ over: present, text: next })
  const replicas = /^\d+$/.test(text) ? Number(text) : Number.NaN
  const offer = replicas === present ? null : scaleOffer(object, replicas, atMs)
  const by = (step: number): void =>
    setText(String(Math.max(0, Math.min(MOST_REPLICAS, (replicas || 0) + step))))
  return (
    <form
      className="action-scale"
      onSubmit={(event) => {
        event.preventDefault()
        take(offer)
      }}
    >
      <button
        type="button"
        className="tool"
        aria-label="One Pod fewer"
        aria-disabled={replicas <= 0}
        onClick={() => by(-1)}
      >
        <Icon name="minus" size={14} />
      </button>
      <input
        type="text"
        inputMode="numeric"
        className="action-field number"
        aria-label="Number of Pods"
        aria-invalid={Number.isNaN(replicas) || replicas > MOST_REPLICAS}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button
        type="button"
        className="tool"
        aria-label="One Pod more"
        aria-disabled={replicas >= MOST_REPLICAS}
        onClick={() => by(1)}
      >
        <Icon name="plus" size={14} />
      </button>
      <button type="submit" className="btn" aria-disabled={offer === null} title={offer?.hint}>
        {offer?.label ?? 'Scale'}
      </button>
    </form>
  )
}

function NodeForms(props: {
  readonly node: Node
  readonly offers: readonly OfferedAction[]
  readonly atMs: number
}) {
  const { node, offers, atMs } = props
  return (
    <div className="action-row">
      <Unfolding label="Taints">
        <TaintForm node={node} atMs={atMs} />
        <Buttons offers={offers.filter(({ action }) => action.verb === 'taint')} />
      </Unfolding>
      <Unfolding label="Static Pods">
        <Buttons offers={offers.filter(({ action }) => action.verb === 'removeFile')} />
        <AddStaticPod node={node} />
      </Unfolding>
    </div>
  )
}

function Unfolding(props: { readonly label: string; readonly children: ReactNode }) {
  return (
    <details className="action-unfold">
      <summary>{props.label}</summary>
      <div className="action-row">{props.children}</div>
    </details>
  )
}

function TaintForm(props: { readonly node: Node; readonly atMs: number }) {
  const { node, atMs } = props
  const take = useTake()
  const [text, setText] = useState('')
  const [tried, setTried] = useState(false)
  const problemId = useId()
  const problem = tried ? taintProblem(text.trim()) : null
  return (
    <form
      className="action-taint"
      onSubmit={(event) => {
        event.preventDefault()
        const offer = taintOffer(node, text.trim(), atMs)
        take(offer)
        setTried(offer === null)
        if (offer !== null) setText('')
      }}
    >
      <input
        type="text"
        className="action-field"
        aria-label="Taint"
        aria-invalid={problem !== null}
        aria-describedby={problemId}
        placeholder="key=value:NoSchedule"
        autoCapitalize="off"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="btn">
        Taint
      </button>
      <p id={problemId} className="action-problem" role="status">
        {problem}
      </p>
    </form>
  )
}

function AddStaticPod({ node }: { readonly node: Node }) {
  const store = usePlaygroundStore()
  const name = node.metadata.name ?? ''
  const add = (): void => {
    const { files, actions } = store.getState()
    const file = newStaticPodFile(
      name,
      files.map(({ path }) => path),
    )
    actions.addFile(file.path)
    actions.setText(file.path, file.text)
    actions.showPane('editor')
    actions.notify(`${file.path.split('/').at(-1) ?? ''} is on the disk of ${name} from 0:00.0`)
  }
  const hint = 'Opens a new file of the scenario, which is on the node’s disk from the start'
  return (
    <button type="button" className="btn" title={hint} aria-description={hint} onClick={add}>
      <Icon name="file" size={13} /> Add a file
    </button>
  )
}
