// What the page asks the engine about a run, and what it gets: never the journal or a state as a whole,
// always what it shows. All of it is structured-cloneable.
import type { WouldFit } from '#api/scheduler/fit-change.ts'
import type { SchedulingTrace } from '#api/scheduler/trace.ts'
import type { PrintedEnd, PrintedLine } from '#cluster/carry-out.ts'
import type { Action } from '#cluster/verbs.ts'
import type {
  Completions,
  LineProgress,
  ShellState,
  TerminalLine,
} from '#cluster/terminal/types.ts'
import type { JournalEntry, WorldObject } from '#client/world.ts'
import type { Exported, ExportRequest } from '#export/export-run.ts'
import type { NextAct } from '#controllers/next-act/next-act.ts'
import type { Happening } from '#picture/canvas/canvas-graph.ts'
import type { SeatPlan } from '#picture/canvas/seats.ts'
import type { OutlineItem } from '#picture/outline/outline-of.ts'
import type { EventRow } from '#picture/inspector/events-of.ts'
import type { ContainerLog } from '#picture/inspector/logs-of.ts'
import type { LanePart, LaneRows } from '#picture/timeline/lane-rows.ts'
import type { GoesOn } from '#picture/words/what-goes-on.ts'
import type { Checked, Expectation } from '#scenario/expect/types.ts'
import type { Seen } from '#scenario/lesson/types.ts'
import type { Packed } from './pack.ts'
import type { Waits } from './waits-of.ts'

/** What is answered to a question about a run that was given up. */
export const RUN_IS_GONE = 'This run was replaced by another.'
/** How a run ends that wanted a part of the engine which was still to come: what came of it until then counts for nothing. */
export const RUN_AGAIN = 'This run is made again, with all that it needs.'

/** The times of entries and which of them are steps: all that playback needs of a part of a journal. */
export interface NewEntries {
  readonly times: Float64Array
  readonly steps: Int32Array
  /** How many characters the sentence of each of these steps has. */
  readonly lengths: Int32Array
  /** Those of the steps that are told together with the one before them. */
  readonly routine: Int32Array
}

/** An entry without what it changed and the data of its decision. */
export interface EntryHeader extends Omit<JournalEntry, 'changes' | 'data'> {
  /** The container that it is about, by its data or by the record that it touches. */
  readonly containerName: string | null
}

/** An object at another moment; null when it is not there. */
export type ChangedObject = readonly [key: string, after: WorldObject | null]

/** What one moment looks like, as a difference. */
export interface MomentAnswer {
  readonly entryId: number
  readonly changes: readonly ChangedObject[]
  /** The last step at or before it that is no routine. */
  readonly step: EntryHeader | null
  /** The last routine step after that one; null when there is none. */
  readonly report: EntryHeader | null
  readonly happening: Happening
}

export type Question =
  /**
   * What these moments look like, one after the other: the first as the difference from the moment at
   * which the question is asked, each other one from the one before it. `crowd`: Pods are dots, so of most of them
   * little is told.
   */
  | { readonly kind: 'moments'; readonly entryIds: readonly number[]; readonly crowd: boolean }
  /** Everything about the Pod that a key belongs to: the Pod and what its runtime has of it. */
  | { readonly kind: 'near'; readonly key: string }
  /** The facts of the canvas as a nested list. */
  | { readonly kind: 'outline' }
  /** The seats of all Pods of the run as far as it has come. */
  | { readonly kind: 'plan' }
  /** A part of the timeline's lanes, drawn until `untilMs`. */
  | ({ readonly kind: 'lanes'; readonly untilMs: number } & LanePart)
  /** What the containers of a Pod, or one container, have printed. */
  | { readonly kind: 'logs'; readonly key: string }
  /** The Events about an object. */
  | { readonly kind: 'events'; readonly key: string }
  /** How it came to the state of an object. */
  | { readonly kind: 'causes'; readonly key: string }
  /** The scheduler's newest decision about a Pod. */
  | { readonly kind: 'trace'; readonly key: string }
  /** What would let a Pod fit somewhere; null for what is no Pod. */
  | { readonly kind: 'wouldFit'; readonly key: string }
  /** What controllers will do next about objects; null for those that none has anything to do with. */
  | { readonly kind: 'nextActs'; readonly keys: readonly string[] }
  /** What the containers of a Pod, or one container, wait for, and when their probes run next. */
  | { readonly kind: 'waits'; readonly key: string }
  /** The object as `kubectl get -o yaml` prints it. */
  | { readonly kind: 'yaml'; readonly key: string }
  /** Where the answer of a lesson is seen, and what became of what it expects, in the run as far as it has come. */
  | {
      readonly kind: 'lesson'
      readonly seen: Pick<Seen, 'kind' | 'mentions' | 'fromMs'> | null
      readonly expect: readonly Expectation[]
    }
  /** What goes on when the run has ended. */
  | { readonly kind: 'end' }
  /** The run up to the moment, or the moment, in another form; null before what makes it is loaded. */
  | { readonly kind: 'export'; readonly request: ExportRequest }
  | TerminalQuestion
  /** A part of the journal as JSON: its entries with commas between them. */
  | { readonly kind: 'journal'; readonly from: number; readonly count: number }

/** What the terminal asks; the part of the engine that answers comes when it is first asked. */
export type TerminalQuestion =
  /**
   * What a line of the terminal printed since it was last asked about under this `id`, as far as `untilMs`. A line
   * is begun anew under another id, and in another run.
   */
  | {
      readonly kind: 'line'
      readonly id: number
      readonly line: TerminalLine
      readonly untilMs: number
    }
  /** What the actions of the run printed. */
  | { readonly kind: 'printed' }
  /** The command lines that mean actions; null for what is none of kubectl's. */
  | { readonly kind: 'commands'; readonly actions: readonly Action[] }
  /** What Tab offers at the end of a text. */
  | { readonly kind: 'complete'; readonly text: string; readonly shell: ShellState }

/** Whether the terminal asks it. */
export function isTerminalQuestion(question: Question): question is TerminalQuestion {
  const { kind } = question
  return kind === 'line' || kind === 'printed' || kind === 'complete' || kind === 'commands'
}

export interface EndOfRun extends GoesOn {
  /** When the next thing would happen, in virtual milliseconds; null when nothing would. */
  readonly nextMs: number | null
}

/** An action of the run as the terminal shows it. */
export interface ShownAction {
  /** Its place in what the run printed. */
  readonly index: number
  readonly atMs: number
  /** The command line that means it; of what is no command, what was done. */
  readonly text: string
  readonly isCommand: boolean
  readonly lines: readonly PrintedLine[]
  readonly end: PrintedEnd | null
}

export interface LineAnswer extends LineProgress {
  /** A quote, a loop or a here-document is open: the next line belongs to it, and nothing was done. */
  readonly open: boolean
}

export interface LessonAnswer {
  /** The entry at which the answer is seen; null when that does not happen. */
  readonly seenId: number | null
  readonly checked: readonly Checked[]
}

export interface Answers {
  readonly line: LineAnswer
  readonly printed: readonly ShownAction[]
  readonly complete: Completions
  readonly commands: readonly (string | null)[]
  readonly moments: Packed<readonly MomentAnswer[]>
  readonly near: Packed<readonly ChangedObject[]>
  readonly outline: readonly OutlineItem[]
  readonly plan: SeatPlan
  readonly lanes: LaneRows
  readonly logs: readonly ContainerLog[]
  readonly events: readonly EventRow[]
  readonly causes: readonly EntryHeader[]
  readonly trace: SchedulingTrace | null
  readonly wouldFit: WouldFit | null
  readonly nextActs: readonly (NextAct | null)[]
  readonly waits: Waits | null
  readonly yaml: string | null
  readonly lesson: LessonAnswer
  readonly end: EndOfRun
  readonly journal: string
  readonly export: Exported | null
}

export type AnswerTo<Q extends Question> = Answers[Q['kind']]
export type Answer = Answers[Question['kind']]
