import { expect, test } from 'vitest'
import { agoText } from './ago-text.ts'

test.each([
  [0, 'just now'],
  [59_999, 'just now'],
  [60_000, '1 minute ago'],
  [3 * 3_600_000 + 5, '3 hours ago'],
  [50 * 3_600_000, '2 days ago'],
])('%d ms: %s', (ms, text) => {
  expect(agoText(ms)).toBe(text)
})
