// An API server that holds the objects of a question, and our kubectl in front of it.
import type { ManifestFile } from '#api/meta/manifest-fault.ts'
import { type ApiObject, keyOf } from '#api/meta/object.ts'
import { EPOCH_MS } from '#api/meta/time.ts'
import { createApiServer } from '#apiserver/api-server.ts'
import { setDefaults } from '#apiserver/defaults/set-defaults.ts'
import { createClusterWorld } from '#client/world.ts'
import { configIn, type KubeConfig, namespaceOf, withNamespace } from '#kubectl/kubeconfig.ts'
import { provideLateCommands } from '#kubectl/late.ts'
import { LATE_COMMANDS } from '#kubectl/late-commands.ts'
import { provideWords } from '#kubectl/late-explain.ts'
import { runKubectl } from '#kubectl/run-kubectl.ts'
import { NO_CONTAINERS, type Session } from '#kubectl/session.ts'
import { createPrng } from '#lib/prng.ts'
import { readManifests } from '#manifest/read-manifests.ts'
import { createClock } from '#sim/clock.ts'
import { createSleeper, settledFuture, type Sleeper, spawn } from '#sim/task.ts'
import { BY_TEST } from '#testing/fake-api-server.ts'

/** The time at which all questions are asked, which is virtual millisecond 0. */
const NOW_MS = Date.parse('2026-01-01T12:00:00Z')
/** When objects were created that do not say so. */
const CREATED = '2026-01-01T11:40:00Z'
/** The forms in which times are printed; the last three stand only in what kubectl writes. */
const LAYOUTS: readonly (readonly [RegExp, (time: Date) => string])[] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, (time) => `${time.toISOString().slice(0, 19)}Z`],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/g, (time) => `${time.toISOString().slice(0, 23)}000Z`],
  [
    /[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000/g,
    (time) => time.toUTCString().replace('GMT', '+0000'),
  ],
  [
    /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000 UTC/g,
    (time) => `${time.toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`,
  ],
]
const UID_REFERENCE = /uid-of-([A-Za-z]+\/[-a-z0-9.]+)/g
const NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease']

export interface Printed {
  readonly stdout: readonly string[]
  readonly stderr: readonly string[]
  readonly exitCode: number
}

export interface Stage {
  /** Carries out one command after the others. */
  run(command: string): Printed
  /** Begins one that goes on while others are carried out; what it returns lets it come to its end. */
  begin(command: string): () => Printed
}

/** Every time of a question, moved so that its present is ours. */
function toPresent<T>(value: T): T {
  const moved = LAYOUTS.slice(0, 2).reduce(
    (text, [pattern, print]) =>
      text.replaceAll(pattern, (time) => print(new Date(Date.parse(time) + EPOCH_MS - NOW_MS))),
    JSON.stringify(value),
  )
  return JSON.parse(moved) as T
}

/** The times of a line, moved back. What was not there before is as late as the question. */
function fromPresent(line: string): string {
  return LAYOUTS.reduce(
    (text, [pattern, print]) =>
      text.replaceAll(pattern, (time) => {
        const moved = Date.parse(time.replace(/ UTC$/, '')) + NOW_MS - EPOCH_MS
        return moved < NOW_MS ? print(new Date(moved)) : '<time>'
      }),
    line,
  )
}

provideLateCommands(LATE_COMMANDS)
provideWords()

/** A stage for one question; `files` are what `-f` can name. */
export function kubectlStage(
  given: readonly ApiObject[],
  files: Readonly<Record<string, string>>,
): Stage {
  const clock = createClock()
  const world = createClusterWorld(clock)
  const server = createApiServer(world, createPrng('kubectl'))
  const [start, ...namespaces] = NAMESPACES.map((name): ApiObject => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
    status: { phase: 'Active' },
  }))
  server.bootstrap(
    [...(start === undefined ? [] : [start]), ...namespaces, ...accounts(given)],
    BY_TEST,
  )
  const uids = new Map<string, string>()
  for (const object of given) {
    const result = server.create(withUids(toPresent(object), uids), BY_TEST)
    if (!result.ok) continue
    const { creationTimestamp = toPresent(CREATED) } = toPresent(object.metadata)
    const status = { ...statusOf(result.object), ...statusOf(toPresent(object)) }
    const metadata = { ...result.object.metadata, creationTimestamp }
    uids.set(`${object.kind}/${metadata.name ?? ''}`, metadata.uid ?? '')
    const stored = { ...result.object, metadata, ...(hasFields(status) ? { status } : {}) }
    world.commit(BY_TEST, [[keyOf(result.object), setDefaults(stored as ApiObject)]])
  }
  const sleeper = createSleeper(clock)
  const parts = { server, world, sleeper, clock, config: { now: configIn('') } }
  return {
    run: (command) => beginCommand(parts, files, command)(),
    begin: (command) => beginCommand(parts, files, command),
  }
}

const hasFields = (value: object): boolean => Object.keys(value).length > 0

/** An object whose `uid-of-<Kind>/<name>` are those of the objects before it; an Event is about one by its uid too. */
function withUids(object: ApiObject, uids: ReadonlyMap<string, string>): ApiObject {
  const whole =
    object.kind === 'Event' && object.involvedObject.uid === undefined
      ? { ...object, involvedObject: { ...object.involvedObject, uid: uidReference(object) } }
      : object
  const text = JSON.stringify(whole).replaceAll(
    UID_REFERENCE,
    (_, name: string) => uids.get(name) ?? '',
  )
  return JSON.parse(text) as ApiObject
}

function uidReference({ involvedObject: about }: Extract<ApiObject, { kind: 'Event' }>): string {
  return `uid-of-${about.kind}/${about.name}`
}

function statusOf(object: object): object {
  return 'status' in object && typeof object.status === 'object' ? (object.status ?? {}) : {}
}

/** The ServiceAccounts that a controller would have made. */
function accounts(given: readonly ApiObject[]): readonly ApiObject[] {
  const own = given.flatMap(({ kind, metadata }) => (kind === 'Namespace' ? [metadata.name] : []))
  return [...NAMESPACES, ...own].map((namespace = '') => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default', namespace },
  }))
}

interface Parts {
  readonly server: ReturnType<typeof createApiServer>
  readonly world: ReturnType<typeof createClusterWorld>
  readonly sleeper: Sleeper
  readonly clock: ReturnType<typeof createClock>
  readonly config: { now: KubeConfig }
}

function beginCommand(
  { server, world, sleeper, clock, config }: Parts,
  named: Readonly<Record<string, string>>,
  command: string,
): () => Printed {
  const { args, stdin } = piped(wordsOf(command))
  const files = stdin === null ? named : { ...named, '-': named[stdin] ?? '' }
  const texts = { out: '', err: '' }
  const session: Session = {
    client: server,
    world,
    sleeper,
    manifests: (path) => manifestsOf(files, path)?.objects,
    faults: (path) => manifestsOf(files, path)?.faults ?? [],
    text: (path) => files[path],
    out: (line, isOpen = false) => void (texts.out += isOpen ? line : `${line}\n`),
    err: (line) => void (texts.err += `${line}\n`),
    refused: () => undefined,
    containers: NO_CONTAINERS,
    editor: null,
    leave: () => undefined,
    kubeconfig: { get: () => config.now, set: (next) => void (config.now = next) },
  }
  const words = withNamespace(args, namespaceOf(config.now))
  const code = runKubectl(session, words)
  const done = typeof code === 'number' ? settledFuture(code) : spawn(code).done
  return () => {
    // Nothing else runs, so that time goes on by the waiting of the command alone.
    while (!done.settled && clock.step());
    return { stdout: plainLines(texts.out), stderr: plainLines(texts.err), exitCode: done.value }
  }
}

function plainLines(text: string): readonly string[] {
  if (text === '') return []
  return (
    text
      .replace(/\n$/, '')
      .split('\n')
      // The recordings say nothing of this flag: their own server's needs it.
      .filter((line) => !line.includes('tls-server-name'))
      .map((line) => plainLine(line))
  )
}

/** The words between blanks; what stands in single quotes is one word, or a part of one. */
function wordsOf(command: string): readonly string[] {
  const words = command.match(/(?:[^\s']|'[^']*')+/g) ?? []
  return words.map((word) => word.replaceAll("'", ''))
}

/** A file at the end of a command, `< web.yaml`, is piped into it. */
function piped(words: readonly string[]): {
  readonly args: readonly string[]
  readonly stdin: string | null
} {
  return words.at(-2) === '<'
    ? { args: words.slice(0, -2), stdin: words.at(-1) ?? '' }
    : { args: words, stdin: null }
}

function manifestsOf(
  files: Readonly<Record<string, string>>,
  path: string,
): ManifestFile | undefined {
  const text = files[path]
  return text === undefined ? undefined : readManifests({ path, text })
}

/** A line with placeholders where the recordings have them, and with the questions' times. */
function plainLine(line: string): string {
  return fromPresent(line)
    .replace(/(resourceVersion"?: )"\d+"/, '$1"<resourceVersion>"')
    .replaceAll(/"resourceVersion":"\d+"/g, '"resourceVersion": "<resourceVersion>"')
    .replace(/Resource Version:( +)\d+/, 'Resource Version:    <resourceVersion>')
    .replaceAll(/\b((?:node-)?debugger-(?:w1-)?)[a-z\d]{5}\b/g, '$1<random>')
    .replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, '<uid>')
    .replaceAll(/\b(?:LIVE|MERGED)-\d+\//g, '<folder>/')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9} \+0000/g, '<time>')
    .replace(/(Expected resource version to be 1, was )\d+/, '$1<resourceVersion>')
    .replaceAll(/kube-api-access-[a-z\d]{5}\b/g, 'kube-api-access-<random>')
}
