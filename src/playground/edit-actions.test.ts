import { expect, test, vi } from 'vitest'
import { createDirectPort } from './direct-port.ts'
import { createPlayground } from './playground.ts'

const FILES = [
  {
    path: 'manifests/web.yaml',
    text: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n  - { name: web, image: nginx }\n',
  },
]

const DELETE = {
  verb: 'delete',
  namespace: 'default',
  resources: [{ kind: 'Pod', name: 'web' }],
} as const

async function opened() {
  const storage = { read: () => null, write: () => undefined }
  const store = createPlayground({
    port: createDirectPort(),
    storage,
    files: FILES,
    theme: 'light',
  })
  store.getState().actions.begin()
  await vi.waitFor(() => expect(store.getState().runState).toBe('done'))
  return store
}

test('an action is written down, moved and taken out, and the run forks each time', async () => {
  const store = await opened()
  const { actions } = store.getState()
  const said = async () => {
    const journal = await actions.ask({ kind: 'journal', from: 0, count: 10_000 })
    const entries: readonly { kind: string; timeMs: number }[] = JSON.parse(`[${journal ?? ''}]`)
    const { scenarioActions, timeMs, files } = store.getState()
    const deleted = entries.filter(({ kind }) => kind === 'Deleted').map((entry) => entry.timeMs)
    const text = files.find(({ path }) => path === 'scenario.yaml')?.text
    return { deleted, at: scenarioActions.map(({ atMs }) => atMs), timeMs, text }
  }
  actions.act({ ...DELETE, atMs: 20_001 })
  const text = 'actions:\n- at: 20.001s\n  delete: pod/web\n'
  await vi.waitFor(async () =>
    expect(await said()).toEqual({ deleted: [20_001], at: [20_001], timeMs: 20_001, text }),
  )
  actions.moveAction(0, 12_500)
  await vi.waitFor(async () =>
    expect(await said()).toMatchObject({ deleted: [12_500], at: [12_500], timeMs: 12_500 }),
  )
  actions.removeAction(0)
  await vi.waitFor(async () => expect(await said()).toMatchObject({ deleted: [], at: [] }))
  // Without it nothing happens any more at that time: the end is the nearest moment.
  expect(store.getState().timeMs).toBe(store.getState().endMs)
})

test('what comes of an action at the end of a run is shown', async () => {
  const store = await opened()
  store.getState().actions.act({ ...DELETE, atMs: 130_000 })
  await vi.waitFor(() => expect(store.getState().timeMs).toBe(130_000))
  const { times, endMs } = store.getState()
  expect(endMs).toBeGreaterThan(130_000)
  expect(times.at(-1)).toBeGreaterThan(130_000)
})

test('while a changed run catches up, the shown moment stays', async () => {
  const store = await opened()
  store.getState().actions.goToTime(2000)
  const shown: number[] = []
  store.subscribe(({ timeMs, endMs }) => shown.push(Math.min(timeMs, endMs)))
  store.getState().actions.act({ ...DELETE, atMs: 20_000 })
  await vi.waitFor(() => expect(shown.at(-1)).toBe(20_000))
  expect(Math.min(...shown)).toBe(2000)
})
