// The page's state and the only things that may change it. No React, no DOM: the view subscribes,
// tests drive it directly. The engine is behind a port.
import { createStore, type StoreApi } from 'zustand/vanilla'
import { createClusterHistory, type WorldObject, worldStateOf } from '#client/world.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import type { History } from '#sim/history.ts'
import { createAutosave, type Autosave, type TextStorage } from './autosave.ts'
import { debounce } from './debounce.ts'
import {
  advancePlayback,
  leastEnd,
  momentOfLink,
  momentOfStep,
  momentOfTime,
  stepsBehind,
  type Moment,
  stepsOf,
} from './moment.ts'
import type {
  EnginePort,
  OpenOptions,
  PlaygroundActions,
  PlaygroundState,
  RunChunk,
  ScenarioEdit,
  Theme,
} from './types.ts'

export type PlaygroundStore = StoreApi<PlaygroundState & { readonly actions: PlaygroundActions }>

export interface PlaygroundOptions {
  readonly port: EnginePort
  readonly storage: TextStorage
  /** What is open at the start when nothing was saved. */
  readonly files: readonly ScenarioFile[]
  readonly theme: Theme
  readonly embed?: boolean
  /** Real time between the last keystroke and the run. */
  readonly restMs?: number
}

type SetState = (part: Partial<PlaygroundState>) => void
type Get = () => PlaygroundState

interface Parts {
  readonly set: SetState
  readonly get: Get
  readonly port: EnginePort
  readonly autosave: Autosave
  /** Of the shown run: its states, and what the files made. */
  readonly history: { moments: History<WorldObject>; places: PlaygroundState['places'] }
  /** Whether what is open is the person's own text, and not an example or a link as it was opened. */
  readonly own: { is: boolean }
  readonly refreshLater: () => void
}

/** Makes the store of one page. Nothing runs until an action is called. */
export function createPlayground(options: PlaygroundOptions): PlaygroundStore {
  const autosave = createAutosave(options.storage)
  return createStore<PlaygroundState & { readonly actions: PlaygroundActions }>()(
    (setState, getState) => {
      const set: SetState = (part) => setState(part)
      const parts: Parts = {
        set,
        get: getState,
        port: options.port,
        autosave,
        history: { moments: createClusterHistory([]), places: [] },
        own: { is: true },
        refreshLater: debounce(() => void refresh(parts), options.restMs ?? 150),
      }
      const state = initialState(options, autosave)
      return {
        ...state,
        actions: { ...documentActions(parts), ...playbackActions(parts), ...viewActions(parts) },
      }
    },
  )
}

function initialState(options: PlaygroundOptions, autosave: Autosave): PlaygroundState {
  const files = autosave.current ?? options.files
  return {
    title: '',
    files,
    activePath: mainPath(files),
    diagnostics: [],
    places: [],
    stale: false,
    linkProblem: null,
    hasPrevious: autosave.previous !== null,
    exampleId: null,
    runState: 'idle',
    runMessage: null,
    entries: [],
    steps: [],
    endMs: 0,
    scenarioActions: [],
    step: -1,
    timeMs: 0,
    entryId: -1,
    playing: false,
    speed: 1,
    world: worldStateOf([]),
    selection: null,
    inspectorTab: 'why',
    pane: 'canvas',
    theme: options.theme,
    overlay: null,
    embed: options.embed ?? false,
    notice: null,
  }
}

/** The file that a newcomer edits: the first manifest. */
function mainPath(files: readonly ScenarioFile[]): string {
  const manifest = files.find(({ path }) => path.startsWith('manifests/'))
  return (manifest ?? files.find(({ path }) => path !== 'scenario.yaml') ?? files[0])?.path ?? ''
}

function documentActions(parts: Parts) {
  const { set, get } = parts
  const change = (files: readonly ScenarioFile[], more: Partial<PlaygroundState> = {}): void => {
    set({ files, ...more })
    save(parts, files)
    parts.refreshLater()
  }
  return {
    setText(path: string, text: string) {
      if (get().files.some((file) => file.path === path && file.text === text)) return
      change(
        get().files.map((file) => (file.path === path ? { path, text } : file)),
        { exampleId: null },
      )
    },
    addFile(path: string) {
      if (get().files.some((file) => file.path === path)) set({ activePath: path })
      else change([...get().files, { path, text: '' }], { activePath: path, exampleId: null })
    },
    removeFile(path: string) {
      const files = get().files.filter((file) => file.path !== path)
      const gone = get().activePath === path
      change(files, { exampleId: null, ...(gone ? { activePath: mainPath(files) } : {}) })
    },
    openFile: (path: string) => set({ activePath: path }),
    openScenario(files: readonly ScenarioFile[], options: OpenOptions = {}) {
      if (parts.own.is && get().files.some(({ text }) => text.trim() !== ''))
        parts.autosave.keep(get().files)
      set({
        files,
        activePath: mainPath(files),
        exampleId: options.exampleId ?? null,
        selection: options.selection ?? null,
        hasPrevious: parts.autosave.previous !== null,
        overlay: null,
        playing: false,
      })
      // The address still says it, so the person's own text stays saved until this one is changed.
      if (options.fromAddress === true || options.exampleId !== undefined) parts.own.is = false
      else save(parts, files)
      void refresh(parts, options.timeMs ?? -1, false, options.behind)
    },
    restorePrevious() {
      const files = parts.autosave.previous
      if (files === null) return
      if (parts.own.is) parts.autosave.keep(get().files)
      set({ files, activePath: mainPath(files), exampleId: null, linkProblem: null })
      save(parts, files)
      void refresh(parts, -1)
    },
    reportLinkProblem: (linkProblem: NonNullable<PlaygroundState['linkProblem']>) =>
      set({ linkProblem }),
    dismissLinkProblem: () => set({ linkProblem: null }),
    begin: () => void refresh(parts, -1),
    runFromStart: () => void refresh(parts, -1, true),
    runLonger(moreMs: number) {
      const { entries, steps, timeMs, endMs } = get()
      startRun(parts, { timeMs, behind: stepsBehind(entries, steps, get()) }, endMs + moreMs)
    },
    act: (action: PlaygroundState['scenarioActions'][number]) =>
      void edit(parts, { kind: 'add', action }),
    removeAction: (index: number) => void edit(parts, { kind: 'remove', index }),
    moveAction: (index: number, atMs: number) => void edit(parts, { kind: 'move', index, atMs }),
  }
}

function save({ own, autosave }: Parts, files: readonly ScenarioFile[]): void {
  own.is = true
  autosave.save(files)
}

/** Going back and changing something: the change is written down, and the run forks at its time. */
async function edit(parts: Parts, change: ScenarioEdit): Promise<void> {
  const { set, get, port } = parts
  const timeMs = momentOfEdit(change) ?? get().timeMs
  const files = await answered(parts, port.edit(get().files, change))
  if (files === null) return
  set({ files, playing: false })
  save(parts, files)
  await refresh(parts, timeMs, true)
}

/** The engine's answer; null when it broke, which is then said. */
async function answered<T>({ set }: Parts, answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    set({ runState: 'failed', runMessage: error instanceof Error ? error.message : String(error) })
    return null
  }
}

function momentOfEdit(change: ScenarioEdit): number | null {
  if (change.kind === 'remove') return null
  return change.kind === 'add' ? change.action.atMs : change.atMs
}

/** Checks the files and, when nothing is wrong (or `anyway`), runs them and goes to `timeMs` (-1: the first step; default: stay). */
async function refresh(parts: Parts, timeMs?: number, anyway = false, behind = 0): Promise<void> {
  const { get, set, port } = parts
  const { files } = get()
  const checked = await answered(parts, port.check(files))
  if (checked === null || get().files !== files) return
  const { diagnostics, title, actions, places } = checked
  const broken = diagnostics.some(({ severity }) => severity === 'error')
  const first = get().entries.length === 0
  const runs = !broken || anyway || first || timeMs !== undefined
  const stays = timeMs === undefined && get().timeMs > 0 && samePlaces(parts.history.places, places)
  const goToMs = timeMs ?? (stays ? get().timeMs : -1)
  set({ diagnostics, places, scenarioActions: actions, stale: !runs })
  if (!runs) return
  set({ title })
  parts.history.places = places
  startRun(parts, { timeMs: goToMs, behind }, leastEnd(actions, goToMs))
}

/** Whether the files still make one of the things that they made before. */
function samePlaces(before: PlaygroundState['places'], now: PlaygroundState['places']): boolean {
  return before.some(({ key }) => now.some((place) => place.key === key))
}

/** After the first, a part of a run is shown when this much more has come: each showing costs as much as the whole. */
const GROWTH = 1.5

function startRun(
  parts: Parts,
  goTo: { readonly timeMs: number; readonly behind: number },
  untilMs: number | null,
): void {
  const goToMs = goTo.timeMs
  const { set, get, port, history } = parts
  const collected: RunChunk['entries'][number][] = []
  let shown = 0
  let placed: Moment | null = null
  const moments = createClusterHistory(collected)
  const failedBefore = get().runState === 'failed'
  set({ runState: 'running', stale: false, ...(failedBefore ? { runMessage: null } : {}) })
  const accept = (chunk: RunChunk): void => {
    for (const entry of chunk.entries) {
      collected.push(entry)
      moments.append(entry)
    }
    // The earlier run stays in sight until this one has reached the moment.
    const catchesUp = chunk.nowMs < goToMs && get().entries.length > 0
    if (chunk.done === null && (catchesUp || collected.length < shown * GROWTH)) return
    shown = collected.length
    history.moments = moments
    const entries = collected.slice()
    const steps = stepsOf(entries)
    const wanted =
      goToMs < 0
        ? momentOfStep(entries, steps, 0)
        : momentOfLink(entries, steps, { ...goTo, timeMs: Math.min(goToMs, chunk.nowMs) })
    // Who has gone on since an earlier part of this run was shown stays there.
    const { step, timeMs, entryId } = get()
    const stays = placed !== null && (entryId !== placed.entryId || timeMs !== placed.timeMs)
    const moment = stays ? { step, timeMs, entryId } : wanted
    placed = moment
    set({
      entries,
      steps,
      endMs: chunk.nowMs,
      ...(chunk.done === null ? {} : { runState: 'done', runMessage: chunk.done.message }),
      ...momentState(moments, moment),
    })
  }
  port.run({ files: get().files, untilMs }, accept, (message) =>
    set({ runState: 'failed', runMessage: message }),
  )
}

function momentState(moments: History<WorldObject>, moment: Moment): Partial<PlaygroundState> {
  return { ...moment, world: moments.stateAt(moment.entryId) }
}

function playbackActions(parts: Parts) {
  const { set, get, history } = parts
  const goTo = (moment: Moment): void => set(momentState(history.moments, moment))
  const toStep = (step: number): void => goTo(momentOfStep(get().entries, get().steps, step))
  const stop = (step: number): void => {
    set({ playing: false })
    toStep(step)
  }
  return {
    first: () => stop(0),
    back: () => stop(Math.max(0, get().step - 1)),
    next: () => stop(get().step + 1),
    last: () => stop(get().steps.length - 1),
    goToStep: (step: number) => stop(step),
    goToTime(timeMs: number) {
      const { entries, steps, endMs } = get()
      goTo(momentOfTime(entries, steps, Math.round(Math.max(0, Math.min(timeMs, endMs)))))
    },
    play() {
      const { step, steps } = get()
      if (steps.length === 0) return
      if (step >= steps.length - 1) toStep(0)
      set({ playing: true })
    },
    pause: () => set({ playing: false }),
    setSpeed: (speed: number) => set({ speed }),
    tick(realMs: number) {
      const { entries, steps, step, timeMs, speed, playing } = get()
      if (!playing) return
      const nextMs = advancePlayback(entries, steps, { timeMs, step }, realMs * speed)
      goTo(momentOfTime(entries, steps, nextMs))
      if (get().step >= steps.length - 1 && get().runState !== 'running') set({ playing: false })
    },
  }
}

function viewActions({ set }: Parts) {
  return {
    select: (selection: string | null) => set({ selection }),
    showTab: (inspectorTab: PlaygroundState['inspectorTab']) => set({ inspectorTab }),
    showPane: (pane: PlaygroundState['pane']) => set({ pane }),
    show: (overlay: PlaygroundState['overlay']) => set({ overlay }),
    setTheme: (theme: Theme) => set({ theme }),
    notify: (notice: string) => set({ notice }),
  }
}
