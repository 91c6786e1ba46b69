// `uptime` on a node: a machine that has booted in the run counts from there.
import { dateText } from '#api/meta/date-text.ts'
import { print, type Command } from '#runtime/process/command.ts'
import type { NodeHost } from './node-host.ts'

const MINUTE_MS = 60_000
/** What a machine that runs from the beginning has behind it then: 3 days, 4 hours and 12 minutes. */
const BEFORE_MINUTES = (3 * 24 + 4) * 60 + 12

/** Makes the program of a node. */
export function uptimeOf({ host, node }: NodeHost): Command {
  return (invocation) => {
    const { nowMs } = host.clock
    const boot = host.past
      .journal()
      .findLast(
        ({ kind, objects }) => kind === 'MachineBooted' && objects.includes(`Node//${node}`),
      )
    const minutes =
      Math.floor((nowMs - (boot?.timeMs ?? 0)) / MINUTE_MS) +
      (boot === undefined ? BEFORE_MINUTES : 0)
    const text = ` ${dateText('%H:%M:%S', nowMs)} up ${span(minutes)},  0 users,  load average: 0.10, 0.08, 0.05\n`
    return print(invocation, text) ? 0 : 1
  }
}

/** '5 min', ' 1:05', '3 days,  4:12', as procps writes it. */
function span(minutes: number): string {
  const days = Math.floor(minutes / (24 * 60))
  const hours = Math.floor(minutes / 60) % 24
  const rest = minutes % 60
  const ofDay =
    hours === 0 ? `${rest} min` : `${String(hours).padStart(2)}:${String(rest).padStart(2, '0')}`
  return days === 0 ? ofDay : `${days} day${days === 1 ? '' : 's'}, ${ofDay}`
}
