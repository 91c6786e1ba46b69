// How far the timeline may be shown: in a lesson what comes is hidden until it was predicted.
import { isToPredict } from '#playground/lesson-state.ts'
import { usePlayground } from '#view/shell/playground-context.tsx'

/** The shown moment in milliseconds while what comes is to be predicted; Infinity otherwise. */
export function useKnownUntil(): number {
  return usePlayground((state) => (isToPredict(state) ? state.timeMs : Infinity))
}
