// What `kubectl run` does with a Pod that somebody attaches to. Follows Run and handleAttachPod of
// k8s.io/kubectl/pkg/cmd/run/run.go (v1.36).
import { isTerminalPhase } from '#api/core/containers.ts'
import { getPodCondition } from '#api/core/pod-condition.ts'
import type { Pod } from '#api/generated/types.ts'
import { nameInSentence } from '#api/meta/object.ts'
import type { Task } from '#sim/task.ts'
import { attachTo, type Attaching, podOnce, printLog } from './attach-session.ts'
import { narrate, type Session } from './session.ts'

/** What is said of the session that follows. */
export interface RunAttach {
  readonly stdin: boolean
  readonly tty: boolean
  readonly quiet: boolean
  readonly removes: boolean
  readonly leavesOpen: boolean
  readonly timeoutMs: number
  /** The file that is piped into it; '' for none. */
  readonly stdinFile: string
}

const TIMED_OUT = 'error: timed out waiting for the condition'

const isOver = ({ status }: Pod): boolean => isTerminalPhase(status?.phase)

/** Attaches to the Pod that was made, and deletes it afterwards where that is asked for; the exit code. */
export function* attachToNew(
  session: Session,
  { name, namespace }: { readonly name: string; readonly namespace: string },
  attach: RunAttach,
): Task<number> {
  const metadata = { namespace, name }
  const result = yield* attached(session, metadata, attach)
  if (result.goesOn) return 0
  if (attach.removes) removePod(session, namespace, name, attach.quiet)
  for (const line of result.lines) session.err(line)
  return result.code
}

interface Ended {
  readonly goesOn: boolean
  readonly code: number
  readonly lines: readonly string[]
}

const ended = (code: number, lines: readonly string[] = []): Ended => ({
  goesOn: false,
  code,
  lines,
})

function* attached(session: Session, metadata: Pod['metadata'], attach: RunAttach): Task<Ended> {
  const { stdin, tty, quiet, removes, leavesOpen, timeoutMs, stdinFile } = attach
  const pod = yield* podOnce(session, metadata, isReadyOrOver, timeoutMs)
  if (pod === null) return ended(1, [TIMED_OUT])
  const container = pod.spec?.containers[0]?.name ?? ''
  if (isOver(pod)) printLog(session, pod, container)
  else {
    const piped = stdinFile === '' ? null : (session.text(stdinFile) ?? '')
    const attaching: Attaching = {
      pod,
      container,
      stdin,
      tty,
      quiet,
      piped,
      fromStart: true,
      removes,
    }
    const result = yield* attachTo(session, attaching)
    if (result === 'failed') return ended(1)
    if (result === 'goesOn') return { ...ended(0), goesOn: true }
  }
  const policy = pod.spec?.restartPolicy
  if (leavesOpen || policy === 'Always') return ended(0)
  const isDone = ({ status }: Pod): boolean =>
    status?.phase === 'Succeeded' || (policy === 'Never' && status?.phase === 'Failed')
  const done = yield* podOnce(session, metadata, isDone, timeoutMs)
  return done === null ? ended(1, [TIMED_OUT]) : exitOf(done)
}

/** Follows podRunningAndReady. */
function isReadyOrOver(pod: Pod): boolean {
  const isReady = getPodCondition(pod.status, 'Ready')?.status === 'True'
  return isOver(pod) || (pod.status?.phase === 'Running' && isReady)
}

function exitOf({ metadata, status }: Pod): Ended {
  if (status?.phase === 'Succeeded') return ended(0)
  const where = `pod ${metadata.namespace ?? ''}/${metadata.name ?? ''}`
  const end = status?.containerStatuses?.[0]?.state?.terminated
  if (end === undefined || end.exitCode === 0)
    return ended(1, [`error: ${where} failed with unknown exit code`])
  return ended(end.exitCode, [
    `${where} terminated (${end.reason ?? ''})`,
    ...(end.message === undefined ? [] : [end.message]),
  ])
}

/** Deletes the Pod of a session, without waiting for its end. */
function removePod(session: Session, namespace: string, name: string, quiet = false): void {
  const pod = session.client.get('Pod', namespace, name)
  if (pod === undefined) return
  const said = narrate(`deleted ${nameInSentence(pod)} at the end of its session`, 'Deleted')
  const result = session.client.delete(
    'Pod',
    namespace,
    name,
    { propagationPolicy: 'Background' },
    said,
  )
  if (result.ok && !quiet) session.out(`pod "${name}" deleted from ${namespace} namespace`)
}
