// What a real kube-scheduler decided in the clusters of conformance/scheduler, against our own: the
// whole scheduler runs on an API server without rules, and its first attempt at each Pod is compared.
import type { Event, Pod } from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import type { NodeTrace, SchedulingTrace } from '#api/scheduler/trace.ts'
import { applyMatchLabelKeys } from '#apiserver/registry/core/pod/match-label-keys.ts'
import { setDefaults } from '#apiserver/defaults/set-defaults.ts'
import { createEventRecorder } from '#client/event-recorder.ts'
import { compareText } from '#lib/compare.ts'
import { defined } from '#lib/defined.ts'
import type { Prng } from '#lib/prng.ts'
import { createScheduler } from '#scheduler/scheduler.ts'
import { createFakeApiServer, type FakeApiServer } from '#testing/fake-api-server.ts'
import { makeSnapshot } from '#testing/run-plugin.ts'
import { compare, type ConformanceCase, notSimulated } from './case.ts'
import { readRecordings, type Recording } from './read-corpus.ts'
import type { Answer, Attempt, Question, RecordedNode } from './scheduler-recording.ts'
import { schedulerOutOfScope } from './scheduler-scope.ts'

const SUITE = 'scheduler'
/** All pending Pods have had their turn long before; what waits for volumes then still waits. */
const END_MS = 1000
const ATTEMPT_KINDS = ['Scheduled', 'FailedScheduling']

/** Compares every attempt of every question of a folder. */
export function runSchedulerSuite(folder: string): readonly ConformanceCase[] {
  return readRecordings<Question, Answer>(folder).map(compareAttempts)
}

function compareAttempts({ name, question, answer }: Recording<Question, Answer>): ConformanceCase {
  const reason = schedulerOutOfScope(question, answer)
  if (reason !== null) return notSimulated(SUITE, name, reason)
  const attempts = attemptsOf(startCluster(question, answer))
  const nodeNames = (question.given ?? []).flatMap(({ kind, metadata }) =>
    kind === 'Node' ? [metadata.name ?? ''] : [],
  )
  return compare(SUITE, name, {
    ours: { attempts: attempts.map(withoutBlameOf(answer)), gated: heldBack(question, attempts) },
    theirs: {
      attempts: answer.attempts.map((attempt) => comparableAttempt(attempt, nodeNames)),
      gated: answer.gated ?? [],
    },
  })
}

/** A recorded attempt with what is left out filled in; a rejection of the Pod counts for every node. */
function comparableAttempt(attempt: Attempt, nodeNames: readonly string[]): Comparable {
  const { pod, preFilter, best = [], node, condition, nominatedNode } = attempt
  const { nodes = {}, victims = [], events = [] } = attempt
  const rejected = Object.fromEntries(
    nodeNames.map((name) => [name, defined({ rejected: preFilter })]),
  )
  return {
    pod,
    nodes: preFilter === undefined ? nodes : rejected,
    best,
    node,
    condition,
    nominatedNode,
    victims,
    events,
  }
}

/** A node that PreFilter left out has no plugin in the recordings; we blame the one that limited the choice. */
function withoutBlameOf({ attempts }: Answer) {
  return (ours: Comparable, index: number): Comparable => {
    const theirs = attempts[index]?.nodes ?? {}
    const nodes = Object.entries(ours.nodes).map(([name, node]) => {
      if (node.rejected === undefined || theirs[name]?.rejected?.plugin !== undefined) {
        return [name, node] as const
      }
      if (theirs[name]?.rejected === undefined) return [name, node] as const
      const { code, reasons } = node.rejected
      return [name, { ...node, rejected: { code, reasons } }] as const
    })
    return { ...ours, nodes: Object.fromEntries(nodes) }
  }
}

/** The Pods of this scheduler that were never attempted. */
function heldBack({ pending = [] }: Question, attempts: readonly Comparable[]): readonly string[] {
  const attempted = new Set(attempts.map(({ pod }) => pod))
  return pending
    .filter(({ spec }) => (spec?.schedulerName ?? 'default-scheduler') === 'default-scheduler')
    .map(({ metadata }) => `${metadata.namespace ?? 'default'}/${metadata.name ?? ''}`)
    .filter((name) => !attempted.has(name))
    .toSorted(compareText)
}

/** The objects as they are stored, the n-th created n seconds after the first. */
function storedObjects(question: Question): {
  readonly given: readonly ApiObject[]
  readonly pending: readonly Pod[]
} {
  const { given = [], pending = [] } = question
  const stored = [...given, ...pending].map((object, index) => complete(object, timeAt(index)))
  return {
    given: stored.slice(0, given.length),
    pending: stored
      .slice(given.length)
      .flatMap((object) => (object.kind === 'Pod' ? [object] : [])),
  }
}

function timeAt(seconds: number): string {
  const minutes = String(Math.floor(seconds / 60)).padStart(2, '0')
  return `2026-01-01T00:${minutes}:${String(seconds % 60).padStart(2, '0')}Z`
}

function complete(object: ApiObject, created: string): ApiObject {
  const { metadata } = object
  const { name = '', uid = `uid-of-${name}`, creationTimestamp = created } = metadata
  const namespace = metadata.namespace ?? 'default'
  const stored = { ...object, metadata: { ...metadata, namespace, uid, creationTimestamp } }
  const defaulted = setDefaults(stored as ApiObject)
  return defaulted.kind === 'Pod' ? completePod(applyMatchLabelKeys(defaulted), created) : defaulted
}

/** A Pod on a node runs since its creation, if the question does not say otherwise. */
function completePod(pod: Pod, created: string): Pod {
  const { phase = 'Pending', ...status } = pod.status ?? {}
  const placed = (pod.spec?.nodeName ?? '') !== '' && status.startTime === undefined
  return {
    ...pod,
    spec: { containers: [], ...pod.spec, priority: pod.spec?.priority ?? 0 },
    status: placed
      ? { ...status, phase: phase === 'Pending' ? 'Running' : phase, startTime: created }
      : { ...status, phase },
  }
}

function isTerminal({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed'
}

/** A scheduler that has heard of everything and attempted nothing yet. */
function startCluster(question: Question, answer: Answer): FakeApiServer {
  const { given, pending } = storedObjects(question)
  const server = createFakeApiServer()
  const { client, clock, world } = server
  const attempts = (): number =>
    world.journal.filter(({ kind }) => ATTEMPT_KINDS.includes(kind)).length
  const prng = choiceOf((size) =>
    recordedPlace(given, answer.attempts.slice(0, attempts()), answer.attempts[attempts()], size),
  )
  createScheduler({ client, clock, prng, recorder: createEventRecorder(client, clock) })
  const isPlaced = (object: ApiObject): boolean => object.kind === 'Pod' && !isTerminal(object)
  server.apply(
    ...namespacesOf(given, pending),
    ...given.filter(({ kind }) => kind !== 'Node' && kind !== 'Pod'),
    ...given.filter(({ kind }) => kind === 'Node'),
    ...given.filter(isPlaced),
    ...pending,
  )
  return server
}

/** The namespaces that the question does not mention, with the label they all have. */
function namespacesOf(given: readonly ApiObject[], pending: readonly Pod[]): readonly ApiObject[] {
  const known = new Set(
    given.flatMap(({ kind, metadata }) => (kind === 'Namespace' ? [metadata.name] : [])),
  )
  const used = new Set([
    'default',
    ...[...given, ...pending].map(({ metadata }) => metadata.namespace ?? 'default'),
  ])
  return [...used]
    .filter((name) => !known.has(name))
    .map((name) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
    }))
}

/** Among equals our scheduler draws: here it draws what the recorded one took, as later attempts depend on it. */
function choiceOf(next: (size: number) => number): Prng {
  const first: Prng = { next: () => 0, fork: () => first }
  return {
    next: () => 0,
    fork: (label) => (label === 'ties' ? { next, fork: () => first } : first),
  }
}

/** Where the recorded choice stands among the recorded best nodes, in the order in which this attempt visits nodes. */
function recordedPlace(
  given: readonly ApiObject[],
  before: readonly Attempt[],
  attempt: Attempt | undefined,
  size: number,
): number {
  const nodes = given.flatMap((object) => (object.kind === 'Node' ? [object] : []))
  const listed = makeSnapshot(nodes).nodes.map(({ name }) => name)
  const start = before.reduce((sum, { nodes: seen = {} }) => sum + visitedOf(seen), 0)
  const first = start % Math.max(1, listed.length)
  const visited = [...listed.slice(first), ...listed.slice(0, first)]
  const best = visited.filter((name) => attempt?.best?.includes(name))
  const place = best.indexOf(attempt?.node ?? '')
  return place >= 0 && place < size ? place : 0
}

/** How many nodes an attempt looked at: a node that PreFilter left out has no plugin, and the next attempt begins after the others. */
function visitedOf(nodes: Readonly<Record<string, RecordedNode>>): number {
  return Object.values(nodes).filter(
    ({ rejected }) => rejected === undefined || rejected.plugin !== undefined,
  ).length
}

interface Comparable {
  readonly pod: string
  readonly nodes: Readonly<Record<string, RecordedNode>>
  readonly best: readonly string[]
  readonly node: string | undefined
  readonly condition: Attempt['condition']
  readonly nominatedNode: string | undefined
  readonly victims: readonly string[]
  readonly events: readonly unknown[]
}

/** Steps until every Pod had its turn, and notes what each attempt left behind. */
function attemptsOf(server: FakeApiServer): readonly Comparable[] {
  const { clock, world, client } = server
  const attempts: Comparable[] = []
  let seen = 0
  let victimsSeen: ReadonlySet<string> = new Set(goingPods(client.list('Pod')))
  for (let next = clock.nextMs(); next !== null && next <= END_MS; next = clock.nextMs()) {
    clock.step()
    const entries = world.journal.slice(seen)
    seen = world.journal.length
    for (const { kind, data } of entries) {
      if (!ATTEMPT_KINDS.includes(kind)) continue
      const trace = data as SchedulingTrace
      if (trace.attempt !== 1) continue
      const going = goingPods(client.list('Pod'))
      const victims = going.filter((name) => !victimsSeen.has(name)).toSorted(compareText)
      victimsSeen = new Set(going)
      attempts.push(attemptOf(server, trace, victims))
    }
  }
  return attempts
}

function goingPods(pods: readonly Pod[]): readonly string[] {
  return pods
    .filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
    .map(({ metadata }) => `${metadata.namespace ?? 'default'}/${metadata.name ?? ''}`)
}

function attemptOf(
  { client }: FakeApiServer,
  trace: SchedulingTrace,
  victims: readonly string[],
): Comparable {
  const name = trace.podKey.replace(/^Pod\//, '')
  const [namespace = '', podName = ''] = name.split('/')
  const pod = client.get('Pod', namespace, podName)
  const condition = pod?.status?.conditions?.find(({ type }) => type === 'PodScheduled')
  const about = new Set([name, ...victims])
  return {
    pod: name,
    nodes: Object.fromEntries(trace.nodes.map((node) => [node.nodeName, nodeOf(node)])),
    best: trace.best.toSorted(compareText),
    node: pod?.spec?.nodeName,
    condition:
      pod?.spec?.nodeName === undefined && condition !== undefined
        ? defined({
            status: condition.status,
            reason: condition.reason,
            message: condition.message,
          })
        : { status: 'True' },
    nominatedNode: pod?.status?.nominatedNodeName,
    victims,
    events: client
      .list('Event')
      .map(eventOf)
      .filter((event) => about.has(event.about))
      .toSorted((a, b) => compareText(a.about, b.about)),
  }
}

function eventOf({ involvedObject, type, reason, action, message }: Event) {
  const about = `${involvedObject.namespace ?? ''}/${involvedObject.name ?? ''}`
  return { about, type, reason, action, note: message }
}

function nodeOf({ filters, scores, total }: NodeTrace): RecordedNode {
  const rejection = filters.flatMap(({ plugin, verdict }) =>
    'reasons' in verdict ? [{ plugin, ...verdict }] : [],
  )[0]
  return {
    ...(rejection === undefined ? {} : { rejected: rejection }),
    ...(scores.length === 0
      ? {}
      : {
          scores: Object.fromEntries(
            scores.map(({ plugin, raw, normalized, total: weighted }) => [
              plugin,
              { raw, normalized, weighted },
            ]),
          ),
        }),
    ...(total === null ? {} : { total }),
  }
}
