// Empties a Namespace that is being deleted, its Pods first, and lets it go when nothing is left in it.
// Follows pkg/controller/namespace/namespace_controller.go and deletion/namespaced_resources_deleter.go (v1.36).
import { definedKind } from '#api/meta/custom-kind.ts'
import { isTerminalPod } from '#api/core/containers.ts'
import type { Namespace } from '#api/generated/types.ts'
import {
  type ApiObject,
  type Kind,
  keyOf,
  KINDS,
  nameInSentence,
  parseKey,
  infoOf,
} from '#api/meta/object.ts'
import { msOfTime } from '#api/meta/time.ts'
import { equal } from '#lib/equal.ts'
import { defineController, type Run, type SyncResult, watching } from '../define-controller.ts'
import { conditionsFor, type Remaining } from './namespace-conditions.ts'

/** How long after a change a Namespace is looked at: what is being created in it may arrive until then. */
const GRACE_PERIOD_MS = 5000
/** How long what has finalizers is thought to take. */
const FINALIZER_ESTIMATE_SECONDS = 15

const FIRST: Kind = 'Pod'
const CONTENT: readonly Kind[] = Object.values(KINDS)
  .filter(({ namespaced, kind }) => namespaced && kind !== FIRST)
  .map(({ kind }) => kind)

type NamespaceRun = Run<null>

export const namespaceController = defineController<null>({
  name: 'namespace-controller',
  state: () => null,
  watches: [
    watching('Namespace', ({ type, object }, run) => {
      const isGoing = type !== 'DELETED' && object.metadata.deletionTimestamp !== undefined
      if (isGoing) run.enqueue(keyOf(object), GRACE_PERIOD_MS)
      return []
    }),
  ],
  sync: syncNamespace,
})

function syncNamespace(run: NamespaceRun, key: string): SyncResult {
  const { name = '' } = parseKey(key) ?? {}
  const namespace = run.client.get('Namespace', '', name)
  if (namespace === undefined || namespace.metadata.deletionTimestamp === undefined) return 'done'
  if ((namespace.spec?.finalizers ?? []).length === 0) return 'done'
  const { remaining, counted, estimate } = deleteAllContent(run, namespace)
  const conditions = conditionsFor(namespace, counted, run.clock.nowMs)
  const status = { ...namespace.status, phase: 'Terminating', conditions }
  if (!equal(status, namespace.status)) sayWhatRemains(run, namespace, status)
  if (remaining.resources.size > 0) {
    return estimate > 0 ? { againInMs: (Math.floor(estimate / 2) + 1) * 1000 } : 'retry'
  }
  const now = run.client.get('Namespace', '', name)
  if (now === undefined) return 'done'
  const finalizers = (now.spec?.finalizers ?? []).filter((one) => one !== 'kubernetes')
  const result = run.client.finalizeNamespace(
    { ...now, spec: { ...now.spec, finalizers } },
    run.narration({
      message: `let ${nameInSentence(now)} go`,
      because: 'nothing is left in it',
      level: 'step',
      kind: 'NamespaceFinalized',
    }),
  )
  return result.ok ? 'done' : 'retry'
}

function sayWhatRemains(
  run: NamespaceRun,
  namespace: Namespace,
  status: NonNullable<Namespace['status']>,
): void {
  run.client.updateStatus(
    { ...namespace, status },
    run.narration({
      message: `said what is left in ${nameInSentence(namespace)}`,
      level: 'detail',
      kind: 'NamespaceContent',
    }),
  )
}

/** The kinds with a namespace that definitions bring. */
function definedContent({ client }: NamespaceRun): readonly Kind[] {
  return client
    .list('CustomResourceDefinition')
    .map(definedKind)
    .filter((kind) => infoOf(kind).namespaced)
}

interface Content {
  readonly remaining: Remaining
  /** What the conditions say of it: as long as Pods hold up all else, upstream counts nothing. */
  readonly counted: Remaining
  /** How many seconds it is thought to take until the rest is gone. */
  readonly estimate: number
}

const NOTHING: Remaining = { resources: new Map(), finalizers: new Map() }

/**
 * Deletes what is in a Namespace: as long as there are Pods nothing else, since they may need it to end. Follows deleteAllContent,
 * which returns before ProcessContentTotals then.
 */
function deleteAllContent(run: NamespaceRun, namespace: Namespace): Content {
  const resources = new Map<string, number>()
  const finalizers = new Map<string, number>()
  let estimate = 0
  for (const kind of [FIRST, ...CONTENT, ...definedContent(run)]) {
    const expected = kind === FIRST ? podEstimate(run, namespace) : 0
    const left = deleteAll(run, namespace, kind)
    if (left.length === 0) continue
    const { resource, group } = infoOf(kind)
    resources.set(`${resource}.${group}`, left.length)
    for (const finalizer of left.flatMap(({ metadata }) => metadata.finalizers ?? []))
      finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1)
    const ofFinalizers = finalizers.size > 0 ? FINALIZER_ESTIMATE_SECONDS : 0
    estimate = Math.max(estimate, expected === 0 ? ofFinalizers : expected)
    if (kind === FIRST) break
  }
  const remaining = { resources, finalizers }
  const { resource, group } = infoOf(FIRST)
  const counted = resources.has(`${resource}.${group}`) ? NOTHING : remaining
  return { remaining, counted, estimate }
}

/** The longest time that one of the Pods may take to stop, unless it is over. */
function podEstimate(run: NamespaceRun, { metadata }: Namespace): number {
  const seconds = run.client
    .list('Pod', metadata.name ?? '')
    .filter((pod) => !isTerminalPod(pod))
    .map(({ spec }) => spec?.terminationGracePeriodSeconds ?? 0)
  const estimate = Math.max(0, ...seconds)
  const sinceMs = run.clock.nowMs - msOfTime(metadata.deletionTimestamp ?? '')
  return sinceMs >= estimate * 1000 ? 0 : estimate
}

/** Deletes the objects of a kind, and gives those that are still there. */
function deleteAll(run: NamespaceRun, namespace: Namespace, kind: Kind): readonly ApiObject[] {
  const { name = '' } = namespace.metadata
  if (run.client.list(kind, name).length === 0) return []
  run.client.deleteCollection(
    kind,
    { namespace: name },
    { propagationPolicy: 'Background' },
    (object) =>
      run.narration({
        message: `deleted ${nameInSentence(object)}`,
        because: `${nameInSentence(namespace)} is being deleted`,
        level: 'detail',
        kind: 'NamespaceContent',
      }),
  )
  return run.client.list(kind, name)
}
