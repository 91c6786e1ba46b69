// The page: header, panes, timeline, overlays. It knows where things stand, not what they do.
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react'
import type { PanelImperativeHandle } from 'react-resizable-panels'
import { Announcer } from './Announcer.tsx'
import { Banners } from './Banners.tsx'
import type { Command, FoldablePane, ShellControls } from './commands.ts'
import { DropZone } from './DropZone.tsx'
import { Header, type FoldState } from './Header.tsx'
import { NarrowPanes } from './NarrowPanes.tsx'
import type { PaneContents } from './pane-contents.ts'
import { usePage } from './page.tsx'
import {
  usePlayground,
  usePlaygroundStore,
  type PlaygroundSnapshot,
} from './playground-context.tsx'
import { wantPromptFocus } from './prompt-focus.ts'
import './shell.css'
import './narrow.css'
import './forced-colours.css'
import { tarOf } from '#export/tar.ts'
import { UpdateOffer } from './UpdateOffer.tsx'
import { useShortcuts } from './use-shortcuts.ts'
import { NARROW, useMedia } from './use-media.ts'
import { whenCome } from '#view/when-come.tsx'
import type { PaneHandles } from './WidePanes.tsx'

// The overlays come when the first one is opened.
const Overlays = lazy(() =>
  import('./Overlays.tsx').then(({ Overlays }) => ({ default: Overlays })),
)

// A frame in the page of somebody else has no other panes than these.
const EmbedPanes = lazy(() =>
  import('../embed/EmbedPanes.tsx').then(({ EmbedPanes }) => ({ default: EmbedPanes })),
)

// Few present.
const PresentPanes = lazy(() =>
  import('../embed/PresentPanes.tsx').then(({ PresentPanes }) => ({ default: PresentPanes })),
)

// A phone does without the resizable panes; a wide window asks for them at once.
const WidePanes = whenCome(async () => (await import('./WidePanes.tsx')).WidePanes)

/** When the panes of this window can be shown. Never rejects. */
export const panesHaveCome: Promise<unknown> = matchMedia(NARROW).matches
  ? Promise.resolve()
  : WidePanes.begin()

const LessonWatch = lazy(() =>
  import('./lesson/LessonWatch.tsx').then(({ LessonWatch }) => ({ default: LessonWatch })),
)
const UNFOLDED: FoldState = { editor: false, inspector: false, timeline: false }

/** Everything on the screen. */
export function App(props: { readonly panes: PaneContents }) {
  const embed = usePlayground((state) => state.embed)
  const narrow = useMedia(NARROW)
  const handles = usePaneHandles()
  const [folded, setFolded] = useState<FoldState>(UNFOLDED)
  const [presenting, setPresenting] = useState(false)
  const controls = useShellControls(handles, setPresenting)
  const endPresenting = useCallback(() => setPresenting(false), [])
  const store = usePlaygroundStore()
  const runCommand = useCallback(
    (command: Command): void => {
      const state = store.getState()
      if (command.enabled(state)) command.perform(state.actions, state, controls)
    },
    [store, controls],
  )
  useShortcuts(runCommand)
  const hasLesson = usePlayground((state) => state.lesson !== null)
  const overlay = usePlayground((state) => state.overlay)
  const onFold = useCallback((pane: FoldablePane, isFolded: boolean) => {
    setFolded((old) => (old[pane] === isFolded ? old : { ...old, [pane]: isFolded }))
  }, [])
  if (embed)
    return (
      <Suspense fallback={null}>
        <EmbedPanes canvas={props.panes.canvas} transport={props.panes.transport} />
        <Announcer />
      </Suspense>
    )
  if (presenting)
    return (
      <Suspense fallback={null}>
        <PresentPanes canvas={props.panes.canvas} onEnd={endPresenting} />
        <Announcer />
      </Suspense>
    )
  return (
    <div className={narrow ? 'app is-narrow' : 'app'}>
      <SkipLinks narrow={narrow} />
      <Header onRun={runCommand} folded={narrow ? null : folded} />
      <Banners />
      <main className="work" aria-label="Playground">
        {narrow ? (
          <NarrowPanes panes={props.panes} />
        ) : (
          <WidePanes panes={props.panes} handles={handles} onFold={onFold} />
        )}
      </main>
      {overlay !== null && (
        <Suspense fallback={null}>
          <Overlays onRun={runCommand} />
        </Suspense>
      )}
      <DropZone />
      <UpdateOffer />
      <Announcer />
      {hasLesson && (
        <Suspense fallback={null}>
          <LessonWatch />
        </Suspense>
      )}
    </div>
  )
}

function SkipLinks(props: { readonly narrow: boolean }) {
  const targets = props.narrow
    ? [
        ['#pane', 'Skip to the pane'],
        ['#transport', 'Skip to the playback controls'],
      ]
    : [
        ['#canvas', 'Skip to the canvas'],
        ['#editor', 'Skip to the editor'],
        ['#inspector', 'Skip to the inspector'],
        ['#transport', 'Skip to the playback controls'],
      ]
  return (
    <nav className="skip-links" aria-label="Skip">
      {targets.map(([href = '', text]) => (
        <a key={href} href={href} onClick={(event) => jumpTo(event, href)}>
          {text}
        </a>
      ))}
    </nav>
  )
}

// The fragment of the address holds the scenario, so a skip link must not change it.
function jumpTo(event: { preventDefault(): void }, href: string): void {
  event.preventDefault()
  const target = document.querySelector(href)
  if (target instanceof HTMLElement) target.focus()
}

function usePaneHandles(): PaneHandles {
  const editor = useRef<PanelImperativeHandle>(null)
  const inspector = useRef<PanelImperativeHandle>(null)
  const timeline = useRef<PanelImperativeHandle>(null)
  return useMemo(() => ({ editor, inspector, timeline }), [])
}

const TOO_LARGE = 'This scenario is too large for a link. Download it as a file instead.'

function useShellControls(
  handles: PaneHandles,
  setPresenting: (presenting: boolean) => void,
): ShellControls {
  const page = usePage()
  const store = usePlaygroundStore()
  return useMemo(() => {
    const copyLink = async (): Promise<void> => {
      const { actions } = store.getState()
      try {
        const link = await page.linkOf(store.getState())
        if (link === null) return actions.notify(TOO_LARGE)
        actions.notify(
          (await page.copy(link)) ? 'Link copied' : 'The browser did not allow copying',
        )
      } catch {
        actions.notify(TOO_LARGE)
      }
    }
    return {
      copyLink: () => void copyLink(),
      downloadFiles() {
        const { files } = store.getState()
        const [only] = files
        if (only !== undefined && files.length === 1)
          page.download(only.path.replace(/^.*\//, ''), [only.text])
        else page.download('scenario.tar', tarOf('scenario', files))
      },
      downloadJournal: () =>
        void journalOf(store.getState()).then((parts) => page.download('journal.json', parts)),
      present: () => setPresenting(true),
      toggleTerminal() {
        const { terminalOpen, pane, actions } = store.getState()
        const lower = handles.timeline.current
        if (lower === null) actions.showPane(pane === 'terminal' ? 'canvas' : 'terminal')
        else {
          if (!terminalOpen) makeRoom(lower)
          wantPromptFocus()
          actions.showTerminal(!terminalOpen)
        }
      },
      togglePane(pane) {
        const panel = handles[pane].current
        if (panel === null) store.getState().actions.showPane(pane)
        else if (panel.isCollapsed()) panel.expand()
        else panel.collapse()
      },
    }
  }, [page, store, handles, setPresenting])
}

/** The least height of the pane with timeline and terminal in which one can work. */
const TERMINAL_PX = 380

function makeRoom(lower: PanelImperativeHandle): void {
  if (lower.isCollapsed()) lower.expand()
  if (lower.getSize().inPixels < TERMINAL_PX)
    lower.resize(Math.min(TERMINAL_PX, Math.round(innerHeight * 0.6)))
}

/** Entries of one part of a journal that is put together. */
const PART = 2000

/** The journal as JSON, in parts: it can be larger than a text may be. */
async function journalOf({ times, actions }: PlaygroundSnapshot): Promise<readonly string[]> {
  const parts: string[] = ['[\n']
  for (let from = 0; from < times.length; from += PART) {
    const part = await actions.ask({ kind: 'journal', from, count: PART })
    parts.push(from === 0 ? '' : ',\n', part ?? '')
  }
  return [...parts, '\n]\n']
}
