// Which slices are written, against k8s.io/endpointslice/reconciler.go (v1.36), reconcileByPortMapping.
import { expect, test } from 'vitest'
import type { Endpoint, EndpointSlice } from '#api/generated/types.ts'
import { portMapKey, reconcileByPortMapping } from './reconcile-slices.ts'

const endpoint = (at: number, isReady = true): Endpoint => ({
  addresses: [`10.0.0.${at}`],
  conditions: { ready: isReady },
  targetRef: { kind: 'Pod', namespace: 'default', name: `p${at}`, uid: `u${at}` },
})
const range = (from: number, count: number): readonly Endpoint[] =>
  Array.from({ length: count }, (_, at) => endpoint(from + at))
const slice = (name: string, endpoints: readonly Endpoint[]): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name },
  addressType: 'IPv4',
  endpoints,
})

/** `name:count` of each slice that is written; of what is made only the counts. */
function planned(
  existing: readonly EndpointSlice[],
  endpoints: readonly Endpoint[],
  relabelled: readonly EndpointSlice[] = [],
) {
  const plan = reconcileByPortMapping(existing, endpoints, new Set(relabelled))
  return {
    create: plan.toCreate.map((some) => some.length),
    update: plan.toUpdate.map(
      ({ metadata, endpoints: now = [] }) => `${metadata.name}:${now.length}`,
    ),
    delete: plan.toDelete.map(({ metadata }) => metadata.name),
  }
}
const NONE = { create: [], update: [], delete: [] }

test.for<
  readonly [string, readonly EndpointSlice[], readonly Endpoint[], Partial<typeof NONE> | object]
>([
  ['nothing at all', [], [], {}],
  ['as it is', [slice('a', range(0, 3))], range(0, 3), {}],
  ['the first ones', [], range(0, 3), { create: [3] }],
  ['exactly one slice', [], range(0, 100), { create: [100] }],
  ['more than one slice', [], range(0, 101), { create: [100, 1] }],
  ['many slices', [], range(0, 250), { create: [100, 100, 50] }],
  ['one more', [slice('a', range(0, 3))], range(0, 4), { update: ['a:4'] }],
  ['one less', [slice('a', range(0, 3))], range(0, 2), { update: ['a:2'] }],
  ['another one', [slice('a', range(0, 3))], range(1, 3), { update: ['a:3'] }],
  ['none any more', [slice('a', range(0, 3))], [], { delete: ['a'] }],
  ['all are others', [slice('a', range(0, 3))], range(5, 2), { delete: ['a'], create: [2] }],
  ['an empty one stays', [slice('a', [])], [], {}],
  ['an empty one is filled', [slice('a', [])], range(0, 2), { update: ['a:2'] }],
  [
    'one of which the state changed',
    [slice('a', range(0, 3))],
    [...range(0, 2), endpoint(2, false)],
    { update: ['a:3'] },
  ],
  [
    'a full one, and the least that has room',
    [slice('full', range(0, 100)), slice('few', range(100, 10)), slice('most', range(200, 97))],
    [...range(0, 110), ...range(200, 97), ...range(300, 3)],
    { update: ['most:100'] },
  ],
  [
    'more than the fuller one takes go to the other',
    [slice('few', range(100, 10)), slice('most', range(200, 97))],
    [...range(100, 10), ...range(200, 97), ...range(300, 4)],
    { update: ['few:14'] },
  ],
  [
    'none takes all',
    [slice('a', range(0, 98)), slice('b', range(100, 98))],
    [...range(0, 98), ...range(100, 98), ...range(300, 3)],
    { create: [3] },
  ],
  [
    'one that is written anyhow is filled first, also when another fits better',
    [slice('changed', range(0, 50)), slice('same', range(100, 99))],
    [...range(1, 49), ...range(100, 99), endpoint(300)],
    { update: ['changed:50'] },
  ],
  [
    'of those that are written the fuller one first',
    [slice('few', range(0, 20)), slice('more', range(100, 60))],
    [...range(1, 19), ...range(101, 59), ...range(300, 42)],
    { update: ['few:20', 'more:100'] },
  ],
  [
    'of two one is emptied',
    [slice('a', range(0, 3)), slice('b', range(10, 3))],
    range(10, 4),
    { delete: ['a'], update: ['b:4'] },
  ],
])('slices: %s', ([, existing, endpoints, expected]) => {
  expect(planned(existing, endpoints)).toEqual({ ...NONE, ...expected })
})

test('a slice with other labels is written, but not one that goes', () => {
  const [a, b] = [slice('a', range(0, 3)), slice('b', range(10, 3))]
  expect(planned([a, b], range(0, 3), [a, b])).toEqual({ ...NONE, update: ['a:3'], delete: ['b'] })
})

test('what is written has the endpoints as they are now', () => {
  const now = [endpoint(0, false), endpoint(7)]
  const { toUpdate } = reconcileByPortMapping([slice('a', range(0, 2))], now, new Set())
  expect(toUpdate).toEqual([slice('a', now)])
  const { toCreate } = reconcileByPortMapping([], now, new Set())
  expect(toCreate).toEqual([now])
  const bare: EndpointSlice = {
    apiVersion: 'v1',
    kind: 'EndpointSlice',
    metadata: {},
    addressType: 'IPv4',
  }
  expect(reconcileByPortMapping([bare], now, new Set()).toUpdate).toEqual([
    { ...bare, endpoints: now },
  ])
})

test.for<readonly [string, Partial<Endpoint>]>([
  ['another address', { addresses: ['10.9.9.9'] }],
  ['more addresses', { addresses: ['10.0.0.1', '10.9.9.9'] }],
  ['another namespace', { targetRef: { kind: 'Pod', namespace: 'x', name: 'p1', uid: 'u1' } }],
  ['another name', { targetRef: { kind: 'Pod', namespace: 'default', name: 'x', uid: 'u1' } }],
  [
    'another Pod of its name',
    { targetRef: { kind: 'Pod', namespace: 'default', name: 'p1', uid: 'x' } },
  ],
])('an endpoint with %s is another one', ([, more]) => {
  const before = slice('a', range(0, 2))
  const plan = reconcileByPortMapping(
    [before],
    [endpoint(0), { ...endpoint(1), ...more }, endpoint(1)],
    new Set(),
  )
  expect(plan.toUpdate.map(({ endpoints = [] }) => endpoints.length)).toEqual([3])
})

test('addresses are the same in any order', () => {
  const two = { ...endpoint(1), addresses: ['10.0.0.1', '10.0.0.2'] }
  const turned = { ...two, addresses: ['10.0.0.2', '10.0.0.1'] }
  const { toCreate } = reconcileByPortMapping([], [two, turned], new Set())
  expect(toCreate).toEqual([[turned]])
})

test('slices are told apart by their ports, in any order', () => {
  const port = { name: 'http', port: 80, protocol: 'TCP' }
  const others = [
    [{ ...port, name: 'x' }],
    [{ ...port, port: 81 }],
    [{ ...port, protocol: 'UDP' }],
    [{ ...port, appProtocol: 'x' }],
    [port, { ...port, name: 'y' }],
    [{ name: 'http', protocol: 'TCP' }],
    [],
  ]
  const keys = new Set([[port], ...others].map(portMapKey))
  expect(keys.size).toBe(others.length + 1)
  const { protocol: _, ...short } = port
  expect(portMapKey([short])).toBe(portMapKey([port]))
  expect(portMapKey([{ ...port, appProtocol: '' }])).toBe(portMapKey([port]))
  expect(portMapKey([{ port: 80, name: '' }])).toBe(portMapKey([{ port: 80 }]))
  expect(portMapKey(undefined)).toBe(portMapKey([]))
  const other = { ...port, name: 'a' }
  expect(portMapKey([port, other])).toBe(portMapKey([other, port]))
})
