// The events about the selected thing, as far as they have happened.
import { clockText } from '#picture/words/format.ts'
import { Term } from '#view/shell/Term.tsx'
import { useAnswer } from '#view/shell/use-answer.ts'
import type { EventRow } from '#picture/inspector/events-of.ts'
import type { Subject } from '#picture/inspector/subject.ts'

/** The tab 'Events'. */
export function EventsTab({ subject }: { readonly subject: Subject }) {
  const rows = useAnswer({ kind: 'events', key: subject.key })
  if (rows === undefined) return null
  if (rows.length === 0) return <p className="hint">There are no events about it at this moment.</p>
  return (
    <ol className="events">
      {rows.map((row) => (
        <EventItem key={row.key} row={row} />
      ))}
    </ol>
  )
}

function EventItem({ row }: { readonly row: EventRow }) {
  return (
    <li className={row.warning ? 'warning' : 'normal'}>
      <p className="event-head">
        <span className="event-mark" aria-hidden="true">
          {row.warning ? '▲' : '●'}
        </span>
        <b>
          <Term word={row.reason} />
        </b>
        <span className="event-type">{row.warning ? 'Warning' : 'Normal'}</span>
        {row.count > 1 && <span className="event-count">×{row.count}</span>}
        <time>{clockText(row.timeMs)}</time>
      </p>
      <p>{row.message}</p>
      <p className="dim">
        {row.from}
        {row.part !== '' && ` · ${row.part}`}
      </p>
    </li>
  )
}
