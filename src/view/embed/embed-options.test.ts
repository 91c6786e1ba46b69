import { expect, test } from 'vitest'
import { embedOptionsOf, wantedHeight } from './embed-options.ts'

test.each([
  ['?embed=1', { step: null, lesson: true }],
  ['?embed=1&step=12&lesson=0', { step: 12, lesson: false }],
  ['?embed=1&step=0', { step: null, lesson: true }],
  ['?embed=1&step=-3&lesson=yes', { step: null, lesson: true }],
  ['?embed=1&step=99999999', { step: null, lesson: true }],
])('%s', (search, options) => {
  expect(embedOptionsOf(search)).toEqual(options)
})

test('a frame is as high as its picture at its width, within bounds', () => {
  expect(wantedHeight({ width: 744, height: 500 }, 772, 120)).toBe(680)
  expect(wantedHeight({ width: 744, height: 5000 }, 772, 120)).toBe(760)
  expect(wantedHeight({ width: 0, height: 0 }, 320, 120)).toBe(300)
})
