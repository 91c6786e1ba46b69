// The containers of the cluster for who goes into one: the API server asks the kubelet of its node, and that the runtime.
// Words follow pkg/registry/core/pod/strategy.go, pkg/kubelet/server/server.go and apiserver's streamtranslator.go (v1.36).
import { MIRROR_POD_ANNOTATION } from '#api/core/containers.ts'
import type { Pod } from '#api/generated/types.ts'
import { KUBELET_PORT, NO_ROUTE, whyNoKubelet, whyNoRuntime } from '#api/runtime/kubelet-reach.ts'
import type { ContainerRecord, SandboxRecord } from '#api/runtime/records.ts'
import type { World } from '#client/world.ts'
import type {
  AttachOutcome,
  Connected,
  Containers,
  ContainerTarget,
  ExecOutcome,
} from '#kubectl/session.ts'
import { textInput } from '#runtime/process/stream.ts'
import type { Runtime } from '#runtime/runtime.ts'
import { createFuture, settledFuture } from '#sim/task.ts'

export interface ContainersParts {
  readonly world: World
  readonly runtime: Pick<Runtime, 'attach' | 'connect' | 'exec' | 'putFile' | 'readFile'>
}

/** Makes the way into containers. */
export function createContainers({ world, runtime }: ContainersParts): Containers {
  return {
    refusal: (target) => refusalOf(world, target),
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
    attach(call) {
      const found = containerOf(world, call)
      const none = { state: 'ended', prompt: '', containerId: '', exitCode: null } as const
      if ('refused' in found) return settledFuture({ ...none, error: found.refused })
      const outcome = createFuture<AttachOutcome>()
      const done = runtime.attach(found.id, call) ?? settledFuture(none)
      done.whenSettled(() => outcome.settle({ ...done.value, containerId: found.id, error: null }))
      return outcome
    },
    connect(pod, port, text) {
      const sandbox = sandboxOf(world, pod)
      if (sandbox === undefined)
        return settledFuture({ error: `no running sandbox of pod ${pod.metadata.name ?? ''}` })
      const answer = runtime.connect(sandbox.id, sandbox.nodeName, port, text)
      if (answer === null) return settledFuture({ error: notForwarded(sandbox, port) })
      const connected = createFuture<Connected>()
      answer.whenSettled(() => connected.settle({ answer: answer.value.slice(0, MAX_ANSWER) }))
      return connected
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

const MAX_ANSWER = 100_000

/** Follows cri-streaming's pkg/streaming/portforward/httpstream.go (v0.36), and the words of containerd 2 behind it. */
function notForwarded({ id, hostNetwork }: SandboxRecord, port: number): string {
  const place = hostNetwork ? 'host' : `/var/run/netns/cni-${networkName(id)}`
  return `error forwarding port ${port} to pod ${id}, uid : failed to execute portforward in network namespace ${JSON.stringify(place)}: failed to connect to localhost:${port} inside namespace ${JSON.stringify(id)}, IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused IPv6 dial tcp6 [::1]:${port}: connect: connection refused `
}

/** In the form of a UUID, another one for each sandbox. */
const networkName = (id: string): string =>
  [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20, 32)].join('-')

/** The sandbox of a Pod that is ready. */
function sandboxOf(world: Pick<World, 'live'>, { metadata, spec }: Pod): SandboxRecord | undefined {
  const { uid = '', annotations } = metadata
  const uids = [uid, annotations?.[MIRROR_POD_ANNOTATION] ?? uid]
  return world.live
    .under(`Sandbox/${spec?.nodeName ?? ''}/`)
    .find(
      (one): one is SandboxRecord =>
        one.kind === 'Sandbox' && one.state === 'ready' && uids.includes(one.pod.uid),
    )
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
  const why = machine === undefined ? NO_ROUTE : whyNoKubelet(world.live, node)
  if (why !== null) {
    const address = `${pod.status?.hostIP ?? ''}:${KUBELET_PORT}`
    return {
      refused: `error: Internal error occurred: error dialing backend: dial tcp ${address}: ${why}`,
    }
  }
  const noUpgrade = 'error: Internal error occurred: unable to upgrade connection: '
  const silent = whyNoRuntime(world.live, node)
  if (silent !== null) return { refused: `${noUpgrade}${silent}` }
  return (
    runningIn(world, pod, node, container) ?? {
      refused: `${noUpgrade}container not found (${JSON.stringify(container)})`,
    }
  )
}

/** What the API server says to who wants to go into a container; null when that can be. */
export function refusalOf(world: Pick<World, 'live'>, target: ContainerTarget): string | null {
  const found = containerOf(world, target)
  return 'refused' in found ? found.refused : null
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
