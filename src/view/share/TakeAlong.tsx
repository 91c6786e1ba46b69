// What of a run can be taken along as a file: pictures, a page, a diagram, and files for a real cluster.
import { useState } from 'react'
import { usePage } from '#view/shell/page.tsx'
import {
  usePlayground,
  usePlaygroundActions,
  usePlaygroundStore,
} from '#view/shell/playground-context.tsx'
import type { Take } from './exports.ts'
import './take-along.css'

const BUTTONS: readonly (readonly [what: Take, name: string, hint: string])[] = [
  ['svg', 'SVG', 'This moment as a drawing with the scenario inside'],
  ['png', 'PNG', 'This moment in pixels, twice as large, with the scenario inside'],
  ['markdown', 'Markdown', 'Link, picture and a table of what happened up to this moment'],
  ['mermaid', 'Mermaid', 'A sequence diagram of what happened up to this moment, copied'],
  ['kind', 'kind', 'A real cluster in containers: configuration, manifests and one command'],
  ['kwok', 'KWOK', 'An API server that only keeps nodes and Pods: files and one command'],
]

/** The part of the share overlay with what can be taken along; `onScenario` downloads the scenario's files. */
export function TakeAlong({ onScenario }: { readonly onScenario: () => void }) {
  const page = usePage()
  const store = usePlaygroundStore()
  const { notify } = usePlaygroundActions()
  const steps = usePlayground((state) => state.steps.length)
  const [range, setRange] = useState<readonly [number, number]>([1, Math.max(1, steps)])
  const [part, setPart] = useState<number | null>(null)
  const start = async (what: Take): Promise<void> => {
    setPart(0)
    try {
      const { take } = await import('./exports.ts')
      notify(await take(what, { state: store.getState(), page, range, onPart: setPart }))
    } catch (error) {
      notify(error instanceof Error ? error.message : 'That could not be made.')
    }
    setPart(null)
  }
  const bound = (text: string): number =>
    Math.min(steps, Math.max(1, Math.round(Number(text)) || 1))
  const busy = part !== null
  return (
    <section className="take-along" aria-label="Take it along">
      <h3>Take it along</h3>
      <p className="buttons">
        {BUTTONS.map(([what, name, hint]) => (
          <button
            key={what}
            type="button"
            className="btn"
            title={hint}
            aria-disabled={busy || steps === 0}
            onClick={() => !busy && steps > 0 && void start(what)}
          >
            {name}
          </button>
        ))}
        <button
          type="button"
          className="btn"
          title="The manifest, or a folder in a tar archive when there are several files"
          onClick={onScenario}
        >
          Scenario
        </button>
      </p>
      <p className="buttons">
        <button
          type="button"
          className="btn"
          aria-disabled={busy || steps === 0}
          onClick={() => !busy && steps > 0 && void start('gif')}
        >
          Moving picture (GIF)
        </button>
        <label>
          of step{' '}
          <input
            type="number"
            min={1}
            max={steps}
            value={range[0]}
            onChange={(event) => setRange([bound(event.target.value), range[1]])}
          />
        </label>
        <label>
          to{' '}
          <input
            type="number"
            min={1}
            max={steps}
            value={range[1]}
            onChange={(event) => setRange([range[0], bound(event.target.value)])}
          />
        </label>
        {part !== null && part > 0 && <progress value={part} aria-label="Drawing the picture" />}
      </p>
    </section>
  )
}
