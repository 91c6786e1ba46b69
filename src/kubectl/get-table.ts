// The tables of `kubectl get`: one for each run of objects of one kind.
// Follows k8s.io/kubectl/pkg/cmd/get/get.go Run and k8s.io/cli-runtime/pkg/printers/tableprinter.go (v1.36).
import type { CustomResourceDefinition } from '#api/generated/types.ts'
import { type ApiObject, type Kind, infoOf } from '#api/meta/object.ts'
import { formatLabels, type PrintOptions } from './printers/printer.ts'
import { printerOf } from './printers/printers.ts'
import { typedName } from './resource-types.ts'
import { alignCells } from './table.ts'

export interface TableOptions extends PrintOptions {
  readonly allNamespaces?: boolean
  readonly noHeaders?: boolean
  readonly showLabels?: boolean
  /** Names have their type before them also where there is one type only. */
  readonly showKind?: boolean
  /** What brings the kinds that are not Kubernetes' own, and their columns. */
  readonly definitions?: readonly CustomResourceDefinition[]
  /** Keys of labels that get a column each. */
  readonly labelColumns?: readonly string[]
}

/** The text of all tables, with a blank line between two; '' for no objects. */
export function printObjects(objects: readonly ApiObject[], options: TableOptions): string {
  const groups: { readonly kind: Kind; readonly objects: ApiObject[] }[] = []
  for (const object of objects) {
    const last = groups.at(-1)
    if (last?.kind === object.kind) last.objects.push(object)
    else groups.push({ kind: object.kind, objects: [object] })
  }
  const withKind = options.showKind === true || new Set(objects.map(({ kind }) => kind)).size > 1
  const tables = groups.map((group) =>
    printGroup(group.kind, group.objects, { ...options, withKind }),
  )
  return tables.join(options.noHeaders === true ? '' : '\n')
}

type GroupOptions = TableOptions & { readonly withKind: boolean }

function printGroup(kind: Kind, objects: readonly ApiObject[], options: GroupOptions): string {
  const { header, rows } = tableOf(kind, objects, options)
  return alignCells(options.noHeaders === true ? rows : [header, ...rows])
}

/** The cells of a table of objects of one kind. */
export function tableOf(
  kind: Kind,
  objects: readonly ApiObject[],
  options: GroupOptions,
): { readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] } {
  const { columns, cells } = printerOf(kind, options.definitions)
  const shown = columns.map((column, index) => ({ ...column, index }))
  const kept = shown.filter(({ wide }) => options.wide || wide !== true)
  const withNamespace = options.allNamespaces === true && infoOf(kind).namespaced
  const { labelColumns = [], showLabels = false } = options
  const header = [
    ...(withNamespace ? ['NAMESPACE'] : []),
    ...kept.map(({ name }) => name.toUpperCase()),
    ...labelColumns.map((key) => (key.split('/').at(-1) ?? '').toUpperCase()),
    ...(showLabels ? ['LABELS'] : []),
  ]
  const rows = objects.map((object) => {
    const { metadata } = object
    const own = cells(object, options)
    return [
      ...(withNamespace ? [metadata.namespace ?? ''] : []),
      ...kept.map(({ index, name }) =>
        options.withKind && name === 'Name' ? typedName(object) : (own[index] ?? ''),
      ),
      ...labelColumns.map((key) => metadata.labels?.[key] ?? ''),
      ...(showLabels ? [formatLabels(metadata.labels)] : []),
    ]
  })
  return { header, rows }
}
