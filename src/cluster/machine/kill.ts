// Ends the process of a container: with an exit code, or because its memory ran out.
import type { ContainerRecord } from '#api/runtime/records.ts'
import { objectKey } from '#api/meta/object.ts'
import {
  type FieldReader,
  fieldsBelow,
  namespaceField,
  readName,
  readNamespace,
} from '#kubectl/fields.ts'
import { fail, say } from '#kubectl/session.ts'
import type { Offer, Verb, VerbFace } from '#kubectl/verb.ts'
import type { MachineSession } from './machine-session.ts'

export interface KillAction {
  readonly verb: 'kill'
  readonly atMs: number
  readonly namespace: string
  readonly pod: string
  readonly container: string
  readonly exitCode: number
  readonly oom: boolean
}

/** Of a process that is killed with SIGKILL. */
const KILLED = 137

export const killFace: VerbFace<KillAction> = {
  describe: ({ pod, container, exitCode, oom }) =>
    oom
      ? `container ${container} of ${pod} runs out of memory`
      : `kill container ${container} of ${pod} (exit code ${exitCode})`,
  offers(thing, { atMs }) {
    if (thing.kind !== 'ContainerInstance' || thing.state !== 'running') return []
    const { name, pod } = thing
    const kill = (exitCode: number, oom: boolean): KillAction => ({
      verb: 'kill',
      atMs,
      namespace: pod.namespace,
      pod: pod.name,
      container: name,
      exitCode,
      oom,
    })
    const ended = (exitCode: 0 | 1, hint: string): Offer<KillAction> => ({
      id: `exit-${exitCode}`,
      label: `Exit code ${exitCode}`,
      fullLabel: `End container ${name} with exit code ${exitCode}`,
      done: `Ended container ${name} with exit code ${exitCode}`,
      action: kill(exitCode, false),
      danger: exitCode === 1,
      hint,
      place: 'row',
    })
    return [
      ended(1, 'Ends it, as if its process had failed'),
      ended(0, 'Ends it, as if its process had finished its work'),
      {
        id: 'oom',
        label: 'Out of memory',
        fullLabel: `Let container ${name} run out of memory`,
        done: `Let container ${name} run out of memory`,
        action: kill(KILLED, true),
        danger: true,
        hint: `The kernel kills it: exit code ${KILLED}, reason OOMKilled`,
        place: 'row',
      },
    ]
  },
  form: () => null,
}

export const kill: Verb<KillAction, MachineSession> = {
  face: killFace,
  read,
  write({ pod, container, namespace, exitCode, oom }) {
    return {
      kill: { pod, container, ...namespaceField(namespace), ...(oom ? { oom } : { exitCode }) },
    }
  },
  run,
}

function read(reader: FieldReader, atMs: number): KillAction {
  const known = ['pod', 'container', 'namespace', 'exitCode', 'oom']
  const fields = fieldsBelow(reader, 'kill', known)
  return {
    verb: 'kill',
    atMs,
    namespace: readNamespace(fields),
    pod: readName(fields, 'pod'),
    container: readName(fields, 'container'),
    exitCode: fields.whole('exitCode', KILLED, 0, 255),
    oom: fields.flag('oom', false),
  }
}

function run(session: MachineSession, action: KillAction): number {
  const { namespace, pod, container, exitCode, oom } = action
  const running = session.world.live
    .list('pod', `${namespace}/${pod}`, 'ContainerInstance/')
    .filter(
      (object): object is ContainerRecord =>
        object.kind === 'ContainerInstance' &&
        object.state === 'running' &&
        object.name === container,
    )
  const target = running.toSorted((a, b) => a.createdAtMs - b.createdAtMs).at(-1)
  if (target === undefined) {
    const what = `found no running container \`${container}\` in Pod \`${pod}\``
    const line = `error: there is no running container "${container}" in pod "${pod}"`
    return fail(session, what, 'there is none at this moment', [line])
  }
  const named = `container \`${container}\` of Pod \`${pod}\``
  const what = oom ? `made ${named} run out of memory` : `ended ${named} with exit code ${exitCode}`
  say(session, what, 'Killed', [
    objectKey('Pod', namespace, pod),
    `ContainerInstance/${target.nodeName}/${target.id}`,
  ])
  session.kill(target.id, { exitCode, oom })
  return 0
}
