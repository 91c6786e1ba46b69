import { expect, test, vi } from 'vitest'
import { createDirectPort } from './direct-port.ts'
import { createPlayground } from './playground.ts'
import type { AnswerTo, Question } from './questions.ts'
import type { RunMoment } from './run-moment.ts'
import type { EnginePort } from './types.ts'

const text =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n  - { name: web, image: nginx }\n'

/** A page whose engine says what it was asked for, and can be held up. */
async function opened() {
  const direct = createDirectPort()
  const asked: (readonly number[])[] = []
  let waiting: (() => void)[] | null = null
  const port: EnginePort = {
    ...direct,
    async ask<Q extends Question>(at: RunMoment, question: Q): Promise<AnswerTo<Q>> {
      if (question.kind === 'moments') asked.push(question.entryIds)
      await new Promise<void>((resolve) => (waiting === null ? resolve() : waiting.push(resolve)))
      return direct.ask(at, question)
    },
  }
  const store = createPlayground({
    port,
    storage: { read: () => null, write: () => undefined },
    files: [{ path: 'manifests/web.yaml', text }],
    theme: 'light',
  })
  store.getState().actions.begin()
  await vi.waitFor(() => expect(store.getState().runState).toBe('done'))
  await vi.waitFor(() => expect(asked.length).toBeGreaterThan(1))
  const { actions } = store.getState()
  const isShown = (): boolean => store.getState().shownAt.entryId === store.getState().entryId
  return {
    store,
    actions,
    asked,
    isShown,
    hold: () => void (waiting = []),
    release() {
      for (const go of waiting ?? []) go()
      waiting = null
    },
  }
}

test('the next steps are there before they are wanted, and a step is shown at once', async () => {
  const { store, actions, isShown } = await opened()
  await new Promise((resolve) => setTimeout(resolve, 0))
  for (let step = 1; step < store.getState().steps.length; step += 1) {
    actions.next()
    expect([isShown(), store.getState().stepEntry?.id]).toEqual([
      true,
      store.getState().steps[step],
    ])
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
  for (let step = store.getState().steps.length - 2; step >= 0; step -= 1) {
    actions.back()
    expect(isShown()).toBe(true)
  }
})

test('of the moments of a drag only the newest is asked for when the engine is busy', async () => {
  const { store, actions, asked, isShown, hold, release } = await opened()
  const { endMs } = store.getState()
  hold()
  const before = asked.length
  for (let timeMs = 0; timeMs <= endMs; timeMs += 100) actions.goToTime(timeMs)
  expect(store.getState().timeMs).toBe(Math.floor(endMs / 100) * 100)
  expect(asked.length - before).toBeLessThanOrEqual(1)
  release()
  await vi.waitFor(() => expect(isShown()).toBe(true))
  const ids = asked.slice(before).map((entryIds) => entryIds[0])
  expect(ids.indexOf(store.getState().entryId)).toBeLessThanOrEqual(1)
})
