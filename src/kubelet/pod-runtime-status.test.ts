import { expect, test } from 'vitest'
import type { SandboxRecord } from '#api/runtime/records.ts'
import { createClock } from '#sim/clock.ts'
import {
  activeStatus,
  containerInSentence,
  fieldPathOf,
  instancesOf,
  latestOf,
  latestSandbox,
  readRuntimeStatus,
} from './pod-runtime-status.ts'
import { FakeRuntime } from './testing/fake-runtime.ts'
import { makePod } from './testing/fixture.ts'
import { makeContainer, makeRuntimeStatus, makeSandbox } from './testing/records.ts'

const ONE = makePod('web', { initContainers: [{ name: 'init' }], containers: [{ name: 'app' }] })
const MANY = makePod('web', {
  initContainers: [{ name: 'a' }, { name: 's', restartPolicy: 'Always' }, { name: 'b' }],
  containers: [{ name: 'app' }],
  ephemeralContainers: [{ name: 'debug' }],
})

test.for([
  [ONE, 'init', 'init container `init`', 'spec.initContainers{init}'],
  [ONE, 'app', 'container `app`', 'spec.containers{app}'],
  [MANY, 'a', 'init container `a` (1 of 3)', 'spec.initContainers{a}'],
  [MANY, 'b', 'init container `b` (3 of 3)', 'spec.initContainers{b}'],
  [MANY, 's', 'sidecar `s`', 'spec.initContainers{s}'],
  [MANY, 'debug', 'ephemeral container `debug`', 'spec.ephemeralContainers{debug}'],
] as const)('of %j `%s` is %s, at %s', ([pod, name, sentence, path]) => {
  expect([containerInSentence(pod, name), fieldPathOf(pod, name)]).toEqual([sentence, path])
})

const [FIRST, SECOND] = [makeContainer('app', 1), makeContainer('app', 'running', { attempt: 1 })]
const OTHER = makeContainer('other', 'running', { sandboxId: 's1' })

test('instances come newest first', () => {
  const status = makeRuntimeStatus(FIRST, OTHER, SECOND)
  expect(instancesOf(status, 'app')).toEqual([SECOND, FIRST])
  expect(latestOf(status, 'app')).toBe(SECOND)
  expect(latestOf(status, 'nope')).toBeUndefined()
})

test('of sandboxes the one that was made last counts, and what is in it', () => {
  const sandboxes = [makeSandbox({ attempt: 1 }), makeSandbox()]
  expect(latestSandbox({ sandboxes })?.id).toBe('s1')
  expect(latestSandbox({ sandboxes: [] })).toBeUndefined()
  const twins = [makeSandbox(), makeSandbox({ id: 'twin' })]
  expect(latestSandbox({ sandboxes: twins })?.id).toBe('twin')
  const status = { sandboxes, containers: [FIRST, OTHER], podIp: '' }
  expect(activeStatus(status).containers).toEqual([OTHER])
})

// Follows what pkg/kubelet/pleg/generic.go, getPodIPs, keeps of a Pod without a sandbox that is ready.
test.for<readonly [string, readonly SandboxRecord[], string]>([
  ['the address of the sandbox', [makeSandbox()], '10.244.1.2'],
  ['none in the network of the node', [makeSandbox({ hostNetwork: true })], ''],
  ['the last one when the sandbox is gone', [makeSandbox({ state: 'notready' })], '10.244.1.9'],
  [
    'the new one',
    [makeSandbox({ state: 'notready' }), makeSandbox({ attempt: 1, ip: '10.244.1.3' })],
    '10.244.1.3',
  ],
  [
    'none while the new one has none',
    [makeSandbox({ state: 'notready' }), makeSandbox({ attempt: 1, ip: '' })],
    '',
  ],
  ['none without a sandbox', [], ''],
])('%s', ([, sandboxes, podIp]) => {
  const { service } = new FakeRuntime({ clock: createClock(), nodeName: 'worker-1' })
  service.podSandboxes = () => sandboxes
  const before = { sandboxes: [], containers: [], podIp: '10.244.1.9' }
  expect(readRuntimeStatus(service, 'u', before).podIp).toBe(podIp)
})
