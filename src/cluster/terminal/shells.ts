// Shells in shells: which of them the next line is typed into.
import type { Place, ShellState } from './types.ts'

/** Where the next line is typed: in a shell inside this one, in that around it, or in the first around its machine. */
export type Goes =
  | {
      readonly to: 'inner'
      readonly place: Place
      readonly from?: Pick<ShellState, 'cwd' | 'variables'>
    }
  /** The same one, as it was left in its container. */
  | { readonly to: 'same'; readonly shell: ShellState }
  | { readonly to: 'outer' }
  | { readonly to: 'outside' }

const MOST_SHELLS = 10

/** True for the terminal's own shell. */
export function isOutside(shell: ShellState | undefined): boolean {
  return shell?.place === undefined
}

/** The shell of the next line, after one that left its own shell like this. */
export function shellAfter(left: ShellState, goes: Goes | null): ShellState {
  if (goes === null) return left
  if (goes.to === 'same') return goes.shell
  if (goes.to === 'outer') return left.outer ?? left
  if (goes.to === 'outside') {
    let shell = left
    while (shell.outer !== undefined && shell.place !== undefined) shell = shell.outer
    return shell
  }
  let depth = 0
  for (let shell: ShellState | undefined = left; shell !== undefined; shell = shell.outer)
    depth += 1
  if (depth > MOST_SHELLS) return left
  const { place, from = { cwd: '/root', variables: {} } } = goes
  return { ...from, namespace: left.namespace, place, outer: left }
}
