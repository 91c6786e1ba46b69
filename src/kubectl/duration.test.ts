import { expect, test } from 'vitest'
import { humanDuration } from './duration.ts'

const minutes = (count: number): number => count * 60_000
const days = (count: number): number => count * 86_400_000

test.for([
  [-5000, '<invalid>'],
  [-500, '0s'],
  [0, '0s'],
  [45_000, '45s'],
  [119_999, '119s'],
  [minutes(2), '2m'],
  [123_000, '2m3s'],
  [599_000, '9m59s'],
  [minutes(10), '10m'],
  [minutes(179), '179m'],
  [minutes(180), '3h'],
  [minutes(200), '3h20m'],
  [minutes(480), '8h'],
  [minutes(47 * 60), '47h'],
  [days(2), '2d'],
  [days(2) + minutes(300), '2d5h'],
  [days(8), '8d'],
  [days(729), '729d'],
  [days(730), '2y'],
  [days(3 * 365 + 40), '3y40d'],
  [days(8 * 365), '8y'],
  [Number.NaN, '<unknown>'],
] as const)('%i ms prints as %s', ([span, text]) => {
  expect(humanDuration(span)).toBe(text)
})
