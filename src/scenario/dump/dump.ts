// Recognises what was taken from a living cluster: `kubectl get … -o yaml|json` of objects that an API server has stored.
import type { YamlRanges } from '#yaml/types.ts'
import { parseYaml } from '#yaml/parse-yaml.ts'
import { isMapping } from '../field-reader.ts'
import { roleOf } from '../paths.ts'
import type { ScenarioFile } from '../types.ts'
import { type Fields, fieldsAt, listAt, textAt } from './values.ts'

export interface DumpedObject {
  readonly value: Fields
  /** The file that it is in. */
  readonly path: string
  /** The line of a field of it, from 1. */
  lineOf(field: readonly (string | number)[]): number
}

export interface Dump {
  /** One Pod, a cluster's Nodes with their Pods, or anything else. */
  readonly kind: 'pod' | 'snapshot' | 'objects'
  readonly objects: readonly DumpedObject[]
}

const UID = /(?:^|[\s,{-])"?uid"?\s*:\s*"?[\w-]/
const CREATED = /"?creationTimestamp"?\s*:\s*"?\d{4}-/
const PHASE = /(?:^|[\s,{])"?phase"?\s*:\s*"?(?:Pending|Running|Succeeded|Failed|Unknown)\b/

/** Whether a text may be a dump: to be asked before it is read once more. */
export function mayBeDump(text: string): boolean {
  return (UID.test(text) && CREATED.test(text)) || PHASE.test(text)
}

/** The dump that files hold; null when none of their objects was ever stored by an API server. */
export function readDump(files: readonly ScenarioFile[]): Dump | null {
  const manifests = files.filter(({ path }) => roleOf(path).role === 'manifest')
  if (!manifests.some(({ text }) => mayBeDump(text))) return null
  const objects = manifests.flatMap(objectsOf)
  const dumped = objects.filter(({ value }) => isStored(value))
  if (dumped.length === 0) return null
  const kinds = objects.map(({ value }) => kindOf(value))
  const pods = kinds.filter((kind) => kind === 'Pod').length
  const others = kinds.filter((kind) => kind !== 'Pod' && kind !== 'Event').length
  if (pods > 0 && kinds.includes('Node')) return { kind: 'snapshot', objects }
  return { kind: pods === 1 && others === 0 ? 'pod' : 'objects', objects }
}

function objectsOf({ path, text }: ScenarioFile): readonly DumpedObject[] {
  return parseYaml(text).documents.flatMap(({ value, ranges }) =>
    itemsOf(value, []).map(([item, prefix]) => ({
      value: item,
      path,
      lineOf: (field) => lineOf(ranges, [...prefix, ...field]),
    })),
  )
}

const lineOf = (ranges: YamlRanges, path: readonly (string | number)[]): number =>
  ranges.nearest(path).start.line

type Item = readonly [value: Fields, path: readonly (string | number)[]]

/** The objects of a document: itself, or the items of a List. */
function itemsOf(value: unknown, path: Item[1]): readonly Item[] {
  if (!isMapping(value)) return []
  if (!kindOf(value).endsWith('List') || !Array.isArray(value['items'])) return [[value, path]]
  return listAt(value, 'items').flatMap((item, index) => itemsOf(item, [...path, 'items', index]))
}

/**
 * True for what an API server has stored: only it gives a UID and says when that was, and nobody but the server and the
 * kubelet says in which phase a Pod is. Who shortens a dump by hand leaves the one or the other.
 */
function isStored(value: Fields): boolean {
  if (kindOf(value) === 'Pod' && textAt(value, 'status', 'phase') !== '') return true
  const { uid, creationTimestamp } = fieldsAt(value, 'metadata')
  return typeof uid === 'string' && typeof creationTimestamp === 'string'
}

/** The kind of an object, '' when it has none. */
export function kindOf(value: Fields): string {
  return textAt(value, 'kind')
}

/** The name of an object, '' when it has none. */
export function nameOf(value: Fields): string {
  return textAt(value, 'metadata', 'name')
}

/** The namespace of an object; 'default' when it names none. */
export function namespaceOf(value: Fields): string {
  const namespace = textAt(value, 'metadata', 'namespace')
  return namespace === '' ? 'default' : namespace
}

/** 'ReplicaSet/shop/web': an object among those of a dump. */
export function dumpKeyOf(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`
}
