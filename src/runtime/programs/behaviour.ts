// A process of which only little is known: it listens on ports and runs, for a while or for ever.
import { simplified } from '#lib/simplified.ts'
import { createFuture, wait, type Task } from '#sim/task.ts'
import { answerText, parseRequest } from '../network/http.ts'
import { answerWith, type Listener } from '../network/network.ts'
import { takeMemory } from '../process/memory.ts'
import { complain, type Invocation } from '../process/command.ts'
import { codeOfSignal, type Signal } from '../process/signals.ts'

export const UNKNOWN_IMAGES = simplified(
  'unknown-images',
  'an image that is not in the catalogue runs for ever, listens on its containerPorts, answers every HTTP request with 200, and ends with 143 on SIGTERM; in an init container, and where restartPolicy is not Always, it ends with 0 after 5 seconds.',
)

const START_MS = 80
/** How long a program runs of which it is only known that it is expected to end. */
const JOB_MS = 5000

interface Behaviour {
  readonly runMs: number | null
  readonly exitCode: number
  readonly oom?: boolean
  readonly listens: readonly number[]
}

/** Runs what a scenario says, or with null what is assumed of an unknown program. */
export function* runBehaviour(behaviour: Behaviour | null, invocation: Invocation): Task<number> {
  const { system, process } = invocation
  yield* wait(system.sleep(START_MS))
  const ports = behaviour?.listens ?? system.ports
  const listeners: Listener[] = []
  let forget = (): void => {}
  try {
    for (const port of ports) {
      const listener = system.net.listen(
        port,
        'TCP',
        (request) =>
          answerWith(
            parseRequest(request.text) === undefined
              ? ''
              : answerText(200, `Hello from ${system.hostname}\n`),
          ),
        true,
      )
      if (listener === undefined) {
        complain(invocation, `listen tcp :${port}: bind: address already in use`)
        process.because = `port ${port} is in use already in its Pod`
        return 1
      }
      listeners.push(listener)
    }
    system.setActivity(
      ports.length === 0 ? 'running' : `serving on ${ports.map((port) => `:${port}`).join(', ')}`,
    )
    const signal = createFuture<Signal>()
    process.onSignal = (received) => {
      signal.settle(received)
      return true
    }
    if (behaviour === null && system.ends)
      forget = system.sleep(JOB_MS).whenSettled(() => signal.settle('ALRM'))
    if (behaviour !== null && behaviour.runMs !== null) {
      forget = system.sleep(behaviour.runMs).whenSettled(() => signal.settle('ALRM'))
    }
    const received = yield* wait(signal)
    if (received === 'ALRM' && behaviour === null && system.ends) {
      process.because = 'it is assumed that it has done its work'
      return 0
    }
    if (received === 'ALRM' && behaviour?.oom === true) yield* takeMemory(invocation, Infinity)
    if (received === 'ALRM' && behaviour !== null) {
      process.because = `the scenario lets it run for ${(behaviour.runMs ?? 0) / 1000} s`
      return behaviour.exitCode
    }
    process.because = `it received SIG${received}`
    return codeOfSignal(received)
  } finally {
    forget()
    for (const listener of listeners) system.net.close(listener)
  }
}
