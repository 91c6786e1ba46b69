// What joins the machines: whether something that one sends arrives at another.
import type { Changes } from '../rest/changes.ts'
import type { Stage } from '../rest/rehearsal.ts'

/** Whether an address is on a machine. */
export type OwnsIp = (ip: string) => boolean

export interface Cables {
  /** Nothing passes between the addresses that `owns` says and all others, until it is mended with the same function. */
  cut(owns: OwnsIp): void
  mend(owns: OwnsIp): void
  /** Whether something sent from one address arrives at the other. */
  passes(from: string, to: string): boolean
}

/** What those count on in `changes` who reach over the border of a machine. */
const KEY = 'cables'

/** Makes the cables of machines that all reach each other. */
export function createCables(changes: Changes, stage: Stage): Cables {
  const cutOff = new Set<OwnsIp>()
  return {
    cut(owns) {
      changes.tell(KEY)
      cutOff.add(owns)
    },
    mend(owns) {
      changes.tell(KEY)
      cutOff.delete(owns)
    },
    passes(from, to) {
      stage.rehearsal?.needs(changes, KEY)
      for (const owns of cutOff) if (owns(from) !== owns(to)) return false
      return true
    },
  }
}
