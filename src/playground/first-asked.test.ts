import { expect, test, vi } from 'vitest'
import type { ScenarioFile } from '#scenario/types.ts'
import { GALLERY } from '#scenario/gallery/gallery.ts'
import { createDirectPort } from './direct-port.ts'
import { createFirstAsked } from './first-asked.ts'
import { createPlayground } from './playground.ts'
import { questionKey } from './question-key.ts'
import type { EnginePort, RunRequest } from './types.ts'

/** An engine that notes what is asked first about each run while its parts are taken in, and what was said beforehand of that. */
function noting() {
  const direct = createDirectPort()
  const asked: string[] = []
  const said: string[] = []
  let accepting = false
  const port: EnginePort = {
    ...direct,
    run(request: RunRequest, accept, failed) {
      const firstAsked = createFirstAsked(request)
      const take: typeof accept = (chunk) => {
        for (const { at, question } of firstAsked(chunk))
          said.push(`${at.run} ${questionKey(at, question)}`)
        accepting = true
        accept(chunk)
        accepting = false
      }
      direct.run(request, take, failed)
    },
    ask(at, question) {
      if (accepting) asked.push(`${at.run} ${questionKey(at, question)}`)
      return direct.ask(at, question)
    },
  }
  return { port, asked, said }
}

const changed = (files: readonly ScenarioFile[]): ScenarioFile | undefined =>
  files.find(({ path }) => path.startsWith('manifests/'))

test.each(['one-pod', 'wait-for-services', 'crash-loop', 'two-workloads', 'rollout'])(
  'what the page asks first about runs of %s is known beforehand: opened, typed at the start and at a later step, at each detail',
  async (id) => {
    const { port, asked, said } = noting()
    const files = GALLERY.find((one) => one.id === id)?.files ?? []
    const storage = { read: () => null, write: () => {} }
    const store = createPlayground({ port, storage, files, theme: 'light', restMs: 0 })
    const { actions } = store.getState()
    const done = () => vi.waitFor(() => expect(store.getState().runState).toBe('done'), 20_000)
    actions.begin()
    await done()
    for (const [step, detail] of [
      [0, 'main'],
      [3, 'main'],
      [7, 'all'],
    ] as const) {
      actions.setDetail(detail)
      actions.goToStep(step)
      const file = changed(store.getState().files)
      if (file === undefined) throw new Error('no manifest')
      const { times } = store.getState()
      actions.setText(file.path, `${file.text}# ${step}\n`)
      await vi.waitFor(() => expect(store.getState().times).not.toBe(times), 20_000)
      await done()
    }
    // Of each run the plan and its moment.
    expect(said).toHaveLength(2 * 4)
    expect(asked.filter((one) => !said.includes(one))).toEqual([])
    expect(said.filter((one) => !asked.includes(one))).toEqual([])
  },
)
