// Machine faults at random, and what must hold whatever they do.
import type { MachineRecord } from '#api/runtime/records.ts'
import type { JournalEntry, WorldObject } from '#client/world.ts'
import { createPrng } from '#lib/prng.ts'
import type { ScenarioFile } from '#scenario/types.ts'

const NODES = ['worker-1', 'worker-2'] as const

/**
 * A scenario in which machines fail until second `untilS`; at the end all of them are on, with their kubelets. It
 * runs until second `endS`.
 */
export function withMachineFaults(
  files: readonly ScenarioFile[],
  seed: number,
  { untilS, endS }: { readonly untilS: number; readonly endS: number },
): readonly ScenarioFile[] {
  const prng = createPrng(`faults ${seed}`)
  const actions: string[] = []
  for (let count = 2 + prng.next(6); count > 0; count -= 1) {
    const node = NODES[prng.next(NODES.length)] ?? ''
    const faults = [
      `power: { node: ${node}, state: off }`,
      `power: { node: ${node}, state: on }`,
      `reboot: ${node}`,
      `shutdown: { node: ${node}, to: ${prng.next(2) === 0 ? 'off' : 'reboot'} }`,
      `kubelet: { node: ${node}, state: stopped }`,
      `kubelet: { node: ${node}, state: started }`,
      `kubelet: { node: ${node}, state: restarted }`,
      `containerd: { node: ${node}, state: stopped }`,
      `containerd: { node: ${node}, state: started }`,
      `containerd: { node: ${node}, state: restarted }`,
      `network: { node: ${node}, state: cut }`,
      `network: { node: ${node}, state: mended }`,
      `delete: { kind: Node, name: ${node} }`,
    ]
    const fault = faults[prng.next(faults.length)] ?? ''
    actions.push(`- at: ${5000 + prng.next(untilS * 1000 - 5000)}ms\n  ${fault}`)
  }
  for (const node of NODES) {
    actions.push(
      `- at: ${untilS}s\n  power: { node: ${node}, state: on }`,
      `- at: ${untilS}s\n  network: { node: ${node}, state: mended }`,
      `- at: ${untilS}s\n  containerd: { node: ${node}, state: started }`,
      // A kubelet that lost its Node registers it when it starts.
      `- at: ${untilS + 20}s\n  kubelet: { node: ${node}, state: stopped }`,
      `- at: ${untilS + 21}s\n  kubelet: { node: ${node}, state: started }`,
    )
  }
  return files.map((file) => {
    if (file.path !== 'scenario.yaml') return file
    const text = file.text.replace(/until: \w+/, `until: ${endS}s`)
    const list = text.includes('actions:\n') ? text : `${text}actions:\n`
    return { ...file, text: `${list}${actions.join('\n')}\n` }
  })
}

/** What was violated about machines in a journal, as sentences. */
export function machineViolationsOf(journal: readonly JournalEntry[]): readonly string[] {
  const violations: string[] = []
  const state = new Map<string, WorldObject>()
  const machineOf = (node: string): MachineRecord | undefined => {
    const machine = state.get(`Machine/${node}`)
    return machine?.kind === 'Machine' ? machine : undefined
  }
  const isOn = (node: string): boolean => machineOf(node)?.power === 'on'
  let timeMs = 0
  for (const entry of journal) {
    if (entry.timeMs > timeMs) violations.push(...runningOnDead(state, isOn, timeMs))
    timeMs = entry.timeMs
    const [, node = ''] = /^kubelet on (.*)$/.exec(entry.actor) ?? []
    if (node !== '' && machineOf(node)?.kubelet !== 'running') {
      violations.push(`entry ${entry.id}: the kubelet on ${node} acts though it is stopped`)
    }
    for (const { key, before, after } of entry.changes) {
      if (after === undefined) state.delete(key)
      else state.set(key, after)
      if (before?.kind === 'ContainerInstance' || after?.kind !== 'ContainerInstance') continue
      if (machineOf(after.nodeName)?.containerd === 'stopped')
        violations.push(`entry ${entry.id}: a container is made without a runtime`)
      if (!isOn(after.nodeName))
        violations.push(`entry ${entry.id}: a container is made on a dead machine`)
    }
  }
  return violations
}

function runningOnDead(
  state: ReadonlyMap<string, WorldObject>,
  isOn: (node: string) => boolean,
  timeMs: number,
): readonly string[] {
  return [...state.values()].flatMap((object) =>
    object.kind === 'ContainerInstance' && object.state === 'running' && !isOn(object.nodeName)
      ? [`at ${timeMs}: container ${object.pod.name}/${object.name} runs on a dead machine`]
      : [],
  )
}

/** What is not yet as it should be when no fault has happened for minutes, as sentences. */
export function unrest(state: ReadonlyMap<string, WorldObject>): readonly string[] {
  const objects = [...state.values()]
  const wanted = new Set(
    objects.flatMap((object) =>
      object.kind === 'Pod'
        ? [object.metadata.uid, object.metadata.annotations?.['kubernetes.io/config.mirror']]
        : [],
    ),
  )
  return objects.flatMap((object) => {
    if (object.kind === 'Node') {
      const ready = object.status?.conditions?.find(({ type }) => type === 'Ready')?.status
      const taints = (object.spec?.taints ?? []).filter(({ effect }) => effect === 'NoExecute')
      return ready === 'True' && taints.length === 0 ? [] : [`${object.metadata.name} is not well`]
    }
    if (object.kind === 'Pod') {
      const isGone = object.metadata.deletionTimestamp !== undefined
      return isGone ? [`${object.metadata.name} is still being deleted`] : []
    }
    if (object.kind !== 'ContainerInstance' || object.state !== 'running') return []
    // A static Pod without a namespace to live in runs, and has no mirror.
    if (!state.has(`Namespace//${object.pod.namespace}`)) return []
    return wanted.has(object.pod.uid) ? [] : [`${object.pod.name}/${object.name} runs for nobody`]
  })
}
