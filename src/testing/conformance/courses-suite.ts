// What the real controllers of kube-controller-manager did in the course of each script of conformance/controllers that
// says when things happen, against our controllers on our API server with the same player.
import { type ApiObject, isKind, type Kind, KINDS, infoOf } from '#api/meta/object.ts'
import type { ApiResult } from '#api/meta/status.ts'
import type { ApiServer } from '#apiserver/api-server.ts'
import type { BodyPatch } from '#client/client.ts'
import { createEventRecorder } from '#client/event-recorder.ts'
import { createInformers } from '#client/informer.ts'
import { CONTROLLERS } from '#controllers/registry.ts'
import { createPrng, type Prng } from '#lib/prng.ts'
import { type Clock, createClock } from '#sim/clock.ts'
import { BY_TEST } from '#testing/fake-api-server.ts'
import { add, stageWith } from './api-stage.ts'
import { compare, type ConformanceCase, notSimulated } from './case.ts'
import { alignedCourse } from './courses-alignment.ts'
import { createCourseWriter, type CourseWriter, linesOfCourse } from './courses-course.ts'
import { createKubelets, type Kubelets } from './courses-nodes.ts'
import { createScriptMetrics, type ScriptMetrics } from './courses-metrics.ts'
import { type Pace, withLateListeners, withoutHops, withQueuedWatches } from './courses-moment.ts'
import { fitsName, Player } from './courses-player.ts'
import type { Course, CourseAnswer, CourseQuestion, CourseStep } from './courses-recording.ts'
import { msOf } from './kubelet-script.ts'
import { readRecordings, type Recording } from './read-corpus.ts'

const SUITE = 'controllers'
/** What passes between the beginning of the clock and the first step. */
const WARM_UP_MS = 60_000
/** The controllers start so long after the beginning, and look a tenth of a second later whether their caches are filled. */
const PHASE_MS = 610
const GIVEN_MS = WARM_UP_MS / 2
/** How many seeds are played of a script in which the first differs. */
const SEEDS = 192
/** From which on changes are heard of in bursts. */
const FIRST_BURST = 129
/** What they do is left out there: addresses of nodes, and the old Endpoints. */
const LEFT_OUT: ReadonlySet<string> = new Set(['node-ipam-controller', 'endpoints-controller'])

/** The controllers without which a script that names a kind cannot be played. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['deployment-controller'],
  ReplicaSet: ['replicaset-controller'],
  ReplicationController: ['replicationcontroller-controller'],
  StatefulSet: ['statefulset-controller'],
  DaemonSet: ['daemonset-controller'],
  Job: ['job-controller'],
  CronJob: ['cronjob-controller'],
  PodDisruptionBudget: ['disruption-controller'],
  Service: ['endpointslice-controller'],
  ResourceQuota: ['resourcequota-controller'],
  Namespace: ['namespace-controller'],
  ServiceAccount: ['serviceaccount-controller'],
  ConfigMap: ['root-ca-certificate-publisher-controller'],
  PersistentVolumeClaim: ['persistentvolumeclaim-protection-controller'],
  PersistentVolume: ['persistentvolume-protection-controller'],
  HorizontalPodAutoscaler: ['horizontal-pod-autoscaler-controller'],
}

type Script = Recording<CourseQuestion, CourseAnswer>

/** The scripts of a folder that say when things happen. */
export function readScripts(folder: string): readonly Script[] {
  return readRecordings<CourseQuestion, CourseAnswer>(folder).filter(
    ({ question, answer }) => isTimed(question) && 'course' in answer,
  )
}

/** Whether a question of the suite says when things happen. */
export function isTimed(question: object): boolean {
  return 'until' in question
}

/** Plays every recorded script of a folder that our controllers can play; `isOnce` names those that are played with one seed only. */
export function runCourses(
  folder: string,
  isOnce: (name: string) => boolean = () => false,
): readonly ConformanceCase[] {
  return readScripts(folder).map((script) => compareScript(script, isOnce(script.name) ? 1 : SEEDS))
}

function compareScript({ name, question, answer }: Script, seeds: number): ConformanceCase {
  const reason = outOfScope(question)
  if (reason !== null) return notSimulated(SUITE, name, reason)
  const first = compare(SUITE, name, closestOf(played(question, 1), answer))
  // What there is left to chance is so here as well: that one of some seeds goes the way of a recorded course is enough.
  for (let seed = 2; first.verdict === 'differed' && seed <= seeds; seed += 1) {
    const other = compare(SUITE, name, closestOf(played(question, seed), answer))
    if (other.verdict === 'agreed') return { ...other, orders: seed }
  }
  return first
}

/** Ours beside the course that it agrees with, or beside the most frequent one. */
function closestOf(
  ours: Course,
  { course, also = [] }: CourseAnswer,
): { readonly ours: unknown; readonly theirs: unknown } {
  const pairs = [course, ...also].map((theirs) => alignedCourse(ours, theirs))
  const agreed = pairs.find((pair) => compare(SUITE, '', pair).verdict === 'agreed')
  return agreed ?? pairs[0] ?? { ours, theirs: course }
}

/** Why a script is not played, or null. */
function outOfScope({ steps, given = [] }: CourseQuestion): string | null {
  const created = [...given, ...steps.flatMap(({ create = [] }) => create)]
  const kinds = [
    ...created.map(({ kind }): string => kind),
    ...created.filter(hasClaims).map(() => 'PersistentVolumeClaim'),
    ...(steps.some(({ evict }) => evict !== undefined) ? ['Pod'] : []),
  ]
  const names = new Set(CONTROLLERS.map(({ name }) => name))
  for (const kind of kinds) {
    if (!isKind(kind)) return `the kind ${kind}`
    const missing = NEEDED[kind]?.find((name) => !names.has(name))
    if (missing !== undefined) return `the controller ${missing}`
  }
  return null
}

function hasClaims(object: ApiObject): boolean {
  return JSON.stringify(object).includes('volumeClaimTemplate')
}

/** Both courses of a script, as lines to be read side by side. */
export function linesOfCourses(folder: string, name: string): readonly string[] {
  const found = readScripts(folder).find((one) => one.name === name)
  if (found === undefined) return [`there is no script ${name}`]
  const reason = outOfScope(found.question)
  return [
    '== theirs',
    ...linesOfCourse(found.answer.course),
    '== ours',
    ...(reason === null ? linesOfCourse(played(found.question, 1)) : [`not simulated: ${reason}`]),
  ]
}

interface Stage {
  readonly clock: Clock
  readonly server: ApiServer
  readonly kubelets: Kubelets
  readonly player: Player
  readonly metrics: ScriptMetrics
  readonly writer: CourseWriter
  /** The place of each object, by its UID, in the order in which all were created. */
  readonly births: ReadonlyMap<string, number>
}

function played(question: CourseQuestion, seed: number): Course {
  const stage = stageFor(question, seed)
  runTo(stage, GIVEN_MS)
  for (const object of question.given ?? []) add(stage.server, object)
  runTo(stage, WARM_UP_MS)
  for (const step of question.steps) {
    runTo(stage, WARM_UP_MS + msOf(step.at ?? '0s'))
    take(stage, step)
  }
  runTo(stage, WARM_UP_MS + msOf(question.until))
  return stage.writer.course()
}

/** With the first seed all goes on in its order, with the others in one of many ways. */
function paceOf(seed: number, prng: Prng): Pace {
  const isFirst = seed === 1
  return {
    chance: isFirst || seed % 8 === 0 ? null : prng.fork('pace'),
    isEager: !isFirst && seed % 16 < 8,
    isBursting: seed >= FIRST_BURST,
  }
}

function stageFor(question: CourseQuestion, seed: number): Stage {
  const clock = createClock()
  // Created, and so active: its controllers give it what every Namespace has.
  const server = stageWith(
    [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } }],
    clock,
    seed,
  )
  const kubelets = createKubelets(server, clock)
  const writer = createCourseWriter(server, clock, WARM_UP_MS)
  const player = new Player({ server, clock, kubelets }, question)
  const births = new Map<string, number>()
  for (const kind of Object.keys(KINDS) as Kind[]) {
    server.watch(kind, ({ type, object }) => {
      if (type === 'ADDED') births.set(object.metadata.uid ?? '', births.size)
    })
  }
  kubelets.addNodes(question.nodes)
  clock.skipTo(PHASE_MS)
  const prng = createPrng(seed)
  const quick = withoutHops(clock)
  const metrics = createScriptMetrics()
  const pace = paceOf(seed, prng)
  const prompt = createInformers(withQueuedWatches(server, quick, pace))
  const informers = seed % 4 < 2 ? prompt : withLateListeners(prompt, quick, pace)
  for (const { name, create } of CONTROLLERS) {
    if (LEFT_OUT.has(name)) continue
    const forgets = prng.fork(`events of ${name}`)
    const recorder = createEventRecorder(server, clock, undefined, (count) => forgets.next(count))
    const { leases } = kubelets
    create({
      client: server,
      informers,
      clock: quick,
      prng: prng.fork(name),
      recorder,
      leases,
      metrics: metrics.metrics,
    })
  }
  return { clock, server, kubelets, player, metrics, writer, births }
}

/** Lets time go on, and plays what is due until then, everything after what the controllers make of the one before. */
function runTo({ clock, player }: Stage, endMs: number): void {
  for (;;) {
    while ((clock.nextMs() ?? Infinity) <= clock.nowMs) clock.step()
    player.hear()
    const planned = player.nextMs() ?? Infinity
    if (planned <= clock.nowMs) {
      player.fire()
      continue
    }
    if (clock.nowMs >= endMs) return
    const nextMs = Math.min(planned, endMs)
    if ((clock.nextMs() ?? Infinity) <= nextMs) clock.step()
    else clock.skipTo(nextMs)
  }
}

function take(stage: Stage, step: CourseStep): void {
  const { kubelets, player, metrics } = stage
  if (step.silence !== undefined) kubelets.silence(step.silence)
  else if (step.metrics !== undefined) metrics.use(step.metrics)
  else if (step.revive !== undefined) {
    player.revived(step.revive)
    kubelets.revive(step.revive)
  } else if (step.ready !== undefined || step.exit !== undefined) {
    const pod = found(stage, step.of ?? '')
    if (pod?.kind === 'Pod') {
      player.command(pod, {
        ...(step.ready === undefined ? {} : { ready: step.ready }),
        ...(step.exit === undefined ? {} : { exit: step.exit }),
      })
    }
  } else if (step.create !== undefined) createAll(stage, step.create)
  else request(stage, step)
}

function createAll({ server, writer, kubelets }: Stage, objects: readonly ApiObject[]): void {
  for (const object of objects) {
    writer.expect(object)
    const { namespace } = object.metadata
    const isPlaced = namespace !== undefined || !infoOf(object.kind).namespaced
    const metadata = isPlaced ? object.metadata : { ...object.metadata, namespace: 'default' }
    const result = server.create({ ...object, metadata } as ApiObject, BY_TEST)
    if (!result.ok) refuse(writer, result)
    else if (object.kind === 'Node') kubelets.welcome(object.metadata.name ?? '')
  }
}

function request(stage: Stage, step: CourseStep): void {
  const { server, writer } = stage
  const of = step.of ?? step.delete ?? (step.evict === undefined ? '' : `Pod/${step.evict}`)
  const object = found(stage, of)
  if (object === undefined) {
    // Ours has not made it: that is a difference of the course, and the script goes on.
    writer.refuse({ code: 404, reason: 'NotFound', message: `there is no ${of}` })
    return
  }
  const { kind, metadata } = object
  const { namespace = 'default', name = '' } = metadata
  if (step.patch !== undefined) {
    const { patchType: type = 'merge', patch: body, subresource } = step
    const part = subresource === undefined ? {} : { subresource }
    const patch = { type, body, ...part } as BodyPatch
    refuse(writer, server.patch(kind, namespace, name, patch, BY_TEST))
  } else if (step.scale !== undefined) {
    const patch = { type: 'merge', body: { spec: { replicas: step.scale } } } as const
    refuse(writer, server.patchScale(kind, namespace, name, patch, BY_TEST))
  } else if (step.delete !== undefined) {
    const { propagationPolicy = 'Background', gracePeriodSeconds } = step
    const grace = gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }
    const options = { propagationPolicy, ...grace }
    refuse(writer, server.delete(kind, namespace, name, options, BY_TEST))
  } else if (step.evict !== undefined) {
    refuse(writer, server.evict(namespace, name, {}, BY_TEST))
  }
}

function refuse(writer: CourseWriter, result: ApiResult<unknown>): void {
  if (result.ok) return
  const { code = 0, reason = '', message = '' } = result.status
  writer.refuse({ code, reason, message })
}

/** The object that a script means by Kind/name, Kind/namespace/name or Kind/na*me#2: the oldest that is not leaving. */
function found({ server, births }: Stage, of: string): ApiObject | undefined {
  const parts = of.split('/')
  const kind = parts[0] as Kind
  const [pattern = '', nth = '1'] = (parts.at(-1) ?? '').split('#')
  const namespace = parts.length === 3 ? parts[1] : 'default'
  const list = infoOf(kind).namespaced ? server.list(kind, namespace) : server.list(kind)
  if (!pattern.includes('*')) return list.find(({ metadata }) => metadata.name === pattern)
  const fitting = list.filter(
    ({ metadata }) =>
      fitsName(pattern, metadata.name ?? '') && metadata.deletionTimestamp === undefined,
  )
  const bornAt = ({ metadata }: ApiObject): number => births.get(metadata.uid ?? '') ?? 0
  return fitting.toSorted((a, b) => bornAt(a) - bornAt(b))[Number(nth) - 1]
}
