// What kubectl says when the API server does not answer it.
// Follows k8s.io/kubectl/pkg/cmd/util/helpers.go (v1.36), checkErr and StandardErrorMessage.
import type { Unanswered } from '#api/runtime/records.ts'
import type { WorldObject } from '#client/world.ts'
import { splitCommand } from './split-command.ts'

/** Commands that ask the API server for nothing. */
const LOCAL: ReadonlySet<string> = new Set([
  '',
  'config',
  'help',
  'options',
  'completion',
  'plugin',
])

/**
 * The lines that a command (the words after `kubectl`) prints instead of what it does; null when the API server answers,
 * or is not asked.
 */
export function unanswered(
  world: { get(key: string): WorldObject | undefined },
  words: readonly string[],
): readonly string[] | null {
  const component = world.get('Component/kube-apiserver')
  if (component?.kind !== 'Component' || component.refusal === null || isLocal(words)) return null
  return [lineOf(component.refusal)]
}

function isLocal(words: readonly string[]): boolean {
  const { command } = splitCommand(words)
  return (
    LOCAL.has(command) ||
    words.includes('--dry-run=client') ||
    words.includes('--help') ||
    words.includes('-h') ||
    (command === 'version' && words.some((word) => /^--client(?:=true)?$/.test(word)))
  )
}

function lineOf({ address, how }: Unanswered): string {
  switch (how) {
    case 'refused':
      return `The connection to the server ${address} was refused - did you specify the right host or port?`
    case 'no route':
      return `Unable to connect to the server: dial tcp ${address}: connect: no route to host`
    case 'no store':
      return 'Error from server: etcdserver: request timed out'
  }
}
