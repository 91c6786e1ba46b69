// The one state that all parts of the simulated cluster share, and its journal.
import type { ApiObject } from '#api/meta/object.ts'
import type { RuntimeRecord } from '#api/runtime/records.ts'
import type { JournalEntry as Entry, World as AnyWorld } from '#sim/world.ts'

export type WorldObject = ApiObject | RuntimeRecord
export type World = AnyWorld<WorldObject>
export type JournalEntry = Entry<WorldObject>
export type WorldState = ReadonlyMap<string, WorldObject>
