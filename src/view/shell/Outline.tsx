// The outline view: the facts of the canvas as a nested list, for reading without the picture.
import { Dialog } from './Dialog.tsx'
import { clockText } from '#picture/words/format.ts'
import type { OutlineItem } from '#picture/outline/outline-of.ts'
import { usePlayground, usePlaygroundActions } from './playground-context.tsx'
import { useAnswer } from './use-answer.ts'
import { StateBadge } from './StateBadge.tsx'

/** The overlay with the outline of the shown moment. */
export function Outline(props: { readonly onClose: () => void }) {
  const timeMs = usePlayground((state) => state.timeMs)
  const actions = usePlaygroundActions()
  const items = useAnswer({ kind: 'outline' })
  const choose = (key: string): void => {
    actions.select(key)
    actions.showPane('inspector')
    props.onClose()
  }
  return (
    <Dialog title={`Outline at ${clockText(timeMs)}`} size="large" onClose={props.onClose}>
      {items?.length === 0 && (
        <p className="empty">There is nothing in the cluster at this moment.</p>
      )}
      <div className="outline">
        {items?.map((item) => (
          <section key={item.label} aria-label={item.label}>
            <h3>{item.label}</h3>
            <OutlineList items={item.children} onChoose={choose} />
          </section>
        ))}
      </div>
    </Dialog>
  )
}

function OutlineList(props: {
  readonly items: readonly OutlineItem[]
  readonly onChoose: (key: string) => void
}) {
  return (
    <ul>
      {props.items.map((item, index) => (
        <li key={item.key ?? `${item.label} ${index}`}>
          {item.key === null ? (
            <span className="outline-label">{item.label}</span>
          ) : (
            <button
              type="button"
              className="linklike"
              onClick={() => props.onChoose(item.key ?? '')}
            >
              {item.label}
            </button>
          )}{' '}
          {item.state !== null && <StateBadge tone={item.state.tone} word={item.state.word} />}{' '}
          <span className="dim">{item.detail}</span>
          {item.children.length > 0 && (
            <OutlineList items={item.children} onChoose={props.onChoose} />
          )}
        </li>
      ))}
    </ul>
  )
}
