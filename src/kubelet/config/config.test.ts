import { expect, test } from 'vitest'
import type { PodSpec } from '#api/generated/types.ts'
import { createClock } from '#sim/clock.ts'
import { FakeRuntime } from '../testing/fake-runtime.ts'
import { makePod } from '../testing/fixture.ts'
import { fnv128a } from './fnv.ts'
import { DEFAULT_KUBELET_CONFIG, readKubeletConfig } from './kubelet-config.ts'
import { applyStaticPodDefaults, forbiddenReference } from './static-pod.ts'

const origin = { nodeName: 'Worker-1', path: '/etc/kubernetes/manifests/a.yaml', nowMs: 1500 }
const containers = [{ name: 'app' }]

test.for([
  ['', '6c62272e07bb014262b821756295c58d'],
  ['a', 'd228cb696f1a8caf78912b704e4a8964'],
] as const)('FNV-128a of "%s"', ([text, hash]) => {
  expect(fnv128a(text)).toBe(hash)
})

test('a static Pod gets name, namespace, UID, annotations and toleration', () => {
  const pod = applyStaticPodDefaults(
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers } },
    origin,
  )
  const { uid = '' } = pod.metadata
  expect(pod.metadata).toEqual({
    name: 'a-worker-1',
    namespace: 'default',
    uid,
    annotations: {
      'kubernetes.io/config.hash': uid,
      'kubernetes.io/config.seen': '2026-03-02T10:00:01.500Z',
      'kubernetes.io/config.source': 'file',
    },
  })
  expect(uid).toMatch(/^[0-9a-f]{32}$/)
  expect(pod.spec?.nodeName).toBe('Worker-1')
  expect(pod.spec?.tolerations).toEqual([{ effect: 'NoExecute', operator: 'Exists' }])
})

test('the UID changes with the content and with the file, not with the time', () => {
  const uidOf = (spec: PodSpec, more = {}) =>
    applyStaticPodDefaults(makePod('a', spec), { ...origin, ...more }).metadata.uid
  const uid = uidOf({ containers })
  expect(uidOf({ containers }, { nowMs: 9 })).toBe(uid)
  expect(uidOf({ containers, hostNetwork: true })).not.toBe(uid)
  expect(uidOf({ containers }, { path: '/etc/kubernetes/manifests/b.yaml' })).not.toBe(uid)
})

const references: readonly (readonly [Partial<PodSpec>, string | null])[] = [
  [{}, null],
  [{ volumes: [{ name: 'v', hostPath: { path: '/x' } }] }, null],
  [{ serviceAccountName: 'robot' }, 'serviceaccounts'],
  [{ volumes: [{ name: 'v', configMap: { name: 'x' } }] }, 'configmaps'],
  [
    { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'x' } }] },
    'persistentvolumeclaims',
  ],
  [{ containers: [{ name: 'app', envFrom: [{ secretRef: { name: 'x' } }] }] }, 'secrets'],
]

test.for(references)('%o refers to %s', ([spec, kind]) => {
  expect(forbiddenReference(makePod('a', { containers, ...spec }))).toBe(kind)
})

test.for([
  ['', {}],
  ['staticPodPath: /srv/pods', { staticPodPath: '/srv/pods' }],
  ['maxPods: 5 # few', { maxPods: 5 }],
  ['maxPods: many', {}],
  [
    'crashLoopBackOff:\n  maxContainerRestartPeriod: "1m30s"',
    { maxContainerRestartPeriodMs: 90_000 },
  ],
  ['crashLoopBackOff:\n  maxContainerRestartPeriod: 2h', {}],
] as const)('the configuration %o', ([text, changes]) => {
  const files = { '/var/lib/kubelet/config.yaml': text }
  const { disk } = new FakeRuntime({ clock: createClock(), nodeName: 'worker-1', files })
  expect(readKubeletConfig(disk, DEFAULT_KUBELET_CONFIG)).toEqual({
    ...DEFAULT_KUBELET_CONFIG,
    ...changes,
  })
})
