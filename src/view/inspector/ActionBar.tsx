// What one can do to the selected thing at the shown moment: break it, move it, watch who repairs it.
import { useId, useState, type ReactNode } from 'react'
import { actionTime } from '#playground/moment.ts'
import type { Node } from '#api/generated/types.ts'
import { clockText } from '#picture/words/format.ts'
import { Icon } from '#view/shell/Icon.tsx'
import {
  usePlayground,
  usePlaygroundActions,
  usePlaygroundStore,
} from '#view/shell/playground-context.tsx'
import {
  actionFormsFor,
  actionsFor,
  breaks,
  breaksFor,
  newStaticPodFile,
  noteFor,
  noticeOf,
  type OfferedAction,
  type OfferedForm,
} from '#picture/inspector/actions-for.ts'
import './action-bar.css'
import { BreakIt } from './BreakIt.tsx'
import type { Subject } from '#picture/inspector/subject.ts'
import { WithKubectl } from './WithKubectl.tsx'

/** The offers of a subject as buttons; nothing where there are none, and nothing in an embedded page. */
export function ActionBar({ subject }: { readonly subject: Subject }) {
  const { world } = usePlayground((state) => state.near)
  const embed = usePlayground((state) => state.embed)
  const timeMs = usePlayground((state) => state.timeMs)
  const times = usePlayground((state) => state.times)
  const atMs = actionTime(times, timeMs)
  const offers = actionsFor(subject, world, atMs)
  const forms = actionFormsFor(subject, world, atMs)
  const broken = breaksFor(subject, world, atMs)
  const isBroken = (offer: OfferedAction): boolean => broken.length > 0 && breaks(offer)
  const row = offers.filter((offer) => offer.place === 'row' && !isBroken(offer))
  const take = useTake()
  if (embed || offers.length + forms.length === 0) return null
  const at = clockText(atMs)
  const note = noteFor(subject)
  const titles = titlesOf(subject, offers, forms)
  return (
    <section className="action-bar" aria-label={`What you can do at ${at}`}>
      <div className="action-row">
        <span className="dim">
          At <time>{at}</time>
        </span>
        <Forms subject={subject} forms={forms.filter(({ place }) => place === 'row')} />
        <Buttons offers={row} />
        <BreakIt key={subject.key} breaks={broken} take={take} />
      </div>
      {titles.length > 0 && (
        <div className="action-row" key={subject.key}>
          {titles.map((title) => (
            <Unfolding key={title} label={title}>
              <Forms subject={subject} forms={forms.filter(({ place }) => isBelow(place, title))} />
              <Buttons offers={offers.filter(({ place }) => isBelow(place, title))} />
              {title === STATIC_PODS && subject.kind === 'node' && (
                <AddStaticPod node={subject.node} />
              )}
            </Unfolding>
          ))}
        </div>
      )}
      {offers.length > 0 && <WithKubectl key={`kubectl ${subject.key}`} offers={offers} />}
      {note !== null && <p className="action-note">{note}</p>}
    </section>
  )
}

/** Files of static Pods can be added to the scenario wherever there is a node, so this one is always there. */
const STATIC_PODS = 'Static Pods'

/** The titles below which offers are folded away, in their order. */
function titlesOf(
  subject: Subject,
  offers: readonly OfferedAction[],
  forms: readonly OfferedForm[],
): readonly string[] {
  const titles = [...forms, ...offers].flatMap(({ place }) =>
    typeof place === 'string' ? [] : [place.below],
  )
  return [...new Set(subject.kind === 'node' ? [...titles, STATIC_PODS] : titles)]
}

function isBelow(place: OfferedAction['place'], title: string): boolean {
  return typeof place !== 'string' && place.below === title
}

/** Does what an offer says, and says so. */
function useTake(): (offer: OfferedAction | null) => void {
  const { act, notify } = usePlaygroundActions()
  return (offer) => {
    if (offer === null) return
    act(offer.action)
    notify(noticeOf(offer), true)
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

function Forms(props: { readonly subject: Subject; readonly forms: readonly OfferedForm[] }) {
  return props.forms.map((form) => {
    const key = `${props.subject.key} ${form.id}`
    return form.field.kind === 'number' ? (
      <NumberForm key={key} form={form} field={form.field} />
    ) : (
      <TextForm key={key} form={form} field={form.field} />
    )
  })
}

type FieldOf<K extends OfferedForm['field']['kind']> = Extract<OfferedForm['field'], { kind: K }>

function NumberForm(props: { readonly form: OfferedForm; readonly field: FieldOf<'number'> }) {
  const { form, field } = props
  const { present, least, most } = field
  const take = useTake()
  // What is typed holds over the number that it was typed over.
  const [typed, setTyped] = useState<{ readonly over: number; readonly text: string } | null>(null)
  const text = typed?.over === present ? typed.text : String(present)
  const setText = (next: string): void => setTyped({ over: present, text: next })
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  const offer = form.offer(text)
  const by = (step: number): void =>
    setText(String(Math.max(least, Math.min(most, (value || 0) + step))))
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
        aria-label={field.fewer}
        aria-disabled={value <= least}
        onClick={() => by(-1)}
      >
        <Icon name="minus" size={14} />
      </button>
      <input
        type="text"
        inputMode="numeric"
        className="action-field number"
        aria-label={form.label}
        aria-invalid={form.problem(text) !== null}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button
        type="button"
        className="tool"
        aria-label={field.more}
        aria-disabled={value >= most}
        onClick={() => by(1)}
      >
        <Icon name="plus" size={14} />
      </button>
      <button type="submit" className="btn" aria-disabled={offer === null} title={offer?.hint}>
        {offer?.label ?? form.submit}
      </button>
    </form>
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

function TextForm(props: { readonly form: OfferedForm; readonly field: FieldOf<'text'> }) {
  const { form, field } = props
  const take = useTake()
  const [text, setText] = useState('')
  const [tried, setTried] = useState(false)
  const problemId = useId()
  const problem = tried ? form.problem(text.trim()) : null
  return (
    <form
      className="action-taint"
      onSubmit={(event) => {
        event.preventDefault()
        const offer = form.offer(text.trim())
        take(offer)
        setTried(offer === null)
        if (offer !== null) setText('')
      }}
    >
      <input
        type="text"
        className="action-field"
        aria-label={form.label}
        aria-invalid={problem !== null}
        aria-describedby={problemId}
        placeholder={field.placeholder}
        autoCapitalize="off"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="btn">
        {form.submit}
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
