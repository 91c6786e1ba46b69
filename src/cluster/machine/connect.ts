// What is sent to a port of a Pod over `kubectl port-forward`: it happens in the run, so that it is an action.
import { keyOf } from '#api/meta/object.ts'
import {
  type FieldReader,
  fieldsBelow,
  namespaceField,
  readName,
  readNamespace,
} from '#kubectl/fields.ts'
import { failNotFound, say } from '#kubectl/session.ts'
import { NO_OFFERS, type Verb, type VerbFace } from '#kubectl/verb.ts'
import { type Task, wait } from '#sim/task.ts'
import type { MachineSession } from './machine-session.ts'

export interface ConnectAction {
  readonly verb: 'connect'
  readonly atMs: number
  readonly namespace: string
  readonly pod: string
  readonly port: number
  /** What is sent: 'GET / HTTP/1.1\r\n…'. */
  readonly text: string
}

export const MAX_SENT = 20_000
const MAX_PORT = 65_535
const MAX_SHOWN = 60

const firstLine = (text: string): string => (text.split(/\r?\n/)[0] ?? '').slice(0, MAX_SHOWN)

export const connectFace: VerbFace<ConnectAction> = {
  describe: ({ pod, port, text }) => `send ${firstLine(text)} to port ${port} of ${pod}`,
  ...NO_OFFERS,
}

export const connect: Verb<ConnectAction, MachineSession> = {
  face: connectFace,
  read,
  write: ({ namespace, pod, port, text }) => ({
    connect: { pod, ...namespaceField(namespace), port, text },
  }),
  run,
}

function read(reader: FieldReader, atMs: number): ConnectAction {
  const fields = fieldsBelow(reader, 'connect', ['pod', 'namespace', 'port', 'text'])
  return {
    verb: 'connect',
    atMs,
    namespace: readNamespace(fields),
    pod: readName(fields, 'pod'),
    port: fields.whole('port', 80, 1, MAX_PORT),
    text: fields.text('text', '', MAX_SENT),
  }
}

function* run(session: MachineSession, action: ConnectAction): Task<number> {
  const { namespace, pod: name, port, text } = action
  const pod = session.client.get('Pod', namespace, name)
  if (pod === undefined) return failNotFound(session, 'Pod', name)
  say(session, `sent \`${firstLine(text)}\` to port ${port} of Pod \`${name}\``, 'Connected', [
    keyOf(pod),
  ])
  const done = session.containers.connect(pod, port, text)
  yield* wait(done)
  const connected = done.value
  session.leave({ connected })
  if ('answer' in connected) return 0
  session.err(`error: ${connected.error}`)
  return 1
}
