// Objects as the API server sends them and kubectl prints them: keys in order, and the fields that are not
// set but are sent all the same, because Go's encoder cannot leave a struct out.
import { shownKind } from '#api/meta/custom-kind.ts'

type Fields = Readonly<Record<string, unknown>>

const NO_STATE = { lastState: {}, state: {} }

/** By the place in an object: what is sent when it is not set. */
const ZERO_VALUES: Readonly<Record<string, Fields>> = {
  'Pod.status.conditions': { lastProbeTime: null, lastTransitionTime: null },
  'Pod.status.initContainerStatuses': NO_STATE,
  'Pod.status.containerStatuses': NO_STATE,
  'Pod.status.ephemeralContainerStatuses': NO_STATE,
  'Node.status.conditions': { lastHeartbeatTime: null, lastTransitionTime: null },
  'PersistentVolumeClaim.status.conditions': { lastProbeTime: null, lastTransitionTime: null },
  Event: { eventTime: null, firstTimestamp: null, lastTimestamp: null },
  'CustomResourceDefinition.status': { conditions: null },
  'Service.status': { loadBalancer: {} },
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A copy of an object as it is sent; undefined fields are left out. */
export function servedObject(object: { readonly kind: string }): Fields {
  return servedFields({ ...object, kind: shownKind(object.kind) }, object.kind)
}

function servedFields(fields: object, path: string): Fields {
  const entries = Object.entries({ ...ZERO_VALUES[path], ...fields }).filter(
    ([, value]) => value !== undefined,
  )
  return Object.fromEntries(
    entries
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, served(value, `${path}.${key}`)]),
  )
}

function served(value: unknown, path: string): unknown {
  if (Array.isArray(value)) return value.map((item) => served(item, path))
  return isFields(value) ? servedFields(value, path) : value
}
