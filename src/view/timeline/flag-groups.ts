// Actions that stand so close on the scale that their flags would cover each other share one.
import type { Action } from '#scenario/types.ts'
import { placeOf, type View } from '#picture/timeline/scale.ts'

export interface PlacedAction {
  readonly action: Action
  /** Its place in the scenario's list. */
  readonly index: number
}

export interface FlagGroup {
  /** Where the flag stands, as a fraction of the width. */
  readonly place: number
  readonly actions: readonly PlacedAction[]
}

/** The flags of the shown part of the run, in the order of time; `gap` is a fraction of the width. */
export function flagGroups(
  actions: readonly Action[],
  view: View,
  gap: number,
): readonly FlagGroup[] {
  const placed = actions
    .map((action, index) => ({ action, index, place: placeOf(view, action.atMs) }))
    .filter(({ place }) => place >= 0 && place <= 1)
    .toSorted((a, b) => a.action.atMs - b.action.atMs)
  const groups: { place: number; actions: PlacedAction[] }[] = []
  for (const { action, index, place } of placed) {
    const last = groups.at(-1)
    if (last !== undefined && place - last.place < gap) last.actions.push({ action, index })
    else groups.push({ place, actions: [{ action, index }] })
  }
  return groups
}
