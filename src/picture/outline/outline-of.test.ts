import { expect, test } from 'vitest'
import type { Node, Pod } from '#api/generated/types.ts'
import type { SandboxRecord } from '#api/runtime/records.ts'
import { worldStateOf } from '#client/world.ts'
import { outlineOf, type OutlineItem } from './outline-of.ts'

test('the outline tells of nodes, Pods, containers and the network', () => {
  const node: Node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'worker-1' } }
  const pod = (name: string, nodeName?: string): Pod => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid: name },
    spec: {
      containers: [
        { name: 'app', volumeMounts: [{ name: 'data', mountPath: '/data', readOnly: true }] },
      ],
      ...(nodeName === undefined ? {} : { nodeName }),
    },
    status: { phase: 'Pending' },
  })
  const sandbox: SandboxRecord = {
    kind: 'Sandbox',
    id: 's',
    nodeName: 'worker-1',
    pod: { namespace: 'default', name: 'web', uid: 'web' },
    attempt: 0,
    state: 'ready',
    hostNetwork: false,
    ip: '10.244.1.2',
    createdAtMs: 0,
    ports: [{ port: 80, protocol: 'TCP', containerName: 'app', containerId: 'c' }],
  }
  const world = worldStateOf([
    ['Node//worker-1', node],
    ['Pod/default/web', pod('web', 'worker-1')],
    ['Pod/default/later', pod('later')],
    ['Sandbox/worker-1/s', sandbox],
  ])
  const lines = (items: readonly OutlineItem[], depth = 0): readonly string[] =>
    items.flatMap((item) => [
      `${'  '.repeat(depth)}${item.label}: ${item.detail}`,
      ...lines(item.children, depth + 1),
    ])
  expect(lines(outlineOf(world))).toEqual([
    'Pods without a node: ',
    '  Pod later: 0/1 ready',
    '    Container app: mounts data at /data read-only',
    'Nodes: ',
    '  Node worker-1: allocatable cpu ?, memory ?',
    '    Pod web: 0/1 ready',
    '      Network 10.244.1.2: listening: 80 by app',
    '      Container app: mounts data at /data read-only',
  ])
})
