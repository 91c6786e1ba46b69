// A service of a machine as `systemctl stop|start|restart` treats it: how the verb of one is read and written, carried out,
// described and offered, whatever the service is.
import type { MachineRecord } from '#api/runtime/records.ts'
import type { WorldObject } from '#client/world.ts'
import { type FieldReader, fieldsBelow, readName } from '#kubectl/fields.ts'
import type { Moment, Offer, Verb, VerbFace } from '#kubectl/verb.ts'
import type { Narration } from '#sim/world.ts'
import type { Machine } from './machine.ts'
import { machineOf, readWord } from './machine-fields.ts'
import { type MachineSession, withMachine } from './machine-session.ts'

type State = 'stopped' | 'started' | 'restarted'

export interface ServiceAction<V extends string> {
  readonly verb: V
  readonly atMs: number
  readonly node: string
  readonly state: State
}

/** What tells one service from another. */
export interface Service<V extends string> {
  readonly verb: V
  /** In a sentence, and at the beginning of one: 'the kubelet', 'The kubelet'. */
  readonly inSentence: string
  readonly first: string
  isRunning(machine: MachineRecord): boolean
  /** What comes of it, for who is offered it. */
  readonly hints: Readonly<Record<State, string>>
  /** The kinds of the entries that tell of it. */
  readonly entries: Readonly<Record<State, Narration['kind']>>
  act(machine: Machine, state: State, narration: Narration): ReturnType<Machine['stopKubelet']>
}

const ACTS = { stopped: 'Stop', started: 'Start', restarted: 'Restart' } as const
const wordOf = (state: State): string => ACTS[state].toLowerCase()

/** How the verb of a service is described and offered. */
export function serviceFace<V extends string>(service: Service<V>): VerbFace<ServiceAction<V>> {
  const { verb, inSentence, first, hints } = service
  const offer = (node: string, atMs: number, state: State): Offer<ServiceAction<V>> => ({
    id: `${verb}-${state}`,
    label: `${ACTS[state]} ${verb}`,
    fullLabel: `${ACTS[state]} ${inSentence} on ${node}`,
    done: `${first} on ${node} ${state === 'restarted' ? 'was' : 'is'} ${state}`,
    action: { verb, atMs, node, state },
    danger: state === 'stopped',
    hint: hints[state],
    place: state === 'restarted' ? 'palette' : 'row',
  })
  return {
    describe: ({ node, state }) => `${wordOf(state)} ${inSentence} on ${node}`,
    offers(thing: WorldObject, moment: Moment) {
      const machine = machineOf(thing, moment)
      if (machine?.power !== 'on') return []
      const states: readonly State[] = service.isRunning(machine)
        ? ['stopped', 'restarted']
        : ['started']
      return states.map((state) => offer(machine.nodeName, moment.atMs, state))
    },
    form: () => null,
  }
}

/** The verb of a service. */
export function serviceVerb<V extends string>(
  service: Service<V>,
  face: VerbFace<ServiceAction<V>>,
): Verb<ServiceAction<V>, MachineSession> {
  const { verb, inSentence, entries } = service
  return {
    face,
    read: (reader: FieldReader, atMs) => {
      const fields = fieldsBelow(reader, verb, ['node', 'state'])
      const state = readWord(fields, 'state', ['stopped', 'started', 'restarted'])
      return { verb, atMs, node: readName(fields, 'node'), state }
    },
    write: ({ node, state }) => ({ [verb]: { node, state } }),
    run: (session, { node, state }) =>
      withMachine(session, node, {
        did: `${state} ${inSentence} on \`${node}\``,
        could: `${wordOf(state)} ${inSentence} on \`${node}\``,
        kind: entries[state],
        work: (machine, narration) => service.act(machine, state, narration),
      }),
  }
}
