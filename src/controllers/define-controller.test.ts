// docs/how-to/add-a-controller.md, followed word for word: the controller is read from there.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { BY_TEST } from '#testing/fake-api-server.ts'
import { done, reported, startController } from '#testing/start-controller.ts'
import { startOnStage } from '#testing/start-on-stage.ts'
import { keyOf } from '#api/meta/object.ts'
import type { Task } from '#sim/task.ts'
import type { Controller } from './controller.ts'
import { defineController, type SyncResult, watching } from './define-controller.ts'

const CONFIG = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } } as const

/** The code of the guide as a module, in a folder that nobody else reads. */
async function controllerOfTheGuide(): Promise<Controller> {
  const root = join(import.meta.dirname, '../..')
  const guide = readFileSync(join(root, 'docs/how-to/add-a-controller.md'), 'utf8')
  const [, code = ''] = /```ts\n([^]*?)```/.exec(guide) ?? []
  const folder = join(root, 'test-results/guide')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'label-controller.ts')
  writeFileSync(path, code.replaceAll("'../", "'#controllers/"))
  const { labelController } = (await import(path)) as { readonly labelController: Controller }
  return labelController
}

test('the controller of the guide does what the guide says', async () => {
  const { server, settle } = startOnStage(await controllerOfTheGuide())
  server.create(CONFIG, BY_TEST)
  settle()
  expect(server.get('ConfigMap', 'default', 'settings')?.metadata.labels).toEqual({ seen: 'yes' })
})

test('a failing sync is tried again, later each time; a controller that is stopped does nothing more', () => {
  const times: number[] = []
  const controller = defineController({
    name: 'failing-controller',
    state: () => null,
    watches: [watching('ConfigMap', () => ['key'])],
    sync(run) {
      times.push(run.clock.nowMs)
      return times.length < 4 ? 'retry' : 'done'
    },
  })
  const { server, stop, settle } = startOnStage(controller)
  server.create(CONFIG, BY_TEST)
  settle()
  expect(times).toEqual([1, 6, 16, 36])
  stop()
  server.delete('ConfigMap', 'default', 'settings', {}, BY_TEST)
  settle()
  expect(times).toHaveLength(4)
})

/** A controller of ConfigMaps that notes when it was asked, and answers as it is told to. */
function startCounting(answer: (count: number) => SyncResult, more: object = {}) {
  const asked: (readonly [number, string])[] = []
  const controller = defineController({
    name: 'counting-controller',
    state: () => null,
    watches: [watching('ConfigMap', ({ object }) => [object.metadata.name ?? ''])],
    sync(run, key) {
      asked.push([run.clock.nowMs, key])
      return answer(asked.length)
    },
    ...more,
  })
  return { ...startOnStage(controller), asked }
}

test('who asks to be called again is called after so long, and otherwise never', () => {
  const { server, settle, asked } = startCounting((count) =>
    count === 1 ? { againInMs: 50 } : 'done',
  )
  server.create(CONFIG, BY_TEST)
  settle()
  expect(asked).toEqual([
    [1, 'settings'],
    [51, 'settings'],
  ])
})

test('after so many failures in a row a key is left until something changes, and then has as many tries again', () => {
  const { server, settle, asked } = startCounting(() => 'retry', { maxRetries: 2 })
  server.create(CONFIG, BY_TEST)
  settle()
  expect(asked.map(([timeMs]) => timeMs)).toEqual([1, 6, 16])
  server.patch(
    'ConfigMap',
    'default',
    'settings',
    { type: 'merge', body: { data: { a: 'b' } } },
    BY_TEST,
  )
  settle()
  expect(asked).toHaveLength(6)
})

test('a success forgets the failures before it', () => {
  const { server, settle, asked } = startCounting((count) => (count === 2 ? 'done' : 'retry'), {
    maxRetries: 1,
  })
  server.create(CONFIG, BY_TEST)
  settle()
  expect(asked).toHaveLength(2)
  server.patch(
    'ConfigMap',
    'default',
    'settings',
    { type: 'merge', body: { data: { a: 'b' } } },
    BY_TEST,
  )
  settle()
  expect(asked).toHaveLength(4)
})

test('its own delays take the place of the usual ones', () => {
  const { server, settle, asked } = startCounting((count) => (count < 4 ? 'retry' : 'done'), {
    retryDelays: { baseMs: 1000, maxMs: 3000 },
  })
  server.create(CONFIG, BY_TEST)
  settle()
  const times = asked.map(([timeMs]) => timeMs)
  expect(times.map((timeMs, index) => timeMs - (times[index - 1] ?? 1))).toEqual([
    0, 1000, 2000, 3000,
  ])
})

test('what it says and reports is in its name, or that of its source', () => {
  const speaking = (source?: string) =>
    defineController({
      name: 'speaking-controller',
      ...(source === undefined ? {} : { source }),
      state: () => null,
      watches: [
        watching('ConfigMap', ({ type, object }) => (type === 'ADDED' ? [keyOf(object)] : [])),
      ],
      sync(run) {
        const [object] = run.lister('ConfigMap').list('default')
        if (object === undefined) return 'done'
        const said = run.narration({ message: 'said it', level: 'step', kind: 'Said' })
        run.client.update({ ...object, data: { said: 'yes' } }, said)
        run.report(object, { type: 'Normal', reason: 'Said', message: 'it' })
        return 'done'
      },
    })
  for (const source of [undefined, 'speaker']) {
    const server = startController(speaking(source))
    server.apply({ ...CONFIG, metadata: { name: 'settings', namespace: 'default' } })
    server.runUntil(100)
    expect(done(server)).toEqual(['speaking-controller step Said: said it'])
    expect(reported(server)).toEqual([
      `${source ?? 'speaking-controller'} about ConfigMap settings: Normal Said: it`,
    ])
  }
})

test('one that waits for a turn lets others be worked on, and what it waited for does not come after it is stopped', () => {
  const ended: string[] = []
  const controller = defineController({
    name: 'patient-controller',
    state: () => null,
    watches: [watching('ConfigMap', ({ object }) => [object.metadata.name ?? ''])],
    *sync(run, key): Task<SyncResult> {
      for (let turns = 0; turns < 40; turns += 1) yield* run.turn()
      ended.push(key)
      return 'done'
    },
  })
  const { server, clock, settle, stop } = startOnStage(controller)
  server.create(CONFIG, BY_TEST)
  settle()
  expect(ended).toEqual(['settings'])
  // 30 at once and 20 a second.
  expect(clock.nowMs).toBe(501)
  server.create({ ...CONFIG, metadata: { name: 'other' } }, BY_TEST)
  clock.step()
  stop()
  settle()
  expect(ended).toEqual(['settings'])
})
