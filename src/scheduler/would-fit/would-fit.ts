// The smallest changes that let the scheduler place a Pod that waits: each is found by following what the filters say of a
// node, one rejection after the other, and by asking them again after each change.
import { CONTROL_PLANE_LABEL } from '#api/core/control-plane.ts'
import type { Node, Pod } from '#api/generated/types.ts'
import type { WorldState } from '#client/world.ts'
import { compareQuantities, quantityOf } from '#api/meta/quantity.ts'
import {
  type Fit,
  type FitChange,
  isPodFitChange,
  type VainTry,
  withFitChange,
  type WouldFit,
} from '#api/scheduler/fit-change.ts'
import type { NodeInfo } from '../framework/node-info.ts'
import type { Status } from '../framework/status.ts'
import { moreNodes } from './more-nodes.ts'
import { remediesFor } from './remedies.ts'
import { createTrial, type Trial } from './trial.ts'

/** So many ways one after the other. */
const MOST_WAYS = 3
const MOST_FITS = 5
/** Nodes that are rejected alike are tried so often. */
const OF_EACH_KIND = 2
const MOST_KINDS = 24

/** What a change costs whoever makes it: small ones come first. */
const COSTS: Readonly<Record<FitChange['kind'], number>> = {
  uncordon: 1,
  request: 2,
  toleration: 2,
  hostPort: 3,
  spread: 3,
  selector: 3,
  affinity: 4,
  label: 4,
  node: 6,
}
/** A control plane is kept free on purpose. */
const COST_OF_CONTROL_PLANE = 6

interface Target {
  readonly pod: Pod
  readonly node: Node
  /** On a new node. */
  readonly pods: readonly Pod[]
  readonly changes: readonly FitChange[]
  /** The ways that were gone so far. */
  readonly ways: number
}

interface Found {
  readonly fits: Fit[]
  readonly vain: VainTry[]
}

/** What would make a Pod fit at a moment; nothing of a Pod that has a node, or that has room made for it. */
export function wouldFit(state: WorldState, pod: Pod): WouldFit {
  if ((pod.spec?.nodeName ?? '') !== '') return { fits: [], vain: [] }
  const trial = createTrial(state)
  const gate = trial.gate(pod)
  if (gate !== null) return hopeless(gate)
  const before = trial.ask(pod, { nodes: [], pods: [] }, (verdict) => verdict.before)
  if (before !== null) return hopeless(before)
  const found: Found = { fits: [], vain: [] }
  const start = { pod, pods: [], changes: [], ways: 0 }
  for (const { node } of typical(trial, pod)) follow(trial, { ...start, node }, found)
  for (const { like, node, pods } of moreNodes(trial.nodes)) {
    follow(trial, { ...start, node, pods, changes: [{ kind: 'node', like, node }] }, found)
  }
  const fits = smallest(found.fits)
  return { fits, vain: vainOf(found.vain, fits) }
}

function hopeless({ reasons }: Status): WouldFit {
  return { fits: [], vain: [{ what: 'nothing', nodeName: '', reasons }] }
}

/** A few nodes of each kind of rejection, those with most room first. */
function typical(trial: Trial, pod: Pod): readonly NodeInfo[] {
  const kinds = new Map<string, NodeInfo[]>()
  trial.ask(pod, { nodes: [], pods: [] }, (verdict) => {
    for (const info of trial.nodes) {
      const status = verdict.of(info.name)
      const taints = info.node.spec?.taints ?? []
      const kind = JSON.stringify([status?.plugin, status?.reasons, taints])
      const alike = kinds.get(kind) ?? []
      kinds.set(kind, [...alike, info])
    }
  })
  const room = ({ allocatable, requested }: NodeInfo): number =>
    (allocatable.memory - requested.memory) * (allocatable.milliCpu - requested.milliCpu)
  return [...kinds.values()]
    .slice(0, MOST_KINDS)
    .flatMap((alike) => alike.toSorted((a, b) => room(b) - room(a)).slice(0, OF_EACH_KIND))
}

/** Changes what the filters reject, until the Pod fits, nothing can be changed, or it has become too much. */
function follow(trial: Trial, target: Target, found: Found): void {
  const { pod, node, pods, changes, ways } = target
  const name = node.metadata.name ?? ''
  const nodes = [node]
  const { status, info, fitting } = trial.ask(pod, { nodes, pods }, (verdict) => {
    const rejection = verdict.of(name)
    return {
      status: rejection,
      info: verdict.info(name)?.clone(),
      fitting: rejection === null ? trial.nodes.filter((one) => verdict.of(one.name) === null) : [],
    }
  })
  if (status === null) {
    if (changes.length > 0) {
      found.fits.push({ changes, nodeNames: fitting.map((one) => one.name) })
    }
    return
  }
  if (info === undefined) return
  noteVain(target, status, found)
  if (ways === MOST_WAYS) return
  const isNew = changes[0]?.kind === 'node'
  for (const way of remediesFor(pod, info, status)) {
    // A new node is tried as it is, or with the labels that the Pod wants.
    if (isNew && way.some(({ kind }) => kind !== 'label')) continue
    follow(trial, changedBy(target, way), found)
  }
}

function changedBy(target: Target, way: readonly FitChange[]): Target {
  return { ...way.reduce(changedByOne, target), ways: target.ways + 1 }
}

function changedByOne(target: Target, change: FitChange): Target {
  const { pod, node, changes } = target
  if (isPodFitChange(change)) {
    const spec = withFitChange(pod.spec ?? { containers: [] }, change)
    return { ...target, pod: { ...pod, spec }, changes: [...changes, change] }
  }
  const changed = nodeWith(node, change)
  return { ...target, node: changed, changes: withChange(changes, change, changed) }
}

function nodeWith(node: Node, change: FitChange): Node {
  if (change.kind === 'label') {
    const labels = { ...node.metadata.labels, ...change.labels }
    return { ...node, metadata: { ...node.metadata, labels } }
  }
  if (change.kind !== 'uncordon') return node
  const { unschedulable: _, ...spec } = node.spec ?? {}
  const taints = spec.taints?.filter(({ key }) => key !== 'node.kubernetes.io/unschedulable')
  return { ...node, spec: { ...spec, ...(taints === undefined ? {} : { taints }) } }
}

/** A new node has its labels from the start. */
function withChange(
  changes: readonly FitChange[],
  change: FitChange,
  node: Node,
): readonly FitChange[] {
  const [first, ...others] = changes
  if (first?.kind === 'node' && change.kind === 'label') return [{ ...first, node }, ...others]
  return [...changes, change]
}

const FAMILIES: Readonly<Partial<Record<FitChange['kind'], VainTry['what']>>> = {
  toleration: 'toleration',
  request: 'request',
  selector: 'selector',
  node: 'node',
}

/** Notes what was rejected although one thing had been changed, or before anything was. */
function noteVain({ changes, node }: Target, { reasons }: Status, found: Found): void {
  const [first] = changes
  if (first === undefined) {
    found.vain.push({ what: 'nothing', nodeName: node.metadata.name ?? '', reasons })
    return
  }
  const what = FAMILIES[first.kind]
  if (what === undefined || changes.some(({ kind }) => kind !== first.kind)) return
  const nodeName = first.kind === 'node' ? first.like : (node.metadata.name ?? '')
  found.vain.push({ what, nodeName, reasons })
}

/** One of each family that is in no single answer; what no change was found for, only where there is no answer at all. */
function vainOf(tried: readonly VainTry[], fits: readonly Fit[]): readonly VainTry[] {
  const helpful = new Set(
    fits.flatMap(({ changes }) =>
      changes.every(({ kind }) => kind === changes[0]?.kind)
        ? [FAMILIES[changes[0]?.kind ?? 'label']]
        : [],
    ),
  )
  const families = ['toleration', 'request', 'selector', 'node'] as const
  const one = families.flatMap((what) => {
    const first = helpful.has(what) ? undefined : tried.find((each) => each.what === what)
    return first === undefined ? [] : [first]
  })
  if (fits.length > 0) return one
  return [...one, ...tried.filter(({ what }) => what === 'nothing')].slice(0, MOST_FITS)
}

function smallest(fits: readonly Fit[]): readonly Fit[] {
  const best = new Map<string, Fit>()
  for (const fit of fits) {
    const key = namesOf(fit).join(' ')
    const known = best.get(key)
    if (known === undefined || asksMore(fit, known)) best.set(key, fit)
  }
  const all = [...best.values()]
  return all
    .filter((fit) => !all.some((other) => other !== fit && isPart(namesOf(other), namesOf(fit))))
    .toSorted((a, b) => costOf(a) - costOf(b) || a.changes.length - b.changes.length)
    .slice(0, MOST_FITS)
}

const isPart = (some: readonly string[], all: readonly string[]): boolean =>
  some.every((name) => all.includes(name))

/** What is changed, without by how much and on which of several nodes. */
function namesOf({ changes }: Fit): readonly string[] {
  return changes.flatMap(namesOfOne).toSorted()
}

function namesOfOne(change: FitChange): readonly string[] {
  switch (change.kind) {
    case 'request':
      return [`request ${change.container} ${change.resource}`]
    case 'toleration':
      return [`toleration ${change.taint.key} ${change.taint.effect}`]
    case 'selector':
      return Object.keys(change.labels).map((key) => `selector ${key}`)
    case 'affinity':
      return [`affinity ${change.of}`]
    case 'spread':
      return [`spread ${change.index}`]
    case 'hostPort':
      return [`hostPort ${change.port}`]
    case 'label':
      return Object.keys(change.labels).map((key) => `label ${key}`)
    case 'uncordon':
    case 'node':
      return [change.kind]
  }
}

/** Of two that lower the same requests, the one that lowers them less. */
function asksMore(fit: Fit, other: Fit): boolean {
  const [one, two] = [fit, other].map(({ changes }) =>
    changes.find((change) => change.kind === 'request'),
  )
  if (one?.kind !== 'request' || two?.kind !== 'request') return false
  return compareQuantities(quantityOf(one.to), quantityOf(two.to)) > 0
}

function costOf({ changes }: Fit): number {
  return changes.reduce((sum, change) => {
    const isControlPlane = change.kind === 'toleration' && change.taint.key === CONTROL_PLANE_LABEL
    return sum + (isControlPlane ? COST_OF_CONTROL_PLANE : COSTS[change.kind])
  }, 0)
}
