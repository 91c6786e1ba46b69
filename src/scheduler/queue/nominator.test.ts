import { expect, test } from 'vitest'
import { makePod } from '#testing/make-objects.ts'
import { createNominator } from './nominator.ts'

const nominated = (name: string, nominatedNodeName?: string) =>
  makePod(name, { status: nominatedNodeName === undefined ? {} : { nominatedNodeName } })

test('who has a nomination is found by the node until it is changed, cleared or the Pod goes', () => {
  const nominator = createNominator()
  const namesOn = (node: string) =>
    nominator.podsFor(node).map(({ metadata }) => metadata.name ?? '')
  nominator.set(nominated('a', 'n'))
  nominator.set(nominated('b', 'n'))
  nominator.set(nominated('c'))
  expect([namesOn('n'), namesOn('m'), namesOn('')]).toEqual([['a', 'b'], [], []])
  nominator.set(nominated('a', 'm'))
  expect([namesOn('n'), namesOn('m')]).toEqual([['b'], ['a']])
  nominator.set(nominated('b'))
  nominator.delete('uid-of-a')
  nominator.delete('uid-of-nobody')
  expect([namesOn('n'), namesOn('m')]).toEqual([[], []])
})

test('the newest form of a Pod is the one that counts', () => {
  const nominator = createNominator()
  nominator.set(nominated('a', 'n'))
  const changed = makePod('a', { spec: { priority: 7 }, status: { nominatedNodeName: 'n' } })
  nominator.set(changed)
  expect(nominator.podsFor('n')).toEqual([changed])
})
