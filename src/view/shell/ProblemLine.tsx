// The first problem of a text, as a line of a strip: its place, which leads there, and what it is.
import type { FileDiagnostic } from '#playground/types.ts'
import { usePlaygroundActions, type PlaygroundSnapshot } from './playground-context.tsx'
import { Sentence } from './Sentence.tsx'

/** The first error; undefined when there is none. */
export const firstProblem = ({ diagnostics }: PlaygroundSnapshot): FileDiagnostic | undefined =>
  diagnostics.find(({ severity }) => severity === 'error')

/** Of the message so many characters at most are shown. */
export function ProblemLine(props: { readonly problem: FileDiagnostic; readonly most: number }) {
  const { problem, most } = props
  const { path, range, message } = problem
  const { line, column } = range.start
  const { goToPlace } = usePlaygroundActions()
  return (
    <>
      <button type="button" className="linklike" onClick={() => goToPlace({ path, line, column })}>
        {path.replace(/^manifests\//, '')}:{line}
      </button>
      {': '}
      <Sentence text={message.length > most ? `${message.slice(0, most)} …` : message} />
    </>
  )
}
