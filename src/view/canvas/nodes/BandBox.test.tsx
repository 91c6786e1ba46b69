import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { createPlayground } from '#playground/playground.ts'
import { lessonAtStart } from '#playground/lesson-state.ts'
import { PlaygroundProvider } from '#view/shell/playground-context.tsx'
import { BandBox } from './BandBox.tsx'

const unused = (): never => {
  throw new Error('a band asks nothing of the engine')
}

/** The markup of a band of six Pods, in a lesson with this choice or in none. */
function markup(choice: number | null | 'no lesson'): string {
  const store = createPlayground({
    port: { check: unused, edit: unused, run: unused, ask: unused, cancel: unused },
    storage: { read: () => null, write: unused },
    files: [],
    theme: 'light',
  })
  const lesson = choice === 'no lesson' ? null : { ...lessonAtStart('rollout'), choice }
  store.setState({ lesson })
  const band = { least: 5, most: 8, available: 6, total: 6 }
  const props = { id: 'band', data: { band }, type: 'band' } as Parameters<typeof BandBox>[0]
  return renderToStaticMarkup(
    <PlaygroundProvider store={store}>
      <BandBox {...props} />
    </PlaygroundProvider>,
  )
}

test('a band does not tell its bounds before one has predicted them in a lesson', () => {
  const open = 'aria-label="6 available, at least 5 must be; 6 in total, at most 8 may be"'
  expect(markup('no lesson')).toContain(open)
  expect(markup(2)).toContain(open)
  const hidden = markup(null)
  expect(hidden).toContain('aria-label="6 available; 6 in total"')
  expect(hidden).not.toMatch(/at least|at most|cv-band-bounds/)
})
