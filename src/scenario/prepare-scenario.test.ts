import { expect, test } from 'vitest'
import { GALLERY } from './gallery/gallery.ts'
import { parseScenario } from './parse-scenario.ts'
import { prepareScenario, startScenario } from './run-scenario.ts'
import type { ScenarioFile } from './types.ts'

/** The same machines, with something else applied and nothing done. */
function otherTree(files: readonly ScenarioFile[]): readonly ScenarioFile[] {
  const machines = files.filter(({ path }) => !path.startsWith('manifests/'))
  const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: other }\n'
  return [...machines, { path: 'manifests/other.yaml', text }]
}

const fitting = GALLERY.filter(({ files }) =>
  prepareScenario(otherTree(files), parseScenario(otherTree(files))).fits(parseScenario(files)),
)

test('most lessons begin with a cluster that does not depend on what is applied', () => {
  expect(fitting.length).toBeGreaterThan(GALLERY.length / 2)
})

test.each(fitting.map(({ id, files }) => ({ id, files })))(
  'a cluster that was prepared for something else makes the same run of $id',
  ({ files }) => {
    const prepared = prepareScenario(otherTree(files), parseScenario(otherTree(files)))
    const run = prepared.begin(files, parseScenario(files))
    const fresh = startScenario(files)
    for (const one of [run, fresh]) one.advance(one.untilMs)
    expect(run.cluster.printed).toEqual(fresh.cluster.printed)
    expect(JSON.stringify(run.cluster.journal)).toBe(JSON.stringify(fresh.cluster.journal))
  },
)

test('what begins otherwise does not fit', () => {
  const [one] = GALLERY
  const files = one?.files ?? []
  const node = 'apiVersion: v1\nkind: Node\nmetadata: { name: one-more }\n'
  const more = [...files, { path: 'cluster.yaml', text: node }]
  const prepared = prepareScenario(files, parseScenario(files))
  expect(prepared.fits(parseScenario(files))).toBe(true)
  expect(prepared.fits(parseScenario(more))).toBe(false)
})
