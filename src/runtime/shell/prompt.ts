// What a shell prints before a line that is typed.
import type { Shell } from './state.ts'

/** PS1 as busybox, dash and Debian's bash have it for root, without the blank behind it. */
export function promptOf({ cwd, dialect, system }: Shell): string {
  if (dialect === 'ash') return `${cwd} #`
  if (dialect === 'dash') return '#'
  return `root@${system.hostname}:${cwd.replace(/^\/root(?=\/|$)/, '~')}#`
}
