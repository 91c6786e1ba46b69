// A machine as one line of a shell on it has it.
import type { FileTree } from '#runtime/filesystem/tree.ts'
import type { System } from '#runtime/process/command.ts'
import type { Task } from '#sim/task.ts'

export interface NodeShell {
  readonly system: System
  readonly disk: NodeDiskView
}

export interface NodeDiskView {
  readonly tree: FileTree
  /** Takes over what the run has changed since, where the line did not. */
  refresh(): void
  /** Carries out what the line has changed so far. */
  flush(): Task<void>
}
