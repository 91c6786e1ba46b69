import { expect, test } from 'vitest'
import { extensions, extensionsLoading } from './late-of-page.ts'

test('in the page nothing is checked before it is loaded, and that is noticed', async () => {
  const definition = { metadata: { name: 'a' } }
  expect(extensionsLoading.isNeeded(['kind: Pod'])).toBe(false)
  expect(extensionsLoading.isNeeded(['kind: CustomResourceDefinition'])).toBe(true)
  expect(extensionsLoading.missed()).toBe(false)
  expect(extensions().validateDefinition(definition)).toEqual([])
  expect(extensionsLoading.missed()).toBe(true)
  await extensionsLoading.load()
  expect(extensionsLoading.missed()).toBe(false)
  expect(extensionsLoading.isNeeded(['kind: CustomResourceDefinition'])).toBe(false)
  expect(extensions().validateDefinition(definition)).not.toEqual([])
})
