// What a real kube-controller-manager did in each script of conformance/controllers, against our
// controllers on our API server. Nodes, the scheduler and kubelets are played by the script.
import type { Node, Taint } from '#api/generated/types.ts'
import type { Labels } from '#api/meta/labels.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { createEventRecorder } from '#client/event-recorder.ts'
import { createInformers } from '#client/informer.ts'
import type { NodeLeases } from '#client/node-leases.ts'
import { CONTROLLERS } from '#controllers/registry.ts'
import { createPrng } from '#lib/prng.ts'
import type { ApiServer } from '#apiserver/api-server.ts'
import { createClock, type Clock } from '#sim/clock.ts'
import { add, serveOn, stageWith } from './api-stage.ts'
import { compare, type ConformanceCase, notSimulated } from './case.ts'
import { outcomesOf, type Snapshot } from './controllers-ledger.ts'
import { play } from './controllers-play.ts'
import type { Answer, Question, Step } from './controllers-recording.ts'
import { isTimed, runCourses } from './courses-suite.ts'
import { COURSE_DIFFERENCES } from './known-course-differences.ts'
import { folderOf, readSuite, type Recording } from './read-corpus.ts'

const SUITE = 'controllers'
/** The recorder takes a step when nothing has changed for so long. */
const QUIET_MS = 2500
/** A request takes so long there, and controllers go on meanwhile. */
const REQUEST_MS = 5
/** No step goes on for longer, whatever still changes. */
const MAX_STEP_MS = 60_000
/** The kinds whose controllers of the recording all have a counterpart here. */
const SIMULATED = [
  'Pod',
  'ReplicaSet',
  'Deployment',
  'Job',
  'DaemonSet',
  'ControllerRevision',
  'StatefulSet',
  'ReplicationController',
  'Service',
  'EndpointSlice',
  'PodDisruptionBudget',
  'PersistentVolumeClaim',
] as const
/** Controllers of ours that were not there when the answers were recorded. */
const NOT_RECORDED: ReadonlySet<string> = new Set([
  'persistentvolume-binder-controller',
  'endpoints-controller',
  'resourcequota-controller',
  'namespace-controller',
  'serviceaccount-controller',
  'root-ca-certificate-publisher-controller',
  'persistentvolume-protection-controller',
])
/** What a script may create; a quota is there as it was made, because who counts what is used was not recorded. */
const PLAYABLE: ReadonlySet<string> = new Set([...SIMULATED, 'ResourceQuota'])

/** The nodes of all questions; see reference/internal/controllers/play.go. */
const NODES: readonly ApiObject[] = [
  nodeOf('plain', {}),
  nodeOf('ssd', { disk: 'ssd' }),
  nodeOf('tainted', {}, [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }]),
]

function nodeOf(name: string, labels: Labels, taints?: readonly Taint[]): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
    ...(taints === undefined ? {} : { spec: { taints } }),
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  }
}

/** Plays every recorded script that concerns our controllers only; `root` is the checkout. */
export function runControllersSuite(root: string): readonly ConformanceCase[] {
  const atRest = readSuite<Question, Answer>(root, SUITE).filter(
    ({ question }) => !isTimed(question),
  )
  // Of what is known to differ no other seeds are tried.
  const isKnown = (name: string): boolean =>
    COURSE_DIFFERENCES.some(({ cases }) => cases.includes(name))
  return [...atRest.map(compareScript), ...runCourses(folderOf(root, SUITE), isKnown)]
}

function compareScript({ name, question, answer }: Recording<Question, Answer>): ConformanceCase {
  const reason = outOfScope(question)
  if (reason !== null) return notSimulated(SUITE, name, reason)
  return compare(SUITE, name, {
    ours: outcomesOf(played(question)),
    theirs: withoutNulls(answer.steps),
  })
}

/** Why a script is not played, or null. */
function outOfScope({ steps }: Question): string | null {
  const kinds = steps.flatMap(({ create = [], request }) => [
    ...create.map(({ kind }): string => kind),
    ...(request === undefined ? [] : [request.target?.kind ?? request.object?.kind ?? '']),
  ])
  const unknown = kinds.find((kind) => !PLAYABLE.has(kind))
  return unknown === undefined ? null : `the controllers of kind ${unknown}`
}

/** The state of rest after each step. */
function played({ steps }: Question): readonly Snapshot[] {
  const clock = createClock()
  const server = stageWith(NODES, clock)
  const prng = createPrng(1)
  // All nodes are well.
  const leases: NodeLeases = {
    get: () => ({ renewTimeMs: clock.nowMs, statusTimeMs: 0, isRenewed: true }),
    watch: () => () => {},
  }
  const informers = createInformers(server)
  for (const { name, create } of CONTROLLERS) {
    if (NOT_RECORDED.has(name)) continue
    const recorder = createEventRecorder(server, clock)
    create({ client: server, informers, clock, prng: prng.fork(name), recorder, leases })
  }
  const changes = { lastMs: 0 }
  for (const kind of [...SIMULATED, 'Event'] as const) {
    server.watch(kind, () => {
      changes.lastMs = clock.nowMs
    })
  }
  return steps.map((step) => {
    take(server, step, clock)
    settle(clock, changes)
    return {
      objects: SIMULATED.flatMap((kind): readonly ApiObject[] =>
        server.list(kind, { namespace: 'default' }),
      ),
      events: server.list('Event', { namespace: 'default' }),
    }
  })
}

function take(server: ApiServer, { create = [], request, pods }: Step, clock: Clock): void {
  for (const object of create) {
    add(server, object)
    const endMs = clock.nowMs + REQUEST_MS
    runTo(clock, () => endMs)
  }
  if (request !== undefined) serveOn(server, create, request)
  if (pods !== undefined) play(server, pods, clock.nowMs)
}

/** Runs until nothing has changed for a while. */
function settle(clock: Clock, changes: { readonly lastMs: number }): void {
  const startMs = clock.nowMs
  const endMs = (): number =>
    Math.min(Math.max(startMs, changes.lastMs) + QUIET_MS, startMs + MAX_STEP_MS)
  runTo(clock, endMs)
}

/** Runs until a time that may be put off meanwhile. */
function runTo(clock: Clock, endMs: () => number): void {
  for (let next = clock.nextMs(); next !== null && next <= endMs(); next = clock.nextMs()) {
    clock.step()
  }
  clock.skipTo(endMs())
}

/** Inside a list, null stands for a field that is not there; elsewhere it says that one was removed. */
function withoutNulls(value: unknown, isInList = false): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item, true))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, item]) => !isInList || item !== null)
  return Object.fromEntries(
    // What changed is not in a list, though it hangs below the list of steps.
    entries.map(([key, item]) => [key, withoutNulls(item, isInList && key !== 'changed')]),
  )
}
