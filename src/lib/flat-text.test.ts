import { expect, test } from 'vitest'
import { createInterner, flat } from './flat-text.ts'

test.each(['', 'a', `${'x'.repeat(20)}${'y'.repeat(20)}`])(
  'a flat text says the same: %j',
  (text) => {
    expect(flat(text)).toBe(text)
  },
)

test('an interner answers with the text that it was given', () => {
  const intern = createInterner()
  const texts = ['Pod/default/web', ['Pod', 'default', 'web'].join('/'), '']
  expect(texts.map(intern)).toEqual(texts)
})
