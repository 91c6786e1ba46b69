// Whether it is told how a run ends.
import { isToPredict } from '#playground/lesson-state.ts'
import type { PlaygroundSnapshot } from '#view/shell/playground-context.tsx'

/** How it ends is part of what is to be predicted, until one has come there. */
export const hasEndInSight = (state: PlaygroundSnapshot): boolean =>
  state.steps.length > 0 && !(isToPredict(state) && state.step < state.steps.length - 1)
