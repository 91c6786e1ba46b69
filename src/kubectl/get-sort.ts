// `--sort-by`: objects in the order of one of their fields.
// Follows k8s.io/kubectl/pkg/cmd/get/sorter.go (v1.36).
import type { ApiObject } from '#api/meta/object.ts'
import { compareQuantities, parseQuantity } from '#api/meta/quantity.ts'
import { sortedByInsertion } from '#lib/compare.ts'
import { findResults } from './jsonpath/evaluate.ts'
import { parsePath } from './jsonpath/parse.ts'
import { relaxedPath } from './jsonpath/relaxed.ts'
import { servedObject } from './served.ts'

export type Sorted =
  | { readonly ok: true; readonly objects: readonly ApiObject[] }
  | { readonly ok: false; readonly message: string }

/** The objects in the order of a field; those without it come first. */
export function sortObjects(objects: readonly ApiObject[], field: string): Sorted {
  const template = relaxedPath(field) ?? field
  const path = parsePath(template)
  if (!path.ok) return { ok: false, message: path.message }
  const keyed: { readonly object: ApiObject; readonly value: unknown }[] = []
  for (const object of objects) {
    const found = findResults(path.parts, servedObject(object))
    if (!found.ok) return { ok: false, message: found.message }
    keyed.push({ object, value: found.value[0]?.[0] })
  }
  if (objects.length > 0 && keyed.every(({ value }) => value === undefined)) {
    const message = `couldn't find any field with path "${template}" in the list of objects`
    return { ok: false, message }
  }
  // As Go sorts few: each goes before those that are not less; what is missing is less than what is missing as well.
  const sorted = sortedByInsertion(keyed, (before, item) =>
    isLess(item.value, before.value) ? 1 : 0,
  )
  return { ok: true, objects: sorted.map(({ object }) => object) }
}

function isLess(a: unknown, b: unknown): boolean {
  return a === undefined || (b !== undefined && compareValues(a, b) < 0)
}

function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') {
    const [left, right] = [parseQuantity(a), parseQuantity(b)]
    if (left !== undefined && right !== undefined) return compareQuantities(left, right)
    return a < b ? -1 : a > b ? 1 : 0
  }
  return typeof a === 'number' && typeof b === 'number' ? a - b : 0
}
