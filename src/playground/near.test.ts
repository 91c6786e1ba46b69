import { expect, test, vi } from 'vitest'
import { containerStateIn } from '#picture/words/container-facts.ts'
import { subjectOf } from '#picture/inspector/subject.ts'
import { createDirectPort } from './direct-port.ts'
import { createNear } from './near.ts'
import { createPlayground, type PlaygroundStore } from './playground.ts'
import { RUN_IS_GONE } from './questions.ts'

const pod = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec:\n  containers: [{ name: web, image: nginx }]\n`

async function opened(count: number): Promise<PlaygroundStore> {
  const text = Array.from({ length: count }, (_, index) => pod(`web-${index}`)).join('---\n')
  const store = createPlayground({
    port: createDirectPort(),
    storage: { read: () => null, write: () => undefined },
    files: [{ path: 'manifests/web.yaml', text }],
    theme: 'light',
  })
  store.getState().actions.begin()
  await vi.waitFor(() => expect(store.getState().runState).toBe('done'), { timeout: 30_000 })
  store.getState().actions.last()
  return store
}

/** The subject of the selection, and the word for its state when it is a container. */
function seen(store: PlaygroundStore) {
  const { near } = store.getState()
  const subject = subjectOf(near.world, near.selection)
  return subject?.kind === 'container'
    ? [subject.key, containerStateIn(near.world, subject)?.word]
    : [subject?.kind, subject?.kind === 'pod' ? subject.pod.spec?.containers[0]?.image : null]
}

test('of few Pods everything is there at once', async () => {
  const store = await opened(2)
  await vi.waitFor(() => expect(store.getState().world.get('Pod/default/web-1')).toBeDefined())
  store.getState().actions.select('Pod/default/web-1')
  expect(seen(store)).toEqual(['pod', 'nginx'])
  expect(store.getState().near.world).toBe(store.getState().world)
})

test('of many, the one that is selected is known as well', async () => {
  const store = await opened(160)
  const { actions } = store.getState()
  await vi.waitFor(() => expect(store.getState().plan.level).toBe('dot'))
  await vi.waitFor(() => expect(store.getState().world.get('Pod/default/web-7')).toBeDefined())
  expect(store.getState().world.list('pod', 'default/web-7')).toEqual([])
  actions.select('Pod/default/web-7')
  await vi.waitFor(() => expect(seen(store)).toEqual(['pod', 'nginx']))
  actions.select('Pod/default/web-7#web')
  const key = expect.stringMatching(/^ContainerInstance\//) as unknown
  await vi.waitFor(() => expect(seen(store)).toEqual([key, 'running']))
  const { selection } = store.getState().near
  // Where it was not there yet, that is said, and when it is there again, it is shown again.
  actions.first()
  await vi.waitFor(() => expect(seen(store)).toEqual(['absent', null]))
  actions.last()
  await vi.waitFor(() => expect(seen(store)).toEqual([key, 'running']))
  expect(store.getState().near.selection).toBe(selection)
  actions.select('Node//worker-1')
  expect(seen(store)).toEqual(['node', null])
}, 60_000)

test('of a new run that is shown while the one before is still asked about, the selected Pod is asked about as well', async () => {
  const store = await opened(160)
  await vi.waitFor(() => expect(store.getState().plan.level).toBe('dot'))
  let state = { ...store.getState(), selection: 'Pod/default/web-7' }
  const asked: { run: number; fails: (error: Error) => void }[] = []
  const look = createNear({
    set: () => undefined,
    get: () => state,
    ask: ({ run }) => new Promise((_, fails) => asked.push({ run, fails })),
  })
  look()
  const { shownAt } = state
  state = { ...state, shownAt: { ...shownAt, run: shownAt.run + 1 } }
  look()
  expect(asked).toHaveLength(1)
  asked[0]?.fails(new Error(RUN_IS_GONE))
  await vi.waitFor(() => expect(asked.map(({ run }) => run - shownAt.run)).toEqual([0, 1]))
}, 60_000)
