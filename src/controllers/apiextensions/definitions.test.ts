// The life of a definition, against pkg/controller/{status,establish,finalizer} of k8s.io/apiextensions-apiserver (v0.36).
import { expect, test } from 'vitest'
import type { CustomResourceDefinition } from '#api/generated/types.ts'
import { definedKind } from '#api/meta/custom-kind.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { BY_TEST, createFakeApiServer } from '#testing/fake-api-server.ts'
import { done, startController } from '#testing/start-controller.ts'
import { definitionFinalizer, establishingController, namingController } from './definitions.ts'

const CLEANUP = 'customresourcecleanup.apiextensions.k8s.io'

function definition(
  plural: string,
  kind: string,
  finalizers: readonly string[] = [],
  group = 'road.example',
): CustomResourceDefinition {
  const schema = { openAPIV3Schema: { type: 'object' } }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}`, finalizers },
    spec: {
      group,
      names: { plural, kind, singular: kind.toLowerCase(), listKind: `${kind}List` },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  }
}

function start() {
  const server = createFakeApiServer()
  for (const one of [namingController, establishingController, definitionFinalizer])
    startController(one, {}, server)
  const get = (name: string) => server.client.get('CustomResourceDefinition', '', name)
  const said = (name: string) =>
    get(name)?.status?.conditions?.map(({ type, status, reason }) => `${type} ${status} ${reason}`)
  return { ...server, get, said }
}

test('its names are accepted, and then its objects are served', () => {
  const server = start()
  server.apply(definition('cars', 'Car'))
  server.runUntil(1000)
  expect(done(server)).toEqual([
    'crd-naming-controller detail NamesAccepted: accepted the names of CustomResourceDefinition `cars.road.example`, because no conflicts found',
    'crd-establishing-controller step Established: CustomResourceDefinition `cars.road.example` is established: objects of the kind Car can be created, because its names were accepted',
  ])
  expect(server.said('cars.road.example')).toEqual([
    'NamesAccepted True NoConflicts',
    'Established True InitialNamesAccepted',
  ])
})

test('what another has is refused, and given when the other one goes', () => {
  const server = start()
  server.apply(definition('cars', 'Car'))
  server.runUntil(1000)
  server.apply(definition('autos', 'Car'), definition('trams', 'Car', [], 'rail.example'))
  server.runUntil(2000)
  expect(server.said('autos.road.example')).toEqual([
    'NamesAccepted False ListKindConflict',
    'Established False NotAccepted',
  ])
  expect(server.said('trams.rail.example')?.[1]).toBe('Established True InitialNamesAccepted')
  expect(done(server)).toContain(
    'crd-naming-controller step NamesAccepted: refused the names of CustomResourceDefinition `autos.road.example`, because "CarList" is already in use',
  )
  const before = done(server).length
  server.runUntil(60_000)
  expect(done(server)).toHaveLength(before)
  server.client.delete('CustomResourceDefinition', '', 'cars.road.example', {}, BY_TEST)
  server.runUntil(61_000)
  expect(server.said('autos.road.example')).toEqual([
    'NamesAccepted True NoConflicts',
    'Established True InitialNamesAccepted',
  ])
})

test('when it is deleted its objects go first, and it is looked every five seconds', () => {
  const server = start()
  server.apply(definition('cars', 'Car', ['example.com/mine', CLEANUP]))
  server.runUntil(1000)
  const kind = definedKind(server.get('cars.road.example') ?? definition('cars', 'Car'))
  const car = (name: string, finalizers: readonly string[]) =>
    ({
      apiVersion: 'road.example/v1',
      kind,
      metadata: { name, namespace: 'default', finalizers },
    }) as unknown as ApiObject
  server.apply(car('free', []), car('held', ['example.com/hold']))
  server.client.delete('CustomResourceDefinition', '', 'cars.road.example', {}, BY_TEST)
  const before = done(server).length
  server.runUntil(9000)
  expect(done(server).slice(before)).toEqual([
    'crd-finalizer detail Terminating: said of CustomResourceDefinition `cars.road.example`: CustomResource deletion is in progress',
    'crd-finalizer step InstanceDeleted: deleted Car `free`, because CustomResourceDefinition `cars.road.example` is being deleted',
    'crd-finalizer step InstanceDeleted: deleted Car `held`, because CustomResourceDefinition `cars.road.example` is being deleted',
  ])
  expect(server.said('cars.road.example')).toContain('Terminating True InstanceDeletionInProgress')
  const held = server.client.get(kind, 'default', 'held')
  if (held === undefined) throw new Error('it is not held')
  server.client.update({ ...held, metadata: { ...held.metadata, finalizers: [] } }, BY_TEST)
  server.runUntil(10_900)
  expect(server.get('cars.road.example')?.metadata.finalizers).toEqual([
    'example.com/mine',
    CLEANUP,
  ])
  server.runUntil(12_000)
  expect(done(server).at(-1)).toBe(
    'crd-finalizer step DefinitionFinalized: let CustomResourceDefinition `cars.road.example` go, because nothing is left of its objects',
  )
  expect(server.get('cars.road.example')?.metadata.finalizers).toEqual(['example.com/mine'])
})

test('one that was never served goes at once', () => {
  const server = createFakeApiServer()
  startController(definitionFinalizer, {}, server)
  server.apply(definition('cars', 'Car', [CLEANUP]))
  server.runUntil(1000)
  expect(done(server)).toEqual([])
  server.client.delete('CustomResourceDefinition', '', 'cars.road.example', {}, BY_TEST)
  server.runUntil(2000)
  expect(done(server)).toEqual([
    'crd-finalizer detail Terminating: said of CustomResourceDefinition `cars.road.example`: CustomResource deletion is in progress',
    'crd-finalizer step DefinitionFinalized: let CustomResourceDefinition `cars.road.example` go, because it was never established',
  ])
  expect(server.client.list('CustomResourceDefinition')).toEqual([])
})
