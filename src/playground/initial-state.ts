// The state of a page on which nothing has happened yet.
import { EMPTY_GRAPH } from '#picture/canvas/canvas-graph.ts'
import { EMPTY_PLAN } from '#picture/canvas/seats.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { NOTHING } from './mirror.ts'
import { NO_STEPS } from './step-list.ts'
import type { PlaygroundState, Theme } from './types.ts'

interface Options {
  readonly files: readonly ScenarioFile[]
  readonly theme: Theme
  readonly embed?: boolean
}

/** What a page begins with. */
export function initialState(options: Options): PlaygroundState {
  const { files } = options
  return {
    title: '',
    files,
    activePath: mainPath(files),
    place: null,
    diagnostics: [],
    unchecked: 0,
    reading: false,
    wantsEnd: false,
    places: [],
    expect: [],
    stale: false,
    lateEdit: null,
    dump: null,
    canUndo: false,
    canRedo: false,
    linkProblem: null,
    recent: [],
    hasPrevious: false,
    named: [],
    saveProblem: null,
    exampleId: null,
    lesson: null,
    runState: 'idle',
    runMessage: null,
    canRunLonger: false,
    times: new Float64Array(),
    allSteps: NO_STEPS,
    steps: [],
    paces: [],
    endMs: 0,
    timeline: { times: new Float64Array(), ids: NO_STEPS.ids, endMs: 0 },
    scenarioActions: [],
    plan: EMPTY_PLAN,
    step: -1,
    timeMs: 0,
    entryId: -1,
    playing: false,
    speed: 1,
    pacing: 'steps',
    detail: 'main',
    shownAt: { run: 0, entryId: -1, timeMs: 0 },
    world: NOTHING,
    follows: true,
    near: { selection: null, world: NOTHING },
    stepEntry: null,
    reportEntry: null,
    happening: { movement: EMPTY_GRAPH.movement, focus: EMPTY_GRAPH.focus },
    selection: null,
    inspectorTab: 'why',
    pane: 'canvas',
    terminalOpen: false,
    terminalLines: [],
    theme: options.theme,
    overlay: null,
    embed: options.embed ?? false,
    welcoming: false,
    notice: null,
    noticeUndoes: false,
  }
}

/** The file that a newcomer edits: the first manifest. */
export function mainPath(files: readonly ScenarioFile[]): string {
  const manifest = files.find(({ path }) => path.startsWith('manifests/'))
  return (manifest ?? files.find(({ path }) => path !== 'scenario.yaml') ?? files[0])?.path ?? ''
}
