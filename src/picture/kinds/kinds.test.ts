import { expect, test } from 'vitest'
import type { Deployment } from '#api/generated/types.ts'
import { KINDS, keyOf } from '#api/meta/object.ts'
import { worldStateOf } from '#client/world.ts'
import { outlineOf } from '../outline/outline-of.ts'
import { labelOfKind, OUTLINED, placeOfKind } from './kinds.ts'

const DEPLOYMENT: Deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: {
    replicas: 3,
    selector: {},
    template: {},
  },
  status: { readyReplicas: 1 },
}
const WORLD = worldStateOf([[keyOf(DEPLOYMENT), DEPLOYMENT]])

test('every kind has a place on the canvas, or none', () => {
  const places = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, placeOfKind(kind)]))
  expect(places).toMatchObject({ Pod: 'card', Node: 'frame', Deployment: 'owner', Service: 'line' })
  expect(places).toMatchObject({ CronJob: 'owner', Ingress: 'line', Role: 'line', Lease: null })
  expect(placeOfKind('Sandbox')).toBeNull()
  expect(labelOfKind('PersistentVolumeClaim')).toBe('PVC')
})

test('a Deployment is drawn and listed with what is ready of it', () => {
  expect(OUTLINED).toContain('Deployment')
  const [others] = outlineOf(WORLD)
  expect(others?.children.map(({ label, detail }) => `${label}: ${detail}`)).toEqual([
    'Deployment web: 1 of 3 ready',
  ])
})
