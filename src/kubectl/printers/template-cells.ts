// What tables say of a Pod template with `-o wide`.
// Follows pkg/printers/internalversion/printers.go layoutContainerCells (v1.36).
import type { PodTemplateSpec } from '#api/generated/types.ts'

/** The names and the images of the containers, each joined by commas. */
export function containerCells(
  template: PodTemplateSpec | undefined,
): readonly [names: string, images: string] {
  const containers = template?.spec?.containers ?? []
  return [
    containers.map(({ name }) => name).join(','),
    containers.map(({ image }) => image ?? '').join(','),
  ]
}
