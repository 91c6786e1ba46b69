// What scenario.yaml expects of the run, with what became of it.
import type { Expectation } from '#scenario/expect/types.ts'
import { CheckedList } from '#view/shell/CheckedList.tsx'
import { usePlayground } from '#view/shell/playground-context.tsx'
import { useAnswer } from '#view/shell/use-answer.ts'

/** Nothing where nothing is expected. */
export function Expected() {
  const expect = usePlayground((state) => state.expect)
  return expect.length === 0 ? null : <List expect={expect} />
}

function List({ expect }: { readonly expect: readonly Expectation[] }) {
  const isDone = usePlayground((state) => state.runState === 'done')
  const answer = useAnswer({ kind: 'lesson', seen: null, expect: isDone ? expect : [] }, 'run')
  const checked = answer?.checked ?? []
  const met = checked.filter(({ ok }) => ok).length
  const isKnown = checked.length === expect.length
  return (
    <section aria-label="Expected of this run">
      <h3>
        Expected of this run{' '}
        <span className="dim">
          {isKnown ? `${met} of ${expect.length} so` : 'when it has ended'}
        </span>
      </h3>
      <CheckedList expect={expect} checked={checked} tellsInstead />
    </section>
  )
}
