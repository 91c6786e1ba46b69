// The shutdown of a machine, as `systemctl poweroff` and `systemctl reboot` do it: its kubelet may end the Pods first.
import { type FieldReader, fieldsBelow, readName } from '#kubectl/fields.ts'
import type { Moment, Offer, Verb, VerbFace } from '#kubectl/verb.ts'
import type { WorldObject } from '#client/world.ts'
import { machineOf, readWord } from './machine-fields.ts'
import { type MachineSession, withMachine } from './machine-session.ts'

export interface ShutdownAction {
  readonly verb: 'shutdown'
  readonly atMs: number
  readonly node: string
  readonly to: 'off' | 'reboot'
}

const wordOf = ({ to }: Pick<ShutdownAction, 'to'>): string =>
  to === 'off' ? 'shut down' : 'shut down and restart'

export const shutdownFace: VerbFace<ShutdownAction> = {
  describe: (action) => `${wordOf(action)} ${action.node}`,
  offers(thing: WorldObject, moment: Moment): readonly Offer<ShutdownAction>[] {
    const machine = machineOf(thing, moment)
    if (machine?.power !== 'on') return []
    const node = machine.nodeName
    return [
      {
        id: 'shutdown',
        label: 'Shut down',
        fullLabel: `Shut down machine ${node}`,
        done: `Shut down machine ${node}`,
        action: { verb: 'shutdown', atMs: moment.atMs, node, to: 'off' },
        danger: true,
        hint: 'Its kubelet ends the Pods first, where its shutdownGracePeriod gives them time',
        place: 'row',
      },
    ]
  },
  form: () => null,
}

export const shutdown: Verb<ShutdownAction, MachineSession> = {
  face: shutdownFace,
  read(reader: FieldReader, atMs): ShutdownAction {
    const fields = fieldsBelow(reader, 'shutdown', ['node', 'to'])
    // In YAML an unquoted `off` is false.
    const to = fields.raw('to') === false ? 'off' : readWord(fields, 'to', ['off', 'reboot'])
    return { verb: 'shutdown', atMs, node: readName(fields, 'node'), to }
  },
  write: ({ node, to }) => ({ shutdown: { node, to } }),
  run: (session, action) =>
    withMachine(session, action.node, {
      did: `began to shut down machine \`${action.node}\``,
      could: `${wordOf(action)} machine \`${action.node}\``,
      kind: 'MachineShutdown',
      work: (machine, narration) => machine.shutDown(narration, action.to),
    }),
}
