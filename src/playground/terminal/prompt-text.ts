// What stands before a typed line: where its shell is.
import type { ShellState } from '#cluster/terminal/types.ts'

/** '$' at home, '~/manifests $' below it, 'root@worker-1:~#' on a node. */
export function promptText({ cwd, place }: Pick<ShellState, 'cwd' | 'place'>): string {
  const short = cwd.replace(/^\/root(?=\/|$)/, '~')
  if (place === undefined) return short === '~' ? '$' : `${short} $`
  return `root@${place.node}:${short}#`
}
