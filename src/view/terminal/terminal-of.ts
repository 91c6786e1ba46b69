// The terminal of a page: one for each playground, made when it is first opened and kept when its pane is closed.
import { createTerminal } from '#playground/terminal/terminal.ts'
import type { PlaygroundLike, Terminal } from '#playground/terminal/types.ts'

const terminals = new WeakMap<PlaygroundLike, Terminal>()

/** The terminal of a playground. */
export function terminalOf(store: PlaygroundLike): Terminal {
  const known = terminals.get(store)
  if (known !== undefined) return known
  const made = createTerminal(store)
  terminals.set(store, made)
  return made
}
