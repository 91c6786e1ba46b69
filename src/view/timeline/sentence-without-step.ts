// The words beside the playback controls while there is no step to tell of.
import type { PlaygroundSnapshot } from '#view/shell/playground-context.tsx'

/** What is said where there is no step to tell of, and what to do about it. */
export function sentenceWithoutStep(
  state: Pick<PlaygroundSnapshot, 'runState' | 'steps' | 'diagnostics' | 'embed'>,
): string {
  const { runState, steps, diagnostics, embed } = state
  if (steps.length > 0) return 'Before the first step. Press Play, or → for one step.'
  if (runState === 'failed') return 'There is no run to show.'
  if (runState !== 'done') return 'The run begins …'
  const errors = diagnostics.some(({ severity }) => severity === 'error')
  if (errors) return 'Nothing could be applied. The problems of the text say why.'
  if (embed) return 'There is nothing to apply in these files.'
  return 'There is nothing to apply yet. Write or paste a manifest, or open an example from the gallery.'
}
