// docs/how-to/add-a-controller.md, followed word for word: the controller is read from there.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createEventRecorder } from '#client/event-recorder.ts'
import { createInformers } from '#client/informer.ts'
import { createPrng } from '#lib/prng.ts'
import { createClock } from '#sim/clock.ts'
import { stageWith } from '#testing/conformance/api-stage.ts'
import { BY_TEST } from '#testing/fake-api-server.ts'
import type { Controller } from './controller.ts'
import { defineController, watching } from './define-controller.ts'

function startOn(controller: Controller) {
  const clock = createClock()
  const server = stageWith([], clock)
  const stop = controller.create({
    client: server,
    informers: createInformers(server),
    leases: { get: () => undefined, watch: () => () => {} },
    clock,
    prng: createPrng(1),
    recorder: createEventRecorder(server, clock),
  })
  const settle = (): void => {
    while (clock.step());
  }
  return { server, stop, settle }
}

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
  const { server, settle } = startOn(await controllerOfTheGuide())
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
  const { server, stop, settle } = startOn(controller)
  server.create(CONFIG, BY_TEST)
  settle()
  expect(times).toEqual([1, 6, 16, 36])
  stop()
  server.delete('ConfigMap', 'default', 'settings', {}, BY_TEST)
  settle()
  expect(times).toHaveLength(4)
})
