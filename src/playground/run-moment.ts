// Where in which run.

/** A moment of one of the runs that were started. */
export interface RunMoment {
  /** The number that the page gave the run. */
  readonly run: number
  /** The last entry that has happened, -1 before all. */
  readonly entryId: number
  readonly timeMs: number
}
