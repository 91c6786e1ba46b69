// What the programs of one line share, wherever they run.
import type { Clock } from '#sim/clock.ts'
import type { Sleeper } from '#sim/task.ts'
import type { KubectlHost } from './kubectl.ts'
import type { NodeShell } from './node/types.ts'
import type { ShellState } from './types.ts'

export interface LineHost extends KubectlHost {
  readonly clock: Clock
  readonly sleeper: Sleeper
  /** The shell in which the line was typed. */
  readonly shell: ShellState
  /** The text of the line. */
  readonly text: string
  /** The machine of a node, to run a command there. */
  openNode(node: string): NodeShell
  /** The next line is typed in this shell as the line left it. */
  goOnIn(shell: ShellState): void
  /** The line ends, and the next one is typed in the shell from which this one was entered. */
  leave(): void
  /** The machine that the line ran on has lost its power; the shell from which it was entered is left. */
  lose(node: string): void
  /** What a program that draws anew prints from now on hides what it printed before. */
  newScreen(): void
  /** What was printed before is hidden. */
  clear(): void
  /** A fault of ours ended a program. */
  failed(error: unknown): void
}
