// A command of kubectl, carried out at the present moment: the door of the terminal and the command line.
import { mapped } from './custom-kinds.ts'
import type { ApiObject } from '#api/meta/object.ts'
import type { Lease } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import { type NodeLease, withHeartbeats } from '#api/runtime/node-lease.ts'
import { createNodeLeases } from '#client/node-leases.ts'
import type { World } from '#client/world.ts'
import type { Task } from '#sim/task.ts'
import { type KubectlAction, KUBECTL_VERBS } from './commands.ts'
import { waitOfLine } from './commands/delete.ts'
import { get } from './commands/get.ts'
import { configProblem } from './config-problem.ts'
import { splitCommand } from './split-command.ts'
import { parseCommandLine, type UsageError } from './flags.ts'
import { lateCommands, lateLineOf } from './late.ts'
import type { Reader } from './resources.ts'
import type { Session } from './session.ts'
import { notingDeletions, untilGone } from './until-gone.ts'
import { unanswered } from './unanswered.ts'
import { unknownCommand } from './usage.ts'
import type { KubectlVerb, ReadingCommand, ReadingSession } from './verb.ts'
import { warningOfKinds } from './warning-of-kinds.ts'

/** The commands that read and never change anything. */
const READING = { get } as const

/**
 * Carries out the words after `kubectl` and returns the exit code, of some commands after a while along
 * virtual time. Wrong usage is printed, never thrown.
 */
export function runKubectl(given: Session, words: readonly string[]): number | Task<number> {
  const problem = unanswered(given.world, words)
  if (problem !== null) return printError(given, { ok: false, lines: problem })
  // The words that may come next are asked for in silence.
  const isSilent = words[0]?.startsWith('__') === true
  const session = withMappedFiles(isSilent ? given : warningOfKinds(given))
  const planned = planOf(words, session.world.clock.nowMs)
  const wrong = configProblem(given, words)
  const isEarly = typeof planned !== 'function' && planned.isEarly === true
  if (wrong !== null && !isEarly) {
    given.err(wrong)
    // 1 says of `diff` that something differs.
    return splitCommand(words).command === 'diff' ? 2 : 1
  }
  return typeof planned === 'function' ? planned(session) : printError(session, planned)
}

/** What is done with a session; or what is wrong with the words. */
type Plan = ((session: Session) => number | Task<number>) | UsageError

function planOf(words: readonly string[], nowMs: number): Plan {
  const { command, rest } = splitCommand(words)
  const isVerb = command !== 'kubectl' && Object.hasOwn(KUBECTL_VERBS, command)
  // The table holds each verb under its own name.
  const verb = isVerb
    ? (KUBECTL_VERBS[
        command as keyof typeof KUBECTL_VERBS
      ] as unknown as KubectlVerb<KubectlAction>)
    : null
  const action = verb?.command.parse(rest, nowMs)
  if (action?.ok === true && verb !== null) {
    const waitMs = command === 'delete' ? waitOfLine(rest) : null
    return (session) =>
      waitMs === null
        ? verb.run(session, action.action)
        : deleteAndWait(session, verb, { action: action.action, waitMs })
  }
  const reading = readingCommand(command)
  const asked = reading?.parse(rest)
  if (asked?.ok === true)
    return (session) => reading?.run(readingSession(session), asked.options) ?? 1
  const refused = action ?? asked
  // What is left out where a line is read first may be followed by a command that is loaded late.
  const late = refused?.ok === false && refused.leftOut !== true ? null : lateLineOf(command, rest)
  if (late !== null) {
    const parsed = late.command.parse(late.rest)
    return parsed.ok ? (session) => late.command.run(session, parsed.options) : parsed
  }
  if (refused?.ok === false) return refused
  const read = command === '' ? parseCommandLine('', {}, rest) : null
  return read?.ok === false ? read : { ...unknownCommand(command), isEarly: true }
}

/** The objects of files with the kinds that definitions give them; what nobody serves is as it was. */
function withMappedFiles(session: Session): Session {
  const { client } = session
  return {
    ...session,
    manifests: (path) => session.manifests(path)?.map((object) => mapped(client, object) ?? object),
  }
}

interface Deletion {
  readonly action: KubectlAction
  readonly waitMs: number
}

/** What a person types waits until it is gone; an action of a scenario does not. */
function* deleteAndWait(
  session: Session,
  verb: KubectlVerb<KubectlAction>,
  { action, waitMs }: Deletion,
): Task<number> {
  const deleted: ApiObject[] = []
  const client = notingDeletions(session.client, deleted)
  const started = verb.run({ ...session, client }, action)
  const code = typeof started === 'number' ? started : yield* started
  const waited = yield* untilGone(session, deleted, waitMs)
  return Math.max(code, waited)
}

function readingCommand(command: string): ReadingCommand<unknown> | undefined {
  const table = { ...READING, ...lateCommands().reading }
  return Object.hasOwn(table, command) ? table[command as keyof typeof table] : undefined
}

function printError({ out, err }: Session, { lines, page = [] }: UsageError): 1 {
  for (const line of page) out(line)
  for (const line of lines) err(line)
  return 1
}

function readingSession(session: Session): ReadingSession {
  const { client, world, manifests, faults, text, out, err } = session
  return {
    reader: readerAt(client, world),
    state: world.state,
    nowMs: world.clock.nowMs,
    manifests,
    faults,
    text,
    out,
    err,
  }
}

/** What the API server shows: heartbeats of Nodes are worked out when they are read. */
function readerAt(client: Reader, world: World): Reader {
  const leases = createNodeLeases(world)
  const shown = <T extends ApiObject>(object: T): T => {
    if (object.kind !== 'Node') return object
    // The type does not say that a Node stays one.
    return withHeartbeats(object, leases.get(object.metadata.name ?? '')) as T
  }
  return {
    get(kind, namespace, name) {
      const found = client.get(kind, namespace, name)
      if (found !== undefined) return shown(found)
      const lease =
        kind === 'Lease' && namespace === NODE_LEASES ? leaseOf(leases.get(name), name) : undefined
      // The kind is the one that was asked for.
      return lease as ReturnType<typeof client.get<typeof kind>>
    },
    list: (kind, selection) => client.list(kind, selection).map((object) => shown(object)),
  }
}

const NODE_LEASES = 'kube-node-lease'
const LEASE_SECONDS = 40

/** The lease of a Node as its kubelet would write it; undefined where there is none. */
function leaseOf(lease: NodeLease | undefined, node: string): Lease | undefined {
  if (lease === undefined) return undefined
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: node, namespace: NODE_LEASES },
    spec: {
      holderIdentity: node,
      leaseDurationSeconds: LEASE_SECONDS,
      renewTime: timeOf(lease.renewTimeMs),
    },
  }
}
