import { expect, test } from 'vitest'
import generated from '../generated/schema.json'
import { fieldsOf, listSchema, plainDefaultsOf } from './schema.ts'

test('lists know how their items are told apart', () => {
  expect(listSchema('Container', 'ports')).toEqual({
    type: 'map',
    keys: ['containerPort', 'protocol'],
    mergeKey: 'containerPort',
    strategy: 'merge',
  })
  expect(listSchema('ServiceSpec', 'ports')).toMatchObject({ mergeKey: 'port' })
  expect(listSchema('PodSpec', 'tolerations')).toBeUndefined()
  expect(listSchema('PodSpec', 'nothing')).toBeUndefined()
})

test('a default that says something is kept, a zero value is none', () => {
  expect(plainDefaultsOf('ContainerPort')).toEqual({ protocol: 'TCP' })
  expect(plainDefaultsOf('RBDVolumeSource')).toEqual({
    keyring: '/etc/ceph/keyring',
    pool: 'rbd',
    user: 'admin',
  })
  expect(plainDefaultsOf('PodSpec')).toEqual({})
})

test('of two types that end alike both are there', () => {
  expect(fieldsOf('EndpointSubset')?.['ports']).toBe('[]EndpointPort')
  expect(fieldsOf('EndpointSlice')?.['ports']).toBe('[]DiscoveryEndpointPort')
})

test('the generator keeps what the documents say', () => {
  interface Struct {
    readonly defaults?: object
    readonly lists?: Readonly<
      Record<string, { readonly type?: string; readonly mergeKey?: string }>
    >
  }
  const structs = Object.values(generated) as readonly Struct[]
  const lists = structs.flatMap(({ lists: own = {} }) => Object.values(own))
  expect(structs.flatMap(({ defaults = {} }) => Object.keys(defaults)).length).toBe(21)
  expect(lists.filter(({ type }) => type !== undefined).length).toBe(74)
  expect(lists.filter(({ mergeKey }) => mergeKey !== undefined).length).toBe(53)
})
