// How the fields of the API's types are merged, from the documents of the release.
import { itemType, listSchema, typeBelow } from '#api/meta/schema.ts'
import type { MergeLookup } from './strategic-merge-patch.ts'

/** Looks a field up by the type that has it: a struct, or a map written '{}string'. */
export const mergeLookup: MergeLookup = (type, field) => {
  const below = typeBelow(type, field)
  if (below === undefined) return undefined
  const { mergeKey = '', strategy = '' } = listSchema(type, field) ?? {}
  const strategies = strategy.split(',')
  return {
    struct: itemType(below) ?? below,
    mergeKey,
    isMerged: strategies.includes('merge'),
    isReplaced: strategies.includes('replace'),
    retainsKeys: strategies.includes('retainKeys'),
  }
}
