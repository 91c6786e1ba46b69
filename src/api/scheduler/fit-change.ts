// Changes that may make a Pod fit somewhere, as data: the scheduler tries them out, the page offers them, and the
// scenario writes them into its files.
import type { Container, Node, PodSpec, Taint, Toleration } from '../generated/types.ts'

/** A change of the Pod that waits, or of the template that it was made from. */
export type PodFitChange =
  /** A container asks for less; `container` is '' for spec.resources. `from` and `to` are quantities. */
  | {
      readonly kind: 'request'
      readonly container: string
      readonly resource: string
      readonly from: string
      readonly to: string
    }
  | { readonly kind: 'toleration'; readonly taint: Taint }
  /** These keys of the nodeSelector go. */
  | { readonly kind: 'selector'; readonly labels: Readonly<Record<string, string>> }
  /** What is required of a node, or of the Pods beside it, goes. */
  | { readonly kind: 'affinity'; readonly of: 'nodeAffinity' | 'podAffinity' | 'podAntiAffinity' }
  /** A topology spread constraint is only preferred. */
  | { readonly kind: 'spread'; readonly index: number; readonly topologyKey: string }
  | { readonly kind: 'hostPort'; readonly container: string; readonly port: number }

/** A change of the cluster. */
export type NodeFitChange =
  | {
      readonly kind: 'label'
      readonly nodeName: string
      readonly labels: Readonly<Record<string, string>>
    }
  | { readonly kind: 'uncordon'; readonly nodeName: string }
  /** One more node, of the size of `like`. */
  | { readonly kind: 'node'; readonly like: string; readonly node: Node }

export type FitChange = PodFitChange | NodeFitChange

/** Changes that together let the scheduler place the Pod. */
export interface Fit {
  readonly changes: readonly FitChange[]
  /** Where it could go then, in the scheduler's order of nodes. */
  readonly nodeNames: readonly string[]
}

/** Something that one might try, and what speaks against the Pod then. */
export interface VainTry {
  readonly what: 'toleration' | 'request' | 'selector' | 'node' | 'nothing'
  /** The node that it was tried with; '' for all. */
  readonly nodeName: string
  /** In the scheduler's words. */
  readonly reasons: readonly string[]
}

/** What would make a Pod fit: the smallest first. */
export interface WouldFit {
  readonly fits: readonly Fit[]
  readonly vain: readonly VainTry[]
}

/** Whether a change is one of the Pod. */
export function isPodFitChange(change: FitChange): change is PodFitChange {
  return change.kind !== 'label' && change.kind !== 'uncordon' && change.kind !== 'node'
}

/** The toleration for one taint and no other. */
export function tolerationOf({ key, value, effect }: Taint): Toleration {
  if (value === undefined || value === '') return { key, operator: 'Exists', effect }
  return { key, operator: 'Equal', value, effect }
}

/** A Pod spec with a change; the same where there is nothing to change. */
export function withFitChange(spec: PodSpec, change: PodFitChange): PodSpec {
  switch (change.kind) {
    case 'request':
      return withRequest(spec, change)
    case 'toleration':
      return {
        ...spec,
        tolerations: [tolerationOf(change.taint), ...(spec.tolerations ?? [])],
      }
    case 'selector':
      return withoutSelector(spec, change.labels)
    case 'affinity':
      return withoutRequired(spec, change.of)
    case 'spread':
      return {
        ...spec,
        topologySpreadConstraints: (spec.topologySpreadConstraints ?? []).map((one, index) =>
          index === change.index ? { ...one, whenUnsatisfiable: 'ScheduleAnyway' } : one,
        ),
      }
    case 'hostPort':
      return withContainer(spec, change.container, (container) => ({
        ...container,
        ports: (container.ports ?? []).map((port) => {
          if (port.hostPort !== change.port) return port
          const { hostPort: _, ...rest } = port
          return rest
        }),
      }))
  }
}

function withContainer(
  spec: PodSpec,
  name: string,
  change: (container: Container) => Container,
): PodSpec {
  const changed = (list: readonly Container[]): Container[] =>
    list.map((container) => (container.name === name ? change(container) : container))
  return {
    ...spec,
    containers: changed(spec.containers),
    ...(spec.initContainers === undefined ? {} : { initContainers: changed(spec.initContainers) }),
  }
}

function withRequest(
  spec: PodSpec,
  { container, resource, to }: Extract<PodFitChange, { kind: 'request' }>,
): PodSpec {
  const lowered = <R extends NonNullable<Container['resources']>>(resources: R | undefined): R =>
    // The spread keeps what else the resources have.
    ({ ...resources, requests: { ...resources?.requests, [resource]: to } }) as R
  if (container === '') return { ...spec, resources: lowered(spec.resources) }
  return withContainer(spec, container, (one) => ({ ...one, resources: lowered(one.resources) }))
}

function withoutSelector(spec: PodSpec, labels: Readonly<Record<string, string>>): PodSpec {
  const { nodeSelector, ...rest } = spec
  const kept = Object.entries(nodeSelector ?? {}).filter(([key]) => !Object.hasOwn(labels, key))
  return kept.length === 0 ? rest : { ...rest, nodeSelector: Object.fromEntries(kept) }
}

function withoutRequired(
  spec: PodSpec,
  of: Extract<PodFitChange, { kind: 'affinity' }>['of'],
): PodSpec {
  const { affinity, ...rest } = spec
  const { [of]: part, ...others } = affinity ?? {}
  const { requiredDuringSchedulingIgnoredDuringExecution: _, ...preferred } = part ?? {}
  const left = Object.keys(preferred).length === 0 ? others : { ...others, [of]: preferred }
  return Object.keys(left).length === 0 ? rest : { ...rest, affinity: left }
}
