import { expect, test } from 'vitest'
import { exactTimeText, parseTimeText } from './time-text.ts'

test.each([
  [0, '0:00.0'],
  [20_001, '0:20.001'],
  [65_250, '1:05.25'],
  [3_600_000, '1:00:00.0'],
])('%d ms is written %s and read back', (ms, text) => {
  expect(exactTimeText(ms)).toBe(text)
  expect(parseTimeText(text)).toBe(ms)
})

test.each([
  ['20', 20_000],
  ['90', 90_000],
  ['20.5', 20_500],
  [' 1m 30s ', 90_000],
  ['500ms', 500],
  ['1:5', 65_000],
  ['24h', 86_400_000],
  ['8760h', 31_536_000_000],
  ['8761h', null],
  ['1:75', null],
  ['-5', null],
  ['soon', null],
  ['', null],
  ['1:', null],
])('%j is %s ms', (text, ms) => expect(parseTimeText(text)).toBe(ms))
