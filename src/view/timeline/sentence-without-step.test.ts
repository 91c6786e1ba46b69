import { expect, test } from 'vitest'
import type { FileDiagnostic } from '#playground/types.ts'
import { sentenceWithoutStep } from './sentence-without-step.ts'

const place = { offset: 0, line: 1, column: 1 }
const ERROR: FileDiagnostic = {
  path: 'a.yaml',
  severity: 'error',
  source: 'api',
  message: 'no',
  range: { start: place, end: place },
}
const EMPTY = { runState: 'done', steps: [], diagnostics: [], embed: false } as const

test.each([
  ['before the run', { ...EMPTY, runState: 'idle' as const }, 'The run begins …'],
  ['before the first step', { ...EMPTY, steps: [3] }, 'Before the first step'],
  ['an engine that broke', { ...EMPTY, runState: 'failed' as const }, 'no run to show'],
  ['an empty text', EMPTY, 'Write or paste a manifest'],
  ['an embed of nothing', { ...EMPTY, embed: true }, 'nothing to apply in these files'],
  ['all refused', { ...EMPTY, diagnostics: [ERROR] }, 'The problems of the text say why'],
])('%s is told apart', (_, state, words) => {
  expect(sentenceWithoutStep(state)).toContain(words)
})
