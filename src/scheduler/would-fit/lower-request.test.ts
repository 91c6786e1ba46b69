import { expect, test } from 'vitest'
import type { PodSpec } from '#api/generated/types.ts'
import { makeContainer, makeNode, makePod } from '#testing/make-objects.ts'
import { makeNodeInfo } from '#testing/run-plugin.ts'
import { lowerRequests } from './lower-request.ts'

type Requests = Readonly<Record<string, string>>

/** What a Pod may ask for less of on a node with so much room: `container: resource from → to`; null when nothing helps. */
function lowered(spec: PodSpec, allocatable: Requests): readonly string[] | null {
  const node = makeNodeInfo(makeNode('a', { allocatable }))
  const changes = lowerRequests(makePod('web', { spec }), node)
  return (
    changes?.map(
      ({ container, resource, from, to }) => `${container}: ${resource} ${from} → ${to}`,
    ) ?? null
  )
}

const asking = (requests: Requests): PodSpec => ({ containers: [makeContainer('main', requests)] })

test.for<readonly [string, Requests, Requests, readonly string[] | null]>([
  ['what fits is left as it is', { cpu: '4', memory: '8Gi' }, {}, []],
  ['cores', { cpu: '6' }, {}, ['main: cpu 6 → 4']],
  ['tenths of a core from one core on', { cpu: '4' }, { cpu: '1999m' }, ['main: cpu 4 → 1900m']],
  ['one core exactly', { cpu: '4' }, { cpu: '1000m' }, ['main: cpu 4 → 1']],
  ['hundredths below one core', { cpu: '4' }, { cpu: '999m' }, ['main: cpu 4 → 990m']],
  ['hundredths down to a tenth', { cpu: '4' }, { cpu: '100m' }, ['main: cpu 4 → 100m']],
  ['thousandths below a tenth', { cpu: '4' }, { cpu: '99m' }, ['main: cpu 4 → 99m']],
  ['the least there is', { cpu: '2m' }, { cpu: '1m' }, ['main: cpu 2m → 1m']],
  ['nothing is left', { cpu: '1' }, { cpu: '0' }, null],
  ['gibibytes', { memory: '10Gi' }, {}, ['main: memory 10Gi → 8Gi']],
  [
    '64 MiB from 1 GiB on',
    { memory: '10Gi' },
    { memory: '1151Mi' },
    ['main: memory 10Gi → 1088Mi'],
  ],
  ['one GiB exactly', { memory: '10Gi' }, { memory: '1Gi' }, ['main: memory 10Gi → 1Gi']],
  ['8 MiB below 1 GiB', { memory: '10Gi' }, { memory: '1023Mi' }, ['main: memory 10Gi → 1016Mi']],
  ['8 MiB down to 64 MiB', { memory: '10Gi' }, { memory: '64Mi' }, ['main: memory 10Gi → 64Mi']],
  ['1 MiB below 64 MiB', { memory: '10Gi' }, { memory: '65535Ki' }, ['main: memory 10Gi → 63Mi']],
  ['1 MiB exactly', { memory: '10Gi' }, { memory: '1Mi' }, ['main: memory 10Gi → 1Mi']],
  ['kibibytes', { memory: '1Mi' }, { memory: '3Ki' }, ['main: memory 1Mi → 3Ki']],
  ['bytes', { memory: '1Mi' }, { memory: '1500' }, ['main: memory 1Mi → 1500']],
  ['from an odd amount', { memory: '1025' }, { memory: '1Ki' }, ['main: memory 1025 → 1Ki']],
  [
    'room on the disk of the node',
    { 'ephemeral-storage': '9Gi' },
    { 'ephemeral-storage': '5Gi' },
    ['main: ephemeral-storage 9Gi → 5Gi'],
  ],
  ['two at once', { cpu: '5', memory: '9Gi' }, {}, ['main: cpu 5 → 4', 'main: memory 9Gi → 8Gi']],
  [
    'of devices as many are needed as are asked for',
    { cpu: '5', 'example.com/gpu': '2' },
    {},
    null,
  ],
  ['one is short, of the other nothing is left', { cpu: '5', memory: '1' }, { memory: '0' }, null],
])('how much less: %s', ([, requests, allocatable, expected]) => {
  expect(lowered(asking(requests), allocatable)).toEqual(expected)
})

test('what is taken on the node is not free', () => {
  const used = makePod('other', {
    spec: asking({ cpu: '1', memory: '3Gi', 'ephemeral-storage': '2Gi' }),
  })
  const allocatable = { 'ephemeral-storage': '5Gi' }
  const node = makeNodeInfo(makeNode('a', { allocatable }), [used])
  const spec = asking({ cpu: '4', memory: '6Gi', 'ephemeral-storage': '5Gi' })
  expect(lowerRequests(makePod('web', { spec }), node)?.map(({ to }) => to)).toEqual([
    '3',
    '5Gi',
    '3Gi',
  ])
})

test('the container that asks for most gives way, in each phase of the Pod', () => {
  const containers = [makeContainer('small', { cpu: '1' }), makeContainer('large', { cpu: '4' })]
  expect(lowered({ containers }, {})).toEqual(['large: cpu 4 → 3'])
  const initContainers = [makeContainer('init', { cpu: '6' })]
  expect(lowered({ initContainers, containers }, {})).toEqual([
    'init: cpu 6 → 4',
    'large: cpu 4 → 3',
  ])
})

test('a sidecar that gave way in one phase is smaller in the next', () => {
  const initContainers = [
    makeContainer('proxy', { cpu: '5' }, { restartPolicy: 'Always' }),
    makeContainer('init', { cpu: '1' }),
  ]
  const containers = [makeContainer('main', { cpu: '1500m' })]
  expect(lowered({ initContainers, containers }, {})).toEqual(['proxy: cpu 5 → 2500m'])
})

test('overhead cannot be lowered, and the requests of the Pod as a whole come before those of its containers', () => {
  const containers = [makeContainer('main', { cpu: '2' })]
  expect(lowered({ containers, overhead: { cpu: '3' } }, {})).toEqual(['main: cpu 2 → 1'])
  expect(lowered({ containers, overhead: { cpu: '4' } }, {})).toBe(null)
  const resources = { requests: { cpu: '6' } }
  expect(lowered({ containers, resources }, {})).toEqual([': cpu 6 → 4'])
})
