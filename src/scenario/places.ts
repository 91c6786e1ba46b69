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

/**
 * The places of everything that a scenario applies, now or later. Of objects that it does not know it finds the containers of
 * `most` alone, as each has to be read once more for them; `unread` counts the others, which have none for now.
 */
export function placesOf(
  parsed: ParsedScenario,
  most = Infinity,
): { readonly places: readonly Place[]; readonly unread: number } {
  const reading = { left: most, unread: 0 }
  const objects = [...parsed.objects, ...[...parsed.applied.values()].flat()]
  const places = objects.map((checked) => placeOf(checked, reading))
  return { places, unread: reading.unread }
}

interface Reading {
  left: number
  unread: number
}

/** Of objects whose text is the same: where they stood when they were last looked for. One that stays there is the same place. */
const placed = new WeakMap<CheckedObject['object'], Place>()

function placeOf(checked: CheckedObject, reading: Reading): Place {
  const { object, ranges, path } = checked
  const lines = linesOf(ranges.valueAt([]) ?? ranges.nearest([]))
  const before = placed.get(object)
  if (
    before?.path === path &&
    before.startLine === lines.startLine &&
    before.endLine === lines.endLine
  )
    return before
  const namespace = object.metadata.namespace ?? 'default'
  const named = { ...object, metadata: { ...object.metadata, namespace } }
  const containers = containersOf(checked, lines.startLine, reading)
  const place = { key: keyOf(named), path, ...lines, containers: containers ?? [] }
  if (containers !== null) placed.set(object, place)
  return place
}

/** Of objects whose text is the same, wherever it stands now: their containers, with lines that count from the object's first. */
const known = new WeakMap<CheckedObject['object'], Place['containers']>()

/** Its containers; null as `readContainers`. */
function containersOf(
  checked: CheckedObject,
  firstLine: number,
  reading: Reading,
): Place['containers'] | null {
  const containers = known.get(checked.object) ?? readContainers(checked, firstLine, reading)
  if (containers === null) return null
  return containers.map(({ name, startLine, endLine }) => ({
    name,
    startLine: startLine + firstLine,
    endLine: endLine + firstLine,
  }))
}

/** null when they are left for another time. */
function readContainers(
  checked: CheckedObject,
  firstLine: number,
  reading: Reading,
): Place['containers'] | null {
  if (podSpecOf(checked.object) === undefined) return []
  if (reading.left === 0) {
    reading.unread += 1
    return null
  }
  reading.left -= 1
  const containers = containersFrom(checked, firstLine)
  known.set(checked.object, containers)
  return containers
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
