import { expect, test } from 'vitest'
import { createClock } from '#sim/clock.ts'
import { stageWith } from '#testing/conformance/api-stage.ts'
import { BY_TEST } from '#testing/fake-api-server.ts'
import { makePod } from '#testing/make-objects.ts'

const inShop = (name: string) => makePod(name, { labels: { app: 'shop' } })

test('a deletion asks for the version that it names', () => {
  const server = stageWith([inShop('a')], createClock())
  const { resourceVersion = '' } = server.get('Pod', 'default', 'a')?.metadata ?? {}
  const stale = server.delete('Pod', 'default', 'a', { resourceVersion: '1' }, BY_TEST)
  expect(stale).toMatchObject({
    ok: false,
    status: {
      code: 409,
      message: `Operation cannot be fulfilled on pods "a": Precondition failed: ResourceVersion in precondition: 1, ResourceVersion in object meta: ${resourceVersion}`,
    },
  })
  expect(server.delete('Pod', 'default', 'a', { resourceVersion }, BY_TEST).ok).toBe(true)
})

test('a collection is deleted object by object', () => {
  const server = stageWith([inShop('a'), makePod('other'), inShop('b')], createClock())
  const labelSelector = { matchLabels: { app: 'shop' } }
  const deleted = server.deleteCollection('Pod', { labelSelector }, {}, () => BY_TEST)
  expect(deleted.map(({ metadata }) => metadata.name)).toEqual(['a', 'b'])
  expect(server.list('Pod').map(({ metadata }) => metadata.name)).toEqual(['other'])
})

test('a Pod has no scale', () => {
  const server = stageWith([inShop('a')], createClock())
  expect(server.getScale('Pod', 'default', 'a')).toMatchObject({ ok: false, status: { code: 404 } })
})

test('a list and a watch take the selected objects only', () => {
  const server = stageWith([inShop('a'), makePod('other')], createClock())
  const labelSelector = { matchLabels: { app: 'shop' } }
  expect(server.list('Pod', { labelSelector }).map(({ metadata }) => metadata.name)).toEqual(['a'])
  const heard: string[] = []
  server.watch('Pod', ({ type, object }) => heard.push(`${type} ${object.metadata.name}`), {
    labelSelector,
  })
  const other = server.get('Pod', 'default', 'other')
  if (other === undefined) return expect.unreachable()
  const labels = { app: 'shop' }
  server.update({ ...other, metadata: { ...other.metadata, labels } }, BY_TEST)
  expect(heard).toEqual(['ADDED other'])
})
