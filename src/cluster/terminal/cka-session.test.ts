// A session as one has it in the exam: each line is typed after the one before has ended, and what it prints is compared with
// what the real kubectl printed, or with the rule that stands beside it. The page is asked the same in e2e/terminal-cka.spec.ts.
import { expect, test } from 'vitest'
import { provideWords } from '#kubectl/late-explain.ts'
import { CKA_FILES, CKA_LINES } from './testing/cka-lines.ts'
import { terminalSession } from './testing/terminal-session.ts'

provideWords()

test('a session of more than sixty lines, most of them recorded', () => {
  expect(CKA_LINES.length).toBeGreaterThanOrEqual(60)
  expect(CKA_LINES.filter(({ isRecorded }) => isRecorded).length).toBeGreaterThanOrEqual(50)
  const files = Object.entries(CKA_FILES).map(([path, text]) => ({ path, text }))
  const session = terminalSession(files, 300_000)
  let atMs = 20_000
  for (const { line, prints } of CKA_LINES) {
    const { out, err, end } = session.type(line, atMs)
    atMs = Math.max(atMs, end?.timeMs ?? atMs) + 100
    const printed = (out.replace(/[^\n]$/, '$&\n') + err).replace(/\n$/, '')
    if (typeof prints === 'string')
      expect.soft({ line, printed }).toEqual({ line, printed: prints })
    else expect.soft(printed, line).toMatch(prints)
  }
}, 60_000)
