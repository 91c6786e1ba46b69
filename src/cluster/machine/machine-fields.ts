// What the verbs of a machine read, and on what they are offered.
import type { MachineRecord } from '#api/runtime/records.ts'
import type { WorldObject } from '#client/world.ts'
import type { FieldReader } from '#kubectl/fields.ts'
import type { Moment } from '#kubectl/verb.ts'

/** One of a few words; another one is said to be wrong, and the first stands for it. */
export function readWord<W extends string>(
  fields: FieldReader,
  field: string,
  words: readonly [W, ...W[]],
): W {
  const text = fields.text(field, '', 100)
  const word = words.find((one) => one === text)
  if (word !== undefined) return word
  fields.say('error', fields.has(field) ? field : '', `${field} is ${words.join(' or ')}`)
  return words[0]
}

/** The machine of a Node, or a machine itself, at a moment; undefined for other things. */
export function machineOf(thing: WorldObject, { state }: Moment): MachineRecord | undefined {
  if (thing.kind === 'Machine') return thing
  if (thing.kind !== 'Node') return undefined
  const machine = state.get(`Machine/${thing.metadata.name ?? ''}`)
  return machine?.kind === 'Machine' ? machine : undefined
}
