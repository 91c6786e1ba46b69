// Restarts a machine at once, as its reset button does: without a shutdown of its Pods.
import type { FieldReader } from '#kubectl/fields.ts'
import { readName } from '#kubectl/fields.ts'
import type { Moment, Offer, Verb, VerbFace } from '#kubectl/verb.ts'
import type { WorldObject } from '#client/world.ts'
import { machineOf } from './machine-fields.ts'
import { type MachineSession, withMachine } from './machine-session.ts'

export interface RebootAction {
  readonly verb: 'reboot'
  readonly atMs: number
  readonly node: string
}

export const rebootFace: VerbFace<RebootAction> = {
  describe: ({ node }) => `reboot ${node}`,
  offers(thing: WorldObject, moment: Moment): readonly Offer<RebootAction>[] {
    const machine = machineOf(thing, moment)
    if (machine === undefined || machine.power === 'off') return []
    const node = machine.nodeName
    return [
      {
        id: 'reboot',
        label: 'Reboot',
        fullLabel: `Reboot machine ${node}`,
        done: `Rebooted machine ${node}`,
        action: { verb: 'reboot', atMs: moment.atMs, node },
        danger: true,
        hint: 'All its containers are gone at once; it boots and starts its Pods again',
        place: 'row',
      },
    ]
  },
  form: () => null,
}

export const reboot: Verb<RebootAction, MachineSession> = {
  face: rebootFace,
  read: (reader: FieldReader, atMs) => ({
    verb: 'reboot',
    atMs,
    node: readName(reader, 'reboot'),
  }),
  write: ({ node }) => ({ reboot: node }),
  run: (session, { node }) =>
    withMachine(session, node, {
      did: `rebooted machine \`${node}\``,
      could: `reboot machine \`${node}\``,
      kind: 'MachineRebooted',
      work: (machine, narration) => machine.reboot(narration),
    }),
}
