import { expect, test } from 'vitest'
import { captionSide } from './caption-side.ts'

const box = (x: number, y: number) => ({ x, y, width: 100, height: 80 })
const phone = { transform: [0, 0, 1], width: 390, height: 520 } as const

test.each([
  ['the thing in the upper half', [box(0, 20)], phone, 'below'],
  ['the thing in the lower half', [box(0, 420)], phone, 'above'],
  ['the thing below and two others above', [box(0, 420), box(0, 0), box(0, 60)], phone, 'above'],
  ['only others, more of them below', [box(0, 200), box(0, 420), box(120, 420)], phone, 'above'],
  ['nothing in the way on either side', [box(0, 200)], phone, 'below'],
  ['far to the right of both', [box(900, 420)], { ...phone, width: 1200 }, 'below'],
  ['moved up by the view', [box(0, 420)], { ...phone, transform: [0, -400, 1] }, 'below'],
] as const)('words about relations cover least of %s', (_, boxes, look, side) => {
  expect(captionSide(boxes, look)).toBe(side)
})
