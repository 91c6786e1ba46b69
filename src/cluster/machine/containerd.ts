// The container runtime of a machine, as `systemctl stop|start|restart containerd` treats it.
import { type FieldReader, fieldsBelow, readName } from '#kubectl/fields.ts'
import type { Moment, Offer, Verb, VerbFace } from '#kubectl/verb.ts'
import type { WorldObject } from '#client/world.ts'
import { machineOf, readWord } from './machine-fields.ts'
import { type MachineSession, withMachine } from './machine-session.ts'

export interface ContainerdAction {
  readonly verb: 'containerd'
  readonly atMs: number
  readonly node: string
  readonly state: 'stopped' | 'started' | 'restarted'
}

const ACTS = { stopped: 'Stop', started: 'Start', restarted: 'Restart' } as const
const ENTRIES = {
  stopped: 'ContainerdStopped',
  started: 'ContainerdStarted',
  restarted: 'ContainerdRestarted',
} as const

export const containerdFace: VerbFace<ContainerdAction> = {
  describe: ({ node, state }) => `${wordOf(state)} containerd on ${node}`,
  offers(thing: WorldObject, moment: Moment): readonly Offer<ContainerdAction>[] {
    const machine = machineOf(thing, moment)
    if (machine?.power !== 'on') return []
    const node = machine.nodeName
    const isStopped = machine.containerd === 'stopped'
    const state = isStopped ? 'started' : 'stopped'
    return [
      {
        id: `containerd-${state}`,
        label: `${ACTS[state]} containerd`,
        fullLabel: `${ACTS[state]} containerd on ${node}`,
        done: `containerd on ${node} is ${state}`,
        action: { verb: 'containerd', atMs: moment.atMs, node, state },
        danger: !isStopped,
        hint: isStopped
          ? 'The kubelet finds what runs on its machine, and looks after it again'
          : 'Containers run on, but the kubelet can start and stop none',
        place: 'row',
      },
      ...(isStopped ? [] : [restartOffer(node, moment.atMs)]),
    ]
  },
  form: () => null,
}

function wordOf(state: ContainerdAction['state']): string {
  return ACTS[state].toLowerCase()
}

function restartOffer(node: string, atMs: number): Offer<ContainerdAction> {
  return {
    id: 'containerd-restarted',
    label: 'Restart containerd',
    fullLabel: `Restart containerd on ${node}`,
    done: `containerd on ${node} was restarted`,
    action: { verb: 'containerd', atMs, node, state: 'restarted' },
    danger: false,
    hint: 'Containers do not notice it',
    place: 'palette',
  }
}

export const containerd: Verb<ContainerdAction, MachineSession> = {
  face: containerdFace,
  read: readContainerd,
  write: ({ node, state }) => ({ containerd: { node, state } }),
  run: (session, { node, state }) =>
    withMachine(session, node, {
      did: `${state} containerd on \`${node}\``,
      could: `${wordOf(state)} containerd on \`${node}\``,
      kind: ENTRIES[state],
      work(machine, narration) {
        if (state === 'restarted') return machine.restartContainerd(narration)
        return state === 'started'
          ? machine.startContainerd(narration)
          : machine.stopContainerd(narration)
      },
    }),
}

function readContainerd(reader: FieldReader, atMs: number): ContainerdAction {
  const fields = fieldsBelow(reader, 'containerd', ['node', 'state'])
  const state = readWord(fields, 'state', ['stopped', 'started', 'restarted'])
  return { verb: 'containerd', atMs, node: readName(fields, 'node'), state }
}
