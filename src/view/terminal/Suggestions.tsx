// Chips with the commands that help next: a click puts one at the prompt.
import { suggestionsFor } from '#playground/terminal/suggestions.ts'
import type { Terminal } from '#playground/terminal/types.ts'
import { usePlayground } from '../shell/playground-context.tsx'

/** The row below the output. */
export function Suggestions(props: { readonly terminal: Terminal; readonly last: string }) {
  const { terminal, last } = props
  const selection = usePlayground((state) => state.selection)
  return (
    <div className="terminal-next" role="group" aria-label="Next">
      <span aria-hidden="true">next</span>
      {suggestionsFor(selection, last).map((line) => (
        <button
          type="button"
          className="btn terminal-small terminal-chip"
          key={line}
          title={line}
          onClick={() => terminal.submit(line)}
        >
          {line.replace(/^kubectl /, '')}
        </button>
      ))}
    </div>
  )
}
