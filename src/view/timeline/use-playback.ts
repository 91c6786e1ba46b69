// Moves playback with the real time between two frames while it plays.
import { useEffect } from 'react'
import { usePlayground, usePlaygroundActions } from '#view/shell/playground-context.tsx'

/** A tab in the background gets no frames; on its return playback goes on, it does not jump. */
const LONGEST_FRAME_MS = 100

/** Use once on the page. */
export function usePlayback(): void {
  const playing = usePlayground((state) => state.playing)
  const { tick } = usePlaygroundActions()
  useEffect(() => {
    if (!playing) return undefined
    let last: number | null = null
    const onFrame = (now: number): void => {
      if (last !== null) tick(Math.min(now - last, LONGEST_FRAME_MS))
      last = now
      frame = requestAnimationFrame(onFrame)
    }
    let frame = requestAnimationFrame(onFrame)
    return () => cancelAnimationFrame(frame)
  }, [playing, tick])
}
