// What the inspector is about: what was chosen, else what the shown step is about.
import { podKeyOfPart } from '#picture/inspector/subject.ts'
import type { PlaygroundState } from './types.ts'

type Seen = Pick<PlaygroundState, 'selection' | 'follows' | 'step' | 'stepEntry' | 'plan' | 'world'>

/**
 * The key of the selection; without one that of the Pod, or else the object, that the step is about. Null at the start,
 * where Pods are dots, and when the person does not want to follow.
 */
export function subjectKeyOf(state: Seen): string | null {
  const { selection, follows, step, stepEntry, plan, world } = state
  if (selection !== null) return selection
  if (!follows || step < 1 || stepEntry === null || plan.level === 'dot') return null
  const there = stepEntry.objects
    // What the runtime shows of a Pod is about the Pod.
    .map((key) => podKeyOfPart(world, key) ?? key)
    .filter((key) => {
      const object = world.get(key)
      return object !== undefined && 'metadata' in object
    })
  return there.find((key) => key.startsWith('Pod/')) ?? there[0] ?? null
}
