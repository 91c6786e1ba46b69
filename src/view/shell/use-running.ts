// Whether a run comes in, as the page tells it. Most have come after a moment, and what stood there only so long would flicker.
import { useEffect, useState } from 'react'
import { usePlayground, type PlaygroundSnapshot } from './playground-context.tsx'

const MOMENT_MS = 250

/** Whether a run has been coming in for longer than a moment. */
export const useIsRunning = (): boolean =>
  useLonger(usePlayground((state) => state.runState === 'running'))

/** Whether what was opened has been read for longer than a moment. */
export const useIsReading = (): boolean => useLonger(usePlayground((state) => state.reading))

/** Whether something has been so for longer than a moment. */
function useLonger(is: boolean): boolean {
  const [isLate, setLate] = useState(false)
  useEffect(() => {
    if (!is) return undefined
    const timer = setTimeout(() => setLate(true), MOMENT_MS)
    return () => {
      clearTimeout(timer)
      setLate(false)
    }
  }, [is])
  return is && isLate
}

/** Something of the run; while another has just begun, what it was of the one before it. */
export function useSettled<T>(select: (state: PlaygroundSnapshot) => T): T {
  const now = usePlayground(select)
  const isRunning = usePlayground((state) => state.runState === 'running')
  const isLate = useIsRunning()
  const [known, setKnown] = useState(now)
  if (isRunning && !isLate) return known
  if (known !== now) setKnown(now)
  return now
}

/** Whether a run has come to its end; while another has just begun, whether the one before it had. */
export const useIsDone = (): boolean => useSettled((state) => state.runState === 'done')
