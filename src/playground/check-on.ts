// Goes on checking what a check has left, when nothing runs: of thousands of objects the picture comes first.
import type { EnginePort, PlaygroundState } from './types.ts'

interface Needs {
  readonly set: (part: Partial<PlaygroundState>) => void
  readonly get: () => PlaygroundState
  readonly port: Pick<EnginePort, 'check'>
}

/** Makes what is called at each change of the page's state. */
export function createChecker({ set, get, port }: Needs): () => void {
  let isAsking = false
  let left = Infinity
  /** The files at which the engine broke. */
  let broke: PlaygroundState['files'] | null = null
  const goOn = async (): Promise<void> => {
    const { files, unchecked } = get()
    // Where a check leaves as many as the one before it, the next one leaves none.
    const isWhole = unchecked >= left
    left = unchecked
    const checked = await port.check(files, null, isWhole)
    isAsking = false
    const { diagnostics, places } = checked
    if (get().files === files) set({ diagnostics, places, unchecked: checked.unchecked })
  }
  return () => {
    const { files, unchecked, runState } = get()
    if (unchecked === 0) left = Infinity
    if (unchecked === 0 || isAsking || files === broke) return
    if (runState === 'running' || runState === 'idle') return
    isAsking = true
    goOn().catch(() => {
      // What it broke at is not tried again; that it is not checked is said where the problems stand.
      isAsking = false
      broke = files
    })
  }
}
