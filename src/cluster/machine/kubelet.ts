// The kubelet process of a machine, as `systemctl stop|start|restart kubelet` treats it.
import { type FieldReader, fieldsBelow, readName } from '#kubectl/fields.ts'
import type { Moment, Offer, Verb, VerbFace } from '#kubectl/verb.ts'
import type { WorldObject } from '#client/world.ts'
import { machineOf, readWord } from './machine-fields.ts'
import { type MachineSession, withMachine } from './machine-session.ts'

export interface KubeletAction {
  readonly verb: 'kubelet'
  readonly atMs: number
  readonly node: string
  readonly state: 'stopped' | 'started' | 'restarted'
}

const ACTS = { stopped: 'Stop', started: 'Start', restarted: 'Restart' } as const
const ENTRIES = {
  stopped: 'KubeletStopped',
  started: 'KubeletStarted',
  restarted: 'KubeletRestarted',
} as const

export const kubeletFace: VerbFace<KubeletAction> = {
  describe: ({ node, state }) => `${wordOf(state)} the kubelet on ${node}`,
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
      ...(machine.kubelet === 'running' ? [restartOffer(node, moment.atMs)] : []),
    ]
  },
  form: () => null,
}

function wordOf(state: KubeletAction['state']): string {
  return ACTS[state].toLowerCase()
}

function restartOffer(node: string, atMs: number): Offer<KubeletAction> {
  return {
    id: 'kubelet-restarted',
    label: 'Restart kubelet',
    fullLabel: `Restart the kubelet on ${node}`,
    done: `The kubelet on ${node} was restarted`,
    action: { verb: 'kubelet', atMs, node, state: 'restarted' },
    danger: false,
    hint: 'It reads its configuration anew and takes up what runs on its machine',
    place: 'palette',
  }
}

export const kubelet: Verb<KubeletAction, MachineSession> = {
  face: kubeletFace,
  read: readKubelet,
  write: ({ node, state }) => ({ kubelet: { node, state } }),
  run: (session, { node, state }) =>
    withMachine(session, node, {
      did: `${state} the kubelet on \`${node}\``,
      could: `${wordOf(state)} the kubelet on \`${node}\``,
      kind: ENTRIES[state],
      work(machine, narration) {
        if (state === 'restarted') return machine.restartKubelet(narration)
        return state === 'started'
          ? machine.startKubelet(narration)
          : machine.stopKubelet(narration)
      },
    }),
}

function readKubelet(reader: FieldReader, atMs: number): KubeletAction {
  const fields = fieldsBelow(reader, 'kubelet', ['node', 'state'])
  const state = readWord(fields, 'state', ['stopped', 'started', 'restarted'])
  return { verb: 'kubelet', atMs, node: readName(fields, 'node'), state }
}
