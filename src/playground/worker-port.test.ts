import { expect, test } from 'vitest'
import type { FromWorker, ToWorker } from './wire.ts'
import { createWorkerPort, ENGINE_STOPPED, type WorkerLike } from './worker-port.ts'

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
  const result = { title: 'x', actions: [], diagnostics: [], places: [] }
  workers[1]?.emit('message', { type: 'checked', id, result })
  await expect(again).resolves.toEqual(result)
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
  const chunk = { times: new Float64Array(), steps: [], nowMs: 0, done: null }
  for (const message of workers[0]?.posted ?? []) {
    if (message.type === 'run')
      workers[0]?.emit('message', { type: 'chunk', id: message.id, chunk })
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
