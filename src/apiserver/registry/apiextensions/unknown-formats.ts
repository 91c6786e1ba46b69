// Formats that a schema asks for and nobody knows.
import type { CustomResourceDefinition } from '#api/generated/types.ts'
import { schemaHas, schemaOf } from './schema/schema.ts'
import { isKnownFormat } from './schema/string-formats.ts'

/** All formats of its schemas that nobody knows, as often as they come up. */
export function unknownFormats(definition: CustomResourceDefinition): readonly string[] {
  const found: string[] = []
  for (const version of (definition.spec as Partial<CustomResourceDefinition['spec']>).versions ??
    []) {
    const schema = schemaOf(version)
    if (schema === undefined) continue
    schemaHas(schema, ({ type = '', format = '' }) => {
      if (format !== '' && !isKnownFormat(type, format)) found.push(format)
      return false
    })
  }
  return [...new Set(found)]
}
