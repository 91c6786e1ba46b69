// The places of the playground that wait in real time: for the end of a burst, so that it counts as one.

/** A function that calls `run` once, `delayMs` of real time after its last call. */
export function debounce(run: () => void, delayMs: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  return () => {
    clearTimeout(timer)
    timer = setTimeout(run, delayMs)
  }
}

/** A function that calls `run` within `delayMs` of its call, once for all calls until then. */
export function atMostEvery(run: () => void, delayMs: number): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null
  return () => {
    timer ??= setTimeout(() => {
      timer = null
      run()
    }, delayMs)
  }
}
