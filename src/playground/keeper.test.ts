import { describe, expect, test } from 'vitest'
import { createPrng, type Prng } from '#lib/prng.ts'
import { createKeeper, MOST_RECENT, takeOver, type Keeper, type Shelf } from './keeper.ts'
import { createLazyKeeper } from './lazy-keeper.ts'

/** A shelf that can be broken: at a moment the machine stops, in the middle of a write or before it. */
class TestShelf implements Shelf {
  readonly values = new Map<string, unknown>()
  /** Writes that still happen; the one after the last is torn. */
  writesLeft = Infinity
  fails: Error | null = null

  async get(key: string): Promise<unknown> {
    await Promise.resolve()
    if (this.fails !== null) throw this.fails
    return structuredClone(this.values.get(key))
  }

  async set(key: string, value: unknown): Promise<void> {
    await Promise.resolve()
    if (this.fails !== null) throw this.fails
    this.writesLeft -= 1
    if (this.writesLeft < -1) return
    if (this.writesLeft === -1) this.values.set(key, torn(value))
    else this.values.set(key, structuredClone(value))
  }

  async remove(key: string): Promise<void> {
    await Promise.resolve()
    if (this.writesLeft >= 0) this.values.delete(key)
  }

  async keys(): Promise<readonly string[]> {
    await Promise.resolve()
    if (this.fails !== null) throw this.fails
    return [...this.values.keys()]
  }
}

function torn(value: unknown): unknown {
  const text = JSON.stringify(value)
  return text.length % 3 === 0
    ? text.slice(0, text.length / 2)
    : { ...(value as object), json: '[{"path":"a' }
}

const files = (text: string) => [{ path: 'manifests/a.yaml', text }]
let ids = 0

function keeperOn(shelf: Shelf, id: string | null = null, problems: (string | null)[] = []) {
  let nowMs = 1000 * ids
  let current = id
  const keeper = createKeeper({
    shelf,
    id,
    nowMs: () => (nowMs += 1),
    makeId: () => `id${(ids += 1)}`,
    onText: (made) => (current = made),
    onProblem: (problem) => problems.push(problem),
    restMs: 1,
  })
  return {
    keeper,
    problems,
    get id() {
      return current
    },
  }
}

async function textOf(keeper: Keeper): Promise<string | undefined> {
  return (await keeper.load())?.files[0]?.text
}

test('a tab that is loaded again has its text, a new one the newest of all', async () => {
  const shelf = new TestShelf()
  const one = keeperOn(shelf)
  one.keeper.save(files('one'), 'One')
  await one.keeper.settled()
  const two = keeperOn(shelf)
  two.keeper.save(files('two'), 'Two')
  await two.keeper.settled()
  expect(await textOf(keeperOn(shelf, one.id).keeper)).toBe('one')
  expect(await textOf(keeperOn(shelf, two.id).keeper)).toBe('two')
  expect(await textOf(keeperOn(shelf).keeper)).toBe('two')
  expect((await two.keeper.recent()).map(({ title }) => title)).toEqual(['One'])
})

test('what belongs to a text comes back with it, and a text of before has nothing', async () => {
  const shelf = new TestShelf()
  const { keeper, id } = keeperOn(shelf)
  keeper.save(files('one'), 'One', { lesson: 'init-fails' })
  await keeper.settled()
  expect((await keeperOn(shelf, id).keeper.load())?.more).toEqual({ lesson: 'init-fails' })
  for (const [key, value] of shelf.values) {
    const { more, ...record } = value as Record<string, unknown>
    shelf.values.set(key, more === undefined ? record : { ...record, more: [1] })
  }
  const later = await keeperOn(shelf, id).keeper.load()
  expect(later).toMatchObject({ files: files('one'), more: {} })
})

test('texts that replace one another are all kept, the last twenty with their titles and times', async () => {
  const shelf = new TestShelf()
  const { keeper } = keeperOn(shelf)
  for (let i = 1; i <= 30; i += 1) {
    keeper.beginAnother()
    keeper.save(files(`text ${i}`), `Title ${i}`)
    await keeper.settled()
  }
  const recent = await keeper.recent()
  expect(recent).toHaveLength(MOST_RECENT)
  expect(recent[0]).toMatchObject({ title: 'Title 29' })
  expect((await keeper.open(recent[19]?.id ?? ''))?.files).toEqual(files('text 10'))
})

test('a text of 30 MB is kept whole', async () => {
  const shelf = new TestShelf()
  const tab = keeperOn(shelf)
  const text = 'x'.repeat(30_000_000)
  tab.keeper.save(files(text), '')
  await tab.keeper.settled()
  expect((await textOf(keeperOn(shelf, tab.id).keeper)) === text).toBe(true)
})

test('it is written within 300 ms, also while somebody goes on typing', async () => {
  const shelf = new TestShelf()
  const keeper = createKeeper({ shelf, id: 'x', nowMs: () => 0, makeId: () => 'x' })
  const until = performance.now() + 300
  while (performance.now() < until) {
    keeper.save(files('typing'), '')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  expect(shelf.values.size).toBeGreaterThan(0)
})

describe('what cannot be kept is said at once', () => {
  const quota = Object.assign(new Error('full'), { name: 'QuotaExceededError' })
  test.for([
    [quota, /storage of the browser is full/],
    [new Error('denied'), /does not let this page keep anything/],
  ] as const)('%s', async ([error, says]) => {
    const shelf = new TestShelf()
    const { keeper, problems } = keeperOn(shelf)
    shelf.fails = error
    keeper.save(files('one'), '')
    await keeper.settled()
    expect(problems.at(-1)).toMatch(says)
    expect(await keeper.load()).toBeNull()
    shelf.fails = null
    keeper.save(files('two'), '')
    await keeper.settled()
    expect(problems.at(-1)).toBeNull()
  })
})

interface Crashed {
  readonly typed: readonly string[]
  /** The last that was surely written before the crash; -1 for none. */
  readonly sure: number
  readonly id: string | null
}

test('the two texts that an earlier version of the page kept are taken over', async () => {
  const old = new Map([
    ['podscape/current', JSON.stringify(files('current'))],
    ['podscape/previous', JSON.stringify(files('previous'))],
  ])
  const storage = {
    read: (key: string) => old.get(key) ?? null,
    write: (key: string, text: string) => void old.set(key, text),
  }
  const shelf = new TestShelf()
  const { keeper } = keeperOn(shelf)
  await takeOver(keeper, storage, ([file]) => file?.text ?? '')
  await takeOver(keeper, storage, () => 'twice')
  expect(await textOf(keeperOn(shelf).keeper)).toBe('current')
  expect((await keeper.recent()).map(({ title }) => title)).toEqual(['previous'])
})

test('what is asked of a keeper before it is loaded is done in its order', async () => {
  const shelf = new TestShelf()
  const lazy = createLazyKeeper(async () => {
    await Promise.resolve()
    return keeperOn(shelf).keeper
  })
  lazy.save(files('one'), 'One')
  lazy.beginAnother()
  lazy.save(files('two'), 'Two')
  await lazy.settled()
  expect((await lazy.recent()).map(({ title }) => title)).toEqual(['One'])
})

/** Types for a while, with a crash at a random point. */
async function crash(prng: Prng, shelf: TestShelf): Promise<Crashed> {
  const tab = keeperOn(shelf)
  const typed: string[] = []
  let sure = -1
  const many = 2 + prng.next(8)
  const crashAt = prng.next(many)
  for (let i = 0; i < many; i += 1) {
    if (i === crashAt) shelf.writesLeft = prng.next(3)
    const text = `version ${i} ${'x'.repeat(prng.next(40))}`
    typed.push(text)
    tab.keeper.save(files(text), `title ${i}`)
    if (prng.next(4) === 0) continue
    await tab.keeper.settled()
    if (i < crashAt) sure = i
  }
  await tab.keeper.settled()
  return { typed, sure, id: tab.id }
}

test('a thousand crashes at random points lose nothing older', async () => {
  const lost: string[] = []
  let surely = 0
  for (let seed = 0; seed < 1000; seed += 1) {
    const prng = createPrng(`crash ${seed}`)
    const shelf = new TestShelf()
    const before = keeperOn(shelf)
    before.keeper.save(files('the older text'), 'older')
    await before.keeper.settled()
    const { typed, sure, id } = await crash(prng, shelf)
    shelf.writesLeft = Infinity
    const text = await textOf(keeperOn(shelf, id).keeper)
    if (typed.indexOf(text ?? '') < sure) lost.push(`seed ${seed}: ${text}, sure of ${sure}`)
    if ((await textOf(keeperOn(shelf, before.id).keeper)) !== 'the older text')
      lost.push(`seed ${seed}: the older text`)
    if (sure >= 0) surely += 1
  }
  expect(lost).toEqual([])
  expect(surely).toBeGreaterThan(500)
})

test('what is kept under a name stays, whatever comes after, and is replaced under the same name', async () => {
  const shelf = new TestShelf()
  const { keeper } = keeperOn(shelf)
  expect(await keeper.keepAs('mine', files('first'))).toBe(true)
  for (let i = 0; i < MOST_RECENT + 5; i += 1) {
    keeper.beginAnother()
    keeper.save(files(`other ${i}`), '')
    await keeper.settled()
  }
  // At a later visit, too.
  const later = keeperOn(shelf).keeper
  expect(await later.keepAs('mine', files('second'))).toBe(true)
  await later.keepAs('a', files('third'))
  const named = await later.named()
  expect(named.map(({ title }) => title)).toEqual(['a', 'mine'])
  expect((await keeperOn(shelf).keeper.open(named[1]?.id ?? ''))?.files).toEqual(files('second'))
  expect((await later.recent()).some(({ title }) => title === 'mine')).toBe(false)
  await later.forget(named[1]?.id ?? '')
  expect((await later.named()).map(({ title }) => title)).toEqual(['a'])
})

test('a shelf that takes nothing says so', async () => {
  const shelf = new TestShelf()
  shelf.fails = new Error('no')
  expect(await keeperOn(shelf).keeper.keepAs('mine', files('x'))).toBe(false)
})
