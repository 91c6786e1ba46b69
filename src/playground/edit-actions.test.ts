import { expect, test, vi } from 'vitest'
import { createDirectPort } from './direct-port.ts'
import type { ScenarioFile } from '#scenario/types.ts'
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

async function opened(files: readonly ScenarioFile[] = FILES) {
  const storage = { read: () => null, write: () => undefined }
  const store = createPlayground({
    port: createDirectPort(),
    storage,
    files,
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

const WAITS = {
  path: 'manifests/web.yaml',
  text: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  initContainers:\n  - { name: wait, image: busybox, command: [sh, -c, "until nslookup db; do sleep 2; done"] }\n  containers:\n  - { name: web, image: nginx }\n',
}
const SERVICE =
  '---\napiVersion: v1\nkind: Service\nmetadata: { name: db }\nspec: { ports: [{ port: 80 }] }\n'

test('a change at a later moment runs from the start, and can be applied at that moment instead', async () => {
  const store = await opened([WAITS])
  const { actions } = store.getState()
  const settled = () => vi.waitFor(() => expect(store.getState().runState).toBe('done'))
  actions.goToTime(30_000)
  actions.setText(WAITS.path, WAITS.text + SERVICE)
  expect(store.getState().lateEdit?.atMs).toBe(30_000)
  await vi.waitFor(() => expect(store.getState().places).toHaveLength(2))
  await settled()
  actions.applyLateEdit('moment')
  await vi.waitFor(() => expect(store.getState().scenarioActions).toHaveLength(1))
  await settled()
  const { files, scenarioActions, lateEdit, canUndo } = store.getState()
  expect(files.find(({ path }) => path === WAITS.path)?.text).toBe(WAITS.text)
  expect(scenarioActions[0]).toMatchObject({
    verb: 'apply',
    atMs: 30_000,
    files: ['manifests/web-at-30s.yaml'],
  })
  expect([lateEdit, canUndo]).toEqual([null, true])
  actions.undo()
  await vi.waitFor(() => expect(store.getState().scenarioActions).toHaveLength(0))
  expect(store.getState().files).toEqual([{ path: WAITS.path, text: WAITS.text + SERVICE }])
  actions.undo()
  expect(store.getState().files).toEqual([WAITS])
  actions.redo()
  actions.redo()
  await vi.waitFor(() => expect(store.getState().scenarioActions).toHaveLength(1))
})

test('at the start, and for another scenario, nothing is asked', async () => {
  const store = await opened([WAITS])
  const { actions } = store.getState()
  actions.setText(WAITS.path, WAITS.text + SERVICE)
  expect(store.getState().lateEdit).toBeNull()
  await vi.waitFor(() => expect(store.getState().places).toHaveLength(2))
  await vi.waitFor(() => expect(store.getState().runState).toBe('done'))
  actions.goToTime(5000)
  actions.setText(WAITS.path, WAITS.text.replace('name: web }', 'name: other }'))
  expect(store.getState().lateEdit).not.toBeNull()
  await vi.waitFor(() => expect(store.getState().lateEdit).toBeNull())
})

test('what is done right after a key is not overtaken by the run of that key', async () => {
  const store = await opened([WAITS])
  const { actions } = store.getState()
  actions.goToTime(30_000)
  actions.setText(WAITS.path, WAITS.text + SERVICE)
  actions.applyLateEdit('moment')
  await vi.waitFor(() => expect(store.getState().scenarioActions).toHaveLength(1))
  await new Promise((resolve) => setTimeout(resolve, 250))
  await vi.waitFor(() => expect(store.getState().runState).toBe('done'))
  expect(store.getState().timeMs).toBe(30_000)
  expect(store.getState().stepEntry?.message).toContain('applied Service `db`')
})
