// What the terminal of the page is for those who show it.
import type { Completions, EditedText, ShellState } from '#cluster/terminal/types.ts'
import type { StoreApi } from 'zustand/vanilla'
import type { ShownAction } from '../questions.ts'
import type { PlaygroundActions, PlaygroundState } from '../types.ts'
import type { TypedLine } from './transcript.ts'

export interface TerminalState {
  readonly lines: readonly TypedLine[]
  readonly actions: readonly ShownAction[]
  /** The text of lines whose quotes or loops are open still; '' when none are. */
  readonly open: string
  /** A line was typed and has no answer yet. */
  readonly busy: boolean
  /** What was typed while another line ran, to be carried out when it has ended; the oldest first. */
  readonly ahead: readonly string[]
  /** The run has to go on for the line that waits; the page offers it. */
  readonly waitsAtEnd: boolean
  /** What a line waits for to be edited; null when none does. */
  readonly editing: EditedText | null
}

export interface Terminal extends Pick<StoreApi<TerminalState>, 'getState' | 'subscribe'> {
  /**
   * Carries out a line at the shown moment: once those have ended that are under way. One that goes on without an end is
   * ended by it.
   */
  submit(text: string): void
  /** Ctrl+C: ends what is under way at the shown moment, and forgets the open line and what was typed ahead. */
  interrupt(): void
  /** Goes to the moment at which what runs has ended; nothing where it has no end. */
  toItsEnd(): void
  /** Ends the editing that a line waits for: with what is saved, or null for nothing. */
  finishEdit(text: string | null): void
  complete(text: string): Promise<Completions>
  /** The shell as it stands at the shown moment. */
  shell(): ShellState
  /** What stands before the next line, and where that is: 'on worker-1'. */
  place(): { readonly prompt: string; readonly where: string }
  /** Ends the watching of the playground. */
  stop(): void
}

export type Snapshot = PlaygroundState & { readonly actions: PlaygroundActions }

/** What it needs of the playground's store. */
export interface PlaygroundLike {
  getState(): Snapshot
  subscribe(listener: () => void): () => void
}
