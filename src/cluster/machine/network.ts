// The network cable of a machine: what runs on it runs on, and nobody else hears of it.
import { type FieldReader, fieldsBelow, readName } from '#kubectl/fields.ts'
import type { Moment, Offer, Verb, VerbFace } from '#kubectl/verb.ts'
import type { WorldObject } from '#client/world.ts'
import { machineOf, readWord } from './machine-fields.ts'
import { type MachineSession, withMachine } from './machine-session.ts'

export interface NetworkAction {
  readonly verb: 'network'
  readonly atMs: number
  readonly node: string
  readonly state: 'cut' | 'mended'
}

export const networkFace: VerbFace<NetworkAction> = {
  describe: ({ node, state }) =>
    state === 'cut' ? `cut ${node} off the network` : `mend the network of ${node}`,
  offers(thing: WorldObject, moment: Moment): readonly Offer<NetworkAction>[] {
    const machine = machineOf(thing, moment)
    if (machine === undefined) return []
    const node = machine.nodeName
    const isCut = machine.network === 'cut'
    return [
      {
        id: isCut ? 'network-mended' : 'network-cut',
        label: isCut ? 'Mend network' : 'Cut network',
        fullLabel: isCut ? `Mend the network of ${node}` : `Cut ${node} off the network`,
        done: isCut ? `The network of ${node} is mended` : `${node} is cut off the network`,
        action: { verb: 'network', atMs: moment.atMs, node, state: isCut ? 'mended' : 'cut' },
        danger: !isCut,
        hint: isCut
          ? 'Its kubelet reports again, and hears what it has missed'
          : 'Its Pods run on, but neither the API server nor other Pods reach them',
        place: 'row',
      },
    ]
  },
  form: () => null,
}

export const network: Verb<NetworkAction, MachineSession> = {
  face: networkFace,
  read(reader: FieldReader, atMs): NetworkAction {
    const fields = fieldsBelow(reader, 'network', ['node', 'state'])
    const state = readWord(fields, 'state', ['cut', 'mended'])
    return { verb: 'network', atMs, node: readName(fields, 'node'), state }
  },
  write: ({ node, state }) => ({ network: { node, state } }),
  run: (session, { node, state }) =>
    withMachine(session, node, {
      did:
        state === 'cut' ? `cut \`${node}\` off the network` : `mended the network of \`${node}\``,
      could:
        state === 'cut' ? `cut \`${node}\` off the network` : `mend the network of \`${node}\``,
      kind: state === 'cut' ? 'NetworkCut' : 'NetworkMended',
      work: (machine, narration) =>
        state === 'cut' ? machine.cutNetwork(narration) : machine.mendNetwork(narration),
    }),
}
