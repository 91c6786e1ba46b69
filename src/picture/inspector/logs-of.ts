// What the containers of a Pod printed up to a moment, instance by instance.
import { type LogRule, printedLines, type PrintedLine } from '#api/runtime/log-rules.ts'
import type { ContainerRecord, LogData } from '#api/runtime/records.ts'
import type { JournalEntry, WorldObject } from '#client/world.ts'

export interface LogLine {
  /** Different for each line of a log, and the same at every moment. */
  readonly id: string
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

/** The moment that is shown: everything up to and with an entry, at a time. */
export interface LogMoment {
  readonly entryId: number
  readonly timeMs: number
}

/**
 * The logs of the instances whose records `wanted` takes, in the order in which they were created, as they
 * are at a moment.
 */
export function logsOf(
  entries: readonly JournalEntry[],
  { entryId, timeMs }: LogMoment,
  wanted: (record: ContainerRecord) => boolean,
): readonly ContainerLog[] {
  const records = new Map<string, ContainerRecord>()
  const lines = new Map<string, Written[]>()
  const rules = new Map<string, readonly LogRule[]>()
  for (const entry of entries.slice(0, entryId + 1)) {
    for (const { after } of entry.changes) {
      if (isRecord(after) && wanted(after)) records.set(after.id, after)
      if (after?.kind === 'ContainerLog') rules.set(after.containerId, after.rules)
    }
    if (entry.kind === 'Log' && isLogData(entry.data)) {
      const { line: text, stream, rank } = entry.data
      const line = { id: entry.id, timeMs: entry.timeMs, text, stream, rank: rank ?? Infinity }
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
    lines: linesOf(lines.get(record.id) ?? [], rules.get(record.id) ?? [], timeMs),
  }))
}

interface Written extends PrintedLine {
  /** The entry of the journal that has the line. */
  readonly id: number
}

function linesOf(
  written: readonly Written[],
  rules: readonly LogRule[],
  timeMs: number,
): readonly LogLine[] {
  return printedLines(written, rules, timeMs)
    .slice(-MOST_LINES)
    .map((line) => ({
      id: 'id' in line ? String(line.id) : `${line.timeMs}/${line.rank}/${line.text}`,
      timeMs: line.timeMs,
      text: line.text,
      stream: line.stream,
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
