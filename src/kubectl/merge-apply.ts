// What `kubectl apply` makes of an object that exists and a manifest.
// Follows the patchStrategy and patchMergeKey tags of k8s.io/api (v1.36).
import { simplified } from '#lib/simplified.ts'
import type { ApiObject } from '#api/meta/object.ts'

type Fields = Readonly<Record<string, unknown>>

/** By the name of a list: the field that tells its items apart. Other lists are replaced as a whole. */
const MERGE_KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  imagePullSecrets: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  // Of a container, and of a Service.
  ports: ['containerPort', 'port'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey'],
}

simplified(
  'apply-removes-nothing',
  'apply changes and adds what the manifest names, but does not remove what an earlier manifest named.',
)

/**
 * The object with what the manifest names; what only the cluster has stays. Items of a list are
 * merged by their key, in the order of the manifest.
 */
export function mergeOnto(existing: ApiObject, wanted: ApiObject): ApiObject {
  return mergeValues('', existing, wanted) as ApiObject
}

function mergeValues(name: string, base: unknown, over: unknown): unknown {
  if (Array.isArray(base) && Array.isArray(over)) return mergeLists(name, base, over)
  return isFields(base) && isFields(over) ? mergeFields(base, over) : over
}

function mergeFields(base: Fields, over: Fields): Fields {
  const merged: Record<string, unknown> = { ...base }
  for (const [key, value] of Object.entries(over)) merged[key] = mergeValues(key, base[key], value)
  return merged
}

function mergeLists(
  name: string,
  base: readonly unknown[],
  over: readonly unknown[],
): readonly unknown[] {
  const keys = Object.hasOwn(MERGE_KEYS, name) ? (MERGE_KEYS[name] ?? []) : []
  const key = keys.find((one) => [...base, ...over].every((item) => isFields(item) && one in item))
  if (key === undefined) return over
  const idOf = (item: unknown): unknown => (isFields(item) ? item[key] : undefined)
  const merged = over.map((item) => {
    const before = base.find((one) => idOf(one) === idOf(item))
    if (!isFields(before) || !isFields(item)) return item
    // A volume has one source: that of the manifest takes the place of the one before.
    return name === 'volumes'
      ? onlyKeysOf(item, mergeFields(before, item))
      : mergeFields(before, item)
  })
  return [...merged, ...base.filter((item) => !over.some((one) => idOf(one) === idOf(item)))]
}

function onlyKeysOf(wanted: Fields, merged: Fields): Fields {
  return Object.fromEntries(Object.entries(merged).filter(([key]) => Object.hasOwn(wanted, key)))
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
