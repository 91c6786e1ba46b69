// Kinds that CustomResourceDefinitions bring at run time. The name of one says all that it takes to name its objects
// and their place, so that nobody has to look up its definition for that: what a definition may never change of it.
// Follows k8s.io/apimachinery/pkg/api/meta/restmapper.go (v0.36), UnsafeGuessKindToResource.
import type { CustomResourceDefinition, ObjectMeta } from '../generated/types.ts'
import { type CustomKind, groupOfVersion, type KindInfo } from './kind-info.ts'
import { OWNER_INDEX } from './object-index.ts'

/** An object of such a kind: inside the cluster `kind` is the whole name. `servedObject` gives what the server sends. */
export interface CustomObject {
  readonly apiVersion: string
  readonly kind: CustomKind
  readonly metadata: ObjectMeta
}

export const isCustomKind = (kind: string): kind is CustomKind => kind.includes('.')

export const isCustomObject = <T extends { readonly kind: string }>(
  object: T,
): object is Extract<T, CustomObject> => isCustomKind(object.kind)

/** 'CronTab' of 'CronTab.stable.example.com'; other kinds are called as they are. */
export function shownKind(kind: string): string {
  const end = kind.indexOf('.')
  return end < 0 ? kind : kind.slice(0, end)
}

/** The plural that is expected of a kind. */
function pluralOf(kind: string): string {
  const singular = kind.toLowerCase()
  if (singular.endsWith('s')) return `${singular}es`
  return singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`
}

/** The kind as a document names it, of which no more is known yet: namespaced and with the ordinary plural. */
export function customKindOf(apiVersion: string, kind: string): CustomKind {
  return `${kind}.${groupOfVersion(apiVersion)}`
}

/** The kind that a definition brings. */
export function definedKind({ spec }: CustomResourceDefinition): CustomKind {
  const { kind, plural } = spec.names
  const scope = spec.scope === 'Cluster' ? ':Cluster' : ''
  const names = plural === pluralOf(kind) ? '' : `:${plural}`
  return `${kind}.${spec.group}${scope}${names}`
}

const known = new Map<CustomKind, KindInfo<CustomObject>>()
const MOST_KNOWN = 10_000

/** What the name of a kind says. Versions, short names and subresources stand in its definition alone. */
export function customInfo(kind: CustomKind): KindInfo<CustomObject> {
  const before = known.get(kind)
  if (before !== undefined) return before
  const [groupKind = '', ...rest] = kind.split(':')
  const word = shownKind(groupKind)
  const info: KindInfo<CustomObject> = {
    kind,
    group: groupKind.slice(word.length + 1),
    groupKind: kind,
    apiVersion: '',
    conversions: {},
    resource: rest.find((part) => part !== 'Cluster') ?? pluralOf(word),
    singular: word.toLowerCase(),
    shortNames: [],
    categories: [],
    namespaced: rest[0] !== 'Cluster',
    subresources: [],
    deprecation: null,
    podSpecPath: null,
    indexes: [OWNER_INDEX],
    isFreeForm: true,
  }
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(kind, info)
  return info
}
