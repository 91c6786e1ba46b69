// The kubelet process of a machine, as `systemctl stop kubelet` and `systemctl start kubelet` treat it.
import { type FieldReader, fieldsBelow, readName } from '#kubectl/fields.ts'
import type { Moment, Offer, Verb, VerbFace } from '#kubectl/verb.ts'
import type { WorldObject } from '#client/world.ts'
import { machineOf, readWord } from './machine-fields.ts'
import { type MachineSession, withMachine } from './machine-session.ts'

export interface KubeletAction {
  readonly verb: 'kubelet'
  readonly atMs: number
  readonly node: string
  readonly state: 'stopped' | 'started'
}

const ACTS = { stopped: 'Stop', started: 'Start' } as const

export const kubeletFace: VerbFace<KubeletAction> = {
  describe: ({ node, state }) => `${state === 'stopped' ? 'stop' : 'start'} the kubelet on ${node}`,
  offers(thing: WorldObject, moment: Moment): readonly Offer<KubeletAction>[] {
    const machine = machineOf(thing, moment)
    if (machine?.power !== 'on') return []
    const node = machine.nodeName
    const state = machine.kubelet === 'running' ? 'stopped' : 'started'
    return [
      {
        id: `kubelet-${state}`,
        label: `${ACTS[state]} kubelet`,
        fullLabel: `${ACTS[state]} the kubelet on ${node}`,
        done: `The kubelet on ${node} is ${state}`,
        action: { verb: 'kubelet', atMs: moment.atMs, node, state },
        danger: state === 'stopped',
        hint:
          state === 'stopped'
            ? 'Containers run on, but nobody looks after them or reports them'
            : 'It takes up what runs on its machine',
        place: 'row',
      },
    ]
  },
  form: () => null,
}

export const kubelet: Verb<KubeletAction, MachineSession> = {
  face: kubeletFace,
  read: readKubelet,
  write: ({ node, state }) => ({ kubelet: { node, state } }),
  run: (session, { node, state }) =>
    withMachine(session, node, {
      did: `${state} the kubelet on \`${node}\``,
      could: `${state === 'stopped' ? 'stop' : 'start'} the kubelet on \`${node}\``,
      kind: state === 'started' ? 'KubeletStarted' : 'KubeletStopped',
      work: (machine, narration) =>
        state === 'started' ? machine.startKubelet(narration) : machine.stopKubelet(narration),
    }),
}

function readKubelet(reader: FieldReader, atMs: number): KubeletAction {
  const fields = fieldsBelow(reader, 'kubelet', ['node', 'state'])
  const state = readWord(fields, 'state', ['stopped', 'started'])
  return { verb: 'kubelet', atMs, node: readName(fields, 'node'), state }
}
