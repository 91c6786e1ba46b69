// Flags that many commands share, and what is left out of them.
// Follows k8s.io/kubectl/pkg/cmd/util/helpers.go and k8s.io/cli-runtime/pkg/genericclioptions (v1.36).
import { simplified } from '#lib/simplified.ts'
import type { FlagTable, UsageError } from './flags.ts'
import { notSimulated } from './usage.ts'

simplified(
  'kubectl-flags',
  'a flag of kubectl that a command does not follow here is refused with a sentence, never passed over',
)

export const SELECTOR_FLAG = { selector: { kind: 'text', short: 'l', value: '' } } as const

export const FILE_FLAGS = {
  filename: { kind: 'list', short: 'f', value: [] },
  kustomize: { kind: 'text', short: 'k', value: '' },
  recursive: { kind: 'bool', short: 'R', value: false },
} as const

export const DRY_RUN_FLAG = {
  'dry-run': { kind: 'text', value: 'none', bare: 'unchanged' },
} as const

/** Of commands that change the resources that a line, a selector or a file names. */
export const RESOURCE_FLAGS = { ...SELECTOR_FLAG, ...FILE_FLAGS, ...DRY_RUN_FLAG } as const

/** Of commands that print what they changed. */
export const PRINT_FLAGS = {
  'allow-missing-template-keys': { kind: 'bool', value: true },
  output: { kind: 'text', short: 'o', value: '' },
  'show-managed-fields': { kind: 'bool', value: false },
  template: { kind: 'text', value: '' },
} as const

/** Flags that change nothing here. */
export const FIELD_FLAGS = {
  'field-manager': { kind: 'text', value: '' },
  validate: { kind: 'text', value: 'strict', bare: 'strict' },
} as const

/**
 * The error of the first flag that was given and that nobody follows here; null when all can be
 * followed. `known` are those that the command follows, whatever their value; who reads a template also reads what is
 * said of its keys.
 */
export function unfollowed(
  line: {
    readonly changed: ReadonlySet<string>
    readonly flags: Readonly<Record<string, unknown>>
  },
  own: FlagTable,
  known: readonly string[],
): UsageError | null {
  const followed = known.includes('template') ? [...known, 'allow-missing-template-keys'] : known
  const left = [...line.changed].find(
    (name) =>
      Object.hasOwn(own, name) &&
      !followed.includes(name) &&
      JSON.stringify(line.flags[name]) !== JSON.stringify(own[name]?.value),
  )
  return left === undefined ? null : notSimulated(`--${left}`)
}

/** `--name=value` for each value that is there. */
export function flagWords(
  values: Readonly<Record<string, string | number | boolean | undefined>>,
): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => {
    if (value === undefined || value === false) return []
    return [value === true ? `--${name}` : `--${name}=${value}`]
  })
}

/** `-n` for what is not in the default namespace. */
export function namespaceWords(namespace: string): readonly string[] {
  return namespace === 'default' ? [] : ['-n', namespace]
}
