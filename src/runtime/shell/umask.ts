// `umask`: kept, changed and printed.
import { simplified } from '#lib/simplified.ts'
import { newMode } from '../commands/modes.ts'
import { builtinError, type Shell } from './state.ts'

simplified(
  'umask',
  'umask is kept and printed, and new files have their usual modes whatever it says.',
  {
    programs: ['umask'],
  },
)

/** Prints it, with -S in letters, or sets it to an octal number or to what letters leave. */
export function umask(shell: Shell, args: readonly string[]): number {
  const [first, second] = args
  const inLetters = first === '-S'
  const mode = inLetters ? second : first
  if (mode === undefined) {
    shell.stdout.write(
      `${inLetters ? letters(shell.umask) : shell.umask.toString(8).padStart(4, '0')}\n`,
    )
    return 0
  }
  const allowed = /^[0-7]+$/.test(mode)
    ? ~Number.parseInt(mode, 8) & 0o777
    : newMode(~shell.umask & 0o777, mode)
  if (allowed === undefined) return builtinError(shell, 'umask', `Illegal number: ${mode}`, 2)
  shell.umask = ~allowed & 0o777
  return 0
}

function letters(mask: number): string {
  return ['u', 'g', 'o']
    .map((who, index) => {
      const bits = (~mask >> (6 - index * 3)) & 7
      return `${who}=${bits & 4 ? 'r' : ''}${bits & 2 ? 'w' : ''}${bits & 1 ? 'x' : ''}`
    })
    .join(',')
}
