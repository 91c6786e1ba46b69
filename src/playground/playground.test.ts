import { expect, test, vi } from 'vitest'
import { statusOf } from '#api/core/pod-status-word.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { SNAPSHOT } from '#scenario/dump/snapshot.fixture.ts'
import type { TextStorage } from './run-guard.ts'
import { createDirectPort } from './direct-port.ts'
import { createKeeper, type Shelf } from './keeper.ts'
import { lessonAtStart } from './lesson-state.ts'
import { fragmentOf, openAddress } from './link.ts'
import { createPlayground, type PlaygroundStore } from './playground.ts'
import { type NewEntries, RUN_AGAIN } from './questions.ts'
import type { EnginePort, RunChunk } from './types.ts'

const pod = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { containers: [{ name: web, image: "nginx:1.27" }] }\n`
const FILES: readonly ScenarioFile[] = [{ path: 'manifests/web.yaml', text: pod('web') }]

function memory(): TextStorage {
  const texts = new Map<string, string>()
  return { read: (key) => texts.get(key) ?? null, write: (key, text) => void texts.set(key, text) }
}

/** A place for texts that outlives a page. */
function memoryShelf(): Shelf {
  const values = new Map<string, unknown>()
  return {
    get: (key) => Promise.resolve(values.get(key)),
    set: (key, value) => Promise.resolve(void values.set(key, value)),
    remove: (key) => Promise.resolve(void values.delete(key)),
    keys: () => Promise.resolve([...values.keys()]),
  }
}

let texts = 0

async function opened(
  storage = memory(),
  files = FILES,
  shelf = memoryShelf(),
): Promise<PlaygroundStore> {
  const store = createPlayground({
    port: createDirectPort(),
    storage,
    files,
    theme: 'light',
    restMs: 0,
    makeKeeper: (onProblem) =>
      createKeeper({
        shelf,
        id: null,
        nowMs: () => (texts += 1),
        makeId: () => `text-${(texts += 1)}`,
        onProblem,
        restMs: 0,
      }),
  })
  await store.getState().actions.restore()
  store.getState().actions.begin()
  await vi.waitFor(() => expect(store.getState().runState).toBe('done'), { timeout: 20_000 })
  return store
}

function statusWord(store: PlaygroundStore, name: string): string | null {
  const object = store.getState().world.get(`Pod/default/${name}`)
  return object?.kind === 'Pod' ? statusOf(object).status : null
}

/** Waits until the engine has answered what is to be seen at the moment. */
async function shown(store: PlaygroundStore): Promise<void> {
  await vi.waitFor(() => expect(store.getState().shownAt.entryId).toBe(store.getState().entryId), {
    timeout: 20_000,
  })
}

test('it opens at the first step, and steps forwards and backwards', async () => {
  const store = await opened()
  const { actions } = store.getState()
  expect(store.getState().step).toBe(0)
  expect(statusWord(store, 'web')).toBe('Pending')
  actions.last()
  await shown(store)
  expect(statusWord(store, 'web')).toBe('Running')
  const running = store.getState().world
  actions.back()
  await shown(store)
  actions.next()
  await shown(store)
  expect([...store.getState().world]).toEqual([...running])
  expect(store.getState().world.get('Node//worker-1')).toBe(running.get('Node//worker-1'))
})

test('playing by steps lets each stand as long as it takes to be read, whatever the time between them', async () => {
  const store = await opened()
  const { actions } = store.getState()
  actions.play()
  const seen: number[] = []
  let stood = 0
  const stands: number[] = []
  for (let i = 0; i < 2000 && store.getState().playing; i += 1) {
    const before = store.getState().step
    if (seen.at(-1) !== before) seen.push(before)
    actions.tick(20)
    stood += 20
    if (store.getState().step === before) continue
    stands.push(stood)
    stood = 0
  }
  expect(seen).toEqual(Array.from(store.getState().steps, (_, index) => index))
  expect(stands.length).toBe(seen.length - 1)
  expect(Math.min(...stands)).toBeGreaterThanOrEqual(980)
  expect(Math.max(...stands)).toBeLessThanOrEqual(1520)
})

test('routine reports are told with the step they belong to, or as steps of their own', async () => {
  const store = await opened()
  const { actions } = store.getState()
  const { steps, allSteps } = store.getState()
  expect(allSteps.routine.length).toBe(2)
  expect(steps.length).toBe(allSteps.ids.length - 2)
  actions.goToTime(3250)
  await shown(store)
  expect(store.getState().stepEntry?.message).toContain('started container')
  expect(store.getState().reportEntry?.message).toContain('Running 1/1')
  actions.setDetail('all')
  expect(store.getState().stepEntry?.message).toContain('Running 1/1')
  expect(store.getState().reportEntry).toBeNull()
  expect(store.getState().steps).toEqual(allSteps.ids)
  expect(store.getState().steps[store.getState().step]).toBe(store.getState().stepEntry?.id)
})

test('the first run ends with nginx serving', async () => {
  const store = await opened()
  const { actions } = store.getState()
  actions.last()
  await shown(store)
  expect(store.getState().stepEntry?.message).toBe('is serving on :80')
  expect(statusWord(store, 'web')).toBe('Running')
})

test('playing moves time and stops at the end', async () => {
  const store = await opened()
  const { actions } = store.getState()
  actions.play()
  for (let i = 0; i < 400 && store.getState().playing; i += 1) actions.tick(50)
  expect(store.getState().playing).toBe(false)
  expect(store.getState().step).toBe(store.getState().steps.length - 1)
})

test('playing goes on from the end while the run goes further', async () => {
  const store = await opened()
  const { actions } = store.getState()
  actions.last()
  await shown(store)
  const { timeMs } = store.getState()
  actions.runLonger(60_000)
  actions.play()
  expect(store.getState()).toMatchObject({ playing: true, timeMs })
})

test('changed text runs again by itself; text with an error keeps the last good run', async () => {
  const store = await opened()
  const { actions } = store.getState()
  actions.setText('manifests/web.yaml', pod('other'))
  await vi.waitFor(() => expect(statusWord(store, 'other')).not.toBeNull())
  expect(statusWord(store, 'web')).toBeNull()
  actions.setText('manifests/web.yaml', 'apiVersion: v1\nkind: Pod\n')
  await vi.waitFor(() => expect(store.getState().stale).toBe(true))
  expect(statusWord(store, 'other')).not.toBeNull()
  expect(store.getState().diagnostics.length).toBeGreaterThan(0)
})

test('doing something at a moment forks the run there and writes it down', async () => {
  const store = await opened()
  const { actions } = store.getState()
  actions.last()
  const atMs = store.getState().timeMs + 1000
  const before = store.getState().times.filter((timeMs) => timeMs < atMs)
  actions.act({
    verb: 'delete',
    atMs,
    namespace: 'default',
    resources: [{ kind: 'Pod', name: 'web' }],
    gracePeriodSeconds: 0,
  })
  await vi.waitFor(() => expect(store.getState().scenarioActions).toHaveLength(1))
  await vi.waitFor(() => expect(statusWord(store, 'web')).toBeNull())
  expect(store.getState().times.slice(0, before.length)).toEqual(before)
  expect(store.getState().files.find(({ path }) => path === 'scenario.yaml')?.text).toContain(
    'delete:',
  )
  actions.removeAction(0)
  await vi.waitFor(() => expect(store.getState().scenarioActions).toHaveLength(0))
})

test('what was open is there at the next visit, and what an example replaced can be had back', async () => {
  const shelf = memoryShelf()
  const store = await opened(memory(), FILES, shelf)
  store.getState().actions.setText('manifests/web.yaml', pod('mine'))
  await vi.waitFor(() => expect(statusWord(store, 'mine')).not.toBeNull())
  const again = await opened(memory(), FILES, shelf)
  expect(again.getState().files[0]?.text).toBe(pod('mine'))
  again
    .getState()
    .actions.openScenario([{ path: 'manifests/x.yaml', text: pod('x') }], { exampleId: 'x' })
  await vi.waitFor(() => expect(again.getState().recent[0]?.title).toBe('Pod mine'))
  again.getState().actions.restorePrevious()
  await vi.waitFor(() => expect(again.getState().files[0]?.text).toBe(pod('mine')))
})

test.each([
  ['is fine', pod('x')],
  ['is broken', 'kind: ['],
])('what was opened counts as read when it was checked, also when it %s', async (_, text) => {
  const store = await opened()
  expect(store.getState().reading).toBe(false)
  store.getState().actions.openScenario([{ path: 'manifests/x.yaml', text }])
  expect(store.getState().reading).toBe(true)
  await vi.waitFor(() => expect(store.getState().reading).toBe(false))
  // A letter is read too soon for that to be said.
  store.getState().actions.setText('manifests/x.yaml', pod('y'))
  expect(store.getState().reading).toBe(false)
})

test('an example that was only looked at does not take the place of the own text', async () => {
  const shelf = memoryShelf()
  const store = await opened(memory(), FILES, shelf)
  store.getState().actions.setText('manifests/web.yaml', pod('mine'))
  await vi.waitFor(async () => expect(await shelf.keys()).toHaveLength(2))
  const visit = async (name: string) => {
    const again = await opened(memory(), FILES, shelf)
    again
      .getState()
      .actions.openScenario([{ path: 'manifests/x.yaml', text: pod(name) }], { exampleId: name })
    await vi.waitFor(() => expect(statusWord(again, name)).not.toBeNull())
    return again
  }
  await visit('one')
  await visit('two')
  const last = await visit('two')
  await vi.waitFor(() => expect(last.getState().hasPrevious).toBe(true))
  last.getState().actions.restorePrevious()
  await vi.waitFor(() => expect(last.getState().files[0]?.text).toBe(pod('mine')))
  const next = await opened(memory(), FILES, shelf)
  expect(next.getState().files[0]?.text).toBe(pod('mine'))
})

test('a text that comes back while the page checks another one is run', async () => {
  const shelf = memoryShelf()
  const before = await opened(memory(), FILES, shelf)
  before.getState().actions.setText('manifests/web.yaml', pod('mine'))
  await vi.waitFor(async () => expect(await shelf.keys()).toHaveLength(2))
  const inner = createDirectPort()
  let comesBack = (): void => {}
  const isBack = new Promise<void>((resolve) => {
    comesBack = resolve
  })
  const port: EnginePort = { ...inner, check: (files) => isBack.then(() => inner.check(files)) }
  const store = createPlayground({
    port,
    storage: memory(),
    files: FILES,
    theme: 'light',
    restMs: 0,
    makeKeeper: () =>
      createKeeper({ shelf, id: null, nowMs: () => 0, makeId: () => 'later', restMs: 0 }),
  })
  const { actions } = store.getState()
  const restored = actions.restore()
  actions.begin()
  await restored
  comesBack()
  await vi.waitFor(() => expect(statusWord(store, 'mine')).not.toBeNull())
})

test('what scenario.yaml expects is told of the run of the same text', async () => {
  const store = await opened()
  const { actions } = store.getState()
  expect(store.getState().expect).toEqual([])
  const scenario = (is: string) => ({
    path: 'scenario.yaml',
    text: `until: 30s\nexpect: [{ pod: mine, is: ${is} }]\n`,
  })
  const manifest = { path: 'manifests/web.yaml', text: pod('mine') }
  actions.openScenario([scenario('Running'), manifest])
  await vi.waitFor(() =>
    expect(store.getState().expect.map(({ text }) => text)).toEqual(['Pod `mine` is `Running`']),
  )
  actions.setText('scenario.yaml', 'expect: [')
  await vi.waitFor(() => expect(store.getState().stale).toBe(true))
  expect(store.getState().expect).toHaveLength(1)
})

test('the lesson comes back with the text that was changed in it, as far as one had come', async () => {
  const shelf = memoryShelf()
  const store = await opened(memory(), FILES, shelf)
  const { actions } = store.getState()
  actions.openScenario(FILES, { exampleId: 'one-pod', lesson: lessonAtStart('one-pod') })
  actions.predict(2)
  // What was only looked at is not kept, and neither is its lesson.
  expect((await opened(memory(), FILES, shelf)).getState().lesson).toBeNull()
  actions.setText('manifests/web.yaml', pod('mine'))
  actions.tellAnswer()
  const kept = { id: 'one-pod', choice: 2, told: true }
  await vi.waitFor(async () =>
    expect((await opened(memory(), FILES, shelf)).getState().lesson).toMatchObject(kept),
  )
  actions.leaveLesson()
  await vi.waitFor(async () =>
    expect((await opened(memory(), FILES, shelf)).getState().lesson).toBeNull(),
  )
})

test('texts that were opened one after the other are all offered', async () => {
  const store = await opened()
  const { actions } = store.getState()
  for (const name of ['one', 'two', 'three', 'four'])
    actions.openScenario([{ path: 'manifests/x.yaml', text: pod(name) }])
  await vi.waitFor(() =>
    expect(store.getState().recent.map(({ title }) => title)).toEqual([
      'Pod three',
      'Pod two',
      'Pod one',
    ]),
  )
  actions.openRecent(store.getState().recent[2]?.id ?? '')
  await vi.waitFor(() => expect(store.getState().files[0]?.text).toBe(pod('one')))
})

test('a run that comes in is stopped at once, and what came in is shown', async () => {
  let chunk: ((part: RunChunk) => void) | null = null
  let cancelled = 0
  const inner = createDirectPort()
  const port: EnginePort = {
    ...inner,
    run(request, onChunk, onFailure) {
      // The first part comes in, and then nothing any more.
      inner.run(
        request,
        (part) => (chunk === null ? (chunk = onChunk)({ ...part, done: null }) : null),
        onFailure,
      )
    },
    cancel: () => (cancelled += 1),
  }
  const options = { port, storage: memory(), files: FILES, theme: 'light', restMs: 0 } as const
  const store = createPlayground(options)
  store.getState().actions.begin()
  await vi.waitFor(() => expect(store.getState().runState).toBe('running'))
  await vi.waitFor(() => expect(chunk).not.toBeNull())
  store.getState().actions.stopRun()
  expect(cancelled).toBe(1)
  expect(store.getState()).toMatchObject({ runState: 'done', canRunLonger: true })
  expect(store.getState().runMessage).toContain('It was stopped at')
  await vi.waitFor(() => expect(store.getState().steps.length).toBeGreaterThan(0))
})

test('a run that wanted a part of the engine which was still to come is made again, and nothing of it stays', async () => {
  const inner = createDirectPort()
  let runs = 0
  const port: EnginePort = {
    ...inner,
    run(request, onChunk, onFailure) {
      runs += 1
      if (runs > 1) return inner.run(request, onChunk, onFailure)
      let isFirst = true
      inner.run(
        request,
        (part) => {
          if (isFirst) onChunk({ ...part, done: null })
          isFirst = false
          onFailure(RUN_AGAIN)
        },
        onFailure,
      )
    },
  }
  const options = { port, storage: memory(), files: FILES, theme: 'light', restMs: 0 } as const
  const store = createPlayground(options)
  store.getState().actions.begin()
  await vi.waitFor(() => expect(store.getState().runState).toBe('done'))
  expect(runs).toBe(2)
  expect(store.getState().runMessage).toBeNull()
  expect(store.getState().times).toEqual((await opened()).getState().times)
})

test('another manifest is shown from its first step, a changed one from where one is', async () => {
  const store = await opened()
  const { actions } = store.getState()
  actions.last()
  const { timeMs } = store.getState()
  actions.setText('manifests/web.yaml', `${pod('web')}# more\n`)
  await vi.waitFor(() => expect(store.getState().runState).toBe('done'))
  expect(store.getState().timeMs).toBe(timeMs)
  actions.setText('manifests/web.yaml', pod('other'))
  await vi.waitFor(() => expect(statusWord(store, 'other')).not.toBeNull())
  expect(store.getState().step).toBe(0)
})

/** An engine whose runs come in `count` parts, each when it is asked for. */
function inParts(count: number) {
  const direct = createDirectPort()
  const held: (() => void)[] = []
  const port: EnginePort = {
    ...direct,
    run(request, accept, failed) {
      const times: number[] = []
      const steps: number[] = []
      direct.run(
        request,
        (chunk) => {
          times.push(...chunk.times)
          steps.push(...chunk.steps)
          if (chunk.done === null) return
          // Each part doubles what there is.
          const bounds = Array.from({ length: count + 1 }, (_, n) =>
            n === 0 ? 0 : times.length >> (count - n),
          )
          const part = (n: number): NewEntries => {
            const [from = 0, to = 0] = bounds.slice(n, n + 2)
            const own = steps.filter((id) => id >= from && id < to)
            return {
              times: Float64Array.from(times.slice(from, to)),
              steps: Int32Array.from(own),
              lengths: Int32Array.from(own, () => 40),
              routine: new Int32Array(),
            }
          }
          for (let n = 0; n < count - 1; n += 1) {
            const nowMs = times[(bounds[n + 1] ?? 1) - 1] ?? 0
            held.push(() => accept({ ...part(n), nowMs, done: null }))
          }
          held.push(() => accept({ ...chunk, ...part(count - 1) }))
        },
        failed,
      )
    },
  }
  const deliver = async (): Promise<void> => {
    await vi.waitFor(() => expect(held.length).toBeGreaterThan(0))
    held.shift()?.()
  }
  return { port, deliver }
}

/** An engine whose runs come in by themselves until `hold` is called, and then when what it returns is called. */
function keepingBack() {
  const direct = createDirectPort()
  let held: (() => void)[] | null = null
  const port: EnginePort = {
    ...direct,
    run(request, accept, failed) {
      direct.run(
        request,
        (chunk) => (held === null ? accept(chunk) : void held.push(() => accept(chunk))),
        failed,
      )
    },
  }
  return { port, hold: (): (() => void)[] => (held = []) }
}

test('who goes on while a run is still coming in is not called back', async () => {
  const { port, deliver } = inParts(2)
  const options = { port, storage: memory(), files: FILES, theme: 'light', restMs: 0 } as const
  const store = createPlayground(options)
  const { actions } = store.getState()
  actions.begin()
  await deliver()
  await vi.waitFor(() => expect(store.getState().steps.length).toBeGreaterThan(3))
  actions.goToStep(2)
  await deliver()
  await vi.waitFor(() => expect(store.getState().runState).toBe('done'))
  expect(store.getState().step).toBe(2)
})

test('who goes to the last step of a part follows the run as it comes', async () => {
  const { port, deliver } = inParts(3)
  const options = { port, storage: memory(), files: FILES, theme: 'light', restMs: 0 } as const
  const store = createPlayground(options)
  const { actions } = store.getState()
  const isAtLast = () => store.getState().step === store.getState().steps.length - 1
  actions.begin()
  await deliver()
  await vi.waitFor(() => expect(store.getState().steps.length).toBeGreaterThan(0))
  actions.last()
  for (let part = 1; part < 3; part += 1) {
    const { times } = store.getState()
    await deliver()
    await vi.waitFor(() => expect(store.getState().times).not.toBe(times))
    expect(isAtLast()).toBe(true)
  }
  expect(store.getState().runState).toBe('done')
})

test('who comes to the last step of a part one by one is not taken to the end of the run', async () => {
  const { port, deliver } = inParts(2)
  const options = { port, storage: memory(), files: FILES, theme: 'light', restMs: 0 } as const
  const store = createPlayground(options)
  const { actions } = store.getState()
  actions.begin()
  await deliver()
  await vi.waitFor(() => expect(store.getState().steps.length).toBeGreaterThan(3))
  const last = store.getState().steps.length - 1
  actions.goToStep(last - 1)
  actions.next()
  await vi.waitFor(() => expect(store.getState().step).toBe(last))
  await deliver()
  await vi.waitFor(() => expect(store.getState().runState).toBe('done'))
  expect(store.getState().steps.length - 1).toBeGreaterThan(last)
  expect(store.getState().step).toBe(last)
})

test('who goes to the last step while a new run comes in is at its last step', async () => {
  const { port, hold } = keepingBack()
  const options = { port, storage: memory(), files: FILES, theme: 'light', restMs: 0 } as const
  const store = createPlayground(options)
  const { actions } = store.getState()
  actions.begin()
  await vi.waitFor(() => expect(store.getState().runState).toBe('done'))
  actions.goToStep(2)
  const held = hold()
  const longer = pod('web').replace(
    'image: "nginx:1.27"',
    'image: busybox, command: [sh, -c, sleep 50]',
  )
  actions.setText('manifests/web.yaml', longer)
  await vi.waitFor(() => expect(held.length).toBeGreaterThan(1))
  actions.last()
  for (const deliver of held) deliver()
  await vi.waitFor(() => expect(store.getState().runState).toBe('done'))
  const { step, steps, timeMs } = store.getState()
  expect(step).toBe(steps.length - 1)
  expect(timeMs).toBeGreaterThan(50_000)
})

test('who goes to the last step while the first moment of a new run is asked for is at its last step', async () => {
  const { port: parted, deliver } = inParts(3)
  let answer: (() => void) | null = null
  let holds = false
  const port: EnginePort = {
    ...parted,
    ask(at, question) {
      const answered = parted.ask(at, question)
      if (!holds || question.kind !== 'moments') return answered
      holds = false
      return new Promise((resolve) => (answer = () => resolve(answered)))
    },
  }
  const options = { port, storage: memory(), files: FILES, theme: 'light', restMs: 0 } as const
  const store = createPlayground(options)
  const { actions } = store.getState()
  const isAtLast = () => store.getState().step === store.getState().steps.length - 1
  actions.begin()
  for (let part = 0; part < 3; part += 1) await deliver()
  await vi.waitFor(() => expect(store.getState().runState).toBe('done'))
  holds = true
  actions.openScenario([{ path: 'manifests/other.yaml', text: pod('other') }])
  const { times } = store.getState()
  await deliver()
  await vi.waitFor(() => expect(answer).not.toBeNull())
  actions.last()
  ;(answer as (() => void) | null)?.()
  await vi.waitFor(() => expect(store.getState().times).not.toBe(times))
  expect(isAtLast()).toBe(true)
  await deliver()
  await deliver()
  await vi.waitFor(() => expect(store.getState().runState).toBe('done'))
  expect(isAtLast()).toBe(true)
})

test('while a changed text runs again, picture and timeline keep the places of the run before', async () => {
  const { port, hold } = keepingBack()
  const sleeper = (seconds: number): string =>
    pod('web').replace('image: "nginx:1.27"', `image: busybox, command: [sh, -c, sleep ${seconds}]`)
  const files = [{ path: 'manifests/web.yaml', text: sleeper(50) }]
  const store = createPlayground({ port, storage: memory(), files, theme: 'light', restMs: 0 })
  const { actions } = store.getState()
  actions.begin()
  await vi.waitFor(() => expect(store.getState().runState).toBe('done'))
  const before = store.getState()
  const held = hold()
  actions.setText('manifests/web.yaml', `# longer\n${sleeper(49)}`)
  await vi.waitFor(() => expect(held.length).toBeGreaterThan(1))
  // What the text says of its objects is drawn together with what comes of it.
  expect(store.getState().places).toBe(before.places)
  held.shift()?.()
  await vi.waitFor(() => expect(store.getState().times).not.toBe(before.times))
  expect(store.getState().runState).toBe('running')
  expect(store.getState().timeline).toBe(before.timeline)
  expect(store.getState().plan).toBe(before.plan)
  expect(store.getState().places[0]?.startLine).toBe((before.places[0]?.startLine ?? 0) + 1)
  for (const deliver of held) deliver()
  await vi.waitFor(() => expect(store.getState().runState).toBe('done'))
  const { times, timeline, endMs } = store.getState()
  expect(timeline.times).toBe(times)
  expect(timeline.endMs).toBe(endMs)
})

test('a text that is changed into one with an error while it runs has the places of that one', async () => {
  const { port, hold } = keepingBack()
  const store = createPlayground({
    port,
    storage: memory(),
    files: FILES,
    theme: 'light',
    restMs: 0,
  })
  const { actions } = store.getState()
  actions.begin()
  await vi.waitFor(() => expect(store.getState().runState).toBe('done'))
  const held = hold()
  actions.setText('manifests/web.yaml', `# one\n${pod('webs')}`)
  await vi.waitFor(() => expect(held.length).toBeGreaterThan(0))
  actions.setText('manifests/web.yaml', `# one\n# two\n${pod('Webs')}`)
  await vi.waitFor(() => expect(store.getState().diagnostics).not.toEqual([]))
  const { places } = store.getState()
  for (const deliver of held) deliver()
  await vi.waitFor(() => expect(store.getState().runState).toBe('done'))
  expect(store.getState().title).toContain('webs')
  expect(store.getState().places).toBe(places)
})

test('an engine that breaks is said, and can be started again', async () => {
  const direct = createDirectPort()
  let broken = false
  const port: EnginePort = {
    ...direct,
    check: (files) =>
      broken ? Promise.reject(new Error('The engine stopped.')) : direct.check(files),
  }
  const store = createPlayground({
    port,
    storage: memory(),
    files: FILES,
    theme: 'light',
    restMs: 0,
  })
  store.getState().actions.begin()
  await vi.waitFor(() => expect(store.getState().runState).toBe('done'))
  broken = true
  store.getState().actions.runFromStart()
  await vi.waitFor(() => expect(store.getState().runState).toBe('failed'))
  expect(store.getState().runMessage).toBe('The engine stopped.')
  broken = false
  store.getState().actions.runFromStart()
  await vi.waitFor(() => expect(store.getState().runState).toBe('done'))
  expect(store.getState().runMessage).toBeNull()
})

test('a link carries files, moment and selection to another page', async () => {
  const store = await opened()
  const { actions } = store.getState()
  actions.goToStep(4)
  actions.select('Pod/default/web')
  actions.showTab('events')
  const fragment = fragmentOf(store.getState())
  const other = await opened(memory(), [{ path: 'manifests/else.yaml', text: pod('else') }])
  expect(openAddress(`#${fragment}`, '', other.getState().actions)).toEqual({ kind: 'opened' })
  await vi.waitFor(() => expect(other.getState().timeMs).toBe(store.getState().timeMs))
  expect(other.getState().entryId).toBe(store.getState().entryId)
  const { files, selection, inspectorTab } = other.getState()
  expect({ files, selection, inspectorTab }).toEqual({
    files: FILES,
    selection: 'Pod/default/web',
    inspectorTab: 'events',
  })
})

test('there is no link to files that are more than a link may hold', async () => {
  const store = await opened()
  const files = [{ path: 'manifests/web.yaml', text: `# ${'x'.repeat(1_100_000)}` }]
  expect(fragmentOf({ ...store.getState(), files })).toBeNull()
})

test('a link that cannot be read changes nothing and says why', async () => {
  const store = await opened()
  const answer = openAddress('#v1/broken', '', store.getState().actions)
  expect(answer.kind).toBe('problem')
  expect(store.getState().files).toEqual(FILES)
})

test('what is opened after a link that cannot be read takes its problem away', async () => {
  const store = await opened()
  const { actions } = store.getState()
  actions.reportLinkProblem({ message: 'It is cut off.', saved: null })
  actions.openScenario([{ path: 'manifests/other.yaml', text: pod('other') }])
  expect(store.getState().linkProblem).toBeNull()
})

test('at the last step the controllers have counted what it brought', async () => {
  const text = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: "nginx:1.27", readinessProbe: { tcpSocket: { port: 80 } } }] }
`
  const store = await opened(memory(), [{ path: 'manifests/web.yaml', text }])
  store.getState().actions.last()
  await shown(store)
  const web = store.getState().world.get('Deployment.apps/default/web')
  expect(web?.kind === 'Deployment' ? web.status?.readyReplicas : null).toBe(3)
})

test('a file that is opened, new or written is seen, also while a lesson stands in its place', async () => {
  const store = await opened()
  const { actions } = store.getState()
  const acts = [
    () => actions.openFile('manifests/web.yaml'),
    () => actions.addFile('manifests/new.yaml'),
    () => actions.addFile('manifests/web.yaml'),
    () => actions.writeFile({ path: 'manifests/shop.yaml', text: pod('shop') }),
  ]
  for (const act of acts) {
    actions.openScenario(FILES, { lesson: lessonAtStart('one-pod') })
    expect(store.getState().lesson?.shows).toBe(true)
    act()
    expect(store.getState().lesson).toEqual({ ...lessonAtStart('one-pod'), shows: false })
  }
})

test('a lesson stays in view when the run comes to another file', async () => {
  const store = await opened()
  const { actions } = store.getState()
  actions.openScenario(FILES, { lesson: lessonAtStart('one-pod') })
  actions.followFile('manifests/web.yaml')
  expect(store.getState()).toMatchObject({
    activePath: 'manifests/web.yaml',
    lesson: { shows: true },
  })
})

test('the Pods of a snapshot run on their nodes at the first moment that is shown', async () => {
  const store = await opened()
  store.getState().actions.openScenario([{ path: 'manifests/pasted.yaml', text: SNAPSHOT }])
  const shown = (): readonly string[] =>
    [...store.getState().world.values()].flatMap((one) =>
      one.kind === 'Pod' ? [`${one.metadata.name} ${statusOf(one).status}`] : [],
    )
  await vi.waitFor(() => expect(shown()).toContain('web-abcde Running'), { timeout: 20_000 })
  expect(shown()).toContain('report Pending')
  expect(store.getState()).toMatchObject({ timeMs: 30_000, playing: false, noticeUndoes: true })
})
