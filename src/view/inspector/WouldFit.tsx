// "What would fit?": the smallest changes that let the scheduler place a Pod that waits, each to be made by one click.
import { useState } from 'react'
import type { Pod } from '#api/generated/types.ts'
import { keyOfOwner } from '#api/meta/object.ts'
import { type Fit, isPodFitChange } from '#api/scheduler/fit-change.ts'
import { fitWords, vainWords } from '#picture/words/fit-words.ts'
import { isToPredict } from '#playground/lesson-state.ts'
import { actionTime } from '#playground/moment.ts'
import {
  usePlayground,
  usePlaygroundActions,
  usePlaygroundStore,
} from '#view/shell/playground-context.tsx'
import { Sentence } from '#view/shell/Sentence.tsx'
import { useAnswer } from '#view/shell/use-answer.ts'
import './would-fit.css'

interface Of {
  readonly podKey: string
  readonly pod: Pod
}

/** The offers for a Pod that the scheduler found no node for; in a lesson they are folded away, for it is for oneself to find them. */
export function WouldFit({ podKey, pod }: Of) {
  const isHidden = usePlayground(isToPredict)
  const inLesson = usePlayground((state) => state.lesson !== null)
  const [open, setOpen] = useState(false)
  // Before the scheduler has looked, nothing is known to be amiss.
  const isRejected = pod.status?.conditions?.some(
    ({ type, status }) => type === 'PodScheduled' && status === 'False',
  )
  if (isHidden || isRejected !== true) return null
  if (!inLesson || open) return <Offers podKey={podKey} pod={pod} />
  return (
    <section aria-label="What would fit?">
      <button type="button" className="btn" aria-expanded={false} onClick={() => setOpen(true)}>
        What would fit?
      </button>
    </section>
  )
}

function Offers({ podKey, pod }: Of) {
  const answer = useAnswer({ kind: 'wouldFit', key: podKey })
  if (answer === undefined || answer === null) return null
  const { fits, vain } = answer
  if (fits.length + vain.length === 0) return null
  return (
    <section aria-label="What would fit?">
      <h3>What would fit?</h3>
      <p className="hint">
        {fits.length === 0
          ? 'No small change does: the scheduler was asked about each.'
          : 'Each of these is enough, the smallest first. The scheduler was asked about each.'}
      </p>
      {fits.length > 0 && (
        <ul className="fits">
          {fits.map((fit) => (
            <Offer key={fitWords(fit).title} fit={fit} podKey={podKey} pod={pod} />
          ))}
        </ul>
      )}
      {vain.map((one) => (
        <p key={`${one.what} ${one.nodeName}`} className="fit-vain">
          <Sentence text={vainWords(one)} />
        </p>
      ))}
    </section>
  )
}

function Offer({ fit, podKey, pod }: Of & { readonly fit: Fit }) {
  const { title, lines, lands } = fitWords(fit)
  const embed = usePlayground((state) => state.embed)
  const keys = useKeys(podKey, pod)
  const isWritten = usePlayground(({ places }) => places.some(({ key }) => keys.includes(key)))
  const store = usePlaygroundStore()
  const { makeFit, notify } = usePlaygroundActions()
  const canTake = isWritten || !fit.changes.some(isPodFitChange)
  const take = (): void => {
    const { times, timeMs } = store.getState()
    const what = title.replaceAll('`', '')
    makeFit({ keys, changes: fit.changes, atMs: actionTime(times, timeMs) }, what)
    notify(`Changed: ${what}`, true)
  }
  return (
    <li className="fit">
      <b>
        <Sentence text={title} />
      </b>
      {!embed && canTake && (
        <button
          type="button"
          className="btn"
          aria-label={`Try it: ${title.replaceAll('`', '')}`}
          onClick={take}
        >
          Try it
        </button>
      )}
      <code className="fit-lines">
        {lines.map(({ sign, text }) => (
          <span key={`${sign}${text}`} className={sign === '+' ? 'comes' : 'goes'}>
            {sign} {text}
          </span>
        ))}
      </code>
      <span className="dim">
        <Sentence text={lands} />
        {!canTake && ' The Pod is not written in the files: it is changed where it was made.'}
      </span>
    </li>
  )
}

/** The Pod and those that own it, one above the other. */
function useKeys(podKey: string, pod: Pod): readonly string[] {
  const world = usePlayground((state) => state.world)
  const keys = [podKey]
  let { metadata } = pod
  for (;;) {
    const owner = metadata.ownerReferences?.find(({ controller }) => controller === true)
    if (owner === undefined) return keys
    const key = keyOfOwner(owner, metadata.namespace)
    const object = world.get(key)
    keys.push(key)
    if (object === undefined || !('metadata' in object) || keys.length > 4) return keys
    ;({ metadata } = object)
  }
}
