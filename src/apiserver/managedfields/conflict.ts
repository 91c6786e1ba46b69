// The answer to an apply that would change what others manage.
// Follows k8s.io/apimachinery/pkg/util/managedfields/internal/conflict.go (v0.36).
import type { Status } from '#api/meta/status.ts'
import { compareText } from '#lib/compare.ts'
import { statusOf } from '../statuses.ts'
import { pathsOf, pathText } from './field-set.ts'
import type { Manager, Managers } from './managers.ts'

/** The 409 that names every field and who manages it. */
export function conflictStatus(conflicts: Managers): Status {
  const found = [...conflicts.values()]
    .toSorted((a, b) => compareText(a.manager.name, b.manager.name))
    .map(({ manager, set }) => ({ who: printed(manager), fields: pathsOf(set).map(pathText) }))
  const causes = found.flatMap(({ who, fields }) =>
    fields.map((field) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${who}`,
      field,
    })),
  )
  const [only] = causes
  const message =
    causes.length === 1 && only !== undefined
      ? `Apply failed with 1 conflict: ${only.message}: ${only.field}`
      : `Apply failed with ${causes.length} conflicts: ${found
          .flatMap(({ who, fields }) => [
            `conflicts with ${who}:`,
            ...fields.map((field) => `- ${field}`),
          ])
          .join('\n')}`
  return { ...statusOf('Conflict', message), causes }
}

function printed({ name, operation, subresource, apiVersion }: Manager): string {
  const part = subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`
  const version = operation === 'Update' ? ` using ${apiVersion}` : ''
  return `${JSON.stringify(name)}${part}${version}`
}
