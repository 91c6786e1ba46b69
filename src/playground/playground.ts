// The page's state and the only things that may change it. No React, no DOM: the view subscribes,
// tests drive it directly. The engine is behind a port.
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ScenarioFile } from '#scenario/types.ts'
import type { WantedFit } from '#scenario/write-fit.ts'
import type { ImageChoice } from '#scenario/write-image.ts'
import { debounce } from './debounce.ts'
import { labelOfEdit, momentOfEdit, READING_A_DUMP } from './edits.ts'
import { fileActions, noteChange } from './file-actions.ts'
import { isOtherText } from './other-text.ts'
import { behindOf, leastEnd } from './moment.ts'
import type { Keeper } from './keeper.ts'
import { lessonActions } from './lesson-actions.ts'
import { lessonAtStart } from './lesson-state.ts'
import { keepingActions } from './keeping-actions.ts'
import { createChecker } from './check-on.ts'
import { createNear } from './near.ts'
import { oneAtATime } from './one-at-a-time.ts'
import type { Parts, SetState } from './parts.ts'
import { playbackActions } from './playback.ts'
import { initialState, mainPath } from './initial-state.ts'
import { createRunGuard, HELD_BACK, type TextStorage } from './run-guard.ts'
import { createShower } from './shower.ts'
import { createRunStarter } from './start-run.ts'
import { createUndoList } from './undo.ts'
import { createTextKeeping } from './text-keeping.ts'
import type {
  EnginePort,
  OpenOptions,
  PlaygroundActions,
  PlaygroundState,
  ScenarioEdit,
  Theme,
} from './types.ts'
import { viewActions } from './view-actions.ts'
import { ENGINE_SILENT } from './worker-port.ts'

export type PlaygroundStore = StoreApi<PlaygroundState & { readonly actions: PlaygroundActions }>

export interface PlaygroundOptions {
  readonly port: EnginePort
  readonly storage: TextStorage
  /** Makes what keeps the texts, and is told what prevents it; without one nothing is kept. */
  readonly makeKeeper?: (onProblem: (problem: string | null) => void) => Keeper
  /** What is open at the start when nothing was saved. */
  readonly files: readonly ScenarioFile[]
  readonly theme: Theme
  readonly embed?: boolean
  /** Real time without a keystroke after which what is typed is a change of its own to undo. */
  readonly restMs?: number
}

const TYPING_REST_MS = 600

const NO_STORAGE: TextStorage = { read: () => null, write: () => undefined }

/** Makes the store of one page. Nothing runs until an action is called. */
export function createPlayground(options: PlaygroundOptions): PlaygroundStore {
  return createStore<PlaygroundState & { readonly actions: PlaygroundActions }>()(
    (setState, getState, { subscribe }) => {
      const set: SetState = (part) => setState(part)
      const { port } = options
      const shower = createShower({ set, get: getState, port })
      const keeper =
        options.makeKeeper?.((saveProblem) => {
          if (getState().saveProblem !== saveProblem) set({ saveProblem })
        }) ?? null
      const guard = createRunGuard(options.embed === true ? NO_STORAGE : options.storage)
      const parts: Parts = {
        set,
        get: getState,
        port,
        keeping: createTextKeeping({
          set,
          get: getState,
          keeper,
          untouched: options.files,
        }),
        shower,
        guard,
        runs: createRunStarter({ set, get: getState, port, shower, guard }),
        made: { files: null, places: [], ran: [], declined: false },
        undoList: createUndoList(),
        refreshTyped: oneAtATime(async () => {
          // What was done meanwhile has brought its own run, and knows where to go.
          if (parts.made.files !== getState().files) await refresh(parts)
        }),
        endSeriesLater: debounce(
          () => parts.undoList.endSeries(),
          options.restMs ?? TYPING_REST_MS,
        ),
      }
      subscribe(createChecker({ set, get: getState, port }))
      subscribe(createNear({ set, get: getState, ask: port.ask.bind(port) }))
      const state = initialState(options)
      return {
        ...state,
        actions: {
          ...fileActions(parts),
          ...documentActions(parts),
          ...keepingActions({ ...parts, run: () => refresh(parts, -1) }),
          ...playbackActions({ set, get: getState, shower }),
          ...lessonActions(parts),
          ...viewActions(parts),
        },
      }
    },
  )
}

function documentActions(parts: Parts) {
  const { set, get } = parts
  return {
    openScenario(files: readonly ScenarioFile[], options: OpenOptions = {}) {
      parts.keeping.makeRoom()
      parts.made.declined = false
      if (get().runState !== 'idle') noteChange(parts, 'opening another scenario')
      set({
        files,
        lateEdit: null,
        linkProblem: null,
        welcoming: false,
        activePath: mainPath(files),
        exampleId: options.exampleId ?? null,
        lesson: options.lesson ?? null,
        selection: options.selection ?? null,
        terminalLines: options.terminalLines ?? [],
        ...(options.terminalLines === undefined ? {} : { terminalOpen: true }),
        overlay: null,
        playing: false,
        reading: true,
      })
      // The address still says it, so the person's own text stays saved until this one is changed.
      if (options.fromAddress === true || options.exampleId !== undefined) parts.keeping.borrow()
      else parts.keeping.save(files)
      void refresh(parts, options.timeMs ?? -1, false, options.behind)
    },
    restore: () => restore(parts),
    reportLinkProblem: (linkProblem: NonNullable<PlaygroundState['linkProblem']>) =>
      set({ linkProblem }),
    dismissLinkProblem: () => set({ linkProblem: null }),
    begin: () => void refresh(parts, -1),
    runFromStart: () => void refresh(parts, -1, true),
    runLonger(moreMs: number) {
      const { timeMs, timeline } = get()
      const how = { follows: true, about: null }
      parts.runs.start({ timeMs, behind: behindOf(get()) }, timeline.endMs + moreMs, how)
    },
    stopRun: () => parts.runs.stop(),
    leave: () => parts.guard.end(),
    act: (action: PlaygroundState['scenarioActions'][number], files = get().files) =>
      void edit(parts, { kind: 'add', action }, files),
    replaceFiles: (files: readonly ScenarioFile[]) => replaceFiles(parts, files),
    setImage: (image: string, choice: ImageChoice) =>
      void edit(parts, { kind: 'image', image, choice }),
    makeFit: (fit: WantedFit, what: string) => void edit(parts, { kind: 'fit', fit, what }),
    removeAction: (index: number) => void edit(parts, { kind: 'remove', index }),
    moveAction: (index: number, atMs: number) => void edit(parts, { kind: 'move', index, atMs }),
    applyLateEdit(when: 'moment' | 'start') {
      const { lateEdit } = get()
      set({ lateEdit: null })
      if (lateEdit !== null && when === 'moment') void edit(parts, { kind: 'later', ...lateEdit })
    },
    runDumpAgain: () => void edit(parts, { kind: 'again' }),
    closeDump() {
      parts.made.declined = true
      set({ dump: null })
    },
    undo: () => goBack(parts, 'undo'),
    redo: () => goBack(parts, 'redo'),
  }
}

function goBack(parts: Parts, way: 'undo' | 'redo'): void {
  const { undoList, get, set, keeping } = parts
  const { files: now, exampleId: id, timeMs: atMs, activePath } = get()
  const kept = undoList[way]({ files: now, exampleId: id, timeMs: atMs })
  if (kept === null) return
  const { files, exampleId, timeMs, label } = kept
  if (label === READING_A_DUMP) parts.made.declined = way === 'undo'
  set({
    files,
    exampleId,
    // Undone is a change of the lesson's files, or what opened another one.
    ...(exampleId === null || get().lesson?.id === exampleId
      ? {}
      : { lesson: lessonAtStart(exampleId) }),
    activePath: files.some(({ path }) => path === activePath) ? activePath : mainPath(files),
    playing: false,
    lateEdit: null,
    canUndo: undoList.canUndo,
    canRedo: undoList.canRedo,
    notice: `${way === 'undo' ? 'Undone' : 'Done again'}: ${label}`,
    noticeUndoes: false,
  })
  if (exampleId === null) keeping.save(files)
  else keeping.borrow()
  void refresh(parts, timeMs, true)
}

/** Shows what was open at the last visit, unless the person has begun something else by then. */
async function restore(parts: Parts): Promise<void> {
  const { set, get, keeping } = parts
  const { files: before } = get()
  const work = await keeping.load()
  if (work !== null && get().files === before) {
    const { files, lesson } = work
    set({ files, activePath: mainPath(files), lesson })
    // It came after the page had begun without it, whose text may still be in check.
    if (get().runState !== 'idle' || parts.made.files !== null) void refresh(parts, -1)
  }
  void keeping.findRecent()
}

function replaceFiles(parts: Parts, files: readonly ScenarioFile[]): void {
  const { timeMs } = parts.get()
  const behind = behindOf(parts.get())
  noteChange(parts, 'the files that a line of the terminal wrote')
  parts.set({ files, exampleId: null })
  parts.keeping.save(files)
  void refresh(parts, timeMs, true, behind)
}

/** Going back and changing something: the change is written down, and the run forks at its time. */
async function edit(parts: Parts, change: ScenarioEdit, before = parts.get().files): Promise<void> {
  const { set, get, port } = parts
  const timeMs = momentOfEdit(change) ?? get().timeMs
  const files = await answered(parts, port.edit(before, change))
  if (files === null || files === get().files) return
  noteChange(parts, labelOfEdit(change, get()))
  const { activePath } = get()
  const stays = files.some(({ path }) => path === activePath)
  set({
    files,
    playing: false,
    lateEdit: null,
    ...(stays ? {} : { activePath: mainPath(files) }),
  })
  parts.keeping.save(files)
  await refresh(parts, timeMs, true)
}

/** The engine's answer; null when it broke, which is then said. */
async function answered<T>({ set, guard }: Parts, answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (message === ENGINE_SILENT) guard.blame()
    set({ runState: 'failed', runMessage: message })
    return null
  }
}

/** Checks the files and, when nothing is wrong (or `anyway`), runs them and goes to `timeMs` (-1: the first step; default: stay). */
async function refresh(parts: Parts, timeMs?: number, anyway = false, behind = 0): Promise<void> {
  const { get, set, port } = parts
  const { files } = get()
  if (!anyway && parts.guard.stopped(files)) {
    set({ runState: 'failed', runMessage: HELD_BACK, stale: true, reading: false })
    return
  }
  parts.made.files = files
  parts.guard.begin(files)
  const checked = await answered(parts, port.check(files, likelyNext(parts, timeMs, behind)))
  if (get().files !== files) return
  if (get().reading) set({ reading: false })
  if (checked === null) return
  parts.guard.end()
  const { diagnostics, unchecked, title, actions, places, expect, dump } = checked
  if (dump?.kind === 'snapshot' && !parts.made.declined) {
    await edit(parts, { kind: 'again', isSnapshot: true })
    set({ notice: SNAPSHOT, noticeUndoes: true })
    return
  }
  const broken = diagnostics.some(({ severity }) => severity === 'error')
  const first = get().times.length === 0
  const isOther = !samePlaces(parts.made.places, places) && isOtherText(parts.made.ran, files)
  const runs = !broken || anyway || first || timeMs !== undefined || isOther
  const stays = timeMs === undefined && get().timeMs > 0 && samePlaces(parts.made.places, places)
  const goToMs = timeMs ?? (stays ? get().timeMs : -1)
  set({
    diagnostics: same(get().diagnostics, diagnostics),
    stale: !runs,
    dump: parts.made.declined ? null : dump,
    ...(dump === null || get().dump !== null || parts.made.declined
      ? {}
      : { notice: FROM_A_CLUSTER, noticeUndoes: false }),
  })
  const read = { places, scenarioActions: actions, unchecked }
  if (!runs) {
    set(read)
    return
  }
  // Other objects are another scenario, which begins at its start.
  const isSame = samePlaces(parts.made.places, places)
  if (!isSame) set({ lateEdit: null })
  parts.made.places = places
  parts.made.ran = files
  const follows = isSame && (timeMs === undefined || anyway)
  const how = { follows, about: { ...read, title, expect } }
  parts.runs.start({ timeMs: goToMs, behind }, leastEnd(actions, goToMs), how)
}

/** What most likely runs after a check: the same as before, at the same moment. Null when nothing has run yet. */
function likelyNext({ get, runs }: Parts, timeMs: number | undefined, behind: number) {
  const { times, timeMs: atMs, scenarioActions } = get()
  if (times.length === 0) return null
  const goToMs = timeMs ?? (atMs > 0 ? atMs : -1)
  return runs.requestOf({ timeMs: goToMs, behind }, leastEnd(scenarioActions, goToMs))
}

/** What was before when it is the same, so that nothing is drawn anew. */
function same<T>(before: T, now: T): T {
  return JSON.stringify(before) === JSON.stringify(now) ? before : now
}

const FROM_A_CLUSTER = 'This comes from a living cluster: its state is explained over the canvas.'
const SNAPSHOT =
  'Read as a snapshot of a cluster: its Pods were started on their nodes, as you see them 30 s later.'

/** Whether the files still make one of the things that they made before. */
function samePlaces(before: PlaygroundState['places'], now: PlaygroundState['places']): boolean {
  return before.some(({ key }) => now.some((place) => place.key === key))
}
