// What kubectl says of command lines that it does not understand.
// Follows k8s.io/kubectl/pkg/cmd/util/helpers.go UsageErrorf and spf13/cobra v1.10.2 (v1.36).
import { editDistance } from '#lib/edit-distance.ts'
import { parseCommandLine, type UsageError } from './flags.ts'

/** 'error: …' */
export function usageError(message: string): UsageError {
  return { ok: false, lines: `error: ${message}`.split('\n') }
}

/** 'error: … is not simulated' */
export function notSimulated(what: string): UsageError {
  return { ...usageError(`${what} is not simulated`), leftOut: true }
}

/** 'error: …' with a pointer to the help of a command. */
export function usageErrorWithHelp(command: string, message: string): UsageError {
  return usageError(`${message}\nSee 'kubectl ${command} -h' for help and examples`)
}

/**
 * Of the words behind a command that does nothing without one below it, where none of those is named; null when there are only flags
 * that all commands have. Follows RequireNoArguments of helpers.go.
 */
export function unknownSubcommand(group: string, words: readonly string[]): UsageError | null {
  const read = parseCommandLine(group, {}, words)
  if (!read.ok) return read
  return read.args.length === 0
    ? null
    : usageErrorWithHelp(group, `unknown command "${read.args.join(' ')}"`)
}

/** Of flags that a command cannot do without; null when all of them were given. */
export function missingFlags(
  changed: ReadonlySet<string>,
  required: readonly string[],
): UsageError | null {
  const missing = required.filter((name) => !changed.has(name)).map((name) => `"${name}"`)
  if (missing.length === 0) return null
  return { ...usageError(`required flag(s) ${missing.join(', ')} not set`), isEarly: true }
}

// In the order in which kubectl registers them, which is the order of its suggestions.
const COMMANDS: readonly string[] =
  'create expose run set explain get edit delete rollout scale autoscale certificate cluster-info top cordon uncordon drain taint describe logs attach exec port-forward proxy cp auth debug events diff apply patch replace wait kustomize label annotate completion alpha config plugin version api-versions api-resources options kuberc'.split(
    ' ',
  )

const SUGGEST_FOR: Readonly<Record<string, readonly string[]>> = {
  top: ['stats'],
  get: ['list', 'ls'],
  describe: ['inspect'],
  delete: ['rm', 'remove'],
}

const SUGGESTION_DISTANCE = 2

// What reads and never changes anything.
const READING: ReadonlySet<string> = new Set(
  'get describe logs events explain top diff version api-versions api-resources cluster-info options auth config'.split(
    ' ',
  ),
)

/** Of a command that an action of a scenario cannot be. */
export function noAction(word: string): UsageError {
  if (word === '') return usageError('no command: write one, like delete pod web')
  return READING.has(word)
    ? usageError(`kubectl ${word} changes nothing, so it is no action`)
    : unknownCommand(word)
}

/** Of a word that is no command, or one of kubectl's that is not simulated. */
export function unknownCommand(word: string): UsageError {
  const said = `unknown command "${word}" for "kubectl"`
  if (COMMANDS.includes(word)) return notSimulated(`${said}: it`)
  const lower = word.toLowerCase()
  const similar = COMMANDS.filter(
    (name) =>
      editDistance(lower, name, { swaps: false }) <= SUGGESTION_DISTANCE ||
      name.startsWith(lower) ||
      SUGGEST_FOR[name]?.includes(lower) === true,
  )
  if (similar.length === 0) return usageError(said)
  const list = similar.map((name) => `\t${name}`).join('\n')
  return usageError(`${said}\n\nDid you mean this?\n${list}`)
}
