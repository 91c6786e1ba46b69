// The power switch of a machine.
import { type FieldReader, fieldsBelow, readName } from '#kubectl/fields.ts'
import type { Moment, Offer, Verb, VerbFace } from '#kubectl/verb.ts'
import type { WorldObject } from '#client/world.ts'
import { machineOf, readWord } from './machine-fields.ts'
import { type MachineSession, withMachine } from './machine-session.ts'

export interface PowerAction {
  readonly verb: 'power'
  readonly atMs: number
  readonly node: string
  readonly state: 'on' | 'off'
}

export const powerFace: VerbFace<PowerAction> = {
  describe: ({ node, state }) => `switch ${node} ${state}`,
  offers(thing: WorldObject, moment: Moment): readonly Offer<PowerAction>[] {
    const machine = machineOf(thing, moment)
    if (machine === undefined) return []
    const node = machine.nodeName
    const state = machine.power === 'off' ? 'on' : 'off'
    return [
      {
        id: `power-${state}`,
        label: `Switch ${state}`,
        fullLabel: `Switch machine ${node} ${state}`,
        done: `Switched machine ${node} ${state}`,
        action: { verb: 'power', atMs: moment.atMs, node, state },
        danger: state === 'off',
        hint:
          state === 'off'
            ? 'All its containers are gone at once, and its kubelet tells nobody'
            : 'It boots, and its kubelet starts its Pods again',
        place: 'row',
      },
    ]
  },
  form: () => null,
}

export const power: Verb<PowerAction, MachineSession> = {
  face: powerFace,
  read: readPower,
  write: ({ node, state }) => ({ power: { node, state } }),
  run: (session, { node, state }) =>
    withMachine(session, node, {
      did: `switched machine \`${node}\` ${state}`,
      could: `switch machine \`${node}\` ${state}`,
      kind: state === 'on' ? 'MachineOn' : 'MachineOff',
      work: (machine, narration) =>
        state === 'on' ? machine.powerOn(narration) : machine.powerOff(narration),
    }),
}

function readPower(reader: FieldReader, atMs: number): PowerAction {
  const fields = fieldsBelow(reader, 'power', ['node', 'state'])
  // In YAML an unquoted `off` is false.
  const raw = fields.raw('state')
  const word = raw === true ? 'on' : 'off'
  const state = typeof raw === 'boolean' ? word : readWord(fields, 'state', ['on', 'off'])
  return { verb: 'power', atMs, node: readName(fields, 'node'), state }
}
