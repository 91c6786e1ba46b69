// How an object of a definition comes in: its metadata is read as that of every object, and what its schema does not
// know is refused, as kubectl asks for it.
// Follows k8s.io/apiextensions-apiserver/pkg/apiserver/customresource_handler.go (v1.36), unstructuredSchemaCoercer.
import type { CustomResourceDefinitionVersion } from '#api/generated/types.ts'
import type { CustomObject } from '#api/meta/custom-kind.ts'
import { decodeStruct } from '#api/meta/decode-struct.ts'
import { normalForm } from '#api/meta/normal-form.ts'
import { isFields, type JsonFields } from '#api/strategicpatch/json-value.ts'
import { prune } from './schema/prune.ts'
import { schemaOf } from './schema/schema.ts'

/** An object as it is read, and the fields of it that nobody knows. */
export interface Taken {
  readonly object: CustomObject
  readonly unknown: readonly string[]
  /** What cannot be read at all; null when all can. */
  readonly problem: string | null
}

/** Reads an object by the schema of its version. */
export function takeCustom(object: CustomObject, version: CustomResourceDefinitionVersion): Taken {
  const fields = object as object as JsonFields
  const { metadata: given, ...rest } = fields
  const read = decodeStruct('ObjectMeta', isFields(given) ? given : {})
  const wrong = read.problems.find(({ strict }) => !strict)
  const pruned = prune(rest, schemaOf(version), true)
  const value = {
    ...(isFields(pruned.value) ? pruned.value : {}),
    metadata: normalForm('ObjectMeta', read.object),
  }
  return {
    object: value as unknown as CustomObject,
    unknown: [
      ...read.problems
        .filter(({ strict, path }) => strict && path.length > 0)
        .map(({ path }) => ['metadata', ...path].join('.')),
      ...pruned.unknown,
    ],
    problem: wrong?.message ?? null,
  }
}
