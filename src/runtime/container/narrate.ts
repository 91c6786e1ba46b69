// Tells the journal what a container's processes do with volumes and with the network. What is new for
// the instance is a step; the same again is a detail.
import type { CallData } from '#api/runtime/records.ts'
import type { Access } from '../filesystem/mounts.ts'
import type { Volumes } from '../filesystem/volumes.ts'
import { containerActor, type Shared } from '../shared.ts'
import type { Container } from './container.ts'

export interface Observed {
  readonly container: Container
  readonly access: Access
  readonly volumes: Volumes
  readonly shared: Shared
}

const seen = new WeakMap<Container, Set<string>>()

/** Notes that a container read or wrote the content of a file on a volume. */
export function observeAccess({ container, access, volumes, shared }: Observed): void {
  const known = seen.get(container) ?? new Set<string>()
  seen.set(container, known)
  const mark = `${access.kind} ${access.volumeKey}`
  const first = !known.has(mark)
  if (shared.stage.rehearsal !== null) {
    if (first) shared.stage.rehearsal.spoil()
    return
  }
  known.add(mark)
  const { id, name } = container.record
  const data = {
    containerId: id,
    containerName: name,
    volumeKey: access.volumeKey,
    path: access.path,
  }
  const actor = containerActor(container.pod, name)
  if (access.kind === 'write') {
    volumes.expectWrite({ actor, containerKey: container.key, first, access: data })
    return
  }
  if (!first) return
  const message = `read \`${access.path}\` from volume \`${access.volumeName}\``
  const objects = [access.volumeKey, container.key]
  shared.world.commit({ actor, message, level: 'step', kind: 'VolumeRead', objects, data }, [])
}

/** Makes what notes the lookups and calls of one container: a new outcome of an address is a step. */
export function reportCall(shared: Shared, container: Container): (call: CallData) => void {
  const outcomes = new Map<string, string>()
  return (call) => {
    const { rehearsal, belated } = shared.stage
    if (rehearsal !== null) {
      if (outcomes.get(call.address) !== call.outcome) rehearsal.spoil()
      const message = `goes on calling ${call.address}`
      rehearsal.mention(message, (everyMs) =>
        container.say(`${message} every ${everyMs / 1000} s: ${call.outcome}`, {
          level: 'detail',
          kind: 'Repeats',
        }),
      )
      return
    }
    // What is made up for was the same as the time before.
    if (belated !== null) return
    const level = outcomes.get(call.address) === call.outcome ? 'detail' : 'step'
    outcomes.set(call.address, call.outcome)
    const actor = containerActor(container.pod, container.parts.record.name)
    const objects = [container.key]
    const message = `called ${call.address}: ${call.outcome}`
    shared.world.commit({ actor, message, level, kind: 'Call', objects, data: call }, [])
  }
}
