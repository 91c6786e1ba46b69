// Which kind a reference to an owner means: one of Kubernetes' own, or one that a definition brings.
// Follows the RESTMapper that pkg/controller/garbagecollector/operations.go (v1.36) asks.
import type { CustomResourceDefinition, OwnerReference } from '#api/generated/types.ts'
import { definedKind } from '#api/meta/custom-kind.ts'
import { groupOfVersion } from '#api/meta/kind-info.ts'
import { infoOf, isBuiltIn, type Kind } from '#api/meta/object.ts'

/** The kind of a reference; undefined when nobody serves it. */
export function kindOfOwner(
  definitions: () => readonly CustomResourceDefinition[],
  { apiVersion, kind }: Pick<OwnerReference, 'apiVersion' | 'kind'>,
): Kind | undefined {
  const group = groupOfVersion(apiVersion)
  if (isBuiltIn(kind) && infoOf(kind).group === group) {
    const { apiVersion: stored, conversions } = infoOf(kind)
    return stored === apiVersion || Object.hasOwn(conversions, apiVersion) ? kind : undefined
  }
  const version = apiVersion.slice(group.length + 1)
  const found = definitions().find(
    ({ spec }) =>
      spec.group === group &&
      spec.names.kind === kind &&
      spec.versions.some(({ name, served }) => served && name === version),
  )
  return found === undefined ? undefined : definedKind(found)
}
