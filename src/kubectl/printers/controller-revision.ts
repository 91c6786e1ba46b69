// Follows pkg/printers/internalversion/printers.go printControllerRevision (v1.36).
import type { ControllerRevision, OwnerReference } from '#api/generated/types.ts'
import { groupOfVersion } from '#api/meta/kind-info.ts'
import { ageOf, column, type Printer } from './printer.ts'

/** 'daemonset.apps/logs': the object that made it. */
function controllerName(owners: readonly OwnerReference[] = []): string {
  const owner = owners.find(({ controller }) => controller === true)
  if (owner === undefined) return '<none>'
  const group = groupOfVersion(owner.apiVersion)
  return `${owner.kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${owner.name}`
}

export const controllerRevisionPrinter: Printer<ControllerRevision> = {
  columns: [column('Name'), column('Controller'), column('Revision'), column('Age')],
  cells: ({ metadata, revision }, { nowMs }) => [
    metadata.name ?? '',
    controllerName(metadata.ownerReferences),
    String(revision),
    ageOf(metadata.creationTimestamp, nowMs),
  ],
}
