// What the page says of the next act of an object, in short.
import type { MachineRecord } from '#api/runtime/records.ts'
import { type ApiObject, keyOf } from '#api/meta/object.ts'
import type { NextAct } from '#controllers/next-act/next-act.ts'
import { nextActOf } from '#controllers/next-act/next-acts.ts'
import { BY_TEST, createFakeApiServer } from './fake-api-server.ts'

/** The moment of which it is said; milliseconds. */
export const NOW_MS = 100_000

/** A world with these objects. */
export function worldWith(objects: readonly ApiObject[], machines: readonly MachineRecord[] = []) {
  const server = createFakeApiServer()
  server.apply(...objects)
  server.world.commit(
    BY_TEST,
    machines.map((machine) => [`Machine/${machine.nodeName}`, machine]),
  )
  return server.world.state
}

const rowOf = ({ name, desired, observed, difference, atMs }: NextAct['rows'][number]): string =>
  [`${name}: ${desired} / ${observed}`, difference, atMs ?? '']
    .filter((part) => part !== '')
    .join(', ')

/** What is said of an object beside others; null when nothing is. */
export function nextActSaid(
  object: ApiObject,
  others: readonly ApiObject[] = [],
  { isAway = false, machines = [] as readonly MachineRecord[] } = {},
) {
  const world = worldWith([object, ...others], machines)
  const next = nextActOf({ world, nowMs: NOW_MS, isAway }, keyOf(object))
  if (next === null) return null
  const { act, because, waitsFor, atMs, rests, rows } = next
  return {
    act,
    because,
    ...(waitsFor === '' ? {} : { waitsFor }),
    ...(atMs === null ? {} : { atMs }),
    ...(rests ? { rests } : {}),
    rows: rows.map(rowOf),
  }
}
