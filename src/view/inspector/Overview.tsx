// What the inspector says when nothing is selected: the moment in numbers, and how to go on.
import { memo, useDeferredValue, useMemo, useState } from 'react'
import { countText } from '#picture/words/format.ts'
import { usePlayground, usePlaygroundActions } from '#view/shell/playground-context.tsx'
import { createOverviewFold, type OverviewRow } from '#picture/inspector/overview-of.ts'
import { useRead } from '#view/shell/use-read.ts'
import { DeafNote } from '#view/shell/DeafNote.tsx'
import { StateBadge } from '#view/shell/StateBadge.tsx'
import { Expected } from './Expected.tsx'
import { Legend } from './Legend.tsx'
import './overview.css'

const MOST_ROWS = 40

/** The inspector without a selection. */
export function Overview() {
  const world = usePlayground((state) => state.world)
  const follows = usePlayground((state) => state.follows)
  const { follow } = usePlaygroundActions()
  const [overviewAt] = useState(createOverviewFold)
  // Of a crowd the picture is drawn first: both at once take longer than a frame.
  const soon = useDeferredValue(world)
  const isCrowd = usePlayground((state) => state.plan.level === 'dot')
  const shown = isCrowd ? soon : world
  const { pods, nodes, podCounts } = useMemo(() => overviewAt(shown), [overviewAt, shown])
  return (
    <div className="inspector">
      <header className="inspector-head">
        <h2>This moment</h2>
        <p className="dim">
          {countText(pods.length, 'Pod')} on {countText(nodes.length, 'Node')}
          {pods.length > MOST_ROWS && `: ${countsText(podCounts)}`}
        </p>
        {!follows && (
          <p className="following">
            <button type="button" className="linklike" onClick={() => follow(true)}>
              Follow the step
            </button>
          </p>
        )}
      </header>
      <DeafNote />
      <div className="tab-panel" role="group" aria-label="Overview" tabIndex={0}>
        <Expected />
        <RowList title="Pods" rows={pods} />
        <RowList title="Nodes" rows={nodes} />
        <HowTo />
        <Legend />
      </div>
    </div>
  )
}

function HowTo() {
  const embed = usePlayground((state) => state.embed)
  const { show } = usePlaygroundActions()
  const wasRead = useRead('how-to-go-on')
  const link = (overlay: 'gallery' | 'outline' | 'truth', text: string) => (
    <button type="button" className="linklike" onClick={() => show(overlay)}>
      {text}
    </button>
  )
  return (
    <details className="how-to-go-on" open={!wasRead}>
      <summary>How to go on</summary>
      <ul className="how-to">
        <li>
          <b>Play</b>, or step with ← and →: the sentence beside the buttons says who did what, and
          why.
        </li>
        <li>
          <b>Choose</b> a Pod, a container or a Node, here or in the picture: you see why it is in
          its state, its events and logs, and can break it.
        </li>
        {!embed && (
          <li>
            <b>Change</b> the text, paste a manifest or drop files: it runs again by itself. Or
            start from {link('gallery', 'an example')}.
          </li>
        )}
        <li>The {link('outline', 'outline')} tells all that the picture shows as a list.</li>
        <li>
          It behaves like Kubernetes 1.36: {link('truth', 'how true is it?')} Nothing leaves this
          tab.
        </li>
      </ul>
    </details>
  )
}

function RowList(props: { readonly title: string; readonly rows: readonly OverviewRow[] }) {
  const { select } = usePlaygroundActions()
  const { title, rows } = props
  if (rows.length === 0) return null
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul className="row-list">
        {rows.slice(0, MOST_ROWS).map((row) => (
          <RowItem key={row.key} row={row} onSelect={select} />
        ))}
      </ul>
      {rows.length > MOST_ROWS && <p className="hint">and {rows.length - MOST_ROWS} more</p>}
    </section>
  )
}

const RowItem = memo(function RowItem(props: {
  readonly row: OverviewRow
  readonly onSelect: (key: string) => void
}) {
  const { row, onSelect } = props
  return (
    <li>
      <button type="button" onClick={() => onSelect(row.key)}>
        <span className="row-name">{row.name}</span>
        <StateBadge tone={row.tone} word={row.word} />
        <span className="dim">{row.detail}</span>
      </button>
    </li>
  )
})

/** '980 Running, 20 Pending', the most frequent first. */
function countsText(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].toSorted((a, b) => b[1] - a[1])
  return sorted.map(([word, count]) => `${count} ${word}`).join(', ')
}
