// Work that is begun at once, and of which only the newest is worth doing.

/** A function that begins `work` when it is called; a call while that goes on has it done once more afterwards. */
export function oneAtATime(work: () => Promise<void>): () => void {
  let going = false
  let again = false
  const go = async (): Promise<void> => {
    going = true
    try {
      do {
        again = false
        await work()
      } while (again)
    } finally {
      going = false
    }
  }
  return () => {
    if (going) again = true
    else void go()
  }
}
