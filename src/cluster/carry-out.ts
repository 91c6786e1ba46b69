// What people do to the cluster: each action is carried out at its time by the home of its verb, and
// whatever comes of it stands in the journal.
import { nameInSentence } from '#api/meta/object.ts'
import type { Client } from '#client/client.ts'
import { fail, type LeftBehind, narrate } from '#kubectl/session.ts'
import { unanswered } from '#kubectl/unanswered.ts'
import { spawn, type Task } from '#sim/task.ts'
import { namespaceContent } from './first-objects.ts'
import type { MachineSession } from './machine/machine-session.ts'
import { type Action, describeAction, kubectlWordsOf, verbOf } from './verbs.ts'

/** What an action printed while it was carried out, and what became of it. */
export interface PrintedAction {
  readonly action: Action
  readonly lines: readonly PrintedLine[]
  /** Null while it is under way. */
  readonly end: PrintedEnd | null
  /** What it left behind for the terminal in which it was typed; null for nothing. */
  readonly left: LeftBehind | null
}

export interface PrintedLine {
  readonly timeMs: number
  /** The newest entry of the journal when it was printed. */
  readonly entryId: number
  readonly stream: 'out' | 'err'
  readonly text: string
  /** No line break follows it. */
  readonly isOpen?: true
}

/** How an action ended. */
export interface PrintedEnd {
  readonly timeMs: number
  /** The newest entry of the journal by then. */
  readonly entryId: number
  readonly exitCode: number
}

/** Of one action so many lines are kept; one more says that there were others. */
const MAX_LINES = 2000

/**
 * Carries out one action, at once or along virtual time. What the cluster refuses becomes a journal
 * entry, never an exception; an action that did nothing at all says that. What it prints is kept with its time.
 */
export function carryOut(
  session: Omit<MachineSession, 'out' | 'err'>,
  action: Action,
): PrintedAction {
  const { world } = session
  const lines: PrintedLine[] = []
  const printed: { -readonly [K in keyof PrintedAction]: PrintedAction[K] } = {
    action,
    lines,
    end: null,
    left: null,
  }
  const printTo =
    (stream: PrintedLine['stream']) =>
    (text: string, isOpen = false) => {
      if (lines.length > MAX_LINES) return
      const at = { timeMs: world.clock.nowMs, entryId: world.journal.length - 1 }
      if (lines.length === MAX_LINES) {
        const end = `terminal: only the first ${MAX_LINES} lines of this are kept`
        lines.push({ ...at, stream: 'err', text: end })
        return
      }
      const open = isOpen ? { isOpen } : {}
      lines.push({ ...at, stream, text, ...open })
    }
  const before = world.journal.length
  const ended = (exitCode: number): void => {
    const entryId = world.journal.length - 1
    printed.end = { timeMs: world.clock.nowMs, entryId, exitCode }
    if (world.journal.length > before) return
    const message = `changed nothing with \`${describeAction(action)}\``
    const because = lines[0]?.text ?? 'everything was so already'
    world.commit({ ...narrate(message, 'Unchanged'), because }, [])
  }
  const leave = (left: LeftBehind): void => void (printed.left = left)
  const output = { out: printTo('out'), err: printTo('err'), leave }
  const run = runAction({ ...session, ...output }, action)
  if (typeof run === 'number') ended(run)
  else {
    const { done } = spawn(run)
    done.whenSettled(() => ended(done.value))
  }
  return printed
}

/** Does what its verb does; kubectl says it when the API server does not answer. */
function runAction(session: MachineSession, action: Action): number | Task<number> {
  const words = kubectlWordsOf(action)
  const lines = words === null ? null : unanswered(session.world, words)
  if (lines === null) return verbOf(action).run(session, action)
  const [because = ''] = lines
  return fail(session, `could not ${describeAction(action)}`, because, lines)
}

/** The client of a person: a Namespace that is created gets what controllers put into each. */
export function withNamespaceContent(client: Client): Client {
  return {
    ...client,
    create(object, narration) {
      const result = client.create(object, narration)
      if (result.ok && object.kind === 'Namespace')
        fillNamespace(client, result.object.metadata.name)
      return result
    },
  }
}

function fillNamespace(client: Client, namespace = ''): void {
  for (const object of namespaceContent(namespace)) {
    client.create(object, {
      actor: 'kube-controller-manager',
      message: `created ${nameInSentence(object)}`,
      because: `Namespace \`${namespace}\` is new`,
      level: 'detail',
      kind: 'NamespaceContent',
    })
  }
}
