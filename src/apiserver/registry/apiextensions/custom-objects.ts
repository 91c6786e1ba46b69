// Objects whose kind came with a definition, as the other parts of the API server meet them.
// Follows k8s.io/apiextensions-apiserver/pkg/apiserver/customresource_handler.go (v1.36).
import type { CustomResourceDefinition } from '#api/generated/types.ts'
import {
  customInfo,
  type CustomObject,
  definedKind,
  isCustomKind,
  isCustomObject,
  shownKind,
} from '#api/meta/custom-kind.ts'
import type { CustomKind } from '#api/meta/kind-info.ts'
import type { ApiObject, Kind } from '#api/meta/object.ts'
import { infoOf } from '#api/meta/object.ts'
import type { Status } from '#api/meta/status.ts'
import type { JsonFields } from '#api/strategicpatch/json-value.ts'
import type { AdmissionContext } from '../../admit-types.ts'
import { statusOf } from '../../statuses.ts'
import type { Strategy } from '../strategy.ts'
import { extensions } from './late.ts'
import { schemaOf, type Schema } from './schema/schema.ts'
import { isEstablished, servedVersion, storageApiVersion } from './versions.ts'

/** Looks up definitions by their names. */
export type Definitions = Pick<AdmissionContext, 'definition'>

const strategies = new WeakMap<CustomResourceDefinition, Map<string, Strategy<CustomObject>>>()

/** The name of the definition that brings a kind. */
export function definitionName(kind: CustomKind): string {
  const { resource, group } = customInfo(kind)
  return `${resource}.${group}`
}

/** The definition by which objects of a kind are served; undefined when there is none at this moment. */
export function definitionOf(
  { definition }: Definitions,
  kind: CustomKind,
): CustomResourceDefinition | undefined {
  const found = definition?.(definitionName(kind))
  return found !== undefined && isEstablished(found) && definedKind(found) === kind
    ? found
    : undefined
}

/** What stands for a definition that is not there any more: its objects are let go without being looked at. */
function bareDefinition({ kind, apiVersion }: CustomObject): CustomResourceDefinition {
  const { group, resource, namespaced } = customInfo(kind)
  const name = apiVersion.slice(apiVersion.indexOf('/') + 1)
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${resource}.${group}` },
    spec: {
      group,
      scope: namespaced ? 'Namespaced' : 'Cluster',
      names: { kind: shownKind(kind), plural: resource },
      versions: [{ name, served: true, storage: true }],
    },
  }
}

/** The strategy of an object, by the schema of the version that it is written in. */
export function customStrategyOf(
  object: CustomObject,
  definitions: Definitions | undefined,
): Strategy<CustomObject> {
  const found = definitions === undefined ? undefined : definitionOf(definitions, object.kind)
  const definition = found ?? bareDefinition(object)
  const made = strategies.get(definition) ?? new Map<string, Strategy<CustomObject>>()
  strategies.set(definition, made)
  const known = made.get(object.apiVersion)
  if (known !== undefined) return known
  const { versions } = definition.spec
  const version =
    servedVersion(definition, object.apiVersion) ??
    versions.find(({ storage }) => storage) ??
    bareDefinition(object).spec.versions[0]
  if (version === undefined) throw new Error('a definition has a version')
  const strategy = extensions().customStrategy(definition, version)
  made.set(object.apiVersion, strategy)
  return strategy
}

type TakenIn<T> =
  | { readonly ok: true; readonly object: T }
  | { readonly ok: false; readonly status: Status }

/** An object as the server reads it; objects of the kinds that it brings itself are read already. */
export function readCustom<T extends ApiObject>(object: T, definitions: Definitions): TakenIn<T> {
  if (!isCustomObject(object)) return { ok: true, object }
  const custom: CustomObject = object
  const definition = definitionOf(definitions, custom.kind)
  const version = definition && servedVersion(definition, custom.apiVersion)
  if (version === undefined) {
    const message = 'the server could not find the requested resource'
    return { ok: false, status: statusOf('NotFound', message) }
  }
  const { object: taken, unknown, problem } = extensions().takeCustom(custom, version)
  // It is of the kind that it was before.
  if (problem === null && unknown.length === 0) return { ok: true, object: taken as ApiObject as T }
  const kind = shownKind(custom.kind)
  const fields = unknown.map((field) => `unknown field "${field}"`).join(', ')
  const why = problem ?? `strict decoding error: ${fields}`
  const message = `${kind} in version "${version.name}" cannot be handled as a ${kind}: ${why}`
  return { ok: false, status: statusOf('BadRequest', message) }
}

/** The object in the version in which its kind is kept; conversion changes nothing else. */
export function toStorage<T extends ApiObject>(object: T, definitions: Definitions): T {
  if (!isCustomObject(object)) return object
  const definition = definitionOf(definitions, object.kind)
  return definition === undefined ? object : inVersion(object, storageApiVersion(definition))
}

/** The object as another version has it. */
export function inVersion<T extends ApiObject>(object: T, apiVersion: string): T {
  return object.apiVersion === apiVersion || !isCustomObject(object)
    ? object
    : { ...object, apiVersion }
}

/** The last parts of the URLs below an object of a kind. */
export function subresourcesOf(kind: Kind, definitions: Definitions): readonly string[] {
  if (!isCustomKind(kind)) return infoOf(kind).subresources
  const versions = definitionOf(definitions, kind)?.spec.versions ?? []
  const storage = versions.find(({ storage: is }) => is)
  return Object.keys(storage?.subresources ?? {})
}

/** The schema of the objects of a kind in a version; undefined for the kinds that the server brings itself. */
export function customSchema(
  kind: string,
  apiVersion: string,
  definitions: Definitions,
): Schema | undefined {
  if (!isCustomKind(kind)) return undefined
  const definition = definitionOf(definitions, kind)
  return definition && schemaOf(servedVersion(definition, apiVersion))
}

/** A custom object with its kind as the server sends it. */
export function asServed(object: ApiObject): JsonFields {
  return { ...(object as object as JsonFields), kind: shownKind(object.kind) }
}
