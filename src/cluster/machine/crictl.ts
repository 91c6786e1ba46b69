// What a person does to the containers of a node past its kubelet: `crictl stop|rm|stopp|rmp`. Words and exit codes follow
// cri-tools v1.36 cmd/crictl/container.go and sandbox.go; what cannot be found is said as containerd 2 says it.
import type { ContainerRecord, SandboxRecord } from '#api/runtime/records.ts'
import { objectKey } from '#api/meta/object.ts'
import { type FieldReader, fieldsBelow, readName } from '#kubectl/fields.ts'
import { joinWords, splitWords } from '#kubectl/flags.ts'
import { fail, say } from '#kubectl/session.ts'
import { NO_OFFERS, type Verb, type VerbFace } from '#kubectl/verb.ts'
import { type Task, wait } from '#sim/task.ts'
import { type MachineSession, withMachineOn, noCrictl } from './machine-session.ts'

export interface CrictlAction {
  readonly verb: 'crictl'
  readonly atMs: number
  readonly node: string
  /** The words after `crictl`. */
  readonly words: readonly string[]
}

const MAX_COMMAND = 2000

export const crictlFace: VerbFace<CrictlAction> = {
  describe: ({ node, words }) => `crictl ${shortened(joinWords(words))} on ${node}`,
  ...NO_OFFERS,
}

export const crictl: Verb<CrictlAction, MachineSession> = {
  face: crictlFace,
  read,
  write: ({ node, words }) => ({ crictl: { node, command: joinWords(words) } }),
  run: (session, action) =>
    withMachineOn(session, action.node, (machine) => run(session, action, machine.runtime.service)),
}

/** IDs as `crictl ps` shows them are enough on a flag. */
const SHOWN_ID = 13

function shortened(text: string): string {
  return text.replaceAll(/\b[0-9a-f]{14,}\b/g, (id) => id.slice(0, SHOWN_ID))
}

function read(reader: FieldReader, atMs: number): CrictlAction {
  const fields = fieldsBelow(reader, 'crictl', ['node', 'command'])
  const words = splitWords(fields.text('command', '', MAX_COMMAND))
  if (words === null) fields.say('error', 'command', 'a quote is left open')
  else if (!changesRuntime(words))
    fields.say('error', 'command', 'command is stop, rm, stopp or rmp with its IDs')
  return { verb: 'crictl', atMs, node: readName(fields, 'node'), words: words ?? [] }
}

/** Whether a command line of crictl changes something. */
export function changesRuntime([command = '', ...rest]: readonly string[]): boolean {
  return Object.hasOwn(ACTS, command) && rest.length > 0
}

type Service = NonNullable<ReturnType<MachineSession['machine']>>['runtime']['service']

interface Call {
  readonly session: MachineSession
  readonly node: string
  readonly service: Service
  readonly force: boolean
  readonly timeoutMs: number
}

const ACTS: Readonly<Record<string, (call: Call, id: string) => number | Task<number>>> = {
  stop: stopContainer,
  rm: removeContainer,
  stopp: stopSandbox,
  rmp: removeSandbox,
}

function* run(
  session: MachineSession,
  { node, words }: CrictlAction,
  service: Service,
): Task<number> {
  const [command = '', ...rest] = words
  const act = ACTS[command]
  const { ids, force, timeoutMs } = optionsOf(rest)
  if (act === undefined) return 1
  if (service.refusal !== null)
    return fail(session, `could not use crictl on \`${node}\``, 'containerd does not run', [
      `FATA[0000] ${noCrictl()}`,
    ])
  for (const id of ids) {
    const done = act({ session, node, service, force, timeoutMs }, id)
    const code = typeof done === 'number' ? done : yield* done
    if (code !== 0) return code
  }
  return 0
}

function optionsOf(words: readonly string[]) {
  let timeoutMs = 0
  let force = false
  const ids: string[] = []
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    const [, joined] = /^(?:--timeout=|-t=?)(\d+)$/.exec(word) ?? []
    if (joined !== undefined) timeoutMs = Number(joined) * 1000
    else if (word === '-t' || word === '--timeout') timeoutMs = Number(words[(at += 1)] ?? 0) * 1000
    else if (word === '-f' || word === '--force') force = true
    else if (!word.startsWith('-')) ids.push(word)
  }
  return { ids, force, timeoutMs }
}

function containerOf({ session, node }: Call, id: string): ContainerRecord | undefined {
  return session.world.live
    .under(`ContainerInstance/${node}/`)
    .find(
      (one): one is ContainerRecord => one.kind === 'ContainerInstance' && one.id.startsWith(id),
    )
}

function sandboxOf({ session, node }: Call, id: string): SandboxRecord | undefined {
  return session.world.live
    .under(`Sandbox/${node}/`)
    .find((one): one is SandboxRecord => one.kind === 'Sandbox' && one.id.startsWith(id))
}

function refuse({ session, node }: Call, words: string, because: string): number {
  return fail(session, `could not do that with crictl on \`${node}\``, because, [
    `FATA[0000] ${words}`,
  ])
}

function noContainer(call: Call, what: string, id: string): number {
  const words = `${what} "${id}": rpc error: code = NotFound desc = an error occurred when try to find container "${id}": not found`
  return refuse(call, words, 'there is no such container')
}

function* stopContainer(call: Call, id: string): Task<number> {
  const found = containerOf(call, id)
  if (found === undefined) return noContainer(call, 'stopping the container', id)
  tell(call, found, `stopped container \`${found.name}\``)
  yield* wait(call.service.stopContainer(found.id, call.timeoutMs))
  call.session.out(id)
  return 0
}

function* removeContainer(call: Call, id: string): Task<number> {
  const found = containerOf(call, id)
  if (found === undefined) return noContainer(call, 'getting container status', id)
  if (found.state === 'running') {
    if (!call.force)
      return refuse(call, `container "${id}" is running, please stop it first`, 'it is running')
    yield* wait(call.service.stopContainer(found.id, 0))
  }
  tell(call, found, `removed container \`${found.name}\``)
  call.service.removeContainer(found.id)
  call.session.out(id)
  return 0
}

function stopSandbox(call: Call, id: string): number {
  const found = sandboxOf(call, id)
  if (found === undefined) return noSandbox(call, 'stopping the pod sandbox', id)
  tell(call, found, 'stopped the sandbox')
  call.service.stopPodSandbox(found.id)
  call.session.out(`Stopped sandbox ${id}`)
  return 0
}

function removeSandbox(call: Call, id: string): number {
  const found = sandboxOf(call, id)
  if (found === undefined) return noSandbox(call, 'getting sandbox status of pod', id)
  if (found.state === 'ready') {
    if (!call.force)
      return refuse(call, `pod sandbox "${id}" is running, please stop it first`, 'it is running')
    call.service.stopPodSandbox(found.id)
  }
  tell(call, found, 'removed the sandbox')
  call.service.removePodSandbox(found.id)
  call.session.out(`Removed sandbox ${id}`)
  return 0
}

function noSandbox(call: Call, what: string, id: string): number {
  const words = `${what} "${id}": rpc error: code = NotFound desc = an error occurred when try to find sandbox: not found`
  return refuse(call, words, 'there is no such sandbox')
}

function tell(
  { session, node }: Call,
  { kind, id, pod }: ContainerRecord | SandboxRecord,
  did: string,
): void {
  say(session, `${did} of Pod \`${pod.name}\` with crictl`, 'Crictl', [
    objectKey('Pod', pod.namespace, pod.name),
    `${kind}/${node}/${id}`,
  ])
}
