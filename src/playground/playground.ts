// The page's state and the only things that may change it. No React, no DOM: the view subscribes,
// tests drive it directly. The engine is behind a port.
import { createStore, type StoreApi } from 'zustand/vanilla'
import { createTimeTravel, type TimeTravel } from '#sim/checkpoints.ts'
import type { WorldObject } from '#client/world.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { createAutosave, type Autosave, type TextStorage } from './autosave.ts'
import { debounce } from './debounce.ts'
import { advancePlayback, leastEnd, momentOfStep, momentOfTime, type Moment, stepsOf } from './moment.ts'
import type {
  EnginePort,
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
  readonly history: { travel: TimeTravel<WorldObject> }
  readonly refreshLater: () => void
}

/** Makes the store of one page. Nothing runs until an action is called. */
export function createPlayground(options: PlaygroundOptions): PlaygroundStore {
  const autosave = createAutosave(options.storage)
  return createStore<PlaygroundState & { readonly actions: PlaygroundActions }>()((setState, getState) => {
    const set: SetState = (part) => setState(part)
    const parts: Parts = {
      set,
      get: getState,
      port: options.port,
      autosave,
      history: { travel: createTimeTravel<WorldObject>() },
      refreshLater: debounce(() => void refresh(parts), options.restMs ?? 150),
    }
    const state = initialState(options, autosave)
    return { ...state, actions: { ...documentActions(parts), ...playbackActions(parts), ...viewActions(parts) } }
  })
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
    world: new Map(),
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
    parts.autosave.save(files)
    parts.refreshLater()
  }
  return {
    setText(path: string, text: string) {
      if (get().files.some((file) => file.path === path && file.text === text)) return
      change(get().files.map((file) => (file.path === path ? { path, text } : file)), { exampleId: null })
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
    openScenario(
      files: readonly ScenarioFile[],
      options: { readonly exampleId?: string; readonly timeMs?: number; readonly selection?: string | null } = {},
    ) {
      if (get().exampleId === null && get().files.some(({ text }) => text.trim() !== '')) parts.autosave.keep(get().files)
      set({
        files,
        activePath: mainPath(files),
        exampleId: options.exampleId ?? null,
        selection: options.selection ?? null,
        hasPrevious: parts.autosave.previous !== null,
        overlay: null,
        playing: false,
      })
      parts.autosave.save(files)
      void refresh(parts, options.timeMs ?? -1)
    },
    restorePrevious() {
      const files = parts.autosave.previous
      if (files === null) return
      parts.autosave.keep(get().files)
      set({ files, activePath: mainPath(files), exampleId: null, linkProblem: null })
      parts.autosave.save(files)
      void refresh(parts, -1)
    },
    reportLinkProblem: (linkProblem: NonNullable<PlaygroundState['linkProblem']>) => set({ linkProblem }),
    dismissLinkProblem: () => set({ linkProblem: null }),
    begin: () => void refresh(parts, -1),
    runFromStart: () => void refresh(parts, -1, true),
    runLonger: (moreMs: number) => startRun(parts, get().timeMs, get().endMs + moreMs),
    act: (action: PlaygroundState['scenarioActions'][number]) => void edit(parts, { kind: 'add', action }),
    removeAction: (index: number) => void edit(parts, { kind: 'remove', index }),
    moveAction: (index: number, atMs: number) => void edit(parts, { kind: 'move', index, atMs }),
  }
}

/** Going back and changing something: the change is written down, and the run forks at its time. */
async function edit(parts: Parts, change: ScenarioEdit): Promise<void> {
  const { set, get, port } = parts
  const timeMs = momentOfEdit(change) ?? get().timeMs
  const files = await port.edit(get().files, change)
  set({ files, playing: false })
  parts.autosave.save(files)
  await refresh(parts, timeMs, true)
}

function momentOfEdit(change: ScenarioEdit): number | null {
  if (change.kind === 'remove') return null
  return change.kind === 'add' ? change.action.atMs : change.atMs
}

/** Checks the files and, when nothing is wrong (or `anyway`), runs them and goes to `timeMs` (-1: the first step; default: stay). */
async function refresh(parts: Parts, timeMs?: number, anyway = false): Promise<void> {
  const { files } = parts.get()
  const { diagnostics, title, actions, places } = await parts.port.check(files)
  if (parts.get().files !== files) return
  const broken = diagnostics.some(({ severity }) => severity === 'error')
  const first = parts.get().entries.length === 0
  parts.set({ diagnostics, places, title, scenarioActions: actions, stale: broken && !anyway && !first })
  const goToMs = timeMs ?? parts.get().timeMs
  if (!broken || anyway || first || timeMs !== undefined) startRun(parts, goToMs, leastEnd(actions, goToMs))
}

function startRun(parts: Parts, goToMs: number, untilMs: number | null): void {
  const { set, get, port, history } = parts
  const collected: RunChunk['entries'][number][] = []
  let started = false
  const keep = get().entries.length > 0 && goToMs >= 0
  set({ runState: 'running', runMessage: null, stale: false })
  const accept = (chunk: RunChunk): void => {
    if (!started) {
      started = true
      history.travel = createTimeTravel<WorldObject>()
    }
    history.travel.append(chunk.entries)
    collected.push(...chunk.entries)
    const entries = collected.slice()
    const steps = stepsOf(entries)
    const moment = keep || goToMs >= 0 ? momentOfTime(entries, steps, Math.min(goToMs, chunk.nowMs)) : momentOfStep(entries, steps, 0)
    set({
      entries,
      steps,
      endMs: chunk.nowMs,
      ...(chunk.done === null ? {} : { runState: 'done', runMessage: chunk.done.message }),
      ...momentState(history.travel, moment),
    })
  }
  port.run({ files: get().files, untilMs }, accept, (message) => set({ runState: 'failed', runMessage: message }))
}

function momentState(travel: TimeTravel<WorldObject>, moment: Moment): Partial<PlaygroundState> {
  return { ...moment, world: travel.stateAt(moment.entryId) }
}

function playbackActions(parts: Parts) {
  const { set, get, history } = parts
  const goTo = (moment: Moment): void => set(momentState(history.travel, moment))
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
