import { expect, test } from 'vitest'
import { createPrng } from './prng.ts'
import { findSorted, withSorted } from './sorted-list.ts'

interface Named {
  readonly name: string
  readonly value: number
}
const nameOf = ({ name }: Named): string => name

test('many changes give what sorting all gives, and no change the same list', () => {
  const prng = createPrng(3)
  let list: readonly Named[] = []
  const expected = new Map<string, Named>()
  for (let round = 0; round < 300; round += 1) {
    const changes = Array.from(
      { length: 1 + prng.next(14) },
      (): readonly [string, Named | null] => {
        const name = `n${prng.next(40)}`
        return [name, prng.next(3) === 0 ? null : { name, value: round }]
      },
    )
    list = withSorted(list, changes, nameOf)
    for (const [name, item] of changes) {
      if (item === null) expected.delete(name)
      else expected.set(name, item)
    }
    expect(list).toEqual([...expected.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)))
  }
  for (const item of list) expect(findSorted(list, item.name, nameOf)).toBe(item)
  expect(findSorted(list, 'nobody', nameOf)).toBeUndefined()
  const same = list.map((item) => [item.name, item] as const)
  expect(withSorted(list, [...same, ['nobody', null]], nameOf)).toBe(list)
})
