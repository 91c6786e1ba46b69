// The one state that all parts of the simulated cluster share, and its journal.
import { indexesOf } from '#api/indexes.ts'
import { type ApiObject, isKind } from '#api/meta/object.ts'
import type { RuntimeRecord } from '#api/runtime/records.ts'
import type { Clock } from '#sim/clock.ts'
import { type State, stateOf } from '#sim/state.ts'
import { createWorld, type JournalEntry as Entry, type World as AnyWorld } from '#sim/world.ts'

export type WorldObject = ApiObject | RuntimeRecord
export type World = AnyWorld<WorldObject>
export type JournalEntry = Entry<WorldObject>
/** Everything at one moment, with the indexes of api/indexes.ts. */
export type WorldState = State<WorldObject>

/** Whether it is an object of the API, and not a record of the runtime. */
export function isApiObject(object: WorldObject): object is ApiObject {
  return isKind(object.kind)
}

/** Makes the empty world of one cluster. */
export function createClusterWorld(clock: Clock): World {
  return createWorld<WorldObject>(clock, indexesOf)
}

/** A moment made of its objects, by key. */
export function worldStateOf(
  entries: Iterable<readonly [key: string, object: WorldObject]>,
): WorldState {
  return stateOf(entries, indexesOf)
}
