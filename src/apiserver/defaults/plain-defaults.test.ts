import { expect, test } from 'vitest'
import type { Pod } from '#api/generated/types.ts'
import { setPlainDefaults } from './plain-defaults.ts'

const pod: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: {
    containers: [
      { name: 'a', ports: [{ containerPort: 80 }, { containerPort: 53, protocol: 'UDP' }] },
    ],
    volumes: [{ name: 'b', iscsi: { targetPortal: 'x', iqn: 'y', lun: 0 } }],
  },
}

test('fields that are missing get what the documents say, at any depth', () => {
  const { spec } = setPlainDefaults('Pod', pod)
  expect(spec?.containers[0]?.ports?.map(({ protocol }) => protocol)).toEqual(['TCP', 'UDP'])
  expect(spec?.volumes?.[0]?.iscsi?.iscsiInterface).toBe('default')
})

test('a zero counts where Go has a pointer, and is as good as missing elsewhere', () => {
  const complete = (replicas: number): unknown =>
    setPlainDefaults('ReplicationControllerSpec', { replicas })
  expect(complete(0)).toEqual({ replicas: 0 })
  expect(setPlainDefaults('ReplicationControllerSpec', {})).toEqual({ replicas: 1 })
  expect(setPlainDefaults('ContainerPort', { protocol: '' })).toEqual({ protocol: 'TCP' })
})

test('an object that lacks nothing is the same one', () => {
  const complete = setPlainDefaults('Pod', pod)
  expect(setPlainDefaults('Pod', complete)).toBe(complete)
  expect(setPlainDefaults('Nothing', complete)).toBe(complete)
})
