// Where in an object the Pods are described that it is or makes, and how many it asks for: for whoever treats a Pod and
// a template alike.
import type { PodSpec } from '../generated/types.ts'
import { type ApiObject, infoOf } from '../meta/object.ts'

export interface PodSpecPlace {
  readonly spec: PodSpec
  /** From the object to the spec. */
  readonly path: readonly string[]
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** The Pod spec of a Pod or of a template; null for other kinds, and where the object has none. */
export function podSpecOf(object: ApiObject): PodSpecPlace | null {
  const { podSpecPath: path } = infoOf(object.kind)
  if (path === null) return null
  let at: unknown = object
  for (const step of path) at = isFields(at) ? at[step] : undefined
  // The path was given with the kind, whose type has a PodSpec there.
  return isFields(at) ? { spec: at as unknown as PodSpec, path } : null
}

/** How many Pods an object that can be scaled asks for, 1 when it does not say; null for other kinds. */
export function replicasOf(object: ApiObject): number | null {
  if (!infoOf(object.kind).subresources.includes('scale') || !('spec' in object)) return null
  const { spec } = object
  const replicas: unknown = isFields(spec) ? spec['replicas'] : undefined
  return typeof replicas === 'number' ? replicas : 1
}
