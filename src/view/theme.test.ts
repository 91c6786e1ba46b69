import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { TOKENS } from '#picture/tokens.ts'

const css = readFileSync(new URL('./theme.css', import.meta.url), 'utf8')

function tokensOf(selector: string): ReadonlyMap<string, string> {
  const start = css.indexOf(`${selector} {`)
  const block = css.slice(start, css.indexOf('}', start))
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[\da-f]{6});/g)].map((m) => [m[1] ?? '', m[2] ?? '']),
  )
}

function luminanceOf(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.040_45 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminanceOf(a), luminanceOf(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

const STATES = ['run', 'wait', 'fail', 'done', 'term', 'vol']

describe.each([':root', "[data-theme='dark']"])('the theme %s', (selector) => {
  const tokens = tokensOf(selector)
  const color = (name: string): string => tokens.get(name) ?? '#000000'

  test('has text that can be read on every surface', () => {
    for (const text of ['text', 'dim', 'faint', 'accent', ...STATES]) {
      for (const surface of ['bg', 'panel', 'sunk', 'accent-bg']) {
        expect(contrast(color(text), color(surface)), `${text} on ${surface}`).toBeGreaterThan(4.5)
      }
    }
  })

  test('has badges that can be read', () => {
    for (const state of STATES) {
      expect(contrast(color(state), color(`${state}-bg`)), state).toBeGreaterThan(4.5)
      expect(contrast(color('text'), color(`${state}-bg`)), state).toBeGreaterThan(4.5)
    }
    expect(contrast(color('on-accent'), color('accent'))).toBeGreaterThan(4.5)
  })

  test('has borders of controls that can be seen', () => {
    for (const surface of ['panel', 'sunk']) {
      expect(contrast(color('control'), color(surface)), surface).toBeGreaterThan(3)
    }
  })
})

test('pictures that leave the page have its colours', () => {
  expect(TOKENS.light).toEqual(Object.fromEntries(tokensOf(':root')))
  expect(TOKENS.dark).toEqual(Object.fromEntries(tokensOf("[data-theme='dark']")))
})
