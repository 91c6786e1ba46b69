// The texts that were open before, here and in other tabs.
import { useEffect } from 'react'
import { Dialog } from './Dialog.tsx'
import { usePlayground, usePlaygroundActions } from './playground-context.tsx'

const WHEN = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })

/** The overlay with the last twenty texts. */
export function Recent(props: { readonly onClose: () => void }) {
  const recent = usePlayground((state) => state.recent)
  const { findRecent, openRecent } = usePlaygroundActions()
  useEffect(() => void findRecent(), [findRecent])
  return (
    <Dialog title="Earlier texts" size="large" onClose={props.onClose}>
      <p className="lead">
        The last twenty texts of this browser. What you have now is kept beside them.
      </p>
      <ul className="gallery">
        {recent.map(({ id, title, atMs }) => (
          <li key={id}>
            <button type="button" className="card" onClick={() => openRecent(id)}>
              <strong>{title === '' ? 'Without a title' : title}</strong>
              <span>{WHEN.format(atMs)}</span>
            </button>
          </li>
        ))}
      </ul>
      {recent.length === 0 && <p className="empty">There is no other text.</p>}
    </Dialog>
  )
}
