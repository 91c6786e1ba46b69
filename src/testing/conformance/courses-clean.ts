// What is left of an object in a course: what controllers decide from and write.
// Follows reference/internal/courses/clean.go.
import { compareText } from '#lib/compare.ts'
import type { Json } from './controllers-recording.ts'
import { isFields } from './merge-patch.ts'

/** Texts with what is made up replaced. */
type Naming = (text: string) => string

const LEFT_OUT: ReadonlySet<string> = new Set([
  'name',
  'namespace',
  'generateName',
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'managedFields',
  'selfLink',
])
const POD_FIELDS: ReadonlySet<string> = new Set([
  'nodeName',
  'hostname',
  'subdomain',
  'affinity',
  'restartPolicy',
  'schedulingGates',
])
const LIST_FIELDS = ['image', 'env', 'persistentVolumeClaim', 'ephemeral']
const POD_STATUS: ReadonlySet<string> = new Set(['phase', 'reason', 'message', 'conditions'])

/** The object without names of who manages what, without uids, and of templates what tells them apart. */
export function cleaned(object: Json, name: Naming): Json {
  const kind = String(object['kind'])
  const result: Record<string, unknown> = {}
  const put = (field: string, value: unknown): void => {
    if (!isFields(value) || Object.keys(value).length > 0) result[field] = value
  }
  put('metadata', metadataOf(object, name))
  for (const [field, value] of Object.entries(object)) {
    if (value === undefined || ['apiVersion', 'kind', 'metadata', 'data'].includes(field)) continue
    if (field === 'spec') put(field, specOf(kind, value, name))
    else if (field === 'status') put(field, statusOf(kind, value, name))
    else if (field === 'endpoints') result[field] = inOrder(walked(value, name))
    else result[field] = walked(value, name)
  }
  return result
}

function inOrder(value: unknown): unknown {
  if (!Array.isArray(value)) return value
  return value.toSorted((a, b) => compareText(JSON.stringify(a), JSON.stringify(b)))
}

function metadataOf(object: Json, name: Naming): Json {
  const metadata = isFields(object['metadata']) ? object['metadata'] : {}
  const kept = Object.entries(metadata).filter(
    ([field, value]) => !LEFT_OUT.has(field) && value !== undefined,
  )
  return Object.fromEntries(
    kept.map(([field, value]) => [
      field,
      field === 'ownerReferences' ? ownersOf(value, name) : walked(value, name),
    ]),
  )
}

function ownersOf(value: unknown, name: Naming): Json {
  const owners = Array.isArray(value) ? (value as readonly Json[]) : []
  return Object.fromEntries(
    owners.map((owner) => [
      name(`${String(owner['kind'])}/${String(owner['name'])}`),
      fieldsOf(owner, ['controller', 'blockOwnerDeletion']),
    ]),
  )
}

function fieldsOf(object: Json, fields: readonly string[]): Json {
  return Object.fromEntries(
    fields.flatMap((field) => (object[field] === undefined ? [] : [[field, object[field]]])),
  )
}

function specOf(kind: string, value: unknown, name: Naming): Json {
  const spec = isFields(value) ? value : {}
  const result: Record<string, unknown> = {}
  for (const [field, inner] of Object.entries(spec)) {
    if (inner === undefined) continue
    if (kind === 'Pod' && (field === 'containers' || field === 'volumes')) {
      const list = podListOf(field, inner, name)
      if (field === 'containers' || list.length > 0) result[field] = list
    } else if (kind === 'Pod' && !POD_FIELDS.has(field)) continue
    else if (field === 'template') result[field] = templateOf(inner, name)
    else result[field] = walked(inner, name)
  }
  return result
}

/** Of containers their images and variables, of volumes those that are claims. */
function podListOf(field: string, value: unknown, name: Naming): readonly unknown[] {
  const list = Array.isArray(value) ? (value as readonly Json[]) : []
  const kept = list.map((one) => walked(fieldsOf(one, ['name', ...LIST_FIELDS]), name) as Json)
  return field === 'containers' ? kept : kept.filter((one) => Object.keys(one).length > 1)
}

function templateOf(value: unknown, name: Naming): Json {
  const template = isFields(value) ? value : {}
  const metadata = metadataOf(template, name)
  const spec = specOf('Pod', template['spec'], name)
  return {
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
    ...(Object.keys(spec).length === 0 ? {} : { spec }),
  }
}

function statusOf(kind: string, value: unknown, name: Naming): Json {
  const status = isFields(value) ? value : {}
  const kept = Object.entries(status).filter(([field, inner]) => {
    if (inner === undefined) return false
    if (kind === 'Node') return field === 'conditions'
    return kind !== 'Pod' || POD_STATUS.has(field)
  })
  return Object.fromEntries(
    kept.map(([field, inner]) => [
      field,
      field === 'conditions' ? conditionsOf(kind, inner, name) : walked(inner, name),
    ]),
  )
}

/** By type. Those of Pods have no times, and heartbeats say nothing. */
function conditionsOf(kind: string, value: unknown, name: Naming): Json {
  const left = ['type', 'lastHeartbeatTime', 'lastProbeTime', 'observedGeneration']
  if (kind === 'Pod') left.push('lastTransitionTime')
  const list = Array.isArray(value) ? (value as readonly Json[]) : []
  return Object.fromEntries(
    list.map((one) => {
      const fields = Object.entries(walked(one, name) as Json)
      return [
        String(one['type']),
        Object.fromEntries(fields.filter(([field]) => !left.includes(field))),
      ]
    }),
  )
}

function walked(value: unknown, name: Naming): unknown {
  if (typeof value === 'string') return name(value)
  if (Array.isArray(value)) return value.map((item) => walked(item, name))
  if (!isFields(value)) return value
  const entries = Object.entries(value).filter(
    ([field, inner]) => inner !== undefined && inner !== null && field !== 'resourceVersion',
  )
  return Object.fromEntries(entries.map(([field, inner]) => [name(field), walked(inner, name)]))
}
