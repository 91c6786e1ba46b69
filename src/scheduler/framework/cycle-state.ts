// What plugins keep between the extension points of one scheduling attempt.
// Follows pkg/scheduler/framework/cycle_state.go (v1.36). Each plugin declares its own field of
// `CycleData` by declaration merging, so that what it reads has the type of what it wrote.

// oxlint-disable-next-line typescript/no-empty-object-type -- plugins add their fields
export interface CycleData {}

export interface CycleState {
  readonly data: CycleData
  /** Filter plugins that have nothing to do for the Pod. */
  readonly skippedFilters: Set<string>
  /** Score plugins that have nothing to do for the Pod. */
  readonly skippedScores: Set<string>
}

/** The empty state at the start of an attempt. */
export function createCycleState(): CycleState {
  return { data: {}, skippedFilters: new Set(), skippedScores: new Set() }
}
