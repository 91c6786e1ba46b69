import { expect, test } from 'vitest'
import { admitInEmptyCluster } from '#cluster/dry-run.ts'
import { checkScenario } from '../check-scenario.ts'
import { runScenario } from '../run-scenario.ts'
import { GALLERY } from './gallery.ts'

const PAGES: Readonly<Record<string, string>> = import.meta.glob('../../../docs/examples/*.html', {
  query: '?raw',
  import: 'default',
  eager: true,
})
const PAGE = Object.values(PAGES).join('\n')

const stepsOf = (id: string): number => {
  const files = GALLERY.find((entry) => entry.id === id)?.files ?? []
  return runScenario(files).cluster.journal.filter(({ level }) => level === 'step').length
}

test('what the example page embeds is there, and has the step that it begins with', () => {
  const elements = [...PAGE.matchAll(/<podscape-embed\s([^>]*)>/g)].flatMap(([, text = '']) => {
    const [, id] = /example="([^"]*)"/.exec(text) ?? []
    return id === undefined ? [] : [{ id, step: /step="(\d+)"/.exec(text)?.[1] ?? '1' }]
  })
  const frames = [...PAGE.matchAll(/[?&]step=(\d+)#example\/([a-z-]+)/g)].map(
    ([, step = '1', id = '']) => ({ id, step }),
  )
  expect(elements.length + frames.length).toBeGreaterThan(4)
  for (const { id, step } of [...elements, ...frames])
    expect(stepsOf(id), id).toBeGreaterThanOrEqual(Number(step))
})

test('the manifest that the example page holds is taken as it stands there', () => {
  const [, text = ''] = /<pre>([\s\S]*?)<\/pre/.exec(PAGE) ?? []
  const files = [{ path: 'manifests/page.yaml', text }]
  expect(checkScenario(files, admitInEmptyCluster()).diagnostics).toEqual([])
  const { cluster } = runScenario(files)
  expect(cluster.journal.map(({ kind }) => kind)).toContain('Serving')
})
