// What is looked at closely: the selection, and a state in which all of it is known. Where Pods are dots the page has
// little of them, so it asks about the one that is selected; until the answer is there, what was shown before stays.
import { sharedWith } from '#lib/share.ts'
import type { WorldState } from '#client/world.ts'
import { subjectKeyOf } from './followed.ts'
import { withObjects } from './mirror.ts'
import { unpack } from './pack.ts'
import { pooled } from './text-pool.ts'
import { RUN_IS_GONE } from './questions.ts'
import type { RunMoment } from './run-moment.ts'
import type { EnginePort, PlaygroundState } from './types.ts'

type Seen = Pick<
  PlaygroundState,
  'world' | 'shownAt' | 'selection' | 'plan' | 'follows' | 'step' | 'stepEntry'
>

interface Needs {
  readonly set: (part: Pick<PlaygroundState, 'near'>) => void
  readonly get: () => Seen & Pick<PlaygroundState, 'near'>
  readonly ask: EnginePort['ask']
}

/** Keys of Pods, of their parts and of what their runtime has of them. */
const OF_POD = /^(?:Pod|ContainerInstance|Volume|Sandbox)\//

/** Returns what is to be called whenever the shown moment or the selection has changed. */
export function createNear({ set, get, ask }: Needs): () => void {
  let shown: { readonly world: WorldState; readonly selection: string | null } | null = null
  let isAsking = false
  const show = (world: WorldState, seen: Seen, selection: string | null): void => {
    shown = { world: seen.world, selection }
    set({ near: { world, selection } })
  }
  const look = (): void => {
    const seen = get()
    const { world, shownAt, plan } = seen
    const selection = subjectKeyOf(seen)
    if (isAsking || (shown?.world === world && shown.selection === selection)) return
    if (plan.level !== 'dot' || selection === null || !OF_POD.test(selection))
      show(world, seen, selection)
    else void askAbout(seen, shownAt, selection)
  }
  const askAbout = async (seen: Seen, at: RunMoment, key: string): Promise<void> => {
    isAsking = true
    try {
      const objects = unpack(await ask(at, { kind: 'near', key }), pooled)
      const before = get().near.world
      const shared = objects.map(
        ([name, object]) =>
          [name, object === null ? null : sharedWith(before.get(name), object)] as const,
      )
      show(withObjects(seen.world, shared), seen, key)
    } catch (error) {
      const isGone = error instanceof Error && error.message === RUN_IS_GONE
      // The next run brings its own moment; what else went wrong is said elsewhere.
      if (!isGone) shown = { world: seen.world, selection: key }
      isAsking = false
      // It may be shown already, and was not asked about meanwhile.
      if (isGone && get().shownAt !== at) look()
      return
    }
    isAsking = false
    look()
  }
  return look
}
