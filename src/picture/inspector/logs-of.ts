// What the containers of a Pod printed up to a moment, instance by instance.
import type { ContainerRecord, LogData } from '#api/runtime/records.ts'
import type { JournalEntry, WorldObject } from '#client/world.ts'

export interface LogLine {
  readonly id: number
  readonly timeMs: number
  readonly text: string
  readonly stream: LogData['stream']
}

export interface ContainerLog {
  readonly containerId: string
  readonly name: string
  /** 0 for the first instance. */
  readonly attempt: number
  readonly exited: boolean
  readonly lines: readonly LogLine[]
}

/** Lines kept per instance; the oldest go first. */
export const MOST_LINES = 1000

/**
 * The logs of the instances whose records `wanted` takes, in the order in which they were created, up
 * to and with entry `entryId`.
 */
export function logsOf(
  entries: readonly JournalEntry[],
  entryId: number,
  wanted: (record: ContainerRecord) => boolean,
): readonly ContainerLog[] {
  const records = new Map<string, ContainerRecord>()
  const lines = new Map<string, LogLine[]>()
  for (const entry of entries.slice(0, entryId + 1)) {
    for (const { after } of entry.changes) {
      if (isRecord(after) && wanted(after)) records.set(after.id, after)
    }
    if (entry.kind === 'Log' && isLogData(entry.data)) {
      const line = {
        id: entry.id,
        timeMs: entry.timeMs,
        text: entry.data.line,
        stream: entry.data.stream,
      }
      const known = lines.get(entry.data.containerId)
      if (known === undefined) lines.set(entry.data.containerId, [line])
      else known.push(line)
    }
  }
  return [...records.values()].map((record) => ({
    containerId: record.id,
    name: record.name,
    attempt: record.attempt,
    exited: record.state === 'exited',
    lines: (lines.get(record.id) ?? []).slice(-MOST_LINES),
  }))
}

function isRecord(object: WorldObject | undefined): object is ContainerRecord {
  return object?.kind === 'ContainerInstance'
}

function isLogData(data: unknown): data is LogData {
  return (
    typeof data === 'object' &&
    data !== null &&
    'containerId' in data &&
    'line' in data &&
    typeof data.containerId === 'string' &&
    typeof data.line === 'string'
  )
}
