// The share overlay: the link to the shown moment as an address, as Markdown and as an iframe.
import { useEffect, useId, useState } from 'react'
import { Dialog } from './Dialog.tsx'
import { Icon } from './Icon.tsx'
import { usePage } from './page.tsx'
import { usePlayground, usePlaygroundActions, usePlaygroundStore } from './playground-context.tsx'
import { TakeAlong } from '../share/TakeAlong.tsx'
import { EMBED_SIZES, iframeOf, lengthAdvice, markdownOf, type EmbedSize } from './share-texts.ts'

const SIZES: readonly EmbedSize[] = ['small', 'medium', 'large']

/** The overlay with all forms of the link. */
export function Share(props: { readonly onClose: () => void; readonly onDownload: () => void }) {
  const page = usePage()
  const store = usePlaygroundStore()
  const title = usePlayground((state) => state.title) || 'Podscape'
  const [link, setLink] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [size, setSize] = useState<EmbedSize>('medium')
  useEffect(() => {
    const tooLarge = () => setProblem('This scenario is too large for a link.')
    page
      .linkOf(store.getState())
      .then((made) => (made === null ? tooLarge() : setLink(made)), tooLarge)
  }, [page, store])
  return (
    <Dialog title="Share" onClose={props.onClose}>
      <p className="lead">
        The link holds the files, the actions and the shown moment. Nothing is sent to a server: who
        opens it runs the same thing.
      </p>
      {problem !== null && <p className="problem-line">{problem}</p>}
      {link !== null && (
        <div className="share">
          {'share' in navigator && (
            <button
              type="button"
              className="btn"
              onClick={() => void navigator.share({ title, url: link }).catch(() => {})}
            >
              <Icon name="share" /> Share with another app
            </button>
          )}
          <ShareField label="Link" text={link} hint={lengthAdvice(link.length)} />
          <ShareField label="Markdown" text={markdownOf(title, link)} />
          <ShareField label="Embed in a page" text={iframeOf(title, link, size)} />
          <fieldset className="sizes">
            <legend>Size of the embed</legend>
            {SIZES.map((name) => (
              <label key={name}>
                <input
                  type="radio"
                  name="embed-size"
                  checked={size === name}
                  onChange={() => setSize(name)}
                />
                {name} <span className="dim">{EMBED_SIZES[name].join(' × ')}</span>
              </label>
            ))}
          </fieldset>
        </div>
      )}
      <TakeAlong onScenario={props.onDownload} />
    </Dialog>
  )
}

function ShareField(props: {
  readonly label: string
  readonly text: string
  readonly hint?: string
}) {
  const page = usePage()
  const { notify } = usePlaygroundActions()
  const id = useId()
  const copy = async (): Promise<void> => {
    const copied = await page.copy(props.text)
    notify(copied ? `${props.label} copied` : 'The browser did not allow copying: select the text')
  }
  return (
    <div className="share-field">
      <label htmlFor={id}>{props.label}</label>
      <div>
        <input
          id={id}
          readOnly
          value={props.text}
          onFocus={(event) => event.target.select()}
          aria-describedby={props.hint === undefined ? undefined : `${id}-hint`}
        />
        <button
          type="button"
          className="btn"
          onClick={() => void copy()}
          aria-label={`Copy ${props.label}`}
        >
          <Icon name="copy" /> Copy
        </button>
      </div>
      {props.hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
    </div>
  )
}
