// The panes of a wide window: editor, canvas and inspector side by side, the timeline below. They can
// be resized and folded; the sizes are kept for the next visit.
import { startTransition, useEffect, useState, type RefObject } from 'react'
import { AboveCanvas } from './AboveCanvas.tsx'
import {
  Group,
  Panel,
  Separator,
  type Layout,
  type PanelImperativeHandle,
} from 'react-resizable-panels'
import type { PaneContents } from './pane-contents.ts'
import type { FoldablePane } from './commands.ts'
import { usePlayground, usePlaygroundActions } from './playground-context.tsx'
import { readLayout, writeLayout } from './layout-storage.ts'
import { useStands } from './use-stands.ts'

export type PaneHandles = Readonly<Record<FoldablePane, RefObject<PanelImperativeHandle | null>>>

interface WidePanesProps {
  readonly panes: PaneContents
  readonly handles: PaneHandles
  readonly onFold: (pane: FoldablePane, folded: boolean) => void
}

/** The height of the playback controls, which stay when the timeline is folded. */
const TRANSPORT_PX = 50

/** Lays the panes out for a wide window. */
export function WidePanes(props: WidePanesProps) {
  const { handles, onFold } = props
  const stage = useStage()
  useStands(stage === 2)
  const panes = stage < 2 ? EMPTY : props.panes
  return (
    <Group
      orientation="vertical"
      className="rows"
      defaultLayout={readLayout('rows')}
      onLayoutChanged={(layout: Layout) => writeLayout('rows', layout)}
    >
      <Panel id="upper" minSize={160}>
        {stage > 0 && <Columns {...props} panes={panes} />}
      </Panel>
      <Separator className="separator across" aria-label="Height of the timeline" />
      <Panel
        id="lower"
        panelRef={handles.timeline}
        collapsible
        collapsedSize={TRANSPORT_PX}
        minSize={TRANSPORT_PX + 60}
        defaultSize={224}
        groupResizeBehavior="preserve-pixel-size"
        onResize={(size) => onFold('timeline', size.inPixels <= TRANSPORT_PX + 1)}
      >
        <section className="pane timeline" aria-label="Timeline">
          <h2 className="visually-hidden">Timeline</h2>
          {panes.transport}
          <LanesAndTerminal panes={panes} />
        </section>
      </Panel>
    </Group>
  )
}

const EMPTY: PaneContents = {
  canvas: null,
  editor: null,
  lesson: null,
  inspector: null,
  transport: null,
  lanes: null,
  terminal: () => null,
}

/**
 * How far the panes have come: 0 the rows, 1 the columns, 2 what is in them. The panes are measured as they are made; were
 * all made at once, or full by then, that would be one task, which is long on a slow machine.
 */
function useStage(): number {
  const [stage, setStage] = useState(0)
  useEffect(() => {
    if (stage < 2) startTransition(() => setStage(stage + 1))
  }, [stage])
  return stage
}

/** The timeline's lanes, and the terminal beside them when it is open. */
function LanesAndTerminal({ panes }: Pick<WidePanesProps, 'panes'>) {
  const open = usePlayground((state) => state.terminalOpen)
  const { showTerminal } = usePlaygroundActions()
  if (!open) return panes.lanes
  return (
    <Group
      orientation="horizontal"
      className="beside"
      defaultLayout={readLayout('lower')}
      onLayoutChanged={(layout: Layout) => writeLayout('lower', layout)}
    >
      <Panel id="lanes" minSize={240} className="lanes-panel">
        {panes.lanes}
      </Panel>
      <Separator className="separator along" aria-label="Width of the terminal" />
      <Panel id="terminal" minSize={320} defaultSize="52%">
        <section className="pane" id="terminal" aria-label="Terminal">
          {panes.terminal(() => showTerminal(false))}
        </section>
      </Panel>
    </Group>
  )
}

function Columns({ panes, handles, onFold }: WidePanesProps) {
  return (
    <Group
      orientation="horizontal"
      defaultLayout={readLayout('columns')}
      onLayoutChanged={(layout: Layout) => writeLayout('columns', layout)}
    >
      <Panel
        id="left"
        panelRef={handles.editor}
        collapsible
        minSize={220}
        defaultSize="28%"
        groupResizeBehavior="preserve-pixel-size"
        onResize={(size) => onFold('editor', size.inPixels < 1)}
      >
        <section className="pane" id="editor" aria-label="Editor" tabIndex={-1}>
          <h2 className="visually-hidden">Editor</h2>
          {panes.editor}
        </section>
      </Panel>
      <Separator className="separator along" aria-label="Width of the editor" />
      <Panel id="middle" minSize={240}>
        <div className="pane canvas-pane" id="canvas" tabIndex={-1}>
          <h2 className="visually-hidden">Canvas</h2>
          <AboveCanvas />
          {panes.canvas}
        </div>
      </Panel>
      <Separator className="separator along" aria-label="Width of the inspector" />
      <Panel
        id="right"
        panelRef={handles.inspector}
        collapsible
        minSize={240}
        defaultSize="25%"
        groupResizeBehavior="preserve-pixel-size"
        onResize={(size) => onFold('inspector', size.inPixels < 1)}
      >
        <section className="pane" id="inspector" aria-label="Inspector" tabIndex={-1}>
          {panes.inspector}
        </section>
      </Panel>
    </Group>
  )
}
