// What the actions of the page's state share.
import type { RunGuard } from './run-guard.ts'
import type { Shower } from './shower.ts'
import type { RunStarter } from './start-run.ts'
import type { TextKeeping } from './text-keeping.ts'
import type { EnginePort, PlaygroundState } from './types.ts'
import type { UndoList } from './undo.ts'

export type SetState = (part: Partial<PlaygroundState>) => void
export type Get = () => PlaygroundState

/** What the actions of one page work with. */
export interface Parts {
  readonly set: SetState
  readonly get: Get
  readonly port: EnginePort
  readonly keeping: TextKeeping
  readonly shower: Shower
  readonly runs: RunStarter
  readonly guard: RunGuard
  /** The files that were read last, and what those of the last run made. */
  readonly made: {
    files: PlaygroundState['files'] | null
    places: PlaygroundState['places']
    /** What the shown run is of. */
    ran: PlaygroundState['files']
    /** The person does not want what comes from a cluster to be read as a scenario. */
    declined: boolean
  }
  /** Checks and runs what was typed, at once, or when the check of what was typed before is done. */
  readonly refreshTyped: () => void
  readonly endSeriesLater: () => void
  readonly undoList: UndoList
}
