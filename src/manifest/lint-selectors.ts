// Advice on what selects Pods: owners that mean the Pods of others, and budgets that allow no eviction.
import { podSpecOf, replicasOf } from '#api/core/pod-spec-of.ts'
import { scaledValue } from '#api/meta/int-or-string.ts'
import { formatLabelSelector } from '#api/meta/label-selector-text.ts'
import { type Labels, matchesLabelSelector } from '#api/meta/labels.ts'
import type { ApiObject, Kind } from '#api/meta/object.ts'
import type {
  HorizontalPodAutoscaler,
  LabelSelector,
  PodDisruptionBudget,
} from '#api/generated/types.ts'
import type { Advice, LintedObject } from './lint.ts'

type IndexedAdvice = Advice & { readonly index: number }

/** Pods that an object of the files is or makes. */
interface Labelled {
  readonly object: ApiObject
  readonly index: number
  readonly labels: Labels
}

/** An owner that finds its Pods again by their labels. */
interface Owner extends Labelled {
  readonly selector: LabelSelector
}

/** What takes in a Pod without an owner as soon as its selector matches; a Deployment's ReplicaSets ask for a hash besides. */
const ADOPTING: ReadonlySet<Kind> = new Set(['ReplicaSet', 'ReplicationController', 'DaemonSet'])

/** Owners whose selectors match Pods that are not theirs, and budgets that never let an eviction pass. */
export function lintSelectors(objects: readonly LintedObject[]): readonly IndexedAdvice[] {
  const pods = objects.flatMap(({ object }, index) => labelledOf(object, index) ?? [])
  const owners = pods.flatMap((one) => {
    const selector = selectorOf(one.object)
    return selector === null ? [] : [{ ...one, selector }]
  })
  const budgets = objects.some(({ object }) => object.kind === 'PodDisruptionBudget')
  if (owners.length === 0 && !budgets) return []
  const find = finder(pods)
  const scalers = objects.flatMap(({ object }) =>
    object.kind === 'HorizontalPodAutoscaler' ? [object] : [],
  )
  return [
    ...owners.flatMap((owner) => othersPods(owner, find)),
    ...objects.flatMap(({ object }, index) =>
      object.kind === 'PodDisruptionBudget'
        ? neverAllows(object, find, scalers).map((advice) => ({ ...advice, index }))
        : [],
    ),
  ]
}

const namespaceOf = ({ metadata }: ApiObject): string => metadata.namespace ?? 'default'
const nameOf = ({ kind, metadata }: ApiObject): string => `${kind} \`${metadata.name ?? ''}\``

function labelledOf(object: ApiObject, index: number): Labelled | null {
  const place = podSpecOf(object)
  if (place === null) return null
  // The labels stand beside the spec: those of the Pod itself, or of the template.
  let holder: unknown = object
  for (const step of place.path.slice(0, -1)) {
    holder = isFields(holder) ? holder[step] : undefined
  }
  const metadata = isFields(holder) ? holder['metadata'] : undefined
  const labels = isFields(metadata) ? metadata['labels'] : undefined
  return { object, index, labels: isTexts(labels) ? labels : {} }
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const isTexts = (value: unknown): value is Labels =>
  isFields(value) && Object.values(value).every((one) => typeof one === 'string')

/** The selector of an owner; a plain map is one of labels. Null for none, and for one that asks for nothing. */
function selectorOf(object: ApiObject): LabelSelector | null {
  const spec: unknown = 'spec' in object ? object.spec : undefined
  const written = isFields(spec) ? spec['selector'] : undefined
  if (!isFields(written)) return null
  const selector: LabelSelector = isTexts(written) ? { matchLabels: written } : written
  return formatLabelSelector(selector) === '' ? null : selector
}

type Find = (namespace: string, selector: LabelSelector) => readonly Labelled[]

/** Finds what a selector matches by the rarest label that it asks for, so that thousands of owners stay cheap. */
function finder(pods: readonly Labelled[]): Find {
  const byLabel = new Map<string, Labelled[]>()
  const add = (key: string, one: Labelled): void => {
    const same = byLabel.get(key)
    if (same === undefined) byLabel.set(key, [one])
    else same.push(one)
  }
  for (const one of pods) {
    const namespace = namespaceOf(one.object)
    add(JSON.stringify([namespace]), one)
    for (const pair of Object.entries(one.labels)) add(JSON.stringify([namespace, ...pair]), one)
  }
  return (namespace, selector) => {
    const keys = Object.entries(selector.matchLabels ?? {}).map((pair) =>
      JSON.stringify([namespace, ...pair]),
    )
    const candidates = [JSON.stringify([namespace]), ...keys].map((key) => byLabel.get(key) ?? [])
    const [rarest = []] = candidates.toSorted((a, b) => a.length - b.length)
    return rarest
      .slice(0, MOST_CANDIDATES)
      .filter(({ labels }) => matchesLabelSelector(selector, labels))
  }
}

/** More Pods and templates with one label are not looked through. */
const MOST_CANDIDATES = 1000

function othersPods(owner: Owner, find: Find): readonly IndexedAdvice[] {
  const { object, index, selector } = owner
  const others = find(namespaceOf(object), selector).filter((one) => one.index !== index)
  const path = ['spec', 'selector']
  const labels = formatLabelSelector(selector)
  // One object that is here twice is told as such.
  const same = ({ object: { kind, metadata } }: Labelled): boolean =>
    kind === object.kind && metadata.name === object.metadata.name
  const other = others.find((one) => one.object.kind !== 'Pod' && !same(one))
  const bare = others.find(
    (one) => one.object.kind === 'Pod' && (one.object.metadata.ownerReferences ?? []).length === 0,
  )
  const advice: IndexedAdvice[] = []
  if (other !== undefined) {
    const message = `${labels} also selects the Pods of ${nameOf(other.object)}: each keeps those that it has made, but a Service, a budget or an autoscaler that goes by these labels takes them for one. Give each labels of its own`
    advice.push({ severity: 'warning', message, path, index })
  }
  if (bare !== undefined && ADOPTING.has(object.kind)) {
    const message = `${labels} also selects ${nameOf(bare.object)}, which has no owner: ${nameOf(object)} takes it in as one of its own, whatever it runs, and deletes it when it has one too many`
    advice.push({ severity: 'warning', message, path, index })
  }
  return advice
}

/** A budget that leaves no Pod to evict even when all are healthy. */
function neverAllows(
  budget: PodDisruptionBudget,
  find: Find,
  scalers: readonly HorizontalPodAutoscaler[],
): readonly Advice[] {
  const { minAvailable, maxUnavailable, selector } = budget.spec ?? {}
  const say = (field: string, what: string): readonly Advice[] => [
    {
      severity: 'warning',
      message: `${what}: no eviction is ever allowed, and \`kubectl drain\` waits for good`,
      path: ['spec', field],
    },
  ]
  if (maxUnavailable === 0 || maxUnavailable === '0%') {
    return say('maxUnavailable', `a maxUnavailable of ${maxUnavailable} spares not one Pod`)
  }
  if (minAvailable === '100%') {
    return say('minAvailable', 'a minAvailable of 100% spares not one Pod')
  }
  const found =
    minAvailable === undefined || selector === undefined ? [] : find(namespaceOf(budget), selector)
  const counts = found.map(({ object }) => mostPodsOf(object, scalers))
  const count = counts.reduce<number | null>(
    (sum, one) => (sum === null || one === null ? null : sum + one),
    0,
  )
  // Of nothing that is in these files, or of as many as there are nodes, nothing can be said.
  if (minAvailable === undefined || found.length === 0 || count === null || count === 0) return []
  const least = scaledValue(minAvailable, count, 'up')
  if (least < count) return []
  const pods = count === 1 ? '1 Pod' : `${count} Pods`
  const what =
    least > count
      ? `a minAvailable of ${minAvailable} is never met by the ${pods} that it selects`
      : `a minAvailable of ${minAvailable} needs all of the ${pods} that it selects`
  return say('minAvailable', what)
}

/** How many Pods an object is or asks for, up to what its autoscaler may make of it; null where it does not say. */
function mostPodsOf(object: ApiObject, scalers: readonly HorizontalPodAutoscaler[]): number | null {
  if (object.kind === 'Pod') return 1
  const scaler = scalers.find(
    ({ metadata, spec }) =>
      spec?.scaleTargetRef.kind === object.kind &&
      spec.scaleTargetRef.name === object.metadata.name &&
      (metadata.namespace ?? 'default') === namespaceOf(object),
  )
  return scaler?.spec?.maxReplicas ?? replicasOf(object)
}
