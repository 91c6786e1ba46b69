// The panes of a narrow window: one at a time, the playback controls and the tabs always below.
import type { ReactNode } from 'react'
import type { Pane } from '#playground/types.ts'
import type { PaneContents } from './pane-contents.ts'
import { AboveCanvas } from './AboveCanvas.tsx'
import { DeafNote } from './DeafNote.tsx'
import { usePlayground } from './playground-context.tsx'
import { PasteBar } from './PasteBar.tsx'
import { TabBar } from './TabBar.tsx'
import { useSwipe } from './use-swipe.ts'
import { useStands } from './use-stands.ts'

const LABELS: Readonly<Record<Pane, string>> = {
  lesson: 'Lesson',
  canvas: 'Canvas',
  editor: 'Editor',
  inspector: 'Inspector',
  timeline: 'Timeline',
  terminal: 'Terminal',
}

/** Lays the panes out for a narrow window. */
export function NarrowPanes(props: { readonly panes: PaneContents }) {
  useStands()
  const { panes } = props
  const pane = usePlayground((state) => state.pane)
  const swipe = useSwipe()
  const contents: Readonly<Record<Pane, ReactNode>> = {
    lesson: panes.lesson,
    canvas: panes.canvas,
    editor: panes.editor,
    inspector: panes.inspector,
    timeline: panes.lanes,
    terminal: panes.terminal(null),
  }
  return (
    <div className="narrow">
      <section
        className={`pane ${pane}-pane`}
        id="pane"
        aria-label={`${LABELS[pane]} pane`}
        tabIndex={-1}
      >
        {pane !== 'inspector' && pane !== 'terminal' && (
          <h2 className="visually-hidden">{LABELS[pane]}</h2>
        )}
        {pane === 'canvas' && <AboveCanvas />}
        {pane === 'editor' && <PasteBar />}
        {contents[pane]}
        {pane === 'canvas' && <DeafNote brief />}
      </section>
      <div {...swipe}>{panes.transport}</div>
      <TabBar />
    </div>
  )
}
