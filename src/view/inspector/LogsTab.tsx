// What the containers printed up to the moment. Each instance of a container has its own log; the
// previous one can be chosen, as with `kubectl logs --previous`.
import { useEffect, useMemo, useRef, useState } from 'react'
import type { ContainerRecord } from '#api/runtime/records.ts'
import { clockText } from '#picture/words/format.ts'
import { usePlayground } from '#view/shell/playground-context.tsx'
import { logsOf, type ContainerLog } from '#picture/inspector/logs-of.ts'
import { belongsToUid, type Subject } from '#picture/inspector/subject.ts'

/** The tab 'Logs'. */
export function LogsTab({ subject }: { readonly subject: Subject }) {
  const entries = usePlayground((state) => state.entries)
  const entryId = usePlayground((state) => state.entryId)
  const timeMs = usePlayground((state) => state.timeMs)
  const logs = useMemo(
    () => logsOf(entries, { entryId, timeMs }, (record) => isWanted(subject, record)),
    [entries, entryId, timeMs, subject],
  )
  const [chosen, setChosen] = useState<string | null>(null)
  const usual = subject.kind === 'container' ? subject.record.id : newestWithLines(logs)
  const log =
    logs.find((l) => l.containerId === chosen) ?? logs.find((l) => l.containerId === usual)
  if (log === undefined) return <p className="hint">No container of it has been started yet.</p>
  return (
    <div className="logs">
      {logs.length > 1 && (
        <label className="log-choice">
          Log of{' '}
          <select value={log.containerId} onChange={(event) => setChosen(event.target.value)}>
            {logs.map((l) => (
              <option key={l.containerId} value={l.containerId}>
                {nameOf(l, logs)}
              </option>
            ))}
          </select>
        </label>
      )}
      <LogText log={log} />
    </div>
  )
}

function isWanted(subject: Subject, record: ContainerRecord): boolean {
  if (subject.kind === 'pod') return belongsToUid(subject.pod, record.pod.uid)
  if (subject.kind !== 'container') return false
  return record.pod.uid === subject.record.pod.uid && record.name === subject.record.name
}

function newestWithLines(logs: readonly ContainerLog[]): string | undefined {
  return (logs.findLast((log) => log.lines.length > 0) ?? logs.at(-1))?.containerId
}

function nameOf(log: ContainerLog, logs: readonly ContainerLog[]): string {
  const same = logs.filter(({ name }) => name === log.name)
  const newest = same.at(-1) === log
  const instance =
    same.length === 1 ? '' : newest ? ' (now)' : ` (before, instance ${log.attempt + 1})`
  const count = log.lines.length
  return `${log.name}${instance}: ${count === 1 ? '1 line' : `${count} lines`}`
}

function LogText({ log }: { readonly log: ContainerLog }) {
  const list = useRef<HTMLOListElement>(null)
  const newest = log.lines.at(-1)?.id
  useEffect(() => {
    if (newest === undefined) return
    list.current?.lastElementChild?.scrollIntoView({ block: 'nearest' })
  }, [newest])
  if (log.lines.length === 0) return <p className="hint">It has printed nothing so far.</p>
  return (
    <ol className="log-lines" ref={list} aria-label={`Log of ${log.name}`}>
      {log.lines.map((line) => (
        <li key={line.id} className={line.stream}>
          <time>{clockText(line.timeMs)}</time>
          <span>
            {line.stream === 'stderr' && <span className="visually-hidden">error output: </span>}
            {line.text}
          </span>
        </li>
      ))}
    </ol>
  )
}
