// Go does not tell a missing field from one with the zero value, and does not write either. An object that
// passed through the API server has no nulls, no empty lists and maps, and few empty texts and zeros.
// Follows the `omitempty` of k8s.io/api/core/v1/types.go (v1.36), as far as fields have one wherever they occur.

/** Flags that are not written when they are false. */
const FLAGS = new Set([
  'hostNetwork',
  'hostPID',
  'hostIPC',
  'stdin',
  'stdinOnce',
  'tty',
  'readOnly',
  'unschedulable',
  'paused',
  'publishNotReadyAddresses',
])
/** Numbers that are not written when they are 0. */
const NUMBERS = new Set([
  'hostPort',
  'nodePort',
  'healthCheckNodePort',
  'initialDelaySeconds',
  'minReadySeconds',
])
/** Texts that are not written when they are empty. */
const TEXTS = new Set([
  'generateName',
  'hostIP',
  'hostname',
  'subdomain',
  'nodeName',
  'serviceAccountName',
  'serviceAccount',
  'priorityClassName',
  'schedulerName',
  'workingDir',
  'subPath',
  'subPathExpr',
  'medium',
  'prefix',
  'podCIDR',
  'providerID',
  'clusterIP',
  'externalName',
  'loadBalancerIP',
  'imagePullPolicy',
  'terminationMessagePath',
  'terminationMessagePolicy',
  'protocol',
])
/** Texts that are not written when they are empty, but only in the items of these lists. */
const TEXTS_OF_ITEMS: ReadonlyMap<string, readonly string[]> = new Map([
  ['tolerations', ['key', 'operator', 'value', 'effect']],
  ['taints', ['value']],
  ['env', ['value']],
])
const MAPS = new Set([
  'labels',
  'annotations',
  'nodeSelector',
  'matchLabels',
  'limits',
  'requests',
  'capacity',
  'allocatable',
  'data',
  'binaryData',
  'stringData',
  'parameters',
  'overhead',
])
/** Lists that are written even when they are empty: something must stand in them. */
const KEPT_LISTS = new Set(['containers', 'nodeSelectorTerms'])

function isEmptyMap(value: object): boolean {
  return !Array.isArray(value) && Object.keys(value).length === 0
}

/** Whether a field is as good as missing. `list` is the list in whose items it stands, if any. */
function isEmpty(key: string, value: unknown, list: string): boolean {
  if (value === null || value === undefined) return true
  if (Array.isArray(value)) return value.length === 0 && !KEPT_LISTS.has(key)
  if (typeof value === 'object') return MAPS.has(key) && isEmptyMap(value)
  if (value === '') return TEXTS.has(key) || (TEXTS_OF_ITEMS.get(list)?.includes(key) ?? false)
  return (value === 0 && NUMBERS.has(key)) || (value === false && FLAGS.has(key))
}

function clean(value: unknown, list: string): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => clean(item, list))
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const kept = entries.flatMap(([key, item]) =>
    isEmpty(key, item, list) ? [] : [[key, cleanField(key, item)] as const],
  )
  const isSame =
    kept.length === entries.length && kept.every(([, item], index) => item === entries[index]?.[1])
  return isSame ? value : Object.fromEntries(kept)
}

/** Labels, annotations and data have keys of their own, which are no fields. */
function cleanField(key: string, value: unknown): unknown {
  if (MAPS.has(key))
    return typeof value === 'object' && value !== null ? withoutNulls(value) : value
  return clean(value, Array.isArray(value) ? key : '')
}

function withoutNulls(map: object): object {
  const entries = Object.entries(map)
  const kept = entries.filter(([, item]) => item !== null && item !== undefined)
  return kept.length === entries.length ? map : Object.fromEntries(kept)
}

/** The object without fields that are as good as missing, at any depth; the same reference when there are none. */
export function dropEmpty<T extends object>(object: T): T {
  // What is left out is optional, or validation asks for it again.
  return clean(object, '') as T
}
