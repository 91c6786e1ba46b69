// The kinds that definitions bring, as kubectl finds them: by discovery, at the moment in which it is called.
// Follows k8s.io/client-go/restmapper/discovery.go and k8s.io/apimachinery/pkg/version/helpers.go (v0.36).
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionVersion,
} from '#api/generated/types.ts'
import { definedKind, isCustomKind, isCustomObject, shownKind } from '#api/meta/custom-kind.ts'
import type { CustomKind } from '#api/meta/kind-info.ts'
import { groupOfVersion } from '#api/meta/kind-info.ts'
import type { ApiObject } from '#api/meta/object.ts'
import type { Client } from '#client/client.ts'

export type Lists = Pick<Client, 'list'>

const isEstablished = ({ status }: CustomResourceDefinition): boolean =>
  status?.conditions?.some(({ type, status: is }) => type === 'Established' && is === 'True') ===
  true

/** The definitions whose objects are served. */
export function servedDefinitions({ list }: Lists): readonly CustomResourceDefinition[] {
  return list('CustomResourceDefinition').filter(isEstablished)
}

/** The definition of a kind; undefined when it is not served. */
export function definitionOfKind(
  lists: Lists,
  kind: CustomKind,
): CustomResourceDefinition | undefined {
  return servedDefinitions(lists).find((definition) => definedKind(definition) === kind)
}

/** The kind that `crontab`, `ct`, `crontabs.stable.example.com` or `CronTab` names; undefined for others. */
export function customKindOfWord(lists: Lists, word: string): CustomKind | undefined {
  const [lower = '', place] = word.toLowerCase().split(/\.(.*)/s)
  const found = servedDefinitions(lists).find((definition) => {
    const { group, versions } = definition.spec
    if (definedKind(definition) === word) return true
    const names = definition.status?.acceptedNames ?? definition.spec.names
    const { plural, singular, shortNames = [], kind } = names
    const isNamed = [plural, singular, kind.toLowerCase(), ...shortNames].includes(lower)
    const isHere =
      place === undefined ||
      place === group ||
      versions.some(({ name, served }) => served && place === `${name}.${group}`)
    return isNamed && isHere
  })
  return found === undefined ? undefined : definedKind(found)
}

/** The kinds of a category. */
export function customKindsIn(lists: Lists, category: string): readonly CustomKind[] {
  return servedDefinitions(lists)
    .filter(({ spec, status }) =>
      ((status?.acceptedNames ?? spec.names).categories ?? []).includes(category),
    )
    .map(definedKind)
}

/** The object with the kind that its document means; undefined when nobody serves it. Others are as they are. */
export function mapped<T extends ApiObject>(lists: Lists, object: T): T | undefined {
  if (!isCustomObject(object)) return object
  const { apiVersion } = object
  const word = shownKind(object.kind)
  const group = groupOfVersion(apiVersion)
  const found = servedDefinitions(lists).find(
    ({ spec }) =>
      spec.group === group &&
      spec.names.kind === word &&
      spec.versions.some(({ name, served }) => served && `${group}/${name}` === apiVersion),
  )
  return found === undefined ? undefined : { ...object, kind: definedKind(found) }
}

/** What kubectl says of an object that nobody serves. */
export function unmappedLines(
  { apiVersion, kind, metadata }: ApiObject,
  from: string,
): readonly string[] {
  const { name = '', namespace = '' } = metadata
  return [
    `error: resource mapping not found for name: ${JSON.stringify(name)} namespace: ${JSON.stringify(namespace)} from ${JSON.stringify(from)}: no matches for kind ${JSON.stringify(shownKind(kind))} in version ${JSON.stringify(apiVersion)}`,
    'ensure CRDs are installed first',
  ]
}

const KUBE_VERSION = /^v(\d+)(?:(alpha|beta)(\d+))?$/

/** How versions are preferred: v2, v1, v1beta2, v1alpha1, then the others by their names. */
function rankOf(version: string): readonly number[] {
  const [, major = '0', stage, minor = '0'] = KUBE_VERSION.exec(version) ?? []
  if (!KUBE_VERSION.test(version)) return [0, 0, 0]
  return [stage === undefined ? 3 : stage === 'beta' ? 2 : 1, Number(major), Number(minor)]
}

/** The version in which kubectl asks for the objects of a definition. */
export function preferredVersion({
  spec,
}: Pick<CustomResourceDefinition, 'spec'>): CustomResourceDefinitionVersion | undefined {
  return spec.versions
    .filter(({ served }) => served)
    .toSorted((a, b) => {
      const [left, right] = [rankOf(a.name), rankOf(b.name)]
      const at = left.findIndex((part, index) => part !== right[index])
      return at < 0 ? (a.name < b.name ? -1 : 1) : (right[at] ?? 0) - (left[at] ?? 0)
    })[0]
}

/** The object in the version in which kubectl asks for it. */
export function inPreferredVersion<T extends ApiObject>(lists: Lists, object: T): T {
  if (!isCustomObject(object) || !isCustomKind(object.kind)) return object
  const definition = definitionOfKind(lists, object.kind)
  const version = definition && preferredVersion(definition)
  return version === undefined
    ? object
    : { ...object, apiVersion: `${definition?.spec.group}/${version.name}` }
}
