// The one place of the playground that waits in real time: checking and running rest until the
// person has stopped typing for a moment.

/** A function that calls `run` once, `delayMs` of real time after its last call. */
export function debounce(run: () => void, delayMs: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  return () => {
    clearTimeout(timer)
    timer = setTimeout(run, delayMs)
  }
}
