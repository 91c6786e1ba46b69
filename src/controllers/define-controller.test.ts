// docs/how-to/add-a-controller.md, followed word for word: the controller is read from there.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { BY_TEST } from '#testing/fake-api-server.ts'
import { startOnStage } from '#testing/start-on-stage.ts'
import type { Controller } from './controller.ts'
import { defineController, watching } from './define-controller.ts'

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
