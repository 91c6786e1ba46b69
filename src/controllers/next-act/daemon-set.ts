// The next act of a DaemonSet: a Pod for each node that needs one, none on the others, old ones replaced in bounds.
import type { ControllerRevision, DaemonSet, Node, Pod } from '#api/generated/types.ts'
import { isApiObject, type WorldState } from '#client/world.ts'
import { nodeShouldRunDaemonPod, targetNodeNameOf } from '../daemonset/daemonset-util.ts'
import { podsShouldBeOnNode } from '../daemonset/manage.ts'
import { rollingUpdate } from '../daemonset/update.ts'
import { CONTROLLER_REVISION_HASH, equalRevision, patchOf } from '../history/controller-history.ts'
import { isPodAvailable } from '../pod-availability.ts'
import {
  acts,
  countRow,
  type Moment,
  namesOf,
  type NextAct,
  pods,
  rests,
  waits,
} from './next-act.ts'
import { podsOf } from './owned.ts'

/** What the DaemonSet controller will do. */
export function nextActOfDaemonSet(moment: Moment, set: DaemonSet): NextAct {
  const { world, nowMs } = moment
  const nodes = world.under('Node/').flatMap((node) => (node.kind === 'Node' ? [node] : []))
  const wanted = nodes.filter((node) => nodeShouldRunDaemonPod(node, set).shouldRun)
  const nodesToPods = byNode(podsOf(world, set))
  const names = new Set(wanted.map(({ metadata }) => metadata.name ?? ''))
  const placed = [...names].filter((name) => nodesToPods.has(name))
  const available = placed.filter((name) =>
    (nodesToPods.get(name) ?? []).some((pod) =>
      isPodAvailable(pod, set.spec?.minReadySeconds ?? 0, nowMs),
    ),
  )
  const rows = [
    countRow('nodes with a Pod', wanted.length, placed.length),
    countRow('available', wanted.length, available.length),
  ]
  return { ...decide(moment, set, { nodes, wanted, nodesToPods }), rows }
}

interface Ground {
  readonly nodes: readonly Node[]
  readonly wanted: readonly Node[]
  readonly nodesToPods: ReadonlyMap<string, readonly Pod[]>
}

function decide({ world, nowMs }: Moment, set: DaemonSet, ground: Ground): NextAct {
  const { nodes, wanted, nodesToPods } = ground
  if (set.metadata.deletionTimestamp !== undefined) return rests('it is being deleted')
  const hash = hashOfNow(world, set)
  if (hash === null) return acts('Record its template as a revision', 'the template is new')
  const context = { set, hash, nowMs, backoffMs: () => 0 }
  const plans = nodes.map((node) =>
    podsShouldBeOnNode(context, node, nodesToPods.get(node.metadata.name ?? '') ?? []),
  )
  const [removal, ...others] = plans.flatMap((plan) => plan.delete)
  if (removal !== undefined) {
    const more = others.length === 0 ? '' : ` and ${others.length} more`
    return acts(`Delete ${namesOf([removal.pod])}${more}`, removal.because)
  }
  const additions = plans.flatMap((plan) => plan.create)
  const [first] = additions
  if (first !== undefined) {
    return additions.length === 1
      ? acts(`Create a Pod on \`${first.nodeName}\``, first.because)
      : acts(
          `Create ${pods(additions.length)}`,
          `${first.because}, and so ${additions.length === 2 ? 'has' : 'have'} ${additions.length - 1} more`,
        )
  }
  if (set.spec?.updateStrategy?.type !== 'OnDelete') {
    const plan = rollingUpdate({ set, hash, nodes, nowMs }, nodesToPods)
    const [old] = plan.delete
    if (old !== undefined)
      return acts(`Delete ${namesOf(plan.delete.map(({ pod }) => pod))}`, old.because)
    const [beside] = plan.create
    if (beside !== undefined) return acts(`Create a Pod on \`${beside.nodeName}\``, beside.because)
  }
  return atRest(nowMs, set, { wanted, nodesToPods })
}

function atRest(
  nowMs: number,
  set: DaemonSet,
  { wanted, nodesToPods }: Omit<Ground, 'nodes'>,
): NextAct {
  const all = wanted.flatMap(({ metadata }) => nodesToPods.get(metadata.name ?? '') ?? [])
  const late = all.filter((pod) => !isPodAvailable(pod, set.spec?.minReadySeconds ?? 0, nowMs))
  const because = 'each node that it is for has its Pod'
  return late.length === 0
    ? rests(because)
    : waits(`${namesOf(late, 1)} to be available`, because, { rests: true })
}

function byNode(all: readonly Pod[]): ReadonlyMap<string, readonly Pod[]> {
  const nodes = new Map<string, Pod[]>()
  for (const pod of all) {
    const name = targetNodeNameOf(pod)
    if (name === undefined) continue
    const list = nodes.get(name)
    if (list === undefined) nodes.set(name, [pod])
    else list.push(pod)
  }
  return nodes
}

/** The hash of the revision with the template of now; null while there is none. */
function hashOfNow(world: WorldState, set: DaemonSet): string | null {
  const wanted = { data: patchOf(set) }
  const revisions = world
    .list('owner', set.metadata.uid ?? '', 'ControllerRevision.apps/')
    .filter(isApiObject)
    .filter((object): object is ControllerRevision => object.kind === 'ControllerRevision')
  const same = revisions.find((revision) => equalRevision(revision, wanted))
  return same?.metadata.labels?.[CONTROLLER_REVISION_HASH] ?? null
}
