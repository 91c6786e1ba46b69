import { expect, test } from 'vitest'
import type { Place } from '#scenario/places.ts'
import { listChange } from './list-change.ts'
import type { Watch } from './silence.ts'
import type { FromWorker, ToWorker } from './wire.ts'
import { pack } from './pack.ts'
import { questionKey } from './question-key.ts'
import { createWorkerPort, ENGINE_SILENT, ENGINE_STOPPED, type WorkerLike } from './worker-port.ts'

class FakeWorker implements WorkerLike {
  readonly posted: ToWorker[] = []
  terminated = false
  readonly #listeners: (readonly [string, (event: never) => void])[] = []

  postMessage(message: ToWorker): void {
    this.posted.push(message)
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.push([type, listener])
  }

  terminate(): void {
    this.terminated = true
  }

  emit(type: string, data?: FromWorker): void {
    for (const [name, listener] of this.#listeners) if (name === type) listener({ data } as never)
  }
}

const NOTHING = {
  times: new Float64Array(),
  steps: new Int32Array(),
  lengths: new Int32Array(),
  routine: new Int32Array(),
}

const CHECKED = {
  title: 'x',
  actions: [],
  diagnostics: [],
  expect: [],
  dump: null,
  unchecked: 0,
}
const place = (name: string, startLine: number): Place => {
  const key = `ConfigMap/default/${name}` as const
  return { key, path: 'a.yaml', startLine, endLine: startLine + 2, containers: [] }
}

/** The answer to a check after which the places are `now`, for a page that has those of `before`. */
function checkedMessage(
  id: number,
  begins = false,
  [before, now]: readonly [readonly Place[], readonly Place[]] = [[], []],
): FromWorker {
  const places = pack(listChange(before, now))
  return { type: 'checked', id, result: pack(CHECKED), places, begins }
}

function opened() {
  const workers: FakeWorker[] = []
  const port = createWorkerPort(() => {
    const worker = new FakeWorker()
    workers.push(worker)
    return worker
  })
  return { workers, port }
}

test('a worker that breaks fails what waits for it, and the next request gets a new one', async () => {
  const { workers, port } = opened()
  const failures: string[] = []
  port.run(
    { run: 1, files: [], untilMs: null },
    () => {},
    (message) => failures.push(message),
  )
  const checked = port.check([])
  workers[0]?.emit('error')
  await expect(checked).rejects.toThrow(ENGINE_STOPPED)
  expect(failures).toEqual([ENGINE_STOPPED])
  expect(workers.map(({ terminated }) => terminated)).toEqual([true])
  const again = port.check([])
  expect(workers).toHaveLength(2)
  const id = workers[1]?.posted[0]?.type === 'check' ? workers[1].posted[0].id : 0
  workers[1]?.emit('message', checkedMessage(id))
  await expect(again).resolves.toEqual({ ...CHECKED, places: [] })
})

test('of the places those that have moved are sent, and all of them by a new worker', async () => {
  const { workers, port } = opened()
  const [a, b, moved] = [place('a', 1), place('b', 5), place('b', 6)]
  const answer = async (worker: number, before: readonly Place[], now: readonly Place[]) => {
    const checked = port.check([])
    const asked = workers[worker]?.posted.at(-1)
    const id = asked?.type === 'check' ? asked.id : 0
    workers[worker]?.emit('message', checkedMessage(id, false, [before, now]))
    return (await checked).places
  }
  const first = await answer(0, [], [a, b])
  expect(first).toEqual([a, b])
  const second = await answer(0, [a, b], [a, moved])
  expect(second).toEqual([a, moved])
  expect(second[0]).toBe(first[0])
  workers[0]?.emit('error')
  expect(await answer(1, [], [moved])).toEqual([moved])
})

test('chunks of a run that was replaced are not handed on', () => {
  const { workers, port } = opened()
  const seen: string[] = []
  port.run(
    { run: 1, files: [], untilMs: null },
    () => seen.push('first'),
    () => {},
  )
  port.run(
    { run: 2, files: [], untilMs: null },
    () => seen.push('second'),
    () => {},
  )
  const chunk = { ...NOTHING, nowMs: 0, done: null }
  for (const message of workers[0]?.posted ?? []) {
    if (message.type === 'run')
      workers[0]?.emit('message', { type: 'chunk', id: message.id, chunk, answers: {} })
  }
  expect(seen).toEqual(['second'])
})

test('a question gets its own answer, and one that fails is rejected', async () => {
  const { workers, port } = opened()
  const at = { run: 1, entryId: 3, timeMs: 0 }
  const yaml = port.ask(at, { kind: 'yaml', key: 'Pod/default/web' })
  const events = port.ask(at, { kind: 'events', key: 'Pod/default/web' })
  const [first, second] = workers[0]?.posted ?? []
  if (first?.type !== 'ask' || second?.type !== 'ask') throw new Error('nothing was asked')
  expect(first.question).toEqual({ kind: 'yaml', key: 'Pod/default/web' })
  workers[0]?.emit('message', { type: 'failed', id: second.id, message: 'gone' })
  workers[0]?.emit('message', { type: 'answered', id: first.id, answer: 'kind: Pod' })
  await expect(yaml).resolves.toBe('kind: Pod')
  await expect(events).rejects.toThrow('gone')
})

/** A page whose time the test moves. */
function watched() {
  let nowMs = 0
  const acts: (() => void)[] = []
  const watch: Watch = { nowMs: () => nowMs, every: (_, act) => void acts.push(act) }
  const workers: FakeWorker[] = []
  const port = createWorkerPort(() => {
    const worker = new FakeWorker()
    workers.push(worker)
    return worker
  }, watch)
  const pass = (ms: number): void => {
    for (const end = nowMs + ms; nowMs < end;) {
      nowMs += 250
      for (const act of acts) act()
    }
  }
  const failures: string[] = []
  const run = (text = ''): void =>
    port.run(
      { run: 1, files: [{ path: 'a.yaml', text }], untilMs: null },
      () => {},
      (message) => failures.push(message),
    )
  return { port, workers, failures, pass, run }
}

test('a worker that gives no sign of life for two seconds is ended, and the next run gets a new one', () => {
  const { workers, failures, pass, run } = watched()
  workers[0]?.emit('message', { type: 'ready' })
  run()
  pass(2000)
  expect(failures).toEqual([])
  pass(1000)
  expect(failures).toEqual([ENGINE_SILENT])
  expect(workers[0]?.terminated).toBe(true)
  run()
  expect(workers).toHaveLength(2)
})

test('a worker that answers is left alone, and so is one that nobody wants anything of', () => {
  const { workers, failures, pass, run } = watched()
  workers[0]?.emit('message', { type: 'ready' })
  pass(60_000)
  expect(workers[0]?.posted).toEqual([])
  run()
  for (let i = 0; i < 20; i += 1) {
    pass(1500)
    workers[0]?.emit('message', { type: 'pong' })
  }
  expect(failures).toEqual([])
})

test('a long text gives it more time', () => {
  const { workers, failures, pass, run } = watched()
  run('x'.repeat(5_000_000))
  workers[0]?.emit('message', { type: 'ready' })
  pass(10_000)
  expect(failures).toEqual([])
  pass(10_000)
  expect(failures).toEqual([ENGINE_SILENT])
})

test('a worker that was slow to come has three times as long to answer', () => {
  const { workers, failures, pass, run } = watched()
  run()
  pass(5000)
  workers[0]?.emit('message', { type: 'ready' })
  pass(13_000)
  expect(failures).toEqual([])
  pass(5000)
  expect(failures).toEqual([ENGINE_SILENT])
})

test('what is answered with a part of a run need not be asked while it is taken in, and nothing else is answered by it', async () => {
  const { workers, port } = opened()
  const at = { run: 7, entryId: -1, timeMs: 0 }
  const given = { kind: 'yaml', key: 'Pod/default/web' } as const
  const answers: Promise<unknown>[] = []
  const asks = () => workers[0]?.posted.filter(({ type }) => type === 'ask').length
  port.run(
    { run: 7, files: [], untilMs: null },
    () => {
      answers.push(port.ask(at, given))
      expect(asks()).toBe(0)
      answers.push(port.ask({ ...at, run: 6 }, given), port.ask({ ...at, entryId: 3 }, given))
    },
    () => {},
  )
  const run = workers[0]?.posted.find(({ type }) => type === 'run')
  if (run?.type !== 'run') throw new Error('nothing was run')
  workers[0]?.emit('message', {
    type: 'chunk',
    id: run.id,
    chunk: { ...NOTHING, nowMs: 0, done: null },
    answers: { [questionKey(at, given)]: 'kind: Pod' },
  })
  await expect(answers[0]).resolves.toBe('kind: Pod')
  expect(asks()).toBe(2)
  void port.ask(at, given)
  expect(asks()).toBe(3)
})

/** A check with a run that follows it, and the worker that has begun that. */
function checkedAhead() {
  const { workers, port } = opened()
  const request = { run: 4, files: [], untilMs: null }
  const checked = port.check(request.files, request)
  const asked = workers[0]?.posted[0]
  if (asked?.type !== 'check' || asked.next === null) throw new Error('nothing was to be begun')
  const { id, next } = asked
  const answer = (begins: boolean) => workers[0]?.emit('message', checkedMessage(id, begins))
  const bring = (nowMs: number) => {
    const chunk = { ...NOTHING, nowMs, done: null }
    workers[0]?.emit('message', { type: 'chunk', id: next.id, chunk, answers: {} })
  }
  const types = () => workers[0]?.posted.map(({ type }) => type)
  return { port, request, checked, answer, bring, types }
}

test('a run that was begun with the check is taken over as it came', async () => {
  const { port, request, checked, answer, bring, types } = checkedAhead()
  answer(true)
  bring(10)
  await checked
  const seen: number[] = []
  port.run(
    request,
    ({ nowMs }) => seen.push(nowMs),
    () => {},
  )
  expect(seen).toEqual([10])
  bring(20)
  expect(seen).toEqual([10, 20])
  expect(types()).toEqual(['check'])
})

test.each([
  ['is another one than was begun', true, { untilMs: 5000 }],
  ['was not begun', false, {}],
])('a run that %s is asked for', async (_, begins, other) => {
  const { port, request, checked, answer, bring, types } = checkedAhead()
  answer(begins)
  if (begins) bring(10)
  await checked
  const seen: number[] = []
  port.run(
    { ...request, ...other },
    ({ nowMs }) => seen.push(nowMs),
    () => {},
  )
  expect(types()).toEqual(['check', 'run'])
  bring(20)
  expect(seen).toEqual([])
})

test('a run that was begun and not asked for is given up by the next check', async () => {
  const { port, checked, answer, types } = checkedAhead()
  answer(true)
  await checked
  void port.check([])
  expect(types()).toEqual(['check', 'cancel', 'check'])
})
