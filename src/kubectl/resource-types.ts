// The words by which kubectl knows a kind, and how it prints the type of an object.
// Follows k8s.io/kubectl/pkg/cmd/util and the names that pkg/registry gives each resource (v1.36).
import { customKindOfWord, type Lists } from './custom-kinds.ts'
import {
  type ApiObject,
  type BuiltInKind,
  infoOf,
  isBuiltIn,
  type Kind,
  KINDS,
} from '#api/meta/object.ts'

/**
 * The kind that `pod`, `pods`, `po`, `Pod`, `replicasets.apps` or `replicasets.v1.apps` names; undefined for others. `lists` knows
 * the kinds that definitions bring.
 */
export function kindOfWord(word: string, lists?: Lists): Kind | undefined {
  return (
    builtInKindOfWord(word) ?? (lists === undefined ? undefined : customKindOfWord(lists, word))
  )
}

/** A type that a definition may bring, where it is not known which there are. */
export const mayBeKind = (word: string): boolean => /^[a-z][a-z0-9.-]*(?::[\w:.-]*)?$/i.test(word)

function builtInKindOfWord(word: string): Kind | undefined {
  if (isBuiltIn(word)) return word
  const [lower = '', place] = word.toLowerCase().split(/\.(.*)/s)
  const found = Object.values(KINDS).find(
    ({ singular, resource, shortNames }) =>
      singular === lower || resource === lower || shortNames.some((name) => name === lower),
  )
  return found === undefined || (place !== undefined && !isPlace(found, place))
    ? undefined
    : found.kind
}

/** Whether `apps` or `v1.apps` behind the name of a resource is where it is. */
function isPlace(
  { group, apiVersion, conversions }: (typeof KINDS)[BuiltInKind],
  place: string,
): boolean {
  const versions = [apiVersion, ...Object.keys(conversions)].map(
    (version) => version.split('/').at(-1) ?? '',
  )
  return place === group || versions.some((version) => place === `${version}.${group}`)
}

/** 'pods', 'replicasets.apps': the resource as errors of the server name it. */
export function resourceOf(kind: Kind): string {
  const { resource, group } = infoOf(kind)
  return group === '' ? resource : `${resource}.${group}`
}

/** 'pod', 'replicaset.apps': the type as kubectl prints it before a name. */
export function typeOf(kind: Kind): string {
  const { singular, group } = infoOf(kind)
  return group === '' ? singular : `${singular}.${group}`
}

/** 'pod/web': how `-o name` and every command that changes something print an object. */
export function typedName({ kind, metadata }: ApiObject): string {
  return `${typeOf(kind)}/${metadata.name ?? ''}`
}
