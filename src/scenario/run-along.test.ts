import { expect, test } from 'vitest'
import { createRunAlong, wholeUntil } from './run-along.ts'
import { runScenario } from './run-scenario.ts'
import { addAction } from './write-action.ts'
import type { Action, ScenarioFile } from './types.ts'

const UNTIL_MS = 60_000
const FILES: readonly ScenarioFile[] = [
  {
    path: 'manifests/pods.yaml',
    text: ['a', 'b', 'c']
      .map(
        (name) =>
          `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { containers: [{ name: a, image: nginx }] }\n`,
      )
      .join('---\n'),
  },
]
const deletion = (name: string, atMs: number): Action => ({
  verb: 'delete',
  atMs,
  resources: [{ kind: 'Pod', name }],
  namespace: 'default',
})
const journalOf = (files: readonly ScenarioFile[]): string =>
  JSON.stringify(runScenario(files, { untilMs: UNTIL_MS }).cluster.journal)

test('what is added behind the moment is carried out in the same run, as if it had been there from the start', () => {
  const along = createRunAlong(UNTIL_MS)
  const begun = along.at(FILES, 10_000)
  expect(begun.cluster.nowMs).toBeLessThanOrEqual(10_000)
  expect(wholeUntil(begun)).toBeGreaterThanOrEqual(10_000)
  const [first, second] = [deletion('a', 12_000), deletion('b', 30_500)]
  const withOne = addAction(FILES, first)
  expect(along.at(withOne, 20_000).cluster).toBe(begun.cluster)
  const withBoth = addAction(withOne, second)
  const run = along.at(withBoth, UNTIL_MS)
  expect(run.cluster).toBe(begun.cluster)
  expect(JSON.stringify(run.cluster.journal)).toBe(journalOf(withBoth))
})

test('what is added before it, and another file, make another run', () => {
  const along = createRunAlong(UNTIL_MS)
  const begun = along.at(FILES, 20_000)
  const earlier = addAction(FILES, deletion('a', 500))
  const anew = along.at(earlier, UNTIL_MS)
  expect(anew.cluster).not.toBe(begun.cluster)
  expect(JSON.stringify(anew.cluster.journal)).toBe(journalOf(earlier))
  const withText = [...FILES, { path: 'work/settings.txt', text: 'a' }]
  expect(along.at(withText, 20_000).cluster).not.toBe(anew.cluster)
})
