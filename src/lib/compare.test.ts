import { expect, test } from 'vitest'
import { sortedByInsertion } from './compare.ts'

test('sorting by insertion keeps equal items in their order', () => {
  const items = ['b1', 'a1', 'b2', 'a2', 'c1']
  const byLetter = (a: string, b: string): number => a.charCodeAt(0) - b.charCodeAt(0)
  expect(sortedByInsertion(items, byLetter)).toEqual(['a1', 'a2', 'b1', 'b2', 'c1'])
})

test('an order that contradicts itself has one result', () => {
  const beats: Readonly<Record<string, string>> = {
    rock: 'scissors',
    scissors: 'paper',
    paper: 'rock',
  }
  const compare = (a: string, b: string): number => (a === b ? 0 : beats[a] === b ? -1 : 1)
  expect(sortedByInsertion(['rock', 'paper', 'scissors'], compare)).toEqual([
    'paper',
    'rock',
    'scissors',
  ])
})
