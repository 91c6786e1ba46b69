// What stands before a typed line: where its shell is.
import type { ShellState } from './types.ts'

/** '$' at home, '~/manifests $' below it, 'root@worker-1:~#' on a node, '/ #' in a container. */
export function promptText({ cwd, place }: Pick<ShellState, 'cwd' | 'place'>): string {
  if (place?.kind === 'container') return place.prompt
  const short = cwd.replace(/^\/root(?=\/|$)/, '~')
  if (place === undefined) return short === '~' ? '$' : `${short} $`
  return `root@${place.node}:${short}#`
}

/** The same for the bar of the terminal: 'on worker-1', 'in web/app'. */
export function whereText({ place, namespace }: ShellState): string {
  if (place === undefined) return `namespace ${namespace}`
  return place.kind === 'node' ? `on ${place.node}` : `in ${place.pod}/${place.container}`
}
