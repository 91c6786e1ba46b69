// The problems of all files, worst first. A problem leads to its place.
import { useMemo, useState } from 'react'
import type { FileDiagnostic } from '#playground/types.ts'
import type { Severity } from '#yaml/types.ts'
import { countText } from '#view/shell/format.ts'
import { Icon } from '#view/shell/Icon.tsx'
import { usePlayground } from '#view/shell/playground-context.tsx'
import { Sentence } from '#view/shell/Sentence.tsx'
import { shortNames } from './file-names.ts'

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info']
const NOUNS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
}
const SHAPES: Readonly<Record<Severity, string>> = { error: '✕', warning: '▲', info: 'i' }
const SOURCES: Readonly<Record<FileDiagnostic['source'], string>> = {
  yaml: 'YAML',
  api: 'API server',
  lint: 'advice',
  scope: 'not simulated',
}
const MOST = 100

interface ProblemsProps {
  readonly onGoTo: (place: {
    readonly path: string
    readonly line: number
    readonly column: number
  }) => void
}

/** The list under the text. */
export function Problems(props: ProblemsProps) {
  const diagnostics = usePlayground((state) => state.diagnostics)
  const files = usePlayground((state) => state.files)
  const [open, setOpen] = useState(true)
  const sorted = useMemo(
    () => SEVERITIES.flatMap((severity) => diagnostics.filter((d) => d.severity === severity)),
    [diagnostics],
  )
  if (files.length === 0) return null
  if (sorted.length === 0) {
    return (
      <section className="problems none" aria-label="Problems">
        <p>
          <span aria-hidden="true">✓</span> No problems
        </p>
      </section>
    )
  }
  return (
    <section className="problems" aria-label="Problems">
      <button
        type="button"
        className="problems-head"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {SEVERITIES.map((severity) => (
          <Count
            key={severity}
            severity={severity}
            count={sorted.filter((d) => d.severity === severity).length}
          />
        ))}
        <Icon name="chevron" size={14} />
      </button>
      {open && (
        <ul>
          {sorted.slice(0, MOST).map((diagnostic) => (
            <Problem
              key={`${diagnostic.path} ${diagnostic.range.start.offset} ${diagnostic.message}`}
              diagnostic={diagnostic}
              several={files.length > 1}
              onGoTo={props.onGoTo}
            />
          ))}
          {sorted.length > MOST && <li className="dim">and {sorted.length - MOST} more</li>}
        </ul>
      )}
    </section>
  )
}

function Count(props: { readonly severity: Severity; readonly count: number }) {
  if (props.count === 0) return null
  return (
    <span className={`severity ${props.severity}`}>
      <span aria-hidden="true">{SHAPES[props.severity]}</span>{' '}
      {countText(props.count, NOUNS[props.severity])}
    </span>
  )
}

function Problem(props: {
  readonly diagnostic: FileDiagnostic
  readonly several: boolean
  readonly onGoTo: ProblemsProps['onGoTo']
}) {
  const { path, range, severity, message, source } = props.diagnostic
  const { line, column } = range.start
  return (
    <li>
      <button type="button" onClick={() => props.onGoTo({ path, line, column })}>
        <span className={`severity-mark ${severity}`} aria-hidden="true">
          {SHAPES[severity]}
        </span>
        <span className="visually-hidden">{NOUNS[severity]}: </span>
        <code>
          {props.several ? `${shortNames([path])[0] ?? path}:` : ''}
          {line}:{column}
        </code>
        <span className="problem-text">
          <Sentence text={message} /> <span className="problem-source">{SOURCES[source]}</span>
        </span>
      </button>
    </li>
  )
}
