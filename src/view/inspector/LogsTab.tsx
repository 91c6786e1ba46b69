// What the containers printed up to the moment. Each instance of a container has its own log; the
// previous one can be chosen, as with `kubectl logs --previous`.
import { useEffect, useRef, useState } from 'react'
import { clockText } from '#picture/words/format.ts'
import { useAnswer } from '#view/shell/use-answer.ts'
import type { ContainerLog } from '#picture/inspector/logs-of.ts'
import type { Subject } from '#picture/inspector/subject.ts'

/** The tab 'Logs'. */
export function LogsTab({ subject }: { readonly subject: Subject }) {
  const logs = useAnswer({ kind: 'logs', key: subject.key })
  const [chosen, setChosen] = useState<string | null>(null)
  if (logs === undefined) return null
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
