// What a line of the terminal is, and what comes of it. All of it is structured-cloneable: the page asks, the
// engine's thread answers.
import type { Attached, Forward } from '#kubectl/session.ts'
import type { Action } from '../verbs.ts'

/** Where a shell runs that is not the terminal's own. */
export type Place =
  | { readonly kind: 'node'; readonly node: string }
  | {
      readonly kind: 'container'
      readonly namespace: string
      readonly pod: string
      readonly container: string
      /** Another instance of the container has none of its shells. */
      readonly containerId: string
      /** The shell: 'sh', '/bin/bash'. */
      readonly program: string
      readonly prompt: string
      /** Of its last command; with it the shell ends. */
      readonly status: number
      /** What is typed goes to the first process of the container. */
      readonly attached?: Attached
    }

/** What a shell keeps from one line to the next. */
export interface ShellState {
  readonly cwd: string
  /** Of kubectl, as `kubectl config set-context --current --namespace` sets it. */
  readonly namespace: string
  readonly variables: Readonly<Record<string, string>>
  /** Of its last line, for `$?`; absent for 0. */
  readonly status?: number
  /** What `kubectl port-forward` does in the background. */
  readonly forwards?: readonly Forward[]
  /** Absent in the terminal's own shell. */
  readonly place?: Place
  /** The shell to which `exit` comes back; absent where there is none. */
  readonly outer?: ShellState
}

/** A line at a moment of a run. */
export interface TerminalLine {
  readonly text: string
  /** The moment at which it was typed: its time, and the last entry that had happened. */
  readonly atMs: number
  readonly entryId: number
  /** When the first thing that it changes happens; not before `atMs`. */
  readonly actsMs: number
  /** When Ctrl+C ended it; null when nobody did. */
  readonly stopMs: number | null
  readonly shell: ShellState
  /** What was saved in the editors that it opened, one after the other; null where nothing was. */
  readonly edited?: readonly (string | null)[]
}

/** A text that a line wants to have edited. */
export interface EditedText {
  /** What it is: a file, an object. */
  readonly title: string
  readonly text: string
}

/** A part of what a line printed. */
export interface Chunk {
  readonly timeMs: number
  /** 'clear' is no text: what was printed before, by this line and others, is hidden. */
  readonly stream: 'out' | 'err' | 'clear'
  readonly text: string
  /** Which screen of a program that draws anew, like `watch`, it belongs to: it hides those before. */
  readonly screen: number
}

/** A file of the scenario's tree as a line left it; null when it is gone. */
export interface ChangedFile {
  readonly path: string
  readonly text: string | null
}

/** What a line did as far as the run has come. */
export interface LineProgress {
  readonly chunks: readonly Chunk[]
  /** The actions of the run that it stands for, as indexes into what the run printed. */
  readonly acted: readonly number[]
  /** Null while it is under way. */
  readonly end: LineEnd | null
  /** What it wants to change and what the run does not have yet: it goes on in a run that has. */
  readonly wants: Action | null
  /** What a person is to edit: it goes on when it has that. */
  readonly edits: EditedText | null
  readonly files: readonly ChangedFile[]
  /** There is more to work out before the time that was asked for. */
  readonly more: boolean
}

export interface LineEnd {
  readonly timeMs: number
  readonly exitCode: number
  readonly shell: ShellState
}

/** What can stand in the place of the last word of a line. */
export interface Completions {
  /** Where the word begins. */
  readonly from: number
  readonly words: readonly string[]
  /** The words are beginnings: no blank follows the one that is taken. */
  readonly isPart?: boolean
}

/** How a shell begins. */
export const FIRST_SHELL: ShellState = { cwd: '/root', namespace: 'default', variables: {} }
