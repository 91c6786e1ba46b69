import { expect, test } from 'vitest'
import type { ListeningPort } from '#api/runtime/records.ts'
import { makeContainer } from '../testing/fixture.ts'
import { portsOf } from './ports.ts'

const declares = (name: string, ...ports: readonly number[]) =>
  makeContainer(name, { ports: ports.map((containerPort) => ({ containerPort })) })
const listens = (
  containerName: string,
  port: number,
  protocol: 'TCP' | 'UDP' = 'TCP',
): ListeningPort => ({
  port,
  protocol,
  containerName,
  containerId: containerName,
})

const CASES = [
  ['a declared port', [declares('a', 80)], [], ['80 a declared']],
  ['a port that is listened on', [declares('a', 80)], [listens('a', 80)], ['80 a listening']],
  ['a port that nobody declared', [declares('a')], [listens('a', 9090)], ['9090 a listening']],
  [
    'two who want one port',
    [declares('a', 80), declares('b', 80)],
    [],
    ['80 a clash', '80 b clash'],
  ],
  [
    'the second of two',
    [declares('a', 80), declares('b', 80)],
    [listens('a', 80)],
    ['80 a listening', '80 b clash'],
  ],
  [
    'one number of two protocols',
    [declares('a', 53)],
    [listens('b', 53, 'UDP')],
    ['53 a declared', '53 b listening'],
  ],
  ['ports by number', [declares('a', 443, 80)], [], ['80 a declared', '443 a declared']],
] as const

test.for(CASES)('the port table shows %s', ([, containers, listening, expected]) => {
  const shown = portsOf(containers, listening)
  expect(
    shown.map(({ port, containerName, state }) => `${port} ${containerName} ${state}`),
  ).toEqual(expected)
})
