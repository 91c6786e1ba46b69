// A modal window: the browser's own <dialog>, so that focus stays in it and Escape closes it.
import { useEffect, useId, useRef, type ReactNode } from 'react'
import { Icon } from './Icon.tsx'

/**
 * Shows its children above the page until `onClose`; put it in the tree only while it is open. The
 * focus goes to the child with `data-focus-first`, else to the first control.
 */
export function Dialog(props: {
  readonly title: string
  readonly size?: 'small' | 'large'
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  const { title, size = 'small', onClose, children } = props
  const ref = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const dialog = ref.current
    if (dialog === null || dialog.open) return
    dialog.showModal()
    dialog.querySelector<HTMLElement>('[data-focus-first]')?.focus()
  }, [])
  return (
    <dialog
      ref={ref}
      className={`dialog ${size}`}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === ref.current) onClose()
      }}
    >
      <div className="dialog-body">
        <header className="dialog-head">
          <h2 id={titleId}>{title}</h2>
          <button type="button" className="tool" onClick={onClose} aria-label={`Close ${title}`}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  )
}
