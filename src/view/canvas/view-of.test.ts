import { expect, test } from 'vitest'
import { fitAll, formFor, leastZoom, restView } from './view-of.ts'

const extent = (width: number, height: number, level: 'card' | 'chip' | 'dot' = 'card') => ({
  width,
  height,
  level,
})
const PANE = { width: 680, height: 620 }
const PHONE = { width: 390, height: 500 }

test('all of a picture is in view when it is fitted', () => {
  const sizes = [
    [728, 600],
    [3000, 400],
    [200, 5000],
  ] as const
  for (const [width, height] of sizes) {
    const { x, y, zoom } = fitAll(extent(width, height), PANE)
    expect(x).toBeGreaterThan(0)
    expect(x + width * zoom).toBeLessThan(680)
    expect(y + height * zoom).toBeLessThan(620)
  }
})

test('cards rest at a size that can be read, dots are shown whole', () => {
  expect(restView(extent(700, 4000), PANE, null).zoom).toBeGreaterThan(0.6)
  expect(restView(extent(700, 4000, 'dot'), PANE, null).zoom).toBeLessThan(0.2)
})

test('a small picture is not blown up', () => {
  expect(fitAll(extent(100, 100), { width: 2000, height: 2000 }).zoom).toBeLessThan(1.2)
})

test('on a phone the picture is as wide as the pane', () => {
  expect(restView(extent(480, 3000), PHONE, null).zoom).toBeCloseTo(362 / 480)
  // Chips too: their names would have no letters otherwise.
  expect(restView(extent(480, 3000, 'chip'), PHONE, null).zoom).toBeCloseTo(362 / 480)
})

const BOXES = [
  ['in sight already', 10, 0],
  ['further down', 1500, null],
  ['at the very end', 2700, null],
] as const

test.for(BOXES)('what the step is about is in sight when it is %s', ([, top, expected]) => {
  const focus = { x: 12, y: top, width: 456, height: 280 }
  const rest = restView(extent(480, 3000), PHONE, null)
  const view = restView(extent(480, 3000), PHONE, focus)
  if (expected === 0) expect(view).toEqual(rest)
  expect(view.y + top * view.zoom).toBeGreaterThanOrEqual(0)
  expect(view.y + (top + 280) * view.zoom).toBeLessThanOrEqual(500)
})

test('of a Pod that is larger than the pane its beginning is in sight', () => {
  const view = restView(extent(480, 3000), PHONE, { x: 12, y: 1000, width: 456, height: 1200 })
  expect(view.y + 1000 * view.zoom).toBeCloseTo(14)
})

test('a narrow pane gets the narrow form', () => {
  expect([390, 680, 0].map(formFor)).toEqual(['narrow', 'wide', 'wide'])
})

test('one looks from no further away than words can be told apart, or the whole picture asks for', () => {
  expect(leastZoom(extent(480, 300), PHONE)).toBe(0.4)
  const high = extent(480, 3000)
  expect(leastZoom(high, PHONE)).toBe(fitAll(high, PHONE).zoom)
  expect(leastZoom(extent(480, 300, 'dot'), PHONE)).toBeLessThan(0.1)
})
