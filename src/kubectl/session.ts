// What a verb is carried out against: the API server, the clock, the journal, and where it prints.
import type { Pod } from '#api/generated/types.ts'
import { shownKind } from '#api/meta/custom-kind.ts'
import type { ManifestFault } from '#api/meta/manifest-fault.ts'
import { unmappedLines } from './custom-kinds.ts'
import { type ApiObject, type Kind, nameInSentence } from '#api/meta/object.ts'
import type { Status } from '#api/meta/status.ts'
import type { Client } from '#client/client.ts'
import type { World } from '#client/world.ts'
import { type Future, settledFuture, type Sleeper } from '#sim/task.ts'
import type { Narration } from '#sim/world.ts'
import { errorLines } from './errors.ts'
import type { KubeConfigStore } from './kubeconfig.ts'
import { resourceOf } from './resource-types.ts'

/** A container of a Pod, as the Pod's kubelet finds it. */
export interface ContainerTarget {
  readonly pod: Pod
  readonly container: string
}

/** A command that runs in a container beside its first process. */
export interface ExecCall extends ContainerTarget {
  readonly command: readonly string[]
  readonly stdin: string
  /** What is typed into the command, which is a shell: where it is, and the variables that were set in it. */
  readonly typed?: {
    readonly line: string
    /** Null: where the processes of the container begin. */
    readonly cwd: string | null
    readonly variables: Readonly<Record<string, string>>
  }
  out(text: string): void
  err(text: string): void
}

export interface ExecOutcome {
  readonly exitCode: number
  /** What the API server answers when it could not be run; null when it was. */
  readonly error: string | null
  /** How the shell was left into which something was typed; null without one. */
  readonly shell: {
    readonly containerId: string
    readonly cwd: string
    readonly variables: Readonly<Record<string, string>>
    readonly ended: boolean
    readonly prompt: string
  } | null
}

/** Something that is typed into the first process of a container; null only looks on. */
export interface AttachCall extends ContainerTarget {
  readonly text: string | null
  /** Nothing more is typed behind it. */
  readonly closes: boolean
}

export interface AttachOutcome {
  /** It waits for more; it has ended; or it reads nothing at this time. */
  readonly state: 'awaits' | 'ended' | 'ignores'
  /** What it printed last without an end of the line. */
  readonly prompt: string
  readonly containerId: string
  /** Null while it runs. */
  readonly exitCode: number | null
  /** What the API server answers when that cannot be; null when it can. */
  readonly error: string | null
}

/** What came of a connection to a port of a Pod. */
export type Connected =
  | { readonly answer: string }
  /** What the kubelet says on the stream of errors. */
  | { readonly error: string }

/** The containers of the cluster, through their kubelets. */
export interface Containers {
  /** What the API server answers to who wants to go into a container; null when that can be. */
  refusal(target: ContainerTarget): string | null
  exec(call: ExecCall): Future<ExecOutcome>
  /** Settles when the process waits for more, has ended, or does not read. */
  attach(call: AttachCall): Future<AttachOutcome>
  /** Puts a file there; what the API server answers when that cannot be, or null. */
  putFile(target: ContainerTarget, path: string, content: string): string | null
  /** Sends a text to a port of a Pod, from inside of it. */
  connect(pod: Pod, port: number, text: string): Future<Connected>
  /** What a file there holds; undefined for none. */
  readFile(target: ContainerTarget, path: string): string | undefined
}

/** Where no containers can be reached. */
export const NO_CONTAINERS: Containers = {
  refusal: () => null,
  exec: ({ container }) =>
    settledFuture({
      exitCode: 1,
      error: `error: Internal error occurred: unable to upgrade connection: container not found (${JSON.stringify(container)})`,
      shell: null,
    }),
  attach: () =>
    settledFuture({
      state: 'ended',
      prompt: '',
      containerId: '',
      exitCode: null,
      error: 'error: there are no containers',
    }),
  putFile: () => null,
  connect: () => settledFuture({ error: 'there are no containers' }),
  readFile: () => undefined,
}

/** A port of the machine where somebody sits that leads to one of a Pod. */
export interface Forward {
  readonly namespace: string
  readonly pod: string
  readonly remote: number
  readonly address: string
  readonly local: number
}

/** The ports of the machine where somebody sits. */
export interface LocalPorts {
  /** Has what comes to them passed on; what ends that, or null for a port that is taken. `told` hears of each connection. */
  forward(
    forward: Forward,
    told: { connected(): void; failed(error: string): void },
  ): (() => void) | null
  /** A line as the log of a program writes it: 'Eportforward.go:424] …' with its header. */
  logged(text: string): string
  /** It goes on from an earlier line, where it was said what is forwarded. */
  readonly goesOn: boolean
}

/** How a session ends that was attached to a container. */
export interface Attached {
  /** What is said at its end; '' for nothing. */
  readonly farewell: string
  /** The Pod is deleted then. */
  readonly removes: boolean
}

/** What an action leaves behind for the terminal in which it was typed. */
export interface LeftBehind {
  /** A shell in a container, where the next line is typed. */
  readonly shell?: {
    readonly namespace: string
    readonly pod: string
    readonly container: string
    /** The program: 'sh', '/bin/bash'. */
    readonly program: string
    /** What is typed goes to the first process of the container. */
    readonly attached?: Attached
  } & NonNullable<ExecOutcome['shell']>
  /** What came of what was sent to a port. */
  readonly connected?: Connected
  /** A file of the terminal's disk. */
  readonly file?: { readonly path: string; readonly content: string }
}

export interface Session {
  readonly client: Client
  readonly world: World
  readonly sleeper: Sleeper
  /** The objects of a file that `-f` names; undefined when there is no such file. */
  manifests(path: string): readonly ApiObject[] | undefined
  /** What is wrong with the other documents of such a file. */
  faults(path: string): readonly ManifestFault[]
  /** What a file holds that a command names; undefined when there is no such file. */
  text(path: string): string | undefined
  /** The names of the regular files in a folder; undefined for what is none, or where there are no folders. */
  folder?(path: string): readonly string[] | undefined
  /** A line of standard output; with `isOpen` no line break follows it. */
  out(line: string, isOpen?: boolean): void
  /** A line of standard error. */
  err(line: string): void
  readonly containers: Containers
  /**
   * Lets a person edit a text; null when nothing was saved. Null where nobody sits. What was saved is not told to the
   * command that is under way: it begins anew with the saved file.
   */
  readonly editor: ((title: string, text: string) => Future<string | null>) | null
  /** Leaves something behind for the terminal in which it was typed. */
  leave(left: LeftBehind): void
  /** Told of each object that the API server refused, with the journal entry that says so. */
  refused(object: ApiObject, status: Status, entry: number): void
  /** Null where nobody sits. */
  readonly localPorts?: LocalPorts
  /** What `kubectl config` shows and changes; that of a new shell where it is missing. */
  readonly kubeconfig?: KubeConfigStore
}

/** Who acts in the journal when a person does. */
const YOU = 'you'

/** A step of the journal that a person takes. */
export function narrate(message: string, kind: string, objects: readonly string[] = []): Narration {
  return { actor: YOU, message, level: 'step', kind, objects, cause: null }
}

/** Writes an entry without changes; what follows in the same action has it as its cause. */
export function say(
  { world }: Session,
  message: string,
  kind: string,
  objects: readonly string[] = [],
): void {
  world.clock.cause = world.commit(narrate(message, kind, objects), []).id
}

/** Tells, in the journal and on standard error, that something could not be done. Exit code 1. */
export function fail(
  { world, err }: Session,
  message: string,
  because: string,
  lines: readonly string[],
): 1 {
  world.commit({ ...narrate(message, 'Refused'), because }, [])
  for (const line of lines.flatMap(splitLines)) err(line)
  return 1
}

/** The same of files that are not there: then nothing is done of what the others hold. */
export function failMissing(session: Session, what: string, paths: readonly string[]): 1 {
  const lines = paths.map((path) => `the path "${path}" does not exist`)
  const [only] = lines
  const said = lines.length === 1 ? [`error: ${only}`] : lines
  const files = paths.map((path) => `\`${path}\``).join(', ')
  return fail(session, `could not ${what} ${files}`, 'there is no such file', said)
}

/** The same of an object that is not there; `purpose` is the rest of the sentence: ' to delete'. */
export function failNotFound(session: Session, kind: Kind, name: string, purpose = ''): 1 {
  return fail(
    session,
    `found no ${shownKind(kind)} \`${name}\`${purpose}`,
    'there is none at this moment',
    [`Error from server (NotFound): ${resourceOf(kind)} "${name}" not found`],
  )
}

/** The same of an object whose kind nobody serves at this moment. */
export function failUnmapped(session: Session, what: string, object: ApiObject, from: string): 1 {
  const because = `no matches for kind "${shownKind(object.kind)}" in version "${object.apiVersion}": its CustomResourceDefinition was not there when kubectl looked up the kinds`
  return fail(
    session,
    `could not ${what} ${nameInSentence(object)}`,
    because,
    unmappedLines(object, from),
  )
}

/** The same of a request that the API server refused. `what` is the verb of the sentence: 'apply'. */
export function failRefused(
  session: Session,
  what: string,
  object: ApiObject,
  status: Status,
  /** What kubectl says instead of the usual words. */
  lines: readonly string[] | null = null,
): 1 {
  const { id } = session.world.commit(
    {
      ...narrate(`could not ${what} ${nameInSentence(object)}`, 'Refused'),
      because: `the API server answered: ${splitLines(status.message)[0] ?? ''}`,
      data: status,
    },
    [],
  )
  session.refused(object, status, id)
  for (const line of (lines ?? errorLines(status, object)).flatMap(splitLines)) session.err(line)
  return 1
}

/** The lines of a text that may end with the end of a line: a refusal may bring a diff. */
function splitLines(text: string): readonly string[] {
  return text.replace(/\n$/, '').split('\n')
}
