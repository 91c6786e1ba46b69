import { expect, test } from 'vitest'
import type { ObjectOf } from '#api/meta/object.ts'
import { drawnOf } from './drawn-of.ts'

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'
const terminated = { exitCode: 0, reason: 'Completed' }

const pod: ObjectOf<'Pod'> = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', annotations: { [LAST_APPLIED]: '{}', mine: 'yes' } },
  spec: { containers: [{ name: 'web' }] },
  status: {
    phase: 'Running',
    containerStatuses: [
      {
        name: 'web',
        image: 'nginx',
        imageID: 'sha256:1',
        containerID: 'containerd://1',
        ready: true,
        restartCount: 1,
        state: { running: {} },
        lastState: { terminated: { ...terminated, containerID: 'containerd://0' } },
      },
    ],
  },
}

test('what only the YAML of a Pod shows is not sent to the page', () => {
  expect(drawnOf(pod)).toEqual({
    ...pod,
    metadata: { name: 'web', annotations: { mine: 'yes' } },
    status: {
      phase: 'Running',
      containerStatuses: [
        {
          name: 'web',
          image: 'nginx',
          imageID: 'sha256:1',
          ready: true,
          restartCount: 1,
          state: { running: {} },
          lastState: { terminated },
        },
      ],
    },
  })
  const bare: ObjectOf<'Pod'> = {
    ...pod,
    metadata: { name: 'web', annotations: { [LAST_APPLIED]: '{}' } },
  }
  expect(drawnOf(bare)).toMatchObject({ metadata: { name: 'web' } })
  expect(drawnOf(bare)).not.toHaveProperty('metadata.annotations')
})

test('everything else is the object itself', () => {
  const node: ObjectOf<'Node'> = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' } }
  expect(drawnOf(node)).toBe(node)
})
