import { expect, test } from 'vitest'
import { ASYNC_ATTACKS, ATTACKS } from './attacks.ts'

// A few of the inputs of `npm run attack`.
const SEEDS = 25

test.for(Object.entries(ATTACKS))('no harm comes of %s', ([, attack]) => {
  const wrong: string[] = []
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const work = attack(seed)
    let step = work.next()
    while (step.done !== true) step = work.next()
    if (step.value !== null) wrong.push(`seed ${seed}: ${step.value}`)
  }
  expect(wrong).toEqual([])
})

test.for(Object.entries(ASYNC_ATTACKS))('no harm comes of %s', async ([, attack]) => {
  for (let seed = 1; seed <= SEEDS; seed += 1) expect(await attack(seed), `seed ${seed}`).toBeNull()
})
