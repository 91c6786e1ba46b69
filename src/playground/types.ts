// What the page shows and does, without React. The view reads `PlaygroundState` through selectors and
// calls `PlaygroundActions`; nothing else changes the state.
import type { Numbers } from '#lib/numbers.ts'
import type { WorldState } from '#client/world.ts'
import type { InspectorTab } from './inspector-tab.ts'
import type { Happening } from '#picture/canvas/canvas-graph.ts'
import type { SeatPlan } from '#picture/canvas/seats.ts'
import type { RareEdit } from '#scenario/rare-edits.ts'
import type { KeptLine } from '#scenario/link-terminal.ts'
import type { Action, ScenarioFile } from '#scenario/types.ts'
import type { FileDiagnostic } from '#manifest/types.ts'
import type { DumpStory } from '#scenario/dump/story.ts'
import type { WantedFit } from '#scenario/write-fit.ts'
import type { ImageChoice } from '#scenario/write-image.ts'
import type { Expectation } from '#scenario/expect/types.ts'
import type { Place } from '#scenario/places.ts'
import type { RecentText } from './keeper.ts'
import type { LessonState } from './lesson-state.ts'
import type { Destination } from './moment.ts'
import type { AllSteps, Detail } from './step-list.ts'
import type { AnswerTo, EntryHeader, NewEntries, Question } from './questions.ts'
import type { RunMoment } from './run-moment.ts'

export type { FileDiagnostic } from '#manifest/types.ts'

export interface RunRequest {
  /** The number under which it is asked about; larger than those of earlier runs. */
  readonly run: number
  readonly files: readonly ScenarioFile[]
  /** Overrides the scenario's own `until` when it is larger. */
  readonly untilMs: number | null
  /** What of it is shown first; left out where nobody looks. */
  readonly first?: FirstShown
}

/** What the page shows first of a run: the engine's thread answers what it will ask about that without being asked. */
export interface FirstShown {
  readonly goTo: Destination
  readonly detail: Detail
  /** Whether Pods are dots. */
  readonly crowd: boolean
  /** Nothing else is in sight, so what has come is shown although the destination has not. */
  readonly atOnce: boolean
}

/** A part of a run, as it crosses from the engine's thread to the page's: what is in it can be asked for. */
export interface RunChunk extends NewEntries {
  readonly nowMs: number
  /** Null while it goes on. */
  readonly done: {
    readonly reason: 'reached' | 'idle' | 'limit'
    readonly message: string | null
    /** Running longer would bring more: false at a limit, and at rest. */
    readonly canGoOn: boolean
  } | null
}

/** What reading the files gives without running them. */
export interface CheckResult {
  readonly title: string
  readonly actions: readonly Action[]
  readonly diagnostics: readonly FileDiagnostic[]
  readonly places: readonly Place[]
  /** What scenario.yaml expects of the run. */
  readonly expect: readonly Expectation[]
  /** What the files say of a living cluster; null when they were not taken from one. */
  readonly dump: DumpStory | null
  /** Of so many objects nothing is said yet: another check of the same files goes on with them. */
  readonly unchecked: number
}

export type ScenarioEdit =
  | { readonly kind: 'add'; readonly action: Action }
  | { readonly kind: 'remove'; readonly index: number }
  | { readonly kind: 'move'; readonly index: number; readonly atMs: number }
  /** Everything that differs from `before` is done at a time, by actions. */
  | { readonly kind: 'later'; readonly before: readonly ScenarioFile[]; readonly atMs: number }
  | RareEdit
  /** What the process of an image does, which nobody knows. */
  | { readonly kind: 'image'; readonly image: string; readonly choice: ImageChoice }

/** The one door to the engine: a Web Worker in the page, a direct call in tests. */
export interface EnginePort {
  /** Checks the files, all of them when it is to be `whole`. `next` is the run that most likely follows: it may be begun when nothing is wrong, before `run` asks for it. */
  check(
    files: readonly ScenarioFile[],
    next?: RunRequest | null,
    whole?: boolean,
  ): Promise<CheckResult>
  /** The files with an action written to, moved in, or taken out of, scenario.yaml. */
  edit(files: readonly ScenarioFile[], edit: ScenarioEdit): Promise<readonly ScenarioFile[]>
  /** Starts a run; the earlier one is cancelled. */
  run(
    request: RunRequest,
    onChunk: (chunk: RunChunk) => void,
    onFailure: (message: string) => void,
  ): void
  /** Asks about a moment of a run. Rejects when the run was given up for a newer one. */
  ask<Q extends Question>(at: RunMoment, question: Q): Promise<AnswerTo<Q>>
  cancel(): void
}

/** How it plays: each step as long as its sentence takes to be read, or as time passes. */
export type Pacing = 'steps' | 'time'
export type Theme = 'light' | 'dark'
export type Pane = 'lesson' | 'canvas' | 'editor' | 'inspector' | 'timeline' | 'terminal'
export type Overlay =
  | 'gallery'
  | 'recent'
  | 'commands'
  | 'keys'
  | 'share'
  | 'outline'
  | 'truth'
  | null

/** The times of a run's entries by their ids, which of these are steps, and how far it has come. */
export interface TimelineOfRun {
  readonly times: Float64Array
  readonly ids: Numbers
  readonly endMs: number
}

export interface PlaygroundState {
  // The document.
  readonly title: string
  readonly files: readonly ScenarioFile[]
  readonly activePath: string
  /** A place that the editor is to show; null when none was asked for since a file was opened. */
  readonly place: WantedPlace | null
  readonly diagnostics: readonly FileDiagnostic[]
  /** Of so many objects it is not known yet what is wrong with them. */
  readonly unchecked: number
  /** Where the objects stand in the files. */
  readonly places: readonly Place[]
  /** What is expected of the shown run. */
  readonly expect: readonly Expectation[]
  /** The text differs from what the shown run was made of. */
  readonly stale: boolean
  /** They asked for the end and have not gone elsewhere since: of a run that still comes they want to see the latest. */
  readonly wantsEnd: boolean
  /** What was opened is not read yet: what is said and drawn is still of what was open before. */
  readonly reading: boolean
  /**
   * Set when the manifests were changed at a later moment: they have run from the start, and can be applied at that
   * moment instead.
   */
  readonly lateEdit: LateEdit | null
  /** What the text says of a living cluster, until the person chose what to do with it. */
  readonly dump: DumpStory | null
  readonly canUndo: boolean
  readonly canRedo: boolean
  /** Set when a link could not be read: what was wrong, and what was saved of it. */
  readonly linkProblem: { readonly message: string; readonly saved: string | null } | null
  /** What was open before, here and in other tabs, the newest first: it can be had back. */
  readonly recent: readonly RecentText[]
  readonly hasPrevious: boolean
  /** What was kept under a name, by name. */
  readonly named: readonly RecentText[]
  /** Why the text is not kept, in a sentence; null when it is. */
  readonly saveProblem: string | null
  /** The id of the gallery example that is open, with its texts; null for one's own. */
  readonly exampleId: string | null
  /** The lesson that one is at, also after changes of its files; null for none. */
  readonly lesson: LessonState | null

  // The run.
  readonly runState: 'idle' | 'running' | 'done' | 'failed'
  readonly runMessage: string | null
  /** Running longer would bring more. */
  readonly canRunLonger: boolean
  /** The times of its entries, by their ids. */
  readonly times: Float64Array
  /** All its steps. */
  readonly allSteps: AllSteps
  /** Ids of the entries that are steps at the chosen level of detail. */
  readonly steps: Numbers
  /** How long each of them stands while it plays, in milliseconds at normal speed. */
  readonly paces: Numbers
  readonly endMs: number
  /** What the timeline is drawn along: this run, or while a changed one comes in the one before it, so that nothing jumps. */
  readonly timeline: TimelineOfRun
  /** What the person does during the run, from scenario.yaml. */
  readonly scenarioActions: readonly Action[]
  /** The seats of its Pods on the canvas. */
  readonly plan: SeatPlan

  // Playback.
  /** Index into `steps` of the last step at or before the moment; -1 before the first. */
  readonly step: number
  readonly timeMs: number
  /** The id of the last entry that is part of the shown moment; -1 before all. */
  readonly entryId: number
  readonly playing: boolean
  readonly speed: number
  readonly pacing: Pacing
  readonly detail: Detail

  // What is shown of the moment. Where the engine has to be asked first it follows a few milliseconds later.
  readonly shownAt: RunMoment
  /**
   * The state at the shown moment, without its Events; unchanged objects are the same references as at the
   * moment before.
   */
  readonly world: WorldState
  /** Without a selection the inspector is about what the step is about. */
  readonly follows: boolean
  /** What is selected or followed, and the same state with all that there is to know about that; it may follow a little later. */
  readonly near: { readonly selection: string | null; readonly world: WorldState }
  /** The last step at or before the shown moment. */
  readonly stepEntry: EntryHeader | null
  /** The last of the steps since then that are told together with it. */
  readonly reportEntry: EntryHeader | null
  readonly happening: Happening

  // Selection and view.
  readonly selection: string | null
  readonly inspectorTab: InspectorTab
  readonly pane: Pane
  readonly terminalOpen: boolean
  /** What was typed into the terminal, in the order in which it was typed. */
  readonly terminalLines: readonly KeptLine[]
  readonly theme: Theme
  readonly overlay: Overlay
  readonly embed: boolean
  /** Shows a new visitor what this is. */
  readonly welcoming: boolean
  /** A short message that goes away by itself, also announced: 'Link copied'. */
  readonly notice: string | null
  /** The message is about something that can be undone. */
  readonly noticeUndoes: boolean
}

/** A place in a file. */
export interface TextPlace {
  readonly path: string
  readonly line: number
  readonly column: number
}

/** `asked` counts, so that the same place can be asked for again. */
export interface WantedPlace extends TextPlace {
  readonly asked: number
}

export interface LateEdit {
  readonly atMs: number
  /** The files before the change. */
  readonly before: readonly ScenarioFile[]
}

export interface OpenOptions {
  readonly exampleId?: string
  /** The lesson that the files belong to. */
  readonly lesson?: LessonState | null
  /** The moment to show; the first step when it is left out. */
  readonly timeMs?: number
  /** Which of the steps of that time: the one that has so many others behind it; the last when it is left out. */
  readonly behind?: number
  readonly selection?: string | null
  /** What was typed into the terminal. */
  readonly terminalLines?: readonly KeptLine[]
  /** The page's address holds these files, so they need not be saved before they are changed. */
  readonly fromAddress?: boolean
}

export interface PlaygroundActions {
  setText(path: string, text: string): void
  addFile(path: string): void
  removeFile(path: string): void
  /** Makes a file, or gives one another text, and opens it. */
  writeFile(file: ScenarioFile): void
  /** Gives a file another path, which must be free. */
  renameFile(path: string, to: string): void
  openFile(path: string): void
  /** The file that a step comes from is the open one; a lesson that stands in its place stays, for nobody has asked for the file. */
  followFile(path: string): void
  /** Opens a file at a place. */
  goToPlace(place: TextPlace): void
  /** Replaces everything, as opening an example, a link or a folder does. What was there is kept in the autosave. */
  openScenario(files: readonly ScenarioFile[], options?: OpenOptions): void
  /** Brings back what was open before the last example, link or folder. */
  restorePrevious(): void
  /** Opens one of the texts that were open before. */
  openRecent(id: string): void
  /** Shows what this tab had at the last visit, and finds out what else there is; to be called once, at the start. */
  restore(): Promise<void>
  /** Keeps what is open under a name, in the place of what has that name already. */
  keepAs(name: string): Promise<void>
  /** Forgets what was kept under a name. */
  forgetNamed(id: string): Promise<void>
  /** Finds out what else there is, without showing it. */
  findRecent(): Promise<void>
  reportLinkProblem(problem: { readonly message: string; readonly saved: string | null }): void
  dismissLinkProblem(): void
  /** Notes what one predicts: the number of a choice, -1 without one. */
  predict(choice: number): void
  /** Tells the answer of the lesson. */
  tellAnswer(): void
  /** Shows the texts of the lesson in the place of the files, or the files again. */
  showLesson(shows: boolean): void
  leaveLesson(): void
  /** Begins: checks and runs what is open. */
  begin(): void
  /** Runs from the start with the changed text. */
  runFromStart(): void
  /** Runs further than the scenario's end, by `moreMs`. */
  runLonger(moreMs: number): void
  /** Stops the run that comes in; what came in until now is shown. */
  stopRun(): void
  /** The page is left in order: what runs did not stop the engine. */
  leave(): void
  /**
   * Does something at the shown moment: the run forks there, the action is written to scenario.yaml. `files` are
   * what the scenario has from now on, where the action brings some.
   */
  act(action: Action, files?: readonly ScenarioFile[]): void
  /** Takes other files and runs them; the shown moment stays. */
  replaceFiles(files: readonly ScenarioFile[]): void
  /** Says what the process of an image does, in scenario.yaml. */
  setImage(image: string, choice: ImageChoice): void
  /** Makes the changes that let a Pod fit; `what` says in words what was done. */
  makeFit(fit: WantedFit, what: string): void
  removeAction(index: number): void
  /** Lets an action of the scenario happen at another time, and goes there. */
  moveAction(index: number, atMs: number): void
  /** Applies the late change at its moment, with a flag; or leaves it as it ran, from the start. */
  applyLateEdit(when: 'moment' | 'start'): void
  /** Takes what the text says of a living cluster as a scenario, and runs it from the start. */
  runDumpAgain(): void
  /** Puts away what is said of a living cluster: the text stays as it is. */
  closeDump(): void
  undo(): void
  redo(): void
  first(): void
  back(): void
  next(): void
  last(): void
  goToStep(step: number): void
  /** Goes to the step that an entry belongs to. */
  goToEntry(entryId: number): void
  goToTime(timeMs: number): void
  play(): void
  pause(): void
  setSpeed(speed: number): void
  setPacing(pacing: Pacing): void
  setDetail(detail: Detail): void
  /** Moves playback by `realMs` of real time; the view calls it on each frame while playing. */
  tick(realMs: number): void
  /** The answer to a question about the shown moment; undefined when there is none any more. */
  ask<Q extends Question>(question: Q): Promise<AnswerTo<Q> | undefined>
  select(key: string | null): void
  /** Without a selection: whether the inspector follows the step. */
  follow(follows: boolean): void
  showTab(tab: InspectorTab): void
  showPane(pane: Pane): void
  showTerminal(open: boolean): void
  keepLines(lines: readonly KeptLine[]): void
  show(overlay: Overlay): void
  setTheme(theme: Theme): void
  /** Shows, or puts away, what a new visitor is told. */
  welcome(shows: boolean): void
  /** Shows a short message; `undoes`: with a way to undo what it is about. */
  notify(message: string, undoes?: boolean): void
}
