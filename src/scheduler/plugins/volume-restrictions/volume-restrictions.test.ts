import { expect, test } from 'vitest'
import type { Pod, Volume } from '#api/generated/types.ts'
import { createFakeApiServer } from '#testing/fake-api-server.ts'
import { makeNode, makePod } from '#testing/make-objects.ts'
import { makeSnapshot } from '#testing/run-plugin.ts'
import { createCycleState } from '../../framework/cycle-state.ts'
import { disksClash } from './disk-conflict.ts'
import { createVolumeRestrictions } from './volume-restrictions.ts'

const podWith = (name: string, source: Omit<Volume, 'name'>): Pod =>
  makePod(name, { spec: { nodeName: 'a', volumes: [{ name: 'v', ...source }] } })
const gce = (pdName: string, readOnly = false): Omit<Volume, 'name'> => ({
  gcePersistentDisk: { pdName, readOnly },
})
const ebs = (volumeID: string, readOnly = false): Omit<Volume, 'name'> => ({
  awsElasticBlockStore: { volumeID, readOnly },
})
const iscsi = (iqn: string, readOnly = false): Omit<Volume, 'name'> => ({
  iscsi: { iqn, lun: 0, targetPortal: 'p', readOnly },
})
const rbd = (monitor: string, pool = 'rbd'): Omit<Volume, 'name'> => ({
  rbd: { image: 'i', monitors: [monitor, 'm'], pool },
})

const DISKS = [
  ['one GCE disk', gce('d'), gce('d'), true],
  ['one GCE disk that both only read', gce('d', true), gce('d', true), false],
  ['one GCE disk that one of them writes', gce('d', true), gce('d'), true],
  ['two GCE disks', gce('d'), gce('e'), false],
  ['one EBS volume, even when both only read', ebs('v', true), ebs('v', true), true],
  ['one iSCSI target', iscsi('t'), iscsi('t'), true],
  ['one iSCSI target that both only read', iscsi('t', true), iscsi('t', true), false],
  ['one RBD image by a common monitor', rbd('x'), rbd('y'), true],
  ['RBD images of two pools', rbd('x', 'p'), rbd('x', 'q'), false],
  ['disks of two sorts', gce('d'), ebs('d'), false],
  ['no disk at all', { emptyDir: {} }, { emptyDir: {} }, false],
] as const

test.for(DISKS)('two Pods on one node with %s', ([, one, other, clash]) => {
  expect(disksClash(podWith('one', one), podWith('other', other))).toBe(clash)
})

const claim = (claimName: string): Omit<Volume, 'name'> => ({
  persistentVolumeClaim: { claimName },
})

const MODES = [
  ['ReadWriteOncePod', 'default', 'Unschedulable'],
  ['ReadWriteOncePod', 'another', null],
  ['ReadWriteOnce', 'default', null],
  [undefined, 'default', null],
] as const

test.for(MODES)(
  'a claim with %s is used by a Pod of the namespace %s',
  ([mode, namespace, code]) => {
    const { client, apply } = createFakeApiServer()
    apply({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', namespace: 'default' },
      ...(mode === undefined ? {} : { spec: { accessModes: [mode] } }),
    })
    const user = podWith('user', claim('data'))
    const snapshot = makeSnapshot(
      [makeNode('a'), makeNode('b')],
      [{ ...user, metadata: { ...user.metadata, namespace } }, podWith('other', claim('logs'))],
    )
    const plugin = createVolumeRestrictions({ client, snapshot })
    const state = createCycleState()
    const pod = podWith('waits', claim('data'))
    plugin.preFilter(state, pod, snapshot)
    // It may be used by one Pod of the whole cluster.
    for (const node of snapshot.nodes)
      expect(plugin.filter(state, pod, node)?.code ?? null).toBe(code)
    const trial = snapshot.get('a')?.clone()
    trial?.removePod('uid-of-user')
    expect(trial === undefined ? 'no node' : plugin.filter(state, pod, trial)).toBeNull()
  },
)
