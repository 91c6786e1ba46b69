// LimitRanges give the containers of a namespace defaults, and hold Pods and claims within their bounds.
// Follows plugin/pkg/admission/limitranger/admission.go (v1.36).
import type {
  Container,
  LimitRange,
  LimitRangeItem,
  Pod,
  PersistentVolumeClaim,
  Quantity,
} from '#api/generated/types.ts'
import { podResourceList } from '#api/core/pod-requests.ts'
import { canonicalQuantity, milliValue } from '#api/meta/quantity.ts'
import { compareText } from '#lib/compare.ts'
import type { ResourceList } from '../defaults/resource-list-defaults.ts'
import {
  type AdmissionRequest,
  forbiddenStatus,
  namespaceOf,
  pluginFor,
} from './admission-types.ts'

const ANNOTATION = 'kubernetes.io/limit-ranger'

interface Defaults {
  readonly requests: ResourceList
  readonly limits: ResourceList
}

function defaultsOf({ spec }: LimitRange): Defaults {
  const items = (spec?.limits ?? []).filter(({ type }) => type === 'Container')
  return {
    requests: Object.assign({}, ...items.map(({ defaultRequest = {} }) => defaultRequest)),
    limits: Object.assign({}, ...items.map((item) => item.default ?? {})),
  }
}

/** A container with the defaults that it lacks, and what was set, in words. */
function withDefaults(
  container: Container,
  defaults: Defaults,
  word: string,
): { readonly container: Container; readonly notes: readonly string[] } {
  const { resources = {} } = container
  const lists = (['requests', 'limits'] as const).map((list) => {
    const own: ResourceList = resources[list] ?? {}
    const missing = Object.keys(defaults[list]).filter((name) => !Object.hasOwn(own, name))
    const added = Object.fromEntries(missing.map((name) => [name, defaults[list][name] ?? '0']))
    return { list, missing: missing.toSorted(compareText), all: { ...own, ...added } }
  })
  const changed = lists.filter(({ missing }) => missing.length > 0)
  if (changed.length === 0) return { container, notes: [] }
  const next = Object.fromEntries(changed.map(({ list, all }) => [list, all]))
  return {
    container: { ...container, resources: { ...resources, ...next } },
    notes: changed.map(
      ({ list, missing }) =>
        `${missing.join(', ')} ${list === 'requests' ? 'request' : 'limit'} for ${word} ${container.name}`,
    ),
  }
}

function mutatePod(pod: Pod, range: LimitRange): Pod {
  const { spec, metadata } = pod
  if (spec === undefined) return pod
  const defaults = defaultsOf(range)
  const fill = (containers: readonly Container[], word: string) =>
    containers.map((container) => withDefaults(container, defaults, word))
  const app = fill(spec.containers ?? [], 'container')
  const init = fill(spec.initContainers ?? [], 'init container')
  const notes = [...app, ...init].flatMap((one) => one.notes)
  if (notes.length === 0) return pod
  const text = `LimitRanger plugin set: ${notes.join('; ')}`
  return {
    ...pod,
    metadata: { ...metadata, annotations: { ...metadata.annotations, [ANNOTATION]: text } },
    spec: {
      ...spec,
      containers: app.map(({ container }) => container),
      ...(spec.initContainers === undefined
        ? {}
        : { initContainers: init.map(({ container }) => container) }),
    },
  }
}

interface Amounts {
  readonly requests: ResourceList
  /** Null where only requests are looked at. */
  readonly limits: ResourceList | null
}

type Bound = (
  name: string,
  type: string,
  bound: Quantity,
  amounts: Readonly<Record<'request' | 'limit', Quantity | undefined>>,
  hasLimits: boolean,
) => string | null

const isBelow = (a: Quantity, b: Quantity): boolean => milliValue(a) < milliValue(b)

const atLeast: Bound = (name, type, bound, { request, limit }) => {
  const text = `minimum ${name} usage per ${type} is ${canonicalQuantity(bound)}`
  if (request === undefined) return `${text}.  No request is specified`
  if (isBelow(request, bound)) return `${text}, but request is ${canonicalQuantity(request)}`
  return limit !== undefined && isBelow(limit, bound)
    ? `${text}, but limit is ${canonicalQuantity(limit)}`
    : null
}

const atMost: Bound = (name, type, bound, { request, limit }, hasLimits) => {
  const text = `maximum ${name} usage per ${type} is ${canonicalQuantity(bound)}`
  if (hasLimits && limit === undefined) return `${text}.  No limit is specified`
  if (limit !== undefined && isBelow(bound, limit))
    return `${text}, but limit is ${canonicalQuantity(limit)}`
  if (request === undefined) return hasLimits ? null : `${text}.  No request is specified`
  return isBelow(bound, request) ? `${text}, but request is ${canonicalQuantity(request)}` : null
}

const withinRatio: Bound = (name, type, bound, { request, limit }) => {
  const text = `${name} max limit to request ratio per ${type} is ${canonicalQuantity(bound)}`
  if (request === undefined || milliValue(request) === 0)
    return `${text}, but no request is specified or request is 0`
  if (limit === undefined || milliValue(limit) === 0)
    return `${text}, but no limit is specified or limit is 0`
  const ratio = milliValue(limit) / milliValue(request)
  return ratio * 1000 > milliValue(bound)
    ? `${text}, but provided ratio is ${ratio.toFixed(6)}`
    : null
}

const BOUNDS = [
  ['min', atLeast],
  ['max', atMost],
  ['maxLimitRequestRatio', withinRatio],
] as const

function problemsOf(item: LimitRangeItem, { requests, limits }: Amounts): readonly string[] {
  return BOUNDS.flatMap(([field, bound]) => {
    if (field === 'maxLimitRequestRatio' && limits === null) return []
    return Object.entries(item[field] ?? {})
      .toSorted(([a], [b]) => compareText(a, b))
      .flatMap(([name, quantity]) => {
        const amounts = { request: requests[name], limit: limits?.[name] }
        return bound(name, item.type, quantity, amounts, limits !== null) ?? []
      })
  })
}

function podProblems(pod: Pod, item: LimitRangeItem): readonly string[] {
  if (item.type === 'Pod') {
    const requests = podResourceList(pod, 'requests')
    return problemsOf(item, { requests, limits: podResourceList(pod, 'limits') })
  }
  if (item.type !== 'Container') return []
  const containers = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])]
  return containers.flatMap(({ resources }) =>
    problemsOf(item, { requests: resources?.requests ?? {}, limits: resources?.limits ?? {} }),
  )
}

function claimProblems(claim: PersistentVolumeClaim, item: LimitRangeItem): readonly string[] {
  return item.type === 'PersistentVolumeClaim'
    ? problemsOf(item, { requests: claim.spec?.resources?.requests ?? {}, limits: null })
    : []
}

type Limited = Pod | PersistentVolumeClaim

const rangesFor = ({ object, old, context }: AdmissionRequest<Limited>): readonly LimitRange[] =>
  old?.metadata.deletionTimestamp !== undefined
    ? []
    : (context.list?.('LimitRange', namespaceOf(object)) ?? [])

export const limitRanger = pluginFor({
  name: 'LimitRanger',
  kinds: ['Pod', 'PersistentVolumeClaim'],
  operations: ['CREATE', 'UPDATE'],
  admit(request) {
    const { object, old } = request
    if (object.kind !== 'Pod' || old !== null) return { object }
    return { object: rangesFor(request).reduce(mutatePod, object) }
  },
  validate(request) {
    const { object, old } = request
    if (object.kind === 'Pod' && old !== null) return null
    for (const { spec } of rangesFor(request)) {
      const problems = (spec?.limits ?? []).flatMap((item) =>
        object.kind === 'Pod' ? podProblems(object, item) : claimProblems(object, item),
      )
      const unique = [...new Set(problems)]
      const [first] = unique
      if (first === undefined) continue
      return forbiddenStatus(object, unique.length === 1 ? first : `[${unique.join(', ')}]`)
    }
    return null
  },
})
