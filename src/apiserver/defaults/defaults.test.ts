import { expect, test } from 'vitest'
import type { Container, Pod, PodSpec } from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { applyMatchLabelKeys } from '../registry/core/pod/match-label-keys.ts'
import { setDefaults } from './set-defaults.ts'

const pod = (spec: Partial<PodSpec>): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', labels: { app: 'web' } },
  spec: { containers: [], ...spec },
})
function specOf(spec: Partial<PodSpec>): PodSpec {
  const object = setDefaults(pod(spec))
  if (object.kind !== 'Pod' || object.spec === undefined) throw new Error('a Pod stays a Pod')
  return object.spec
}
const main = (container: Partial<Container>): Container | undefined =>
  specOf({ containers: [{ name: 'main', image: 'nginx:1', ...container }] }).containers[0]

test('an empty Pod gets the defaults of a Pod', () => {
  expect(specOf({})).toEqual({
    containers: [],
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
    schedulerName: 'default-scheduler',
    enableServiceLinks: true,
  })
})

test('an empty container gets the defaults of a container', () => {
  expect(main({})).toEqual({
    name: 'main',
    image: 'nginx:1',
    imagePullPolicy: 'IfNotPresent',
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  })
})

test.for<[string, Partial<Container>, object]>([
  ['an image without a tag is always pulled', { image: 'nginx' }, { imagePullPolicy: 'Always' }],
  [
    'a port is TCP',
    { ports: [{ containerPort: 80 }] },
    { ports: [{ containerPort: 80, protocol: 'TCP' }] },
  ],
  [
    'a probe has its times',
    { livenessProbe: { httpGet: { port: 80 }, timeoutSeconds: 0 } },
    {
      livenessProbe: {
        httpGet: { port: 80, path: '/', scheme: 'HTTP' },
        timeoutSeconds: 1,
        periodSeconds: 10,
        successThreshold: 1,
        failureThreshold: 3,
      },
    },
  ],
  [
    'a gRPC probe has a service',
    { startupProbe: { grpc: { port: 1 } } },
    { startupProbe: { grpc: { port: 1, service: '' } } },
  ],
  [
    'requests follow limits',
    { resources: { limits: { cpu: '1', memory: 1024 }, requests: { cpu: 0.5 } } },
    {
      resources: {
        limits: { cpu: '1', memory: '1024' },
        requests: { cpu: '500m', memory: '1024' },
      },
    },
  ],
  [
    'quantities are rounded up to thousandths',
    { resources: { requests: { cpu: '0.0001' } } },
    { resources: { requests: { cpu: '1m' } } },
  ],
  [
    'a variable from a field has an API version',
    { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] },
    {
      env: [
        { name: 'A', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
      ],
    },
  ],
  [
    'a variable from a resource has a divisor',
    { env: [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } }] },
    {
      env: [
        { name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '0' } } },
      ],
    },
  ],
])('%s', ([, given, expected]) => {
  expect(main(given)).toMatchObject(expected)
})

test('with hostNetwork the ports of the container are those of the host', () => {
  const spec = specOf({
    hostNetwork: true,
    containers: [{ name: 'a', ports: [{ containerPort: 80 }] }],
  })
  expect(spec.containers[0]?.ports).toEqual([{ containerPort: 80, hostPort: 80, protocol: 'TCP' }])
})

test.for<[string, object, object]>([
  ['a volume without a source is an emptyDir', {}, { emptyDir: {} }],
  [
    'a Secret volume has a mode',
    { secret: { secretName: 's' } },
    { secret: { secretName: 's', defaultMode: 420 } },
  ],
  ['a hostPath has a type', { hostPath: { path: '/x' } }, { hostPath: { path: '/x', type: '' } }],
  [
    'a token has an expiry',
    { projected: { sources: [{ serviceAccountToken: { path: 't' } }] } },
    {
      projected: {
        defaultMode: 420,
        sources: [{ serviceAccountToken: { path: 't', expirationSeconds: 3600 } }],
      },
    },
  ],
  [
    'a size is canonical',
    { emptyDir: { sizeLimit: '1024Mi' } },
    { emptyDir: { sizeLimit: '1Gi' } },
  ],
  [
    'an image volume has a policy',
    { image: { reference: 'a' } },
    { image: { reference: 'a', pullPolicy: 'Always' } },
  ],
])('%s', ([, source, expected]) => {
  expect(specOf({ volumes: [{ name: 'v', ...source }] }).volumes).toEqual([
    { name: 'v', ...expected },
  ])
})

test('pod-level requests follow containers first and pod-level limits then', () => {
  const spec = specOf({
    resources: { limits: { cpu: '2', memory: '1Gi' } },
    containers: [{ name: 'a', resources: { requests: { cpu: '300m' } } }],
  })
  expect(spec.resources?.requests).toEqual({ cpu: '300m', memory: '1Gi' })
})

test('a template gets what Pods and templates share, and nothing else', () => {
  const object = setDefaults({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web' },
    spec: {
      selector: {},
      template: { spec: { containers: [{ name: 'a', resources: { limits: { cpu: '1' } } }] } },
    },
  })
  expect(object).toMatchObject({
    spec: { replicas: 1, template: { spec: { restartPolicy: 'Always' } } },
  })
  expect(JSON.stringify(object)).not.toContain('enableServiceLinks')
  expect(JSON.stringify(object)).not.toContain('requests')
})

const kinds: readonly (readonly [ApiObject, object])[] = [
  [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } },
    { metadata: { labels: { 'kubernetes.io/metadata.name': 'team' } } },
  ],
  [
    { apiVersion: 'v1', kind: 'Secret', metadata: {}, stringData: { a: 'hi' } },
    { type: 'Opaque', data: { a: 'aGk=' } },
  ],
  [
    { apiVersion: 'v1', kind: 'Service', metadata: {}, spec: { ports: [{ port: 80 }] } },
    {
      spec: {
        type: 'ClusterIP',
        sessionAffinity: 'None',
        internalTrafficPolicy: 'Cluster',
        ports: [{ port: 80, targetPort: 80, protocol: 'TCP' }],
      },
    },
  ],
  [
    { apiVersion: 'v1', kind: 'PersistentVolume', metadata: {}, spec: {} },
    { spec: { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' } },
  ],
  [
    { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: {} },
    { spec: { volumeMode: 'Filesystem', resources: {} } },
  ],
  [
    { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: {}, provisioner: 'x' },
    { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' },
  ],
  [
    { apiVersion: 'v1', kind: 'Node', metadata: {}, status: { capacity: { cpu: 4 } } },
    { status: { capacity: { cpu: '4' }, allocatable: { cpu: '4' } } },
  ],
]

test.for(kinds)('%o gets the defaults of its kind', ([object, expected]) => {
  expect(setDefaults(object)).toMatchObject(expected)
})

test.for(kinds)('defaults of %o are set once and stay', ([object]) => {
  const once = setDefaults(object)
  expect(setDefaults(once)).toEqual(once)
})

test('label keys become part of selectors', () => {
  const term = { topologyKey: 'zone', labelSelector: {}, matchLabelKeys: ['app', 'none'] }
  const object = applyMatchLabelKeys(
    pod({ affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } }),
  )
  expect(
    object.spec?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.[0]
      ?.labelSelector,
  ).toEqual({
    matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }],
  })
})

test.for([
  ['', ''],
  ['f', 'Zg=='],
  ['fo', 'Zm8='],
  ['foo', 'Zm9v'],
  ['ä', 'w6Q='],
])('%j is %j in base64 and back', ([text, encoded]) => {
  expect(encodeBase64(text!)).toBe(encoded)
  expect(new TextDecoder().decode(decodeBase64(encoded!))).toBe(text)
})

test('what is no base64 is not decoded', () => {
  expect(decodeBase64('%%%')).toBeUndefined()
  expect(decodeBase64('a')).toBeUndefined()
})
