// A session that is attached to the first process of a container: what it prints is seen, and what is typed goes there.
// Follows k8s.io/kubectl/pkg/cmd/attach/attach.go and handleAttachPod of pkg/cmd/run/run.go (v1.36).
import type { Pod } from '#api/generated/types.ts'
import { ephemeralContainersOf, findContainer } from '#api/core/containers.ts'
import { whyNoKubelet } from '#api/runtime/kubelet-reach.ts'
import { createFuture, type Future, type Task, wait } from '#sim/task.ts'
import { containerLog, isAlive } from './container-logs.ts'
import type { AttachCall, Attached, AttachOutcome, Session } from './session.ts'

export interface Attaching {
  readonly pod: Pod
  readonly container: string
  readonly stdin: boolean
  readonly tty: boolean
  readonly quiet: boolean
  /** What is piped into it; null where a person sits. */
  readonly piped: string | null
  /** What was printed before is shown as well. */
  readonly fromStart: boolean
  /** The Pod is deleted at the end of the session. */
  readonly removes: boolean
}

/** 'goesOn': what is typed from now on goes there. */
export type AttachResult = 'goesOn' | 'ended' | 'failed'

const LOOK_MS = 100
const WAITER = 'kubectl attach'

/** Says what is said at the beginning of each session. */
export function greet({ err }: Pick<Session, 'err'>, quiet: boolean): void {
  if (quiet) return
  err(
    'All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.',
  )
  err("If you don't see a command prompt, try pressing enter.")
}

/** Attaches to a container that runs; returns when it has ended, or waits for a person to type. */
export function* attachTo(session: Session, attaching: Attaching): Task<AttachResult> {
  const { pod, container, stdin, piped } = attaching
  const isTty = findContainer(pod, container)?.container.tty === true
  if (attaching.tty && !isTty && !attaching.quiet)
    session.err(`error: Unable to use a TTY - container ${container} did not allocate one`)
  const printer = createPrinter(session, attaching)
  if (attaching.fromStart) printer.print()
  greet(session, attaching.quiet)
  const refused = session.containers.refusal({ pod, container })
  if (refused !== null) {
    session.err(refused)
    return 'failed'
  }
  if (!stdin) {
    yield* follow(session, attaching, printer)
    return 'ended'
  }
  const call = { pod, container, text: piped, closes: piped !== null }
  if (isTty && piped !== null) printer.passOver()
  const { state, prompt, containerId, error } = yield* typed(session, call, printer)
  if (error !== null) {
    session.err(error)
    return 'failed'
  }
  if (state === 'awaits' && piped === null) {
    const { namespace = '', name = '' } = pod.metadata
    session.leave({
      shell: {
        namespace,
        pod: name,
        container,
        containerId,
        program: 'sh',
        cwd: '/',
        variables: {},
        ended: false,
        prompt: prompt.trimEnd(),
        attached: endOf(attaching, isTty),
      },
    })
    return 'goesOn'
  }
  yield* follow(session, attaching, printer)
  const { farewell } = endOf(attaching, isTty)
  if (farewell !== '' && piped === null) session.out(farewell)
  return 'ended'
}

/** Prints what comes until the process waits for more or has ended. */
function* typed(session: Session, call: AttachCall, printer: Printer): Task<AttachOutcome> {
  const done = session.containers.attach(call)
  while (!done.settled) {
    yield* wait(either(done, session.sleeper.sleep(LOOK_MS, WAITER)))
    printer.print()
  }
  printer.print()
  return done.value
}

/** Types a line into the first process of a container, and prints what comes of it. */
export function* typeInto(
  session: Session,
  { pod, container }: Pick<Attaching, 'pod' | 'container'>,
  line: string,
): Task<AttachOutcome> {
  const printer = createPrinter(session, { pod, container, fromStart: false })
  if (findContainer(pod, container)?.container.tty === true) printer.passOver()
  return yield* typed(session, { pod, container, text: `${line}\n`, closes: false }, printer)
}

/** Follows reattachMessage. */
function endOf({ pod, container, quiet, removes }: Attaching, isTty: boolean): Attached {
  const { namespace = '', name = '' } = pod.metadata
  const again = `kubectl attach ${name} -c ${container} -n ${namespace} -i -t`
  const isEphemeral = ephemeralContainersOf(pod).some((one) => one.name === container)
  if (quiet || !isTty) return { farewell: '', removes }
  return {
    farewell: isEphemeral
      ? `Session ended, the ephemeral container will not be restarted but may be reattached using '${again}' if it is still running`
      : `Session ended, resume using '${again}' command`,
    removes,
  }
}

interface Printer {
  /** Prints the lines that have come. */
  print(): void
  /** The next line is what was typed, which a terminal shows. */
  passOver(): void
}

function createPrinter(
  { world, out }: Session,
  { pod, container, fromStart }: Pick<Attaching, 'pod' | 'container' | 'fromStart'>,
): Printer {
  const lines = (): readonly string[] => {
    const log = containerLog(world, pod, { name: container, previous: false })
    return typeof log === 'string' ? [] : log.map(({ text }) => text)
  }
  let seen = fromStart ? 0 : lines().length
  return {
    print() {
      // What comes while nobody reaches the kubelet is held up, and comes later.
      if (whyNoKubelet(world.live, pod.spec?.nodeName ?? '') !== null) return
      const all = lines()
      for (const line of all.slice(seen)) out(line)
      seen = all.length
    },
    passOver: () => void (seen += 1),
  }
}

function* follow(
  { world, sleeper }: Session,
  { pod, container }: Attaching,
  printer: Printer,
): Task<void> {
  while (isAlive(world, pod, container)) {
    yield* wait(sleeper.sleep(LOOK_MS, WAITER))
    printer.print()
  }
  printer.print()
}

function either(one: Future<unknown>, other: Future<unknown>): Future<void> {
  const first = createFuture<void>()
  one.whenSettled(() => first.settle())
  other.whenSettled(() => first.settle())
  return first
}

/** The Pod when `isDone` holds of it; null when it is gone, or that takes too long. */
export function* podOnce(
  { client, sleeper }: Session,
  { namespace = '', name = '' }: Pod['metadata'],
  isDone: (pod: Pod) => boolean,
  timeoutMs: number,
): Task<Pod | null> {
  let woken = createFuture<void>()
  let isOver = false
  const stops = [
    // Whoever is told of a change writes nothing yet.
    client.watch('Pod', () => void sleeper.sleep(0, WAITER).whenSettled(() => woken.settle()), {
      namespace,
    }),
    timeoutMs === 0
      ? () => {}
      : sleeper.sleep(timeoutMs, WAITER).whenSettled(() => {
          isOver = true
          woken.settle()
        }),
  ]
  try {
    for (;;) {
      const pod = client.get('Pod', namespace, name)
      if (pod === undefined || isDone(pod)) return pod ?? null
      if (isOver) return null
      yield* wait(woken)
      woken = createFuture()
    }
  } finally {
    for (const stop of stops) stop()
  }
}

/** Prints all that a container has printed. */
export function printLog({ world, out, err }: Session, pod: Pod, name: string): void {
  const lines = containerLog(world, pod, { name, previous: false })
  if (typeof lines === 'string') err(`Error from server (BadRequest): ${lines}`)
  else for (const { text } of lines) out(text)
}
