import { expect, test } from 'vitest'
import { bindingOf } from '#api/core/binding.ts'
import { stageWith } from '#testing/conformance/api-stage.ts'
import { BY_TEST } from '#testing/fake-api-server.ts'
import { makePod } from '#testing/make-objects.ts'
import { createClock } from '#sim/clock.ts'

test('a watch handler that writes is a bug, whatever it asks for', () => {
  const server = stageWith([], createClock())
  const other = makePod('other')
  const writes = {
    create: () => server.create(other, BY_TEST),
    update: () => server.update(other, BY_TEST),
    updateStatus: () => server.updateStatus(other, BY_TEST),
    delete: () => server.delete('Pod', 'default', 'other', {}, BY_TEST),
    bind: () => server.bind(bindingOf('default', 'other', 'n1'), BY_TEST),
  }
  for (const [name, write] of Object.entries(writes)) {
    const stop = server.watch('Pod', () => write())
    expect(() => server.create(makePod(name.toLowerCase()), BY_TEST)).toThrow('a watch handler')
    stop()
  }
  expect(server.create(makePod('after'), BY_TEST).ok).toBe(true)
})
