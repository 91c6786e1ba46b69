// The composition root: makes the engine's worker, the playground and the page, and puts them together.
import { lazy, startTransition, StrictMode, Suspense, type ReactNode } from 'react'
import { createLazyKeeper } from '#playground/lazy-keeper.ts'
import { createPlayground, type PlaygroundStore } from '#playground/playground.ts'
import { lessonAtStart } from '#playground/lesson-state.ts'
import { responsibleLines } from '#playground/responsible-lines.ts'
import type { GalleryEntry } from '#scenario/gallery/gallery-entry.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { Editor } from './editor/Editor.tsx'
import { openEngine } from './engine-port.ts'
import { FIRST_FILES } from './first-files.ts'
import { createRoot } from './react.ts'
import { App, panesHaveCome } from './shell/App.tsx'
import type { PaneContents } from './shell/pane-contents.ts'
import { Boundary, PaneFault } from './shell/Boundary.tsx'
import {
  browserStorage,
  copyText,
  downloadFile,
  hasKept,
  noStorage,
  readClipboard,
} from './shell/browser.ts'
import { PageProvider, type GalleryCard, type Page } from './shell/page.tsx'
import { PlaygroundProvider } from './shell/playground-context.tsx'
import { applyTheme, shownTheme } from './shell/theme.ts'
import './theme.css'
import './shell/early.css'
import { Lanes } from './timeline/Lanes.tsx'
import { Transport } from './timeline/Transport.tsx'
import { loadTypeface } from './typeface.ts'
import { whenCome } from './when-come.tsx'

// The canvas and its library come while the engine starts, whose first run is not there before them. So the
// page stands earlier, and the first picture is no later.
const Canvas = whenCome(async () => (await import('./canvas/Canvas.tsx')).Canvas)
const comingCanvas = Canvas.begin()

/** Calls it when the canvas has come, or can't come: what is loaded before shares a slow line with it. */
const behindCanvas = <Value,>(load: () => Value | Promise<Value>): Promise<Value> =>
  comingCanvas.then(load)

// The canvas is looked at first; the inspector comes right behind it, and the letters of the page.
const Inspector = whenCome(() =>
  behindCanvas(async () => (await import('./inspector/Inspector.tsx')).Inspector),
)
void behindCanvas(loadTypeface)

// Most people open no terminal: it comes when it is opened.
const Terminal = lazy(() =>
  import('./terminal/Terminal.tsx').then(({ Terminal }) => ({ default: Terminal })),
)

// Nobody sees it who has not opened a lesson.
const LessonPane = lazy(() =>
  import('./shell/lesson/LessonPane.tsx').then(({ LessonPane }) => ({ default: LessonPane })),
)

// For who works on the page: all its parts in all their states.
const Parts = lazy(() => import('./parts/Parts.tsx').then((module) => ({ default: module.Parts })))

function guarded(name: string, pane: ReactNode): ReactNode {
  return (
    <Boundary fallback={<PaneFault name={name} />}>
      <Suspense fallback={null}>{pane}</Suspense>
    </Boundary>
  )
}

const PANES: PaneContents = {
  canvas: guarded('canvas', <Canvas />),
  editor: guarded('editor', <Editor lesson={<LessonPane />} />),
  lesson: guarded('lesson', <LessonPane />),
  inspector: guarded('inspector', <Inspector />),
  transport: guarded('playback', <Transport />),
  lanes: guarded('timeline', <Lanes />),
  terminal: (onClose) => guarded('terminal', <Terminal onClose={onClose} />),
}

// Not needed for the first picture: links, the gallery, and completion and hover with their data.
const links = () => import('#playground/link.ts')
const gallery = () => import('#scenario/gallery/gallery.ts')
const explanations = () => import('#scenario/gallery/explain.ts')
const completion = () => import('#manifest/completion.ts')
const quickFixes = () => import('#manifest/quick-fixes.ts')
const hover = () => import('#manifest/hover.ts')
const keeperModule = () => import('./shell/browser-keeper.ts')
const descriptions = () => import('#api/generated/descriptions.json')

const showsParts = location.hash === '#parts'

const embed = ['1', 'true', ''].includes(new URLSearchParams(location.search).get('embed') ?? 'no')

/** True when the page of somebody else shows this one. */
function isInForeignFrame(): boolean {
  try {
    return parent !== window && parent.location.origin !== location.origin
  } catch {
    return true
  }
}

/** Inside another page a click may not mean what it seems to: only the read-only view runs there. */
function refuseFrame(root: HTMLElement): void {
  const link = document.createElement('a')
  link.href = location.href
  link.target = '_blank'
  link.rel = 'noopener'
  link.textContent = 'Open Podscape in a tab of its own'
  document.querySelector('.early')?.remove()
  root.replaceChildren('Inside another page only the read-only view runs (?embed=1). ', link)
}

/** When the first finished run is on the screen. */
let firstRunStands = (): void => {}
const firstPicture = new Promise<void>((resolve) => {
  firstRunStands = resolve
})

/** Whether the address asks for something. */
const asksForSomething = (): boolean => location.hash.length > 1 || location.search.length > 1

const engine = openEngine(!embed && !asksForSomething() && !hasKept(), firstPicture)

function makePlayground(): PlaygroundStore {
  const store = createPlayground({
    port: engine.port,
    // An embed shows what its address says; what the person has open elsewhere is none of its business.
    storage: embed ? noStorage : browserStorage,
    ...(embed
      ? {}
      : {
          makeKeeper: (onProblem) =>
            createLazyKeeper(async () => (await keeperModule()).makeBrowserKeeper(onProblem)),
        }),
    files: FIRST_FILES,
    theme: shownTheme(),
    embed,
  })
  markFirstRun(store)
  store.subscribe((state, before) => {
    applyTheme(state.theme)
    forgetAddressOnChange(state.files)
    if (state.title !== before.title) document.title = titleOf(state.title)
  })
  return store
}

/** The icon of the tab follows the shown moment; what draws it comes when the page stands. */
async function followWithIcon(store: PlaygroundStore): Promise<void> {
  const link = document.querySelector<HTMLLinkElement>('link[rel=icon]')
  if (link === null || embed) return
  const [{ createFavicon }, plain] = await Promise.all([
    import('./shell/favicon.ts'),
    fetch(link.href).then((response) => response.text()),
  ])
  const show = createFavicon(link, plain)
  store.subscribe((state, before) => {
    if (state.world !== before.world) show(state)
  })
  show(store.getState())
}

/** Marks when the first finished run is on the screen, for measurements of the page. */
function markFirstRun(store: PlaygroundStore): void {
  const stop = store.subscribe(({ runState }) => {
    if (runState !== 'done') return
    stop()
    const mark = (): void => {
      performance.mark('podscape:first-run')
      firstRunStands()
      followWithIcon(store).catch(() => {})
    }
    void comingCanvas.then(whenDrawn).then(mark)
  })
}

/** So many frames the canvas is waited for: a phone may show another pane. */
const MOST_FRAMES = 30

/** Resolves when the canvas shows something, and the frame has been drawn. */
async function whenDrawn(): Promise<void> {
  for (let frame = 0; frame < MOST_FRAMES; frame++) {
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
    if (document.querySelector('.react-flow__node') !== null) return
  }
}

async function openExample(store: PlaygroundStore, id: string): Promise<void> {
  const { actions } = store.getState()
  const example = (await gallery()).GALLERY.find((entry) => entry.id === id)
  if (example !== undefined)
    actions.openScenario(example.files, { exampleId: id, lesson: lessonAtStart(id) })
  else actions.reportLinkProblem({ message: `The gallery has no example \`${id}\`.`, saved: null })
}

function titleOf(title: string): string {
  return title === '' ? 'Podscape' : `${title} · Podscape`
}

// What the address named when it was opened. Once the person has changed it, the address no longer
// says what is shown, and loading the page again must bring back the change.
let openedFiles: readonly ScenarioFile[] | null = null

function forgetAddressOnChange(files: readonly ScenarioFile[]): void {
  if (openedFiles === null || files === openedFiles) return
  openedFiles = null
  const search = new URLSearchParams(location.search)
  search.delete('yaml')
  const query = search.size === 0 ? '' : `?${search}`
  if (location.hash !== '' || query !== location.search)
    history.replaceState(null, '', location.pathname + query)
}

/** A slow disk does not keep the page from beginning: what it has comes later. */
const MOST_WAIT_MS = 1000

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Shows what the address asks for, else what was open at the last visit. */
async function openFromAddress(store: PlaygroundStore): Promise<void> {
  const { actions } = store.getState()
  openedFiles = null
  const { hash, search } = location
  const opened = asksForSomething()
    ? (await links()).openAddress(hash, search, actions)
    : ({ kind: 'nothing' } as const)
  if (opened.kind === 'opened' || opened.kind === 'example') void actions.findRecent()
  else if (store.getState().runState === 'idle' && hasKept())
    await Promise.race([actions.restore(), pause(MOST_WAIT_MS)])
  else void firstPicture.then(() => actions.findRecent())
  // Who has never been here, and asked for nothing, is told what this is.
  const isNew = !embed && opened.kind === 'nothing' && !hasKept()
  if (isNew && store.getState().runState === 'idle') actions.welcome(true)
  if (opened.kind === 'example') await openExample(store, opened.id)
  else if (opened.kind === 'problem') actions.reportLinkProblem(opened)
  if (opened.kind !== 'opened' && store.getState().runState === 'idle') actions.begin()
  openedFiles = store.getState().files
}

/** What the list of lessons shows of one. */
function cardOf({ id, lesson, pathTitle }: GalleryEntry): GalleryCard {
  const { title, summary, row, question, minutes } = lesson
  return { id, title, summary, row, question, minutes, pathTitle }
}

function makePage(store: PlaygroundStore): Page {
  return {
    loadGallery: async () => (await gallery()).GALLERY.map(cardOf),
    openExample(id) {
      history.pushState(null, '', `#example/${id}`)
      void openFromAddress(store)
    },
    async loadLesson(id) {
      const { GALLERY, lessonWords } = await gallery()
      const index = GALLERY.findIndex((one) => one.id === id)
      const entry = GALLERY[index]
      if (entry === undefined) return null
      const { lesson } = entry
      const next = GALLERY[index + 1]
      return {
        id,
        lesson,
        pathTitle: cardOf(entry).pathTitle,
        ofPath: GALLERY.filter((one) => one.lesson.path === lesson.path).map(cardOf),
        next: next === undefined ? null : cardOf(next),
        wordsAt: (step) => lessonWords(step, lesson.words),
      }
    },
    loadWords: async () => (await explanations()).explainStep,
    async linkOf(state) {
      const { fragmentOf } = await links()
      const fragment = fragmentOf(state)
      return fragment === null ? null : `${location.origin}${location.pathname}#${fragment}`
    },
    copy: copyText,
    readClipboard,
    download: downloadFile,
    completionsAt: async (text, offset) => (await completion()).completionsAt(text, offset),
    async hoverAt(text, offset) {
      const found = (await hover()).hoverAt(text, offset, (await descriptions()).default)
      if (found === null) return null
      const { range, path, type, description } = found
      return { range, markdown: `**${path}** \`${type}\`\n\n${escapeMarkdown(description)}` }
    },
    fixesFor: async ({ message, range }, text) =>
      (await quickFixes()).quickFixesFor({ severity: 'error', message, range }, text),
    responsibleLines,
    calm: engine.calm,
  }
}

function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|]/g, (mark) => `\\${mark}`).replaceAll('\n', '\n\n')
}

function start(): void {
  const root = document.getElementById('root')
  if (root === null) throw new Error('the page has no root element')
  if (!embed && isInForeignFrame()) {
    refuseFrame(root)
    return
  }
  const store = makePlayground()
  const page = (
    <StrictMode>
      <PlaygroundProvider store={store}>
        <PageProvider page={makePage(store)}>
          {showsParts ? guarded('parts', <Parts />) : <App panes={PANES} />}
        </PageProvider>
      </PlaygroundProvider>
    </StrictMode>
  )
  void panesHaveCome.then(() => startTransition(() => createRoot(root).render(page)))
  if (showsParts) return
  void openFromAddress(store)
  addEventListener('hashchange', () => void openFromAddress(store))
  addEventListener('pagehide', () => store.getState().actions.leave())
}

start()
