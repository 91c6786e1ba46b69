// The bugs that `npm run invariants -- --planted` and `npm run mutate -- --planted` plant have their places in the sources of today.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { INVARIANT_RUNS } from './invariant-runs.ts'
import BUGS from './planted-bugs.json'
import RULES from './planted-rules.json'

const ROOT = join(import.meta.dirname, '../..')

test.for(BUGS)('it is known where to plant: $name', ({ run, edits }) => {
  expect(Object.keys(INVARIANT_RUNS)).toContain(run)
  for (const { file, from, to } of edits) {
    const parts = readFileSync(join(ROOT, file), 'utf8').split(from)
    expect([file, parts.length]).toEqual([file, 2])
    expect(to).toContain('PLANTED')
  }
})

test('there are at least twenty of them, each with its own name', () => {
  expect(new Set(BUGS.map(({ name }) => name)).size).toBe(BUGS.length)
  expect(BUGS.length).toBeGreaterThanOrEqual(20)
})

test.for(RULES)('it is known where `npm run mutate` plants: $name', ({ file, from, to }) => {
  expect(readFileSync(join(ROOT, file), 'utf8').split(from)).toHaveLength(2)
  expect(to).toContain('PLANTED')
})
