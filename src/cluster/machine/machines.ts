// The machines of the cluster. A Node brings one: those of cluster.yaml run since before the run began, and a
// Node that is created later gets a new machine, which is switched on and boots. A Node with the annotation
// `podscape.dev/machine: none` is an object and nothing else; one with `spare` is a machine that runs and has not joined yet, and no
// object. A machine stays when its Node is deleted.
import type { Node } from '#api/generated/types.ts'
import { createTimeQueue } from '#client/time-queue.ts'
import { podCidrOf } from '#controllers/nodeipam/range-allocator.ts'
import { FILES_OF_MEMBERS } from '#runtime/filesystem/disk.ts'
import { hardwareOf } from './hardware.ts'
import { createMachine, type Machine, type MachineParts, type SwitchedMachine } from './machine.ts'

const OWNER = 'machines'
const ANNOTATION = 'podscape.dev/machine'
/** The control plane has given a new Node its Pod network by then. */
const ARRIVAL_MS = 5

export interface Machines {
  get(nodeName: string): Machine | undefined
}

/** True when a Node has a machine. */
export function bringsMachine({ metadata }: Node): boolean {
  return metadata.annotations?.[ANNOTATION] !== 'none'
}

/** True for a machine that is there before it is a Node. */
export function isSpare({ metadata }: Node): boolean {
  return metadata.annotations?.[ANNOTATION] === 'spare'
}

/**
 * Makes the machines of the first Nodes, which run already, and those of later ones when they come.
 * `prepare` is called with each machine before anything runs on it.
 */
export function createMachines(
  parts: MachineParts,
  { first, spare }: { readonly first: readonly Node[]; readonly spare: readonly Node[] },
  prepare: (machine: Machine) => void,
): Machines {
  const { world } = parts
  const client = parts.clientFor('machines')
  const machines = new Map<string, SwitchedMachine>()
  const make = (node: Node): SwitchedMachine => {
    const index = machines.size
    const { name: nodeName = '' } = node.metadata
    const podCidr = node.spec?.podCIDR ?? podCidrOf(index)
    const machine = createMachine(parts, {
      nodeName,
      index,
      podCidr,
      hardware: hardwareOf(node, index),
    })
    machines.set(nodeName, machine)
    prepare(machine)
    return machine
  }
  const running = first.filter(bringsMachine).map(make)
  world.commit(
    {
      actor: 'machines',
      message: `run: ${running.length}`,
      level: 'detail',
      kind: 'MachinesRun',
    },
    running.map((machine) => [`Machine/${machine.nodeName}`, machine.ranBefore()] as const),
  )
  for (const machine of running) machine.resume()
  for (const node of spare) {
    const machine = make(node)
    machine.waitToJoin()
    for (const { path } of FILES_OF_MEMBERS) machine.runtime.disk.remove(path)
  }

  const queue = createTimeQueue(world.clock, OWNER, (nodeName) => {
    const node = client.get('Node', '', nodeName)
    if (node === undefined || machines.has(nodeName) || !bringsMachine(node)) return
    make(node).powerOn({
      actor: nodeName,
      message: 'was switched on',
      because: `Node \`${nodeName}\` was created and brings a machine`,
      level: 'step',
      kind: 'MachineOn',
      objects: [`Node//${nodeName}`],
    })
  })
  client.watch('Node', ({ type, object: { metadata, spec } }) => {
    const { name = '' } = metadata
    if (type === 'ADDED') queue.add(name, ARRIVAL_MS)
    // The network plugin goes by what the control plane has given to the Node.
    if (type !== 'DELETED' && spec?.podCIDR !== undefined)
      parts.runtime.movePods(name, spec.podCIDR)
  })
  return { get: (nodeName) => machines.get(nodeName) }
}
