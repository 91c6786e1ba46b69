// What an edit of the scenario is called, where it leads, and when a change of the manifests may be meant for later.
import { describeAction } from '#cluster/verbs.ts'
import { equal } from '#lib/equal.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { actionTime } from './moment.ts'
import type { PlaygroundState, ScenarioEdit } from './types.ts'

/** The shown moment is so far from the start that a change may be meant to happen there. */
const LATE_MS = 1000

/** What is asked about a change of the manifests at a later moment; null when there is nothing to ask. */
export function lateEditOf(
  state: PlaygroundState,
  files: readonly ScenarioFile[],
  path: string,
): PlaygroundState['lateEdit'] {
  if (!path.startsWith('manifests/') || state.embed) return state.lateEdit
  const { lateEdit, times, timeMs, stale, runState } = state
  if (lateEdit !== null) {
    const same = equal(files, lateEdit.before)
    return same ? null : lateEdit
  }
  if (stale || runState !== 'done' || timeMs < LATE_MS) return null
  return { atMs: actionTime(times, timeMs), before: state.files }
}

/** What undo calls it when a dump became a scenario. */
export const READING_A_DUMP = 'reading what came from a cluster'

/** An edit in words, for who wants to undo it. */
export function labelOfEdit(change: ScenarioEdit, { scenarioActions }: PlaygroundState): string {
  if (change.kind === 'again') return READING_A_DUMP
  if (change.kind === 'image') return `what ${change.image} does`
  if (change.kind === 'fit') return change.what
  if (change.kind === 'later') return 'applying the change later'
  if (change.kind === 'add') return describeAction(change.action)
  const action = scenarioActions[change.index]
  const words = action === undefined ? 'an action' : describeAction(action)
  return change.kind === 'move' ? `moving: ${words}` : `removing: ${words}`
}

/** When what ran in a snapshot runs here too: its Pods are started anew, most of them within seconds. */
const SNAPSHOT_MS = 30_000

/** The moment to show after an edit; null stays where one is. */
export function momentOfEdit(change: ScenarioEdit): number | null {
  if (change.kind === 'remove' || change.kind === 'image' || change.kind === 'fit') return null
  if (change.kind === 'again') return change.isSnapshot === true ? SNAPSHOT_MS : -1
  return change.kind === 'add' ? change.action.atMs : change.atMs
}
