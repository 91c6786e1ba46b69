// The problems of all files, worst first. A problem leads to its place.
import { useEffect, useMemo, useState } from 'react'
import { docsPageOfRefusal } from '#api/core/docs-pages.ts'
import type { FileDiagnostic } from '#playground/types.ts'
import type { Severity } from '#yaml/types.ts'
import { countText, numberText } from '#picture/words/format.ts'
import { Icon } from '#view/shell/Icon.tsx'
import { usePage, type QuickFix } from '#view/shell/page.tsx'
import {
  usePlayground,
  usePlaygroundActions,
  usePlaygroundStore,
  type PlaygroundSnapshot,
} from '#view/shell/playground-context.tsx'
import { Sentence } from '#view/shell/Sentence.tsx'
import { useIsReading } from '#view/shell/use-running.ts'
import { applyEdits } from './apply-edits.ts'
import { shortNames } from './file-names.ts'
import { ImageChoices, unknownImageOf } from './ImageChoices.tsx'

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
  const unchecked = usePlayground((state) => state.unchecked)
  const isReading = useIsReading()
  const [open, setOpen] = useState(true)
  const sorted = useMemo(
    () => SEVERITIES.flatMap((severity) => diagnostics.filter((d) => d.severity === severity)),
    [diagnostics],
  )
  if (files.length === 0) return null
  if (isReading) {
    return (
      <section className="problems none" aria-label="Problems">
        <p className="dim">Reading the files …</p>
      </section>
    )
  }
  if (sorted.length === 0) {
    return (
      <section className="problems none" aria-label="Problems">
        {unchecked > 0 ? (
          <p className="dim">{uncheckedText(unchecked)}</p>
        ) : (
          <p>
            <span aria-hidden="true">✓</span> No problems
          </p>
        )}
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
          {unchecked > 0 && <li className="dim">{uncheckedText(unchecked)}</li>}
        </ul>
      )}
    </section>
  )
}

const uncheckedText = (count: number): string =>
  `Still checking ${numberText(count)} ${count === 1 ? 'object' : 'objects'} …`

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
  const fixes = useFixes(props.diagnostic)
  const unknown = unknownImageOf(message)
  const page = source === 'api' ? docsPageOfRefusal(message) : null
  return (
    <li>
      <button
        type="button"
        className="problem-place"
        onClick={() => props.onGoTo({ path, line, column })}
      >
        <span className={`severity-mark ${severity}`} aria-hidden="true">
          {SHAPES[severity]}
        </span>
        <span className="visually-hidden">{NOUNS[severity]}: </span>
        <code>
          {props.several ? `${shortNames([path])[0] ?? path}:` : ''}
          {line}:{column}
        </code>
        <span className="problem-text">
          <Sentence text={unknown === null ? message : `What does \`${unknown.image}\` do?`} />{' '}
          <span className="problem-source">{SOURCES[source]}</span>
        </span>
      </button>
      {page !== null && (
        <a className="problem-docs" href={page} target="_blank" rel="noopener noreferrer">
          In the documentation
        </a>
      )}
      {unknown !== null && (
        <>
          <ImageChoices image={unknown.image} />
          <p className="image-does">It is not in the catalogue, so it {unknown.does}</p>
        </>
      )}
      {fixes.map((fix) => (
        <button key={fix.title} type="button" className="btn fix" onClick={fix.apply}>
          {fix.title}
        </button>
      ))}
    </li>
  )
}

const textOf = (state: PlaygroundSnapshot, path: string): string =>
  state.files.find((file) => file.path === path)?.text ?? ''

interface OfferedFix {
  readonly title: string
  apply(): void
}

/** The edits that put the problem right, for the text as it is now. */
function useFixes(diagnostic: FileDiagnostic): readonly OfferedFix[] {
  const { path } = diagnostic
  const page = usePage()
  const store = usePlaygroundStore()
  const { setText } = usePlaygroundActions()
  const text = usePlayground((state) => textOf(state, path))
  const [found, setFound] = useState<{
    readonly text: string
    readonly fixes: readonly QuickFix[]
  } | null>(null)
  useEffect(() => {
    let wanted = true
    // A diagnostic arrives only while its text is still the present one: its ranges are places in it.
    const checked = textOf(store.getState(), diagnostic.path)
    page.fixesFor(diagnostic, checked).then(
      (fixes) => wanted && setFound({ text: checked, fixes }),
      () => {},
    )
    return () => {
      wanted = false
    }
  }, [page, store, diagnostic])
  if (found === null || found.text !== text) return []
  return found.fixes.map(({ title, edits }) => ({
    title,
    apply: () => setText(path, applyEdits(text, edits)),
  }))
}
