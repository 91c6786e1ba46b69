// The versions of a definition, and whether its objects are served.
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionVersion,
} from '#api/generated/types.ts'

/** Whether the objects of a definition are served. */
export const isEstablished = ({ status }: CustomResourceDefinition): boolean =>
  (status?.conditions ?? []).some(({ type, status: is }) => type === 'Established' && is === 'True')

/** The version of a definition in which an object is written; undefined where it is not served. */
export function servedVersion(
  { spec }: CustomResourceDefinition,
  apiVersion: string,
): CustomResourceDefinitionVersion | undefined {
  return spec.versions.find(({ name, served }) => served && `${spec.group}/${name}` === apiVersion)
}

/** 'stable.example.com/v1': the apiVersion in which the objects of a definition are kept. */
export function storageApiVersion({ spec }: CustomResourceDefinition): string {
  return `${spec.group}/${spec.versions.find(({ storage }) => storage)?.name ?? ''}`
}
