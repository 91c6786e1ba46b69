// `journalctl` on a node, for the unit of the kubelet.
import { dateText } from '#api/meta/date-text.ts'
import { EPOCH_MS } from '#api/meta/time.ts'
import { parseOptions } from '#runtime/commands/options.ts'
import type { Command } from '#runtime/process/command.ts'
import { print } from '#runtime/process/command.ts'
import { type Task, wait } from '#sim/task.ts'
import { kubeletLog, type UnitLine } from './kubelet-log.ts'
import type { NodeHost } from './node-host.ts'

const FOLLOW_MS = 500
const DEFAULT_LINES = 10

/** Makes the program for one line. */
export function journalctlOf({ host, node }: NodeHost): Command {
  return function* (invocation): Task<number> {
    const options = parseOptions(invocation.args, {
      flags: 'efrxqa',
      valued: 'unSUopb',
      long: [
        'unit=',
        'lines=',
        'since=',
        'until=',
        'output=',
        'no-pager',
        'follow',
        'reverse',
        'pager-end',
      ],
    })
    const { flags, values } = options
    const unit = (values.get('u') ?? values.get('unit') ?? 'kubelet').replace(/\.service$/, '')
    if (unit !== 'kubelet') {
      print(invocation, '-- No entries --\n')
      return 0
    }
    const follows = flags.has('f') || flags.has('follow')
    const count = values.get('n') ?? values.get('lines')
    const most = count === undefined ? (follows ? DEFAULT_LINES : Infinity) : Number(count)
    const fromMs = sinceMs(values.get('S') ?? values.get('since') ?? '', host.clock.nowMs)
    if (fromMs === null) {
      const text = values.get('S') ?? values.get('since') ?? ''
      invocation.stderr.write(`Failed to parse timestamp: ${text}\n`)
      return 1
    }
    const all = (): readonly UnitLine[] => kubeletLog(host.past.journal(), node).lines
    const found = all().filter(({ timeMs }) => timeMs >= fromMs)
    const last = Number.isFinite(most) ? found.slice(-most || found.length) : found
    const shown = flags.has('r') || flags.has('reverse') ? last.toReversed() : last
    if (shown.length === 0) print(invocation, '-- No entries --\n')
    const show = (lines: readonly UnitLine[]): void =>
      void print(invocation, lines.map((line) => `${journalText(line, node)}\n`).join(''))
    if (shown.length > 0) show(shown)
    for (let seen = all().length; follows;) {
      yield* wait(host.sleeper.sleep(FOLLOW_MS, 'journalctl'))
      const lines = all()
      if (lines.length > seen) show(lines.slice(seen))
      seen = lines.length
    }
    return 0
  }
}

/** 'Mar 02 10:00:30 worker-1 kubelet[812]: …'. */
export function journalText({ timeMs, from, text }: UnitLine, node: string): string {
  return `${dateText('%b %d %H:%M:%S', timeMs)} ${node} ${from}: ${text}`
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** The virtual time of `--since`; null for what cannot be read. */
function sinceMs(text: string, nowMs: number): number | null {
  if (text === '') return -Infinity
  const [, amount, unit = ''] = /^-?\s*(\d+)\s*([smhd])\w*(?:\s+ago)?$/.exec(text.trim()) ?? []
  if (amount !== undefined) return nowMs - Number(amount) * (UNITS[unit] ?? 0)
  if (text === 'today') return -Infinity
  if (text === 'now') return nowMs
  const parsed = Date.parse(`${text.replace(' ', 'T')}Z`)
  return Number.isNaN(parsed) ? null : parsed - EPOCH_MS
}
