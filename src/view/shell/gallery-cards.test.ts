import { expect, test } from 'vitest'
import { findCards, pathsOf } from './gallery-cards.ts'

const card = (id: string, pathTitle = '') => ({
  id,
  row: 'One',
  title: `T ${id}`,
  summary: 'about',
  pathTitle,
  minutes: 3,
  question: '',
})

test('cards are found by their words, in their order', () => {
  const cards = [card('b'), card('a')]
  expect(findCards(cards, 'about one').map(({ id }) => id)).toEqual(['b', 'a'])
  expect(findCards(cards, 'nothing')).toEqual([])
})

test('a path says how far one has come on it, and where to go on', () => {
  const cards = [card('a', 'One'), card('b', 'Two'), card('c', 'One'), card('d', 'One')]
  expect(pathsOf(cards, { a: 'solved', b: 'solved', c: 'answered' })).toEqual([
    { title: 'One', cards: [cards[0], cards[2], cards[3]], minutes: 9, solved: 1, nextId: 'c' },
    { title: 'Two', cards: [cards[1]], minutes: 3, solved: 1, nextId: null },
  ])
  expect(pathsOf([], {})).toEqual([])
})
