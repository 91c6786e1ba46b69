// What the real kubelet did in each script of conformance/kubelet, against ours with the same container
// runtime. Random delays are as short, and in a second run as long, as they can be.
import { bindingOf } from '#api/core/binding.ts'
import type { Node, Pod, PodCondition } from '#api/generated/types.ts'
import type { ApiObject, Kind } from '#api/meta/object.ts'
import type { ApiServer } from '#apiserver/api-server.ts'
import type { Status } from '#api/meta/status.ts'
import type { Client } from '#client/client.ts'
import { type Connection, createConnectedClient } from '#client/connection.ts'
import { createEventRecorder, type EventRecorder } from '#client/event-recorder.ts'
import { CONFIG_PATH } from '#kubelet/config/kubelet-config.ts'
import { configurationIn, readJson } from '#kubelet/config/read-configuration.ts'
import { createKubelet, type Kubelet } from '#kubelet/kubelet.ts'
import { createLogFolders } from '#kubelet/log-folders.ts'
import { FakeRuntime } from '#kubelet/testing/fake-runtime.ts'
import { assert } from '#lib/assert.ts'
import { createListeners } from '#lib/listeners.ts'
import { createPrng, type Prng } from '#lib/prng.ts'
import { decodeStaticPod } from '#scenario/decode-static-pod.ts'
import { type Clock, createClock } from '#sim/clock.ts'
import { BY_TEST } from '#testing/fake-api-server.ts'
import { add, stageWith } from './api-stage.ts'
import { compare, type ConformanceCase } from './case.ts'
import { alignedStories, settled, storyOf } from './kubelet-alignment.ts'
import { createStoryWriter, linesOfStory, type Story, type StoryWriter } from './kubelet-course.ts'
import type { Json } from './controllers-recording.ts'
import type { Answer, Course, Question, Step } from './kubelet-recording.ts'
import { msOf, scriptOf, taggedName } from './kubelet-script.ts'
import { withLateTimers } from './kubelet-moment.ts'
import { applyMergePatch } from './merge-patch.ts'
import { readRecordings, type Recording } from './read-corpus.ts'

const SUITE = 'kubelet'
const NODE_NAME = 'node'
const MANIFESTS = '/etc/kubernetes/manifests'
/** The kubelet has been up for so long when the first step is taken. */
const WARM_UP_MS = 30_000
/** When the recorded kubelet lists its runtime first, and when, within each second, its sync loop ticks. */
const OFFSETS_MS: Readonly<Record<string, number>> = { relist: 510, tick: 510 }
/** Of a kubelet that is started again, at that time in the second itself. */
const LATER_OFFSETS_MS: typeof OFFSETS_MS = { ...OFFSETS_MS, relist: 0 }

type Jitter = 'soonest' | 'latest'

/** In how many orders a script is played at most. */
const ORDERS = 64

interface Pair {
  readonly ours: Story
  readonly theirs: Story
}

/** Plays every recorded script of a folder. */
export function runKubeletSuite(folder: string): readonly ConformanceCase[] {
  return readRecordings<Question, Answer>(folder).map(compareScript)
}

function compareScript(recording: Recording<Question, Answer>): ConformanceCase {
  const soonest = compareCourse(recording, 'soonest')
  const latest = compareCourse(recording, 'latest')
  const tested = compare(SUITE, recording.name, {
    ours: { soonest: soonest.ours, latest: latest.ours },
    theirs: { soonest: soonest.theirs, latest: latest.theirs },
  })
  const orders = Math.max(soonest.orders, latest.orders)
  return tested.verdict === 'agreed' && orders > 1 ? { ...tested, orders } : tested
}

/**
 * Where the real kubelet took more than one course, what comes first of what falls on the same moment is left to chance there: then
 * it is so here as well, and that one of some orders goes the way of a recorded course is enough. Else there is one order.
 */
function compareCourse(
  { question, answer }: Recording<Question, Answer>,
  jitter: Jitter,
): Pair & { readonly orders: number } {
  const courses = coursesOf(answer, jitter)
  const first = closestOf(played(question, jitter), courses)
  if (first.agrees || courses.length === 1) return { ...first, orders: 1 }
  for (let orders = 2; orders <= ORDERS; orders += 1) {
    const other = closestOf(played(question, jitter, orders), courses)
    if (other.agrees) return { ...other, orders }
  }
  return { ...first, orders: 1 }
}

/** The courses that the real kubelet took; the most frequent one first. */
function coursesOf(answer: Answer, jitter: Jitter): readonly Course[] {
  const { soonest, latest = soonest, alsoSoonest = [], alsoLatest } = answer
  if (jitter === 'soonest') return [soonest, ...alsoSoonest]
  return [latest, ...(alsoLatest ?? (answer.latest === undefined ? alsoSoonest : []))]
}

/** Our story beside the course that it agrees with, or beside the most frequent one. */
function closestOf(story: Story, courses: readonly Course[]): Pair & { readonly agrees: boolean } {
  const pairs = courses.map((course) => {
    const theirs = storyOf(course)
    return { ours: alignedStories(story, theirs), theirs }
  })
  const [first] = pairs
  assert(first !== undefined, 'a recording without a course')
  const agreed = pairs.find((pair) => compare(SUITE, '', pair).verdict === 'agreed')
  return { ...(agreed ?? first), agrees: agreed !== undefined }
}

/** Both stories of a script, as lines to be read side by side; `jitter` is the end of the random delays. */
export function linesOfScript(folder: string, name: string): readonly string[] {
  const found = readRecordings<Question, Answer>(folder).find((one) => one.name === name)
  if (found === undefined) return [`there is no script ${name}`]
  const { question, answer } = found
  const jitters: readonly Jitter[] = ['soonest', 'latest']
  return jitters.flatMap((jitter) => [
    `== ${jitter}: theirs`,
    ...linesOfStory(storyOf(answer[jitter] ?? answer.soonest)),
    `== ${jitter}: ours`,
    ...linesOfStory(played(question, jitter)),
  ])
}

/** The recorded kubelets start so long after a full second. */
const PHASE_MS = 510

interface Stage {
  readonly clock: Clock
  readonly kubelet: Kubelet
  readonly connection: Switch
  /** The kubelet starts with a recorder of its own. */
  readonly renewEvents: () => void
  readonly server: ApiServer
  readonly runtime: FakeRuntime
  readonly writer: StoryWriter
}

/** Our story; with `order` 1 what falls on one moment goes on as timers were set, with another one in a way of its own. */
function played(question: Question, jitter: Jitter, order = 1): Story {
  const stage = stageFor(question, jitter, order)
  for (const step of question.steps) {
    // A kubelet that is away holds up the steps of that time.
    runTo(stage.clock, Math.max(stage.clock.nowMs, WARM_UP_MS + msOf(step.at ?? '0s')))
    take(stage, step)
  }
  runTo(stage.clock, WARM_UP_MS + msOf(question.until))
  return settled(stage.writer.story())
}

function stageFor(question: Question, jitter: Jitter, order: number): Stage {
  const clock =
    order === 1 ? createClock() : withLateTimers(createClock(), createPrng(`order ${order}`))
  const server = stageWith([NODE, ...(question.given ?? [])], clock)
  const writer = createStoryWriter(server, clock, WARM_UP_MS)
  const runtime: FakeRuntime = new FakeRuntime({
    clock,
    nodeName: NODE_NAME,
    ...scriptOf(question, () => runtime.service.allContainers()),
    onCall: (what) => writer.call(what.startsWith('pull ') ? taggedName(what) : what),
  })
  runtime.disk.write(CONFIG_PATH, JSON.stringify({ ...CONFIGURATION, ...question.config }))
  const connection = new Switch()
  const events = eventsOfLives((life) =>
    createEventRecorder(server, clock, {
      connection,
      owner: `events of the kubelet/${life}`,
      own: () => {},
    }),
  )
  const kubelet = createKubelet({
    nodeName: NODE_NAME,
    client: createConnectedClient<Client>(server, connection),
    connection,
    clock,
    prng: constantPrng(jitter, order === 1 ? null : createPrng(`parts ${order}`)),
    runtime,
    recorder: events.recorder,
    narrate: () => 0,
    decodeStaticPod,
    readConfiguration: (text) => configurationIn(text, readJson),
    logFolders: createLogFolders(),
  })
  kubelet.start()
  return { clock, server, runtime, writer, kubelet, connection, renewEvents: events.renew }
}

/** A recorder that stands for another one in each life of a kubelet: what one has counted, the next does not know. */
function eventsOfLives(make: (life: number) => EventRecorder): {
  readonly recorder: EventRecorder
  readonly renew: () => void
} {
  let life = 0
  let current = make(life)
  return {
    recorder: {
      event: (object, report) => current.event(object, report),
      prepare: (object, report, timeMs) => current.prepare(object, report, timeMs),
    },
    renew() {
      life += 1
      current = make(life)
    },
  }
}

/** A connection to the API server that a script takes away. */
class Switch implements Connection {
  readonly #listeners = createListeners<void>()
  refusal: Status | null = null

  watch(listener: () => void): () => void {
    return this.#listeners.add(listener)
  }

  set(isDown: boolean): void {
    const message = 'dial tcp 10.0.0.2:6443: connect: connection refused'
    this.refusal = isDown ? { code: 0, reason: '', message, causes: [] } : null
    this.#listeners.tell()
  }
}

/** Ends the kubelet; the next one starts after `downMs`, and as long after a full second as the first did. */
function restart(
  { clock, kubelet, renewEvents }: Stage,
  downMs: number,
  boot = (): void => {},
): void {
  kubelet.stop()
  runTo(clock, clock.nowMs + downMs)
  boot()
  runTo(clock, clock.nowMs + PHASE_MS)
  renewEvents()
  kubelet.start()
}

/** How a file begins that the kubelet reads its configuration from. */
const CONFIGURATION = {
  apiVersion: 'kubelet.config.k8s.io/v1beta1',
  kind: 'KubeletConfiguration',
  staticPodPath: MANIFESTS,
}

/** What the fake machine of the recorded kubelet has. */
const NODE: Node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: NODE_NAME, labels: { 'kubernetes.io/hostname': NODE_NAME } },
  status: {
    capacity: { cpu: '1', memory: '4026531840', pods: '110' },
    allocatable: { cpu: '1', memory: '4026531840', pods: '110' },
    addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
  },
}

/**
 * Numbers for a kubelet whose random delays are all as short, or all as long, as they can be. How long the runtime
 * takes is no delay of the kubelet, and the offsets are what the recorder chose.
 */
function constantPrng(jitter: Jitter, chance: Prng | null): Prng {
  const always = (pick: (limit: number) => number, offsets = OFFSETS_MS): Prng => ({
    next: pick,
    fork(label) {
      const offset = offsets[label]
      if (offset !== undefined) return always(() => offset)
      // Of its period a probe of a new kubelet waits for a part that nobody made short or long there.
      if (chance !== null && label.startsWith('probe/')) return chance.fork(label)
      if (label.startsWith('start/')) return always(() => 0, LATER_OFFSETS_MS)
      return always((limit) => (jitter === 'soonest' ? 0 : limit - 1), offsets)
    },
  })
  return always(() => 0)
}

function runTo(clock: Clock, endMs: number): void {
  const isDue = (timeMs: number | null): boolean => timeMs !== null && timeMs <= endMs
  while (isDue(clock.nextExactMs())) clock.step()
  clock.skipTo(endMs)
}

function take(stage: Stage, step: Step): void {
  const { server, runtime, connection } = stage
  if (step.create !== undefined) create(server, step.create)
  if (step.delete !== undefined) {
    const { gracePeriodSeconds } = step
    const options = gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }
    server.delete('Pod', 'default', step.delete, options, BY_TEST)
  }
  if (step.patch !== undefined) patch(server, step.of ?? '', step.patch)
  if (step.condition !== undefined) setCondition(server, step.of ?? '', step.condition)
  if (step.kill !== undefined) runtime.service.kill(step.kill, step.exitCode ?? 0, step.reason)
  if (step.killSandbox !== undefined) {
    const uid = server.get('Pod', 'default', step.killSandbox)?.metadata.uid
    if (uid !== undefined) runtime.service.killSandbox(uid)
  }
  if (step.writeFile !== undefined) {
    runtime.disk.write(`${MANIFESTS}/${step.writeFile}`, step.content ?? '')
  }
  if (step.restartKubelet !== undefined) restart(stage, msOf(step.restartKubelet))
  if (step.reboot !== undefined) {
    stage.kubelet.stop()
    runtime.service.lose(step.forgets === true)
    restart(stage, msOf(step.reboot), () => runtime.service.recover())
  }
  if (step.api !== undefined) connection.set(step.api === 'down')
  if (step.removeFile !== undefined) runtime.disk.remove(`${MANIFESTS}/${step.removeFile}`)
}

/** Pods come without what admission adds, and bound. */
function create(server: ApiServer, object: ApiObject): void {
  if (object.kind !== 'Pod') {
    add(server, object)
    return
  }
  const pod: Pod = object
  const containers = pod.spec?.containers ?? []
  const priorityClassName = classOf(server, pod.spec?.priority)
  const spec = {
    ...pod.spec,
    containers,
    automountServiceAccountToken: false,
    ...(priorityClassName === undefined ? {} : { priorityClassName }),
  }
  const created = server.create({ ...pod, spec }, BY_TEST)
  if (!created.ok) throw new Error(`the API server refuses a Pod: ${created.status.message}`)
  server.bind(bindingOf('default', pod.metadata.name ?? '', NODE_NAME), BY_TEST)
}

/** The recorded API takes any priority; ours wants a class for it. */
function classOf(server: ApiServer, priority: number | undefined): string | undefined {
  if (priority === undefined) return undefined
  const name = `priority-${priority}`
  if (server.get('PriorityClass', '', name) === undefined) {
    const metadata = { name }
    server.bootstrap(
      [{ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata, value: priority }],
      BY_TEST,
    )
  }
  return name
}

const KINDS: Readonly<Record<string, Kind>> = {
  pods: 'Pod',
  configmaps: 'ConfigMap',
  secrets: 'Secret',
  nodes: 'Node',
}

function found(server: ApiServer, of: string): ApiObject {
  const [resource = '', name = ''] = of.split('/')
  const kind = KINDS[resource] ?? 'Pod'
  const object = server.get(kind, kind === 'Node' ? '' : 'default', name)
  if (object === undefined) throw new Error(`there is no ${of} to be changed`)
  return object
}

/** As a strategic merge patch does it: one of that type is merged where it stands, a new one stands first. */
function setCondition(server: ApiServer, of: string, condition: PodCondition): void {
  const { conditions = [] } = (found(server, of) as Pod).status ?? {}
  const isThere = conditions.some(({ type }) => type === condition.type)
  const next = isThere
    ? conditions.map((one) => (one.type === condition.type ? { ...one, ...condition } : one))
    : [condition, ...conditions]
  patch(server, of, { status: { conditions: next } })
}

/** Whether a change is one of the ephemeral containers, which have requests of their own. */
function isOfEphemeral(change: Json): boolean {
  const { spec } = change as { readonly spec?: object }
  return spec !== undefined && Object.hasOwn(spec, 'ephemeralContainers')
}

function putInto(server: ApiServer, of: string, body: Json): void {
  const [, name = ''] = of.split('/')
  const request = { type: 'merge', body, subresource: 'ephemeralcontainers' } as const
  const result = server.patch('Pod', 'default', name, request, BY_TEST)
  if (!result.ok) throw new Error(`the API server refuses a container: ${result.status.message}`)
}

function patch(server: ApiServer, of: string, change: Json): void {
  if (isOfEphemeral(change)) {
    putInto(server, of, change)
    return
  }
  const patched = applyMergePatch(found(server, of), change) as ApiObject
  const isStatus = Object.hasOwn(change, 'status')
  const result = isStatus ? server.updateStatus(patched, BY_TEST) : server.update(patched, BY_TEST)
  if (!result.ok) throw new Error(`the API server refuses a patch: ${result.status.message}`)
}
