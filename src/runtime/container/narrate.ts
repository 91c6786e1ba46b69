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

/** What came of the last call of an address. */
interface Outcome {
  readonly text: string
  readonly entryId: number
  /** The keys of the objects that it came from. */
  readonly from: readonly string[]
}

/**
 * Makes what notes the lookups and calls of one container: a new outcome of an address is a step, which follows from
 * the change that brought it about, and what the container does then follows from the step.
 */
export function reportCall(
  shared: Shared,
  container: Container,
): (call: CallData, from: readonly string[]) => void {
  const outcomes = new Map<string, Outcome>()
  const { world, services } = shared
  return (call, from) => {
    const last = outcomes.get(call.address)
    const { rehearsal, belated } = shared.stage
    if (rehearsal !== null) {
      if (last?.text !== call.outcome) rehearsal.spoil()
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
    const level = last?.text === call.outcome ? 'detail' : 'step'
    const actor = containerActor(container.pod, container.parts.record.name)
    const objects = [container.key]
    const message = `called ${call.address}: ${call.outcome}`
    const changed =
      last === undefined || level === 'detail'
        ? null
        : (services.lastChange?.([...last.from, ...from]) ?? null)
    const isNews = changed !== null && last !== undefined && changed > last.entryId
    const narration = { actor, message, level, kind: 'Call', objects, data: call } as const
    const entry = world.commit(isNews ? { ...narration, cause: changed } : narration, [])
    outcomes.set(call.address, { text: call.outcome, entryId: entry.id, from })
    if (level === 'step') world.clock.cause = entry.id
  }
}
