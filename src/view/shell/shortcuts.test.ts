import { describe, expect, test } from 'vitest'
import { COMMANDS, findCommands, speedBeside } from './commands.ts'
import { keyNames, keyRests, matchesKeys, restsInField, type KeyPress } from './shortcuts.ts'

const press = (key: string, part: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...part,
})

test.each([
  [press(' '), 'Space', true],
  [press('k', { metaKey: true }), 'Mod+K', true],
  [press('k', { ctrlKey: true }), 'Mod+K', true],
  [press('K'), 'Mod+K', false],
  [press('ArrowLeft', { altKey: true }), 'ArrowLeft', false],
  [press('ArrowLeft', { metaKey: true }), 'ArrowLeft', false],
  [press('?'), '?', true],
  [press('+'), '+', true],
])('%o against %s is %s', (keyPress, keys, expected) => {
  expect(matchesKeys(keyPress, keys)).toBe(expected)
})

test('a text that is saved by itself has the keys that save', () => {
  const within = (name: string) => ({
    closest: (selectors: string) => (selectors.includes(name) ? {} : null),
  })
  const keys = ['Mod+S', 'Mod+Enter', 'Mod+Z', 'Mod+K']
  expect(keys.map((one) => restsInField(one, within('.saves-itself')))).toEqual([
    true,
    true,
    false,
    false,
  ])
  expect(keys.map((one) => restsInField(one, within('textarea')))).toEqual([
    false,
    false,
    true,
    false,
  ])
  expect(restsInField('Mod+S', null)).toBe(false)
})

test('no two commands have the same keys', () => {
  const keys = COMMANDS.map((command) => command.keys).filter((k) => k !== null)
  expect(new Set(keys).size).toBe(keys.length)
})

test('no two commands have the same id', () => {
  expect(new Set(COMMANDS.map(({ id }) => id)).size).toBe(COMMANDS.length)
})

test('keys are named as they stand on the keyboard', () => {
  expect(keyNames('Mod+k', true)).toEqual(['⌘', 'K'])
  expect(keyNames('Mod+Enter', false)).toEqual(['Ctrl', 'Enter'])
  expect(keyNames('+', false)).toEqual(['+'])
})

/** An element that is inside one of the given selectors. */
const inside = (part: string) => ({
  closest: (all: string) => (all.split(', ').includes(part) ? {} : null),
})

describe('single keys rest', () => {
  test.each([
    ['in a text area', ' ', 'textarea', true],
    ['in the editor', 'ArrowLeft', '.monaco-editor', true],
    ['for Space on a button', ' ', 'button', true],
    ['not for arrows on a button', 'ArrowRight', 'button', false],
    ['for arrows on a slider', 'ArrowRight', '[role=slider]', true],
    ['not for ? on a button', '?', 'button', false],
  ])('%s', (_, key, selector, expected) => {
    expect(keyRests(press(key), inside(selector))).toBe(expected)
  })
})

test('commands are found by words in any order', () => {
  expect(findCommands('link copy').map(({ id }) => id)).toEqual(['copy-link'])
  expect(findCommands('no such thing')).toEqual([])
})

test('speeds stop at both ends', () => {
  expect(speedBeside(1, 1)).toBe(2)
  expect(speedBeside(8, 1)).toBe(8)
  expect(speedBeside(0.25, -1)).toBe(0.25)
})
