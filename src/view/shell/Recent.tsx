// The texts of this browser: those that were kept under a name, and those that were open before, here and in other tabs.
import { useEffect, useState } from 'react'
import type { RecentText } from '#playground/keeper.ts'
import { agoText } from './ago-text.ts'
import { Dialog } from './Dialog.tsx'
import { usePlayground, usePlaygroundActions } from './playground-context.tsx'
import { ToolButton } from './ToolButton.tsx'
import './recent.css'

/** The overlay with both lists. */
export function Recent(props: { readonly onClose: () => void }) {
  const recent = usePlayground((state) => state.recent)
  const named = usePlayground((state) => state.named)
  const { findRecent } = usePlaygroundActions()
  const [nowMs] = useState(() => Date.now())
  useEffect(() => void findRecent(), [findRecent])
  return (
    <Dialog title="Your scenarios" size="large" onClose={props.onClose}>
      <KeepAs />
      {named.length > 0 && (
        <section aria-label="Kept under a name">
          <h3>Kept under a name</h3>
          <Cards texts={named} nowMs={nowMs} removable />
        </section>
      )}
      <section aria-label="History">
        <h3>History</h3>
        <p className="lead">
          The last twenty texts of this browser. What you have now is kept beside them.
        </p>
        <Cards texts={recent} nowMs={nowMs} />
        {recent.length === 0 && <p className="empty">There is no other text.</p>}
      </section>
    </Dialog>
  )
}

function KeepAs() {
  const title = usePlayground((state) => state.title)
  const { keepAs } = usePlaygroundActions()
  const [name, setName] = useState(title)
  return (
    <form
      className="keep-as"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '') void keepAs(name)
      }}
    >
      <label>
        Keep what is open as{' '}
        <input
          type="text"
          data-focus-first
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <button type="submit" className="btn" aria-disabled={name.trim() === ''}>
        Keep
      </button>
    </form>
  )
}

function Cards(props: {
  readonly texts: readonly RecentText[]
  readonly nowMs: number
  readonly removable?: boolean
}) {
  const { texts, nowMs, removable = false } = props
  const { openRecent, forgetNamed } = usePlaygroundActions()
  return (
    <ul className="gallery">
      {texts.map(({ id, title, atMs }) => (
        <li key={id} className="kept">
          <button type="button" className="card" onClick={() => openRecent(id)}>
            <strong>{title === '' ? 'Without a title' : title}</strong>
            <span>
              <time dateTime={new Date(atMs).toISOString()}>{agoText(nowMs - atMs)}</time>
            </span>
          </button>
          {removable && (
            <ToolButton
              label={`Forget ${title}`}
              icon="trash"
              title="Forget"
              onClick={() => void forgetNamed(id)}
            />
          )}
        </li>
      ))}
    </ul>
  )
}
