// The builtin `set`, and the options of a shell's command line.
import type { Dialect } from './dialect.ts'
import { builtinError, misuse, type Shell } from './state.ts'

const LONG_OPTIONS: Readonly<Record<string, string>> = {
  errexit: 'e',
  nounset: 'u',
  xtrace: 'x',
  noglob: 'f',
  allexport: 'a',
  pipefail: 'pipefail',
}

/** Applies the options of `set` or of the shell's command line; returns the words that are left. */
export function applyOptions(shell: Shell, args: readonly string[]): readonly string[] | null {
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? ''
    if (arg === '--') return args.slice(i + 1)
    if (!/^[-+][A-Za-z]+$/.test(arg)) return args.slice(i)
    const change = (option: string): void => {
      if (arg.startsWith('-')) shell.options.add(option)
      else shell.options.delete(option)
    }
    for (const letter of arg.slice(1)) {
      if (letter !== 'o') change(letter)
    }
    if (arg.endsWith('o')) {
      i += 1
      const option = LONG_OPTIONS[args[i] ?? '']
      if (option !== undefined) change(option)
    }
  }
  return null
}

/** The builtin `set`. */
export function set(shell: Shell, args: readonly string[]): number {
  if (args.length === 0) {
    for (const [name, value] of shell.variables) shell.stdout.write(`${name}='${value}'\n`)
    return 0
  }
  const unknown = unknownOption(args, shell.dialect)
  if (unknown !== null) return refuseOption(shell, unknown)
  const rest = applyOptions(shell, args)
  if (rest !== null) shell.parameters = rest
  return 0
}

/** Of `set`: letters, and names after `-o`, that the shells know. */
const LETTERS = /^[-+][aAbBCeEfhHiImnpPstTuvVx]*o?$/
const NAMES = new Set(
  'errexit noglob ignoreeof interactive monitor noexec stdin xtrace verbose vi emacs noclobber allexport notify nounset nolog debug pipefail posix braceexpand errtrace functrace hashall histexpand history keyword onecmd physical privileged'.split(
    ' ',
  ),
)

/** The first option that is none, with its `-o `; null when all are known. */
function unknownOption(args: readonly string[], dialect: Dialect): string | null {
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? ''
    if (arg === '--' || arg === '-' || !/^[-+]/.test(arg)) return null
    if (!LETTERS.test(arg))
      return `-${/[^-+aAbBCeEfhHiImnpPstTuvVxo]/.exec(arg)?.[0] ?? arg.slice(1)}`
    if (!arg.endsWith('o')) continue
    i += 1
    const name = args[i]
    if (name === undefined) return null
    if (!NAMES.has(name) || (dialect === 'dash' && name === 'pipefail')) return `-o ${name}`
  }
  return null
}

function refuseOption(shell: Shell, option: string): number {
  if (shell.dialect === 'dash') return misuse(shell, 'set', `Illegal option ${option}`)
  const isName = option.startsWith('-o ')
  if (shell.dialect === 'bash')
    return isName
      ? builtinError(shell, 'set', `${option.slice(3)}: invalid option name`, 2)
      : builtinError(shell, 'set', `${option}: invalid option`, 2)
  if (isName) return builtinError(shell, 'set', `illegal option ${option}`)
  return misuse(shell, 'set', `illegal option ${option}`)
}
