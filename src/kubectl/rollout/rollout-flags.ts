// The commands of `kubectl rollout`, and which flags each of them has.
// Follows the files of k8s.io/kubectl/pkg/cmd/rollout (v1.36).
import { PRINT_FLAGS, RESOURCE_FLAGS } from '../common-flags.ts'
import { splitCommand } from '../split-command.ts'

const SUBCOMMANDS = ['history', 'pause', 'restart', 'resume', 'status', 'undo'] as const
export type Subcommand = (typeof SUBCOMMANDS)[number]

/** Those of all commands together. */
export const ROLLOUT_FLAGS = {
  ...RESOURCE_FLAGS,
  ...PRINT_FLAGS,
  'field-manager': { kind: 'text', value: '' },
  revision: { kind: 'number', value: 0 },
  timeout: { kind: 'duration', value: 0 },
  'to-revision': { kind: 'number', value: 0 },
  watch: { kind: 'bool', short: 'w', value: true },
} as const

const NAMING = ['filename', 'kustomize', 'recursive', 'selector']
const PRINTING = Object.keys(PRINT_FLAGS)
const CHANGING = [...NAMING, ...PRINTING, 'field-manager']

const FLAGS_OF: Readonly<Record<Subcommand, readonly string[]>> = {
  history: [...NAMING, ...PRINTING, 'revision'],
  pause: CHANGING,
  restart: CHANGING,
  resume: CHANGING,
  status: [...NAMING, 'revision', 'timeout', 'watch'],
  undo: [...NAMING, ...PRINTING, 'dry-run', 'to-revision'],
}

/** The command that the words after `rollout` name; undefined for none of them. */
export function subcommandOf(words: readonly string[]): Subcommand | undefined {
  const { command } = splitCommand(words)
  return SUBCOMMANDS.find((one) => one === command)
}

/** The flags of the table that a command has not. */
export function absentFlags(what: Subcommand): ReadonlySet<string> {
  const own = FLAGS_OF[what]
  return new Set(Object.keys(ROLLOUT_FLAGS).filter((name) => !own.includes(name)))
}
