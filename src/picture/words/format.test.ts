import { expect, test } from 'vitest'
import { numberText } from './format.ts'

test.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [12_345, '12,345'],
  [1_234_567, '1,234,567'],
])('the thousands of %i are apart', (count, text) => {
  expect(numberText(count)).toBe(text)
})
