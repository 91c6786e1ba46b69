// Situations of people who run Pods, with what the real thing does: each file of the folders beside this one.
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { readCases } from './read-case.ts'
import { differencesOf } from './run-case.ts'

const cases = readCases(fileURLToPath(new URL('.', import.meta.url)))

test.for(cases)('$case ($file)', (one) => {
  expect(differencesOf(one)).toEqual([])
})
