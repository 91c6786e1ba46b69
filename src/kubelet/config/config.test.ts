import { expect, test } from 'vitest'
import type { EnvVarSource, PodSpec, Volume, VolumeProjection } from '#api/generated/types.ts'
import { createClock } from '#sim/clock.ts'
import { FakeRuntime } from '../testing/fake-runtime.ts'
import { makePod } from '../testing/fixture.ts'
import { fnv128a } from './fnv.ts'
import { configuredMachine } from '../node-status/configured-machine.ts'
import type { MachineInfo } from '../node-status/setters.ts'
import {
  DEFAULT_KUBELET_CONFIG,
  type KubeletConfig,
  type LoadedConfig,
  loadKubeletConfig,
} from './kubelet-config.ts'
import { FIELD_NAMES } from './configuration-fields.ts'
import { configurationIn, readJson } from './read-configuration.ts'
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

const volume = (source: Omit<Volume, 'name'>): Partial<PodSpec> => ({
  volumes: [
    { name: 'first', hostPath: { path: '/x' } },
    { name: 'v', ...source },
  ],
})
const projected = (source: VolumeProjection): Partial<PodSpec> =>
  volume({ projected: { sources: [source] } })
const env = (valueFrom: EnvVarSource): Partial<PodSpec> => ({
  containers: [{ name: 'app', env: [{ name: 'A', valueFrom }] }],
})

const references: readonly (readonly [Partial<PodSpec>, string | null])[] = [
  [{}, null],
  [{ volumes: [{ name: 'v', hostPath: { path: '/x' } }] }, null],
  [{ serviceAccountName: 'robot' }, 'serviceaccounts'],
  [{ volumes: [{ name: 'v', configMap: { name: 'x' } }] }, 'configmaps'],
  [{ containers: [{ name: 'app', envFrom: [{ secretRef: { name: 'x' } }] }] }, 'secrets'],
  [{ containers: [{ name: 'app', envFrom: [{ configMapRef: { name: 'x' } }] }] }, 'configmaps'],
  [{ initContainers: [{ name: 'init', envFrom: [{ secretRef: { name: 'x' } }] }] }, 'secrets'],
  [env({ secretKeyRef: { name: 'x', key: 'k' } }), 'secrets'],
  [env({ configMapKeyRef: { name: 'x', key: 'k' } }), 'configmaps'],
  [env({ fieldRef: { fieldPath: 'metadata.name' } }), null],
  [{ containers: [{ name: 'app', env: [{ name: 'A', value: '1' }] }] }, null],
  [{ imagePullSecrets: [{ name: 'x' }] }, 'secrets'],
  [{ imagePullSecrets: [{}] }, null],
  [{ serviceAccountName: '' }, null],
  [{ resourceClaims: [{ name: 'gpu' }] }, 'resourceclaims'],
  [{ resourceClaims: [] }, null],
  [volume({ secret: { secretName: 'x' } }), 'secrets'],
  [volume({ persistentVolumeClaim: { claimName: 'x' } }), 'persistentvolumeclaims'],
  [volume({ ephemeral: {} }), 'persistentvolumeclaims (via ephemeral volumes)'],
  [volume({ csi: { driver: 'x' } }), 'csidrivers (via CSI volumes)'],
  [volume({ csi: { driver: 'x', nodePublishSecretRef: { name: 'x' } } }), 'secrets'],
  [volume({ glusterfs: { endpoints: 'x', path: 'x' } }), 'endpoints (via glusterFS volumes)'],
  [volume({ azureFile: { secretName: 'x', shareName: 'x' } }), 'secrets'],
  [volume({ cephfs: { monitors: [], secretRef: { name: 'x' } } }), 'secrets'],
  [volume({ cephfs: { monitors: [], secretRef: {} } }), null],
  [volume({ iscsi: { iqn: 'x', lun: 1, targetPortal: 'x', secretRef: { name: 'x' } } }), 'secrets'],
  [volume({ emptyDir: {} }), null],
  [volume({ downwardAPI: {} }), null],
  [projected({ secret: { name: 'x' } }), 'secrets'],
  [projected({ configMap: { name: 'x' } }), 'configmaps'],
  [projected({ serviceAccountToken: { path: 'x' } }), 'serviceaccounts (via projected volumes)'],
  [projected({ clusterTrustBundle: { path: 'x' } }), 'clustertrustbundles'],
  [projected({ podCertificate: { keyType: 'x', signerName: 'x' } }), 'podcertificates'],
  [projected({ downwardAPI: {} }), null],
  // What is said first.
  [{ serviceAccountName: 'x', imagePullSecrets: [{ name: 'x' }] }, 'serviceaccounts'],
  [{ imagePullSecrets: [{ name: 'x' }], ...volume({ configMap: { name: 'x' } }) }, 'secrets'],
  [{ resourceClaims: [{ name: 'x' }], ...volume({ configMap: { name: 'x' } }) }, 'configmaps'],
  [{ resourceClaims: [{ name: 'x' }], ...volume({ csi: { driver: 'x' } }) }, 'resourceclaims'],
]

test.for(references)('%o refers to %s', ([spec, kind]) => {
  expect(forbiddenReference(makePod('a', { containers, ...spec }))).toBe(kind)
})

const HEAD = { kind: 'KubeletConfiguration', apiVersion: 'kubelet.config.k8s.io/v1beta1' }

function loaded(fields: object | string) {
  const text = typeof fields === 'string' ? fields : JSON.stringify({ ...HEAD, ...fields })
  const files = { '/var/lib/kubelet/config.yaml': text }
  const { disk } = new FakeRuntime({ clock: createClock(), nodeName: 'worker-1', files })
  return loadKubeletConfig(disk, (found) => configurationIn(found, readJson))
}

test.for<readonly [object, Partial<KubeletConfig>]>([
  [{ staticPodPath: '' }, { staticPodPath: '' }],
  [{ staticPodPath: '/srv/pods' }, { staticPodPath: '/srv/pods' }],
  [{ staticPodPath: 'pods' }, { staticPodPath: '/var/lib/kubelet/pods' }],
  [{ maxPods: 5 }, { maxPods: 5 }],
  [{ maxPods: null }, {}],
  [{ fileCheckFrequency: '1m' }, { fileCheckFrequencyMs: 60_000 }],
  [{ fileCheckFrequency: '0s' }, {}],
  [{ registerNode: false }, { registerNode: false }],
  [{ kubeReserved: { cpu: '100m' } }, { kubeReserved: { cpu: '100m' } }],
  [
    { registerWithTaints: [{ key: 'a', effect: 'NoSchedule', nope: 1 }] },
    { registerWithTaints: [{ key: 'a', effect: 'NoSchedule' }] },
  ],
  [
    { crashLoopBackOff: { maxContainerRestartPeriod: '1m30s' } },
    { maxContainerRestartPeriodMs: 90_000 },
  ],
  [
    { shutdownGracePeriod: '1m', shutdownGracePeriodCriticalPods: '10s' },
    { shutdownGracePeriodMs: 60_000, shutdownGracePeriodCriticalPodsMs: 10_000 },
  ],
  [
    { shutdownGracePeriodByPodPriority: [{ priority: 5, shutdownGracePeriodSeconds: 7 }, null] },
    {
      shutdownGracePeriodByPodPriority: [
        { priority: 5, seconds: 7 },
        { priority: 0, seconds: 0 },
      ],
    },
  ],
])('the configuration %o', ([fields, changes]) => {
  expect(loaded({ staticPodPath: '/etc/kubernetes/manifests', ...fields })).toEqual({
    config: { ...DEFAULT_KUBELET_CONFIG, ...changes },
    unknown: [],
    idle: [],
  })
})

test('without a file a kubelet that is to read one ends', () => {
  const { disk } = new FakeRuntime({ clock: createClock(), nodeName: 'worker-1' })
  const path = '/var/lib/kubelet/config.yaml'
  expect(loadKubeletConfig(disk, (found) => configurationIn(found, readJson))).toEqual({
    error: `failed to load kubelet config file, path: ${path}, error: failed to load Kubelet config file ${path}, error failed to read kubelet config file "${path}", error: open ${path}: no such file or directory`,
  })
})

test('fields that nobody knows, and those without an effect, are told apart', () => {
  const zero = { shutdownGracePeriodCriticalPods: '0s' }
  const idle = { podCIDR: '10.0.0.0/8', seccompDefault: true }
  expect(loaded({ maxPodz: 5, ...idle, ...zero, maxPods: 7 })).toMatchObject({
    config: { maxPods: 7 },
    unknown: ['maxPodz'],
    idle: ['podCIDR', 'seccompDefault'],
  })
})

test('one threshold replaces all others, unless they are to be kept', () => {
  const evictionHard = { 'memory.available': '1Gi' }
  expect(loaded({ evictionHard })).toMatchObject({ config: { evictionHard } })
  expect(loaded({ evictionHard, mergeDefaultEvictionSettings: true })).toMatchObject({
    config: { evictionHard: { ...evictionHard, 'nodefs.available': '10%' } },
  })
})

const FILE = '/var/lib/kubelet/config.yaml'
const FAILED = `failed to load kubelet config file, path: ${FILE}, error: failed to load Kubelet config file ${FILE}, error`
const INVALID = 'failed to validate kubelet configuration, error: '

test.for<readonly [object | string, string]>([
  ['', `${FAILED} kubelet config file "${FILE}" was empty`],
  ['null', `${FAILED} failed to decode: Object 'Kind' is missing in 'null'`],
  [{ kind: '' }, `${FAILED} failed to decode: Object 'Kind' is missing in the file`],
  [
    { kind: 'Pod', apiVersion: 'v1' },
    `${FAILED} failed to decode: no kind "Pod" is registered for version "v1" in scheme "pkg/kubelet/apis/config/scheme/scheme.go:33"`,
  ],
  [
    { maxPods: 'many' },
    `${FAILED} failed to decode: json: cannot unmarshal string into Go struct field KubeletConfiguration.maxPods of type int32`,
  ],
  [
    { systemReserved: { cpu: 1 } },
    `${FAILED} failed to decode: json: cannot unmarshal number into Go struct field KubeletConfiguration.systemReserved of type string`,
  ],
  [{ syncFrequency: 'soon' }, `${FAILED} failed to decode: time: invalid duration "soon"`],
  [
    { maxPods: -3, imageGCHighThresholdPercent: 70 },
    `${INVALID}[invalid configuration: imageGCLowThresholdPercent (--image-gc-low-threshold) 80 must be less than imageGCHighThresholdPercent (--image-gc-high-threshold) 70, invalid configuration: maxPods (--max-pods) -3 must not be a negative number], path: &TypeMeta{Kind:,APIVersion:,}`,
  ],
  [
    {
      shutdownGracePeriod: '10s',
      shutdownGracePeriodByPodPriority: [{ priority: 1, shutdownGracePeriodSeconds: 1 }],
    },
    `${INVALID}invalid configuration: Cannot specify both shutdownGracePeriodByPodPriority and shutdownGracePeriod at the same time, path: &TypeMeta{Kind:,APIVersion:,}`,
  ],
  [
    { shutdownGracePeriodByPodPriority: ['soon'] },
    `${FAILED} failed to decode: json: cannot unmarshal string into Go struct field KubeletConfiguration.shutdownGracePeriodByPodPriority of type v1beta1.ShutdownGracePeriodByPodPriority`,
  ],
  [
    { shutdownGracePeriodByPodPriority: [{ priority: 'high' }] },
    `${FAILED} failed to decode: json: cannot unmarshal string into Go struct field ShutdownGracePeriodByPodPriority.shutdownGracePeriodByPodPriority.priority of type int32`,
  ],
  [
    { shutdownGracePeriod: '10s', shutdownGracePeriodCriticalPods: '20s' },
    `${INVALID}invalid configuration: shutdownGracePeriodCriticalPods {20s} must be <= shutdownGracePeriod {10s}, path: &TypeMeta{Kind:,APIVersion:,}`,
  ],
  [
    { kubeReserved: { 'nvidia.com/gpu': '1' } },
    'failed to run Kubelet: --kube-reserved value failed to parse: cannot reserve "nvidia.com/gpu" resource',
  ],
  [
    { registerWithTaints: ['x'] },
    `${FAILED} failed to decode: json: cannot unmarshal string into Go struct field KubeletConfiguration.registerWithTaints of type v1.Taint`,
  ],
  [
    { registerWithTaints: [{ key: 5 }] },
    `${FAILED} failed to decode: json: cannot unmarshal number into Go struct field Taint.registerWithTaints.key of type string`,
  ],
  [
    { registerWithTaints: [null, { key: 'a', effect: 'Nope' }] },
    `${INVALID}[invalid taint: {   <nil>}, invalid taint: {a  Nope <nil>}], path: &TypeMeta{Kind:,APIVersion:,}`,
  ],
  [
    { kubeReserved: { cpu: null } },
    'failed to run Kubelet: --kube-reserved value failed to parse: failed to parse quantity "" for "cpu" resource: quantities must match the regular expression \'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$\'',
  ],
  [
    { evictionHard: { 'disk.free': '10%' } },
    'failed to run Kubelet: unsupported eviction signal disk.free',
  ],
])('the configuration %o ends the kubelet', ([fields, error]) => {
  expect(loaded(fields)).toEqual({ error })
})

/** One thing that ValidateKubeletConfiguration or the decoder says. */
const invalid = (what: string) =>
  `${INVALID}invalid configuration: ${what}, path: &TypeMeta{Kind:,APIVersion:,}`
const cannot = (what: string, field: string, type: string) =>
  `${FAILED} failed to decode: json: cannot unmarshal ${what} into Go struct field ${field} of type ${type}`

test.for<readonly [object, string | null]>([
  [{ nodeLeaseDurationSeconds: -1 }, invalid('nodeLeaseDurationSeconds must be greater than 0')],
  [{ nodeLeaseDurationSeconds: 1 }, null],
  ...(
    [
      ['eventBurst', '--event-burst'],
      ['eventRecordQPS', '--event-qps'],
      ['kubeAPIBurst', '--kube-api-burst'],
      ['kubeAPIQPS', '--kube-api-qps'],
      ['maxOpenFiles', '--max-open-files'],
      ['maxPods', '--max-pods'],
      ['podsPerCore', '--pods-per-core'],
      ['registryBurst', '--registry-burst'],
      ['registryPullQPS', '--registry-qps'],
    ] as const
  ).flatMap(([name, flag]) => [
    [{ [name]: -1 }, invalid(`${name} (${flag}) -1 must not be a negative number`)] as const,
    [{ [name]: 0 }, null] as const,
  ]),
  [
    { imageGCHighThresholdPercent: 101 },
    invalid(
      'imageGCHighThresholdPercent (--image-gc-high-threshold) 101 must be between 0 and 100, inclusive',
    ),
  ],
  [{ imageGCHighThresholdPercent: 100 }, null],
  [
    { imageGCLowThresholdPercent: -1 },
    invalid(
      'imageGCLowThresholdPercent (--image-gc-low-threshold) -1 must be between 0 and 100, inclusive',
    ),
  ],
  [{ imageGCLowThresholdPercent: 0 }, null],
  [
    { imageGCLowThresholdPercent: 85 },
    invalid(
      'imageGCLowThresholdPercent (--image-gc-low-threshold) 85 must be less than imageGCHighThresholdPercent (--image-gc-high-threshold) 85',
    ),
  ],
  [
    { runOnce: true },
    invalid('runOnce (--runOnce) true, Runonce mode has been deprecated and should not be set'),
  ],
  [{ runOnce: false }, null],
  [
    {
      registerWithTaints: [{ key: 'a', effect: 'NoExecute', timeAdded: '2026-03-02T10:00:00Z' }],
    },
    invalid('taint.TimeAdded is not nil'),
  ],
  [{ registerWithTaints: [{ key: 'a', value: 'b', effect: 'PreferNoSchedule' }] }, null],
  [{ registerWithTaints: [{ key: 'a', effect: '' }] }, null],
  [
    { registerWithTaints: [{ key: 'a b', value: 'c', effect: 'NoSchedule' }] },
    `${INVALID}invalid taint: {a b c NoSchedule <nil>}, path: &TypeMeta{Kind:,APIVersion:,}`,
  ],
  [
    { registerWithTaints: [{ key: 'a', value: 'b c', effect: 'NoSchedule' }] },
    `${INVALID}invalid taint: {a b c NoSchedule <nil>}, path: &TypeMeta{Kind:,APIVersion:,}`,
  ],
  [
    { shutdownGracePeriod: '999ms' },
    invalid('shutdownGracePeriod {999ms} must be either zero or otherwise >= 1 sec'),
  ],
  [{ shutdownGracePeriod: '1s' }, null],
  [
    { shutdownGracePeriod: '2s', shutdownGracePeriodCriticalPods: '500ms' },
    invalid('shutdownGracePeriodCriticalPods {500ms} must be either zero or otherwise >= 1 sec'),
  ],
  [{ shutdownGracePeriod: '2s', shutdownGracePeriodCriticalPods: '2s' }, null],
  [
    { shutdownGracePeriodCriticalPods: '-1s' },
    invalid('shutdownGracePeriodCriticalPods {-1s} must be either zero or otherwise >= 1 sec'),
  ],
  [
    { crashLoopBackOff: { maxContainerRestartPeriod: '999ms' } },
    invalid(
      'CrashLoopBackOff.MaxContainerRestartPeriod (got: 0.999 seconds) must be set between 1s and 300s',
    ),
  ],
  [{ crashLoopBackOff: { maxContainerRestartPeriod: '1s' } }, null],
  [{ crashLoopBackOff: { maxContainerRestartPeriod: '300s' } }, null],
  [
    { crashLoopBackOff: { maxContainerRestartPeriod: '301s' } },
    invalid(
      'CrashLoopBackOff.MaxContainerRestartPeriod (got: 301 seconds) must be set between 1s and 300s',
    ),
  ],
  [{ maxPods: 1.5 }, cannot('number 1.5', 'KubeletConfiguration.maxPods', 'int32')],
  [
    { maxPods: 2_147_483_648 },
    cannot('number 2147483648', 'KubeletConfiguration.maxPods', 'int32'),
  ],
  [{ maxPods: 2_147_483_647 }, null],
  [{ staticPodPath: 5 }, cannot('number', 'KubeletConfiguration.staticPodPath', 'string')],
  [{ registerNode: 'no' }, cannot('string', 'KubeletConfiguration.registerNode', 'bool')],
  [
    { systemReserved: [] },
    cannot('array', 'KubeletConfiguration.systemReserved', 'map[string]string'),
  ],
  [{ clusterDNS: {} }, cannot('object', 'KubeletConfiguration.clusterDNS', '[]string')],
  [{ clusterDNS: [1] }, cannot('number', 'KubeletConfiguration.clusterDNS', 'string')],
  [{ clusterDNS: ['10.96.0.10', null] }, null],
  [
    { fileCheckFrequency: 20 },
    `${FAILED} failed to decode: json: cannot unmarshal number into Go value of type string`,
  ],
  [
    { shutdownGracePeriodByPodPriority: [{ priority: 3_000_000_000 }] },
    cannot(
      'number 3000000000',
      'ShutdownGracePeriodByPodPriority.shutdownGracePeriodByPodPriority.priority',
      'int32',
    ),
  ],
  [
    { shutdownGracePeriodByPodPriority: [{ shutdownGracePeriodSeconds: 1.5 }] },
    cannot(
      'number 1.5',
      'ShutdownGracePeriodByPodPriority.shutdownGracePeriodByPodPriority.shutdownGracePeriodSeconds',
      'int64',
    ),
  ],
  [
    {
      shutdownGracePeriodByPodPriority: [
        { priority: 2_147_483_647, shutdownGracePeriodSeconds: 3_000_000_000 },
      ],
    },
    null,
  ],
  [
    { shutdownGracePeriodByPodPriority: [{ priority: null, shutdownGracePeriodSeconds: null }] },
    null,
  ],
  [
    { kubeReserved: { cpu: '-1' } },
    'failed to run Kubelet: --kube-reserved value failed to parse: resource quantity for "cpu" cannot be negative: -1',
  ],
  [{ kubeReserved: { cpu: '1', memory: '1Gi', 'ephemeral-storage': '1Gi', pid: '9' } }, null],
  [
    { systemReserved: { storage: '1Gi' } },
    'failed to run Kubelet: --system-reserved value failed to parse: cannot reserve "storage" resource',
  ],
  [
    { evictionHard: { 'memory.available': '-1%' } },
    'failed to run Kubelet: eviction percentage threshold memory.available must be >= 0%: -1%',
  ],
  [
    { evictionHard: { 'memory.available': '101%' } },
    'failed to run Kubelet: eviction percentage threshold memory.available must be <= 100%: 101%',
  ],
  [{ evictionHard: { 'memory.available': '100%', 'nodefs.available': '0%' } }, null],
  [
    { evictionHard: { 'memory.available': 'x%' } },
    'failed to run Kubelet: strconv.ParseFloat: parsing "x": invalid syntax',
  ],
  [
    { evictionHard: { 'memory.available': '%' } },
    'failed to run Kubelet: strconv.ParseFloat: parsing "": invalid syntax',
  ],
  [
    { evictionHard: { 'nodefs.inodesFree': '0' } },
    'failed to run Kubelet: eviction threshold nodefs.inodesFree must be positive: 0',
  ],
  [{ evictionHard: { 'imagefs.inodesFree': '1', 'pid.available': '1k' } }, null],
  [{ evictionHard: { 'containerfs.available': '1', 'containerfs.inodesFree': '1' } }, null],
  [
    { evictionHard: { 'imagefs.available': 'x' } },
    "failed to run Kubelet: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  ],
  [
    { kind: 'KubeletConfiguration', apiVersion: '' },
    `${FAILED} failed to decode: Object 'apiVersion' is missing in the file`,
  ],
  [
    { apiVersion: 'kubelet.config.k8s.io/v1' },
    `${FAILED} failed to decode: no kind "KubeletConfiguration" is registered for version "kubelet.config.k8s.io/v1" in scheme "pkg/kubelet/apis/config/scheme/scheme.go:33"`,
  ],
])('the configuration %o is taken, or refused with its words', ([fields, error]) => {
  const read = loaded(fields)
  expect('error' in read ? read.error : null).toBe(error)
})

const MACHINE = { capacity: { cpu: '4', memory: '8Gi', 'ephemeral-storage': '40Gi', pods: '110' } }

test.for<readonly [object, Readonly<Record<string, string>>]>([
  [{}, { cpu: '4', memory: '8Gi', 'ephemeral-storage': '40Gi', pods: '110' }],
  [{ maxPods: 20 }, { cpu: '4', memory: '8Gi', 'ephemeral-storage': '40Gi', pods: '20' }],
  [{ podsPerCore: 10 }, { cpu: '4', memory: '8Gi', 'ephemeral-storage': '40Gi', pods: '40' }],
  [
    {
      systemReserved: { cpu: '500m', memory: '1Gi' },
      kubeReserved: { cpu: '250m' },
      evictionHard: { 'memory.available': '1Gi', 'nodefs.available': '10%' },
    },
    { cpu: '3250m', memory: '6Gi', 'ephemeral-storage': '36Gi', pods: '110' },
  ],
  [
    { kubeReserved: { cpu: '9' } },
    { cpu: '0', memory: '8Gi', 'ephemeral-storage': '40Gi', pods: '110' },
  ],
])('the configuration %o leaves for Pods %o', ([fields, allocatable]) => {
  const { config } = loaded(fields) as LoadedConfig
  const machine = { ...MACHINE, allocatable: MACHINE.capacity } as unknown as MachineInfo
  expect(configuredMachine(machine, config).allocatable).toEqual(allocatable)
})

test('whatever stands in a field, it is read or refused', () => {
  const odd = [
    null,
    true,
    -1,
    1.5,
    'x',
    '',
    [],
    [null],
    [1],
    ['x'],
    [[]],
    {},
    { a: null },
    [{ a: {} }],
  ]
  for (const name of FIELD_NAMES)
    for (const value of odd) {
      const read = loaded({ [name]: value })
      if ('error' in read) expect(read.error).toMatch(/^failed to /)
      else expect(read.unknown).toEqual([])
    }
})
