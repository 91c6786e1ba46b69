import { expect, test } from 'vitest'
import { findCards } from './gallery-cards.ts'

test('cards are found by their words, in their order', () => {
  const card = (id: string) => ({
    id,
    row: 'One',
    title: `T ${id}`,
    summary: 'about',
    pathTitle: '',
    minutes: 3,
    question: '',
  })
  const cards = [card('b'), card('a')]
  expect(findCards(cards, 'about one').map(({ id }) => id)).toEqual(['b', 'a'])
  expect(findCards(cards, 'nothing')).toEqual([])
})
