// Where each object and each of its containers stands in the files, so that the editor can mark the
// lines that the present step is about.
import { podSpecOf } from '#api/core/pod-spec-of.ts'
import { keyOf, type ObjectKey } from '#api/meta/object.ts'
import type { CheckedObject } from '#manifest/check-files.ts'
import type { Range } from '#yaml/types.ts'
import type { ParsedScenario } from './parse-scenario.ts'

export interface Lines {
  readonly startLine: number
  readonly endLine: number
}

export interface Place extends Lines {
  readonly key: ObjectKey
  readonly path: string
  readonly containers: readonly (Lines & { readonly name: string })[]
}

/** The places of everything that a scenario applies, now or later. */
export function placesOf(parsed: ParsedScenario): readonly Place[] {
  return [...parsed.objects, ...[...parsed.applied.values()].flat()].map(placeOf)
}

function placeOf(checked: CheckedObject): Place {
  const { object, ranges, path } = checked
  const namespace = object.metadata.namespace ?? 'default'
  const named = { ...object, metadata: { ...object.metadata, namespace } }
  const lines = linesOf(ranges.valueAt([]) ?? ranges.nearest([]))
  return { key: keyOf(named), path, ...lines, containers: containersOf(checked, lines.startLine) }
}

/** Of objects whose text is the same, wherever it stands now: their containers, with lines that count from the object's first. */
const known = new WeakMap<CheckedObject['object'], Place['containers']>()

function containersOf(checked: CheckedObject, firstLine: number): Place['containers'] {
  const containers = known.get(checked.object) ?? containersFrom(checked, firstLine)
  known.set(checked.object, containers)
  return containers.map(({ name, startLine, endLine }) => ({
    name,
    startLine: startLine + firstLine,
    endLine: endLine + firstLine,
  }))
}

function containersFrom({ object, ranges }: CheckedObject, firstLine: number): Place['containers'] {
  const { spec, path: prefix = [] } = podSpecOf(object) ?? {}
  return (['initContainers', 'containers'] as const).flatMap((field) =>
    (spec?.[field] ?? []).map(({ name }, index) => {
      const path = [...prefix, field, index]
      const { startLine, endLine } = linesOf(ranges.valueAt(path) ?? ranges.nearest(path))
      return { name, startLine: startLine - firstLine, endLine: endLine - firstLine }
    }),
  )
}

function linesOf(range: Range): Lines {
  // A range that ends at the start of a line does not include that line.
  const endLine =
    range.end.column === 1 && range.end.line > range.start.line
      ? range.end.line - 1
      : range.end.line
  return { startLine: range.start.line, endLine }
}
