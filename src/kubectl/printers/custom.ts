// The tables of kinds that definitions bring: their own columns, or the age.
// Follows k8s.io/apiextensions-apiserver/pkg/registry/customresource/tableconvertor/tableconvertor.go (v1.36).
import type {
  CustomResourceColumnDefinition,
  CustomResourceDefinition,
} from '#api/generated/types.ts'
import type { CustomObject } from '#api/meta/custom-kind.ts'
import { preferredVersion } from '../custom-kinds.ts'
import { findResults, printed } from '../jsonpath/evaluate.ts'
import { parsePath } from '../jsonpath/parse.ts'
import { servedObject } from '../served.ts'
import { ageOf, column, type Printer, wide } from './printer.ts'

const AGE: CustomResourceColumnDefinition = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
}

/** How the objects of a definition are printed; without one, by name and age. */
export function customPrinter(
  definition: CustomResourceDefinition | undefined,
): Printer<CustomObject> {
  const version = definition && preferredVersion(definition)
  const own = version?.additionalPrinterColumns ?? []
  const columns = (own.length === 0 ? [AGE] : own).map((one) => ({
    one,
    path: parsePath(`{${one.jsonPath}}`),
  }))
  return {
    columns: [
      column('Name'),
      ...columns.map(({ one: { name, priority = 0 } }) =>
        priority > 0 ? wide(name) : column(name),
      ),
    ],
    cells: (object, { nowMs }) => {
      const served = servedObject(object)
      return [
        object.metadata.name ?? '',
        ...columns.map(({ one, path }) => {
          const found = path.ok ? findResults(path.parts, served) : null
          const values = found?.ok === true ? found.value : []
          return cellOf(one, values[0] ?? [], nowMs)
        }),
      ]
    },
  }
}

/** A value that is not of the type of its column is left out. */
function cellOf(
  { type }: CustomResourceColumnDefinition,
  values: readonly unknown[],
  nowMs: number,
): string {
  const [value] = values
  if (value === undefined || value === null) return ''
  switch (type) {
    case 'string':
      return values.map((one) => printed(one)).join(' ')
    case 'integer':
      return typeof value === 'number' ? String(Math.trunc(value)) : ''
    case 'number':
      return typeof value === 'number' ? String(value) : ''
    case 'boolean':
      return typeof value === 'boolean' ? String(value) : ''
    case 'date':
      if (typeof value !== 'string') return ''
      return Number.isNaN(Date.parse(value)) ? '<invalid>' : ageOf(value, nowMs)
    default:
      return ''
  }
}
