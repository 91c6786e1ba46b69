// The containers of the cluster for who goes into one: the API server asks the kubelet of its node, and that the runtime.
// Words follow pkg/registry/core/pod/strategy.go, pkg/kubelet/server/server.go and apiserver's streamtranslator.go (v1.36).
import { MIRROR_POD_ANNOTATION } from '#api/core/containers.ts'
import type { Pod } from '#api/generated/types.ts'
import { KUBELET_PORT, NO_ROUTE, whyNoKubelet } from '#api/runtime/kubelet-reach.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import type { World } from '#client/world.ts'
import type { Containers, ContainerTarget, ExecOutcome } from '#kubectl/session.ts'
import { textInput } from '#runtime/process/stream.ts'
import type { Runtime } from '#runtime/runtime.ts'
import { createFuture, settledFuture } from '#sim/task.ts'

export interface ContainersParts {
  readonly world: World
  readonly runtime: Pick<Runtime, 'exec' | 'putFile' | 'readFile'>
}

/** Makes the way into containers. */
export function createContainers({ world, runtime }: ContainersParts): Containers {
  return {
    exec(call) {
      const { command, stdin, out, err, typed } = call
      const found = containerOf(world, call)
      if ('refused' in found)
        return settledFuture({ exitCode: 1, error: found.refused, shell: null })
      const write = (print: (text: string) => void) => ({
        write(text: string) {
          print(text)
          return null
        },
      })
      const done = runtime.exec(found.id, {
        command,
        stdin: textInput(stdin),
        stdout: write(out),
        stderr: write(err),
        ...(typed === undefined ? {} : { typed }),
      })
      const outcome = createFuture<ExecOutcome>()
      done.whenSettled(() => {
        const { exitCode, error, shell } = done.value
        outcome.settle({
          exitCode,
          error: error === null ? null : `error: ${wordsOfRuntime(error)}`,
          shell: shell === null ? null : { ...shell, containerId: found.id },
        })
      })
      return outcome
    },
    putFile(target, path, content) {
      const found = containerOf(world, target)
      return 'refused' in found ? found.refused : runtime.putFile(found.id, path, content)
    },
    readFile(target, path) {
      const found = containerOf(world, target)
      return 'refused' in found ? undefined : runtime.readFile(found.id, path)
    },
  }
}

/** The kubelet says what its runtime said as an internal error, and so does the API server. */
function wordsOfRuntime(error: string): string {
  const words = error.replace('rpc error: code = Unknown desc = ', '')
  return `Internal error occurred: Internal error occurred: error executing command in container: ${words}`
}

/** The running instance of a container, or what the API server says. */
export function containerOf(
  world: Pick<World, 'live'>,
  { pod, container }: ContainerTarget,
): ContainerRecord | { readonly refused: string } {
  const node = pod.spec?.nodeName ?? ''
  const { name = '' } = pod.metadata
  if (node === '')
    return { refused: `Error from server (BadRequest): pod ${name} does not have a host assigned` }
  const machine = world.live.get(`Machine/${node}`)
  const why = machine?.kind === 'Machine' ? whyNoKubelet(machine) : NO_ROUTE
  if (why !== null) {
    const address = `${pod.status?.hostIP ?? ''}:${KUBELET_PORT}`
    return {
      refused: `error: Internal error occurred: error dialing backend: dial tcp ${address}: ${why}`,
    }
  }
  return (
    runningIn(world, pod, node, container) ?? {
      refused: `error: Internal error occurred: unable to upgrade connection: container not found (${JSON.stringify(container)})`,
    }
  )
}

function runningIn(
  world: Pick<World, 'live'>,
  { metadata }: Pod,
  node: string,
  container: string,
): ContainerRecord | undefined {
  const { uid = '', annotations } = metadata
  const uids = [uid, annotations?.[MIRROR_POD_ANNOTATION] ?? uid]
  return world.live
    .under(`ContainerInstance/${node}/`)
    .find(
      (one): one is ContainerRecord =>
        one.kind === 'ContainerInstance' &&
        one.state === 'running' &&
        one.name === container &&
        uids.includes(one.pod.uid),
    )
}
