import { expect, test } from 'vitest'
import type { Pod } from '#api/generated/types.ts'
import {
  allContainers,
  findContainer,
  hostPortsOf,
  isMirrorPod,
  isTerminalPod,
  longRunningContainers,
} from './containers.ts'

const port = (hostPort: number) => ({ containerPort: 80, hostPort })
const pod: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', annotations: { 'kubernetes.io/config.mirror': 'x' } },
  spec: {
    initContainers: [
      { name: 'i', ports: [port(1)] },
      { name: 's', restartPolicy: 'Always', ports: [port(2)] },
    ],
    containers: [{ name: 'a', ports: [port(3), { containerPort: 90 }] }],
  },
  status: { phase: 'Failed' },
}

test('containers are listed in the order in which they start, with their roles', () => {
  expect(
    allContainers(pod).map(({ container, role, index }) => [container.name, role, index]),
  ).toEqual([
    ['i', 'init', 0],
    ['s', 'sidecar', 1],
    ['a', 'app', 0],
  ])
  expect(longRunningContainers(pod).map(({ name }) => name)).toEqual(['s', 'a'])
  expect(findContainer(pod, 's')?.role).toBe('sidecar')
  expect(findContainer(pod, 'x')).toBeUndefined()
})

test('only sidecars and app containers occupy host ports', () => {
  expect(hostPortsOf(pod).map(({ hostPort }) => hostPort)).toEqual([2, 3])
})

test('annotation and phase tell mirror Pods and terminal Pods', () => {
  expect(isMirrorPod(pod)).toBe(true)
  expect(isTerminalPod(pod)).toBe(true)
  expect(isTerminalPod({ ...pod, status: { phase: 'Running' } })).toBe(false)
})
