import { expect, test } from 'vitest'
import { createUndoList, type Kept } from './undo.ts'

const kept = (text: string): Kept => ({
  files: [{ path: 'manifests/a.yaml', text }],
  exampleId: null,
  timeMs: 0,
  label: `wrote ${text}`,
})

const textOf = (back: Kept | null): string | undefined => back?.files[0]?.text

test('what was done is taken back and done again in order', () => {
  const list = createUndoList()
  list.note(kept('a'))
  list.note(kept('b'))
  expect(textOf(list.undo(kept('c')))).toBe('b')
  expect(textOf(list.undo(kept('b')))).toBe('a')
  expect(list.undo(kept('a'))).toBeNull()
  expect(textOf(list.redo(kept('a')))).toBe('b')
  expect(textOf(list.redo(kept('b')))).toBe('c')
  expect([list.canUndo, list.canRedo]).toEqual([true, false])
})

test('what is typed one after the other is one change, until something else is done', () => {
  const list = createUndoList()
  for (const text of ['a', 'ab', 'abc']) list.note(kept(text), 'text')
  list.endSeries()
  list.note(kept('abcd'), 'text')
  expect(textOf(list.undo(kept('abcde')))).toBe('abcd')
  expect(textOf(list.undo(kept('abcd')))).toBe('a')
  expect(list.canUndo).toBe(false)
})

test('a new change forgets what was taken back, and the list does not grow for ever', () => {
  const list = createUndoList()
  for (let index = 0; index < 150; index += 1) list.note(kept(String(index)))
  list.undo(kept('150'))
  list.note(kept('x'))
  expect(list.canRedo).toBe(false)
  let count = 0
  while (list.undo(kept('now')) !== null) count += 1
  expect(count).toBe(100)
})
