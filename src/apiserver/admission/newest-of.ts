// Which of several default classes counts.
// Follows getDefaultClass of plugin/pkg/admission/network/defaultingressclass and GetDefaultClass of pkg/volume/util (v1.36).
import type { ObjectMeta } from '#api/generated/types.ts'
import { compareText } from '#lib/compare.ts'

interface Named {
  readonly metadata: ObjectMeta
}

/** The newest of the objects, and the first by name of those of one age; undefined when there are none. */
export function newestOf<T extends Named>(objects: readonly T[]): T | undefined {
  const timeOf = ({ metadata }: T): string => metadata.creationTimestamp ?? ''
  const nameOf = ({ metadata }: T): string => metadata.name ?? ''
  return objects.toSorted(
    (a, b) => compareText(timeOf(b), timeOf(a)) || compareText(nameOf(a), nameOf(b)),
  )[0]
}
