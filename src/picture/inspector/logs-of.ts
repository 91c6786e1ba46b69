// What the containers of a Pod printed up to a moment, instance by instance.
import { type LogRule, printedLines, type PrintedLine } from '#api/runtime/log-rules.ts'
import type { ContainerRecord, LogData } from '#api/runtime/records.ts'
import { MIRROR_POD_ANNOTATION } from '#api/core/containers.ts'
import type { JournalEntry } from '#client/world.ts'
import type { Subject } from './subject.ts'

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

/** A moment of the run: everything up to and with an entry, at a time. */
export interface LogMoment {
  readonly entryId: number
  readonly timeMs: number
}

/** The logs of a run that grows. */
export interface LogFold {
  /** Takes in the entries that follow those it has; costs what they are. */
  take(entries: Iterable<JournalEntry>): void
  /**
   * The logs of a Pod, of one container of it, or with null of all containers, instance by instance as they were
   * created, as they are at a moment.
   */
  logsAt(moment: LogMoment, subject: Subject | null): readonly ContainerLog[]
}

interface Instance {
  readonly name: string
  readonly attempt: number
  readonly createdBy: number
  /** The entry after which it had exited. */
  exitedBy: number | null
  readonly written: Written[]
  /** Its rules, each time that they changed. */
  readonly rules: { readonly since: number; readonly rules: readonly LogRule[] }[]
}

interface Written extends PrintedLine {
  /** The entry of the journal that has the line. */
  readonly id: number
}

/** Makes the logs of a run that has not begun. */
export function createLogFold(): LogFold {
  const instances = new Map<string, Instance>()
  // The ids of the instances of each Pod by its UID, in the order in which they were created.
  const ofPod = new Map<string, string[]>()
  const see = (entryId: number, record: ContainerRecord): void => {
    const known = instances.get(record.id)
    const exited = record.state === 'exited'
    if (known !== undefined) {
      if (exited) known.exitedBy ??= entryId
      return
    }
    const { name, attempt } = record
    const exitedBy = exited ? entryId : null
    instances.set(record.id, {
      name,
      attempt,
      createdBy: entryId,
      exitedBy,
      written: [],
      rules: [],
    })
    const ids = ofPod.get(record.pod.uid)
    if (ids === undefined) ofPod.set(record.pod.uid, [record.id])
    else ids.push(record.id)
  }
  return {
    take(entries) {
      for (const { id, timeMs, kind, data, changes } of entries) {
        for (const { after } of changes) {
          if (after?.kind === 'ContainerInstance') see(id, after)
          if (after?.kind === 'ContainerLog')
            instances.get(after.containerId)?.rules.push({ since: id, rules: after.rules })
        }
        if (kind !== 'Log' || !isLogData(data)) continue
        const { line: text, stream, rank } = data
        const line = { id, timeMs, text, stream, rank: rank ?? Infinity }
        instances.get(data.containerId)?.written.push(line)
      }
    },
    logsAt(moment, subject) {
      const { entryId } = moment
      const ids =
        subject === null
          ? [...instances.keys()]
          : uidsOf(subject).flatMap((uid) => ofPod.get(uid) ?? [])
      return ids.flatMap((containerId): readonly ContainerLog[] => {
        const instance = instances.get(containerId)
        if (instance === undefined || instance.createdBy > entryId) return []
        const { name, attempt, exitedBy } = instance
        if (subject?.kind === 'container' && subject.record.name !== name) return []
        const exited = exitedBy !== null && exitedBy <= entryId
        return [{ containerId, name, attempt, exited, lines: linesAt(instance, moment) }]
      })
    },
  }
}

/** The UIDs under which the containers of a subject run: a static Pod's is the one that its mirror mentions. */
function uidsOf(subject: Subject): readonly string[] {
  if (subject.kind === 'container') return [subject.record.pod.uid]
  if (subject.kind !== 'pod') return []
  const { uid = '', annotations } = subject.pod.metadata
  return [...new Set([uid, annotations?.[MIRROR_POD_ANNOTATION] ?? uid])]
}

function linesAt({ written, rules }: Instance, { entryId, timeMs }: LogMoment): readonly LogLine[] {
  const before = written.slice(0, written.findLastIndex(({ id }) => id <= entryId) + 1)
  const valid = rules.findLast(({ since }) => since <= entryId)?.rules ?? []
  return printedLines(before, valid, timeMs)
    .slice(-MOST_LINES)
    .map((line) => ({
      id: 'id' in line ? String(line.id) : `${line.timeMs}/${line.rank}/${line.order}`,
      timeMs: line.timeMs,
      text: line.text,
      stream: line.stream,
    }))
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
