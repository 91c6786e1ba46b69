// What the controllers do that look after the contents of a Namespace: endpoints, budgets, quotas, protection, deletion.
import { expect, test } from 'vitest'
import { type Kind, objectKey, type ObjectOf } from '#api/meta/object.ts'
import type { Cluster } from '#cluster/types.ts'
import { objectsOf, runWorkload } from './workload-run.ts'

/** A run, with what somebody types at a second of it. */
const run = (manifests: string, kubectl: Readonly<Record<number, string>> = {}, until = '10m') =>
  runWorkload(manifests, {
    until,
    later: Object.entries(kubectl).map(([at, line]) => [Number(at), { kubectl: line }]),
  })

const found = <K extends Kind>(
  { world }: Cluster,
  kind: K,
  name: string,
  namespace = 'default',
): ObjectOf<K> | undefined => world.get(objectKey(kind, namespace, name)) as ObjectOf<K> | undefined

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
      - name: app
        image: nginx
        ports: [{ name: http, containerPort: 80 }]
`
const SERVICE = `---
apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  selector: { app: web }
  ports: [{ port: 80, targetPort: http }]
`

const slicesOf = (cluster: Cluster) =>
  objectsOf(cluster, 'EndpointSlice')
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'web')
    .map(({ endpoints = [], ports = [] }) => ({
      ready: endpoints.filter(({ conditions }) => conditions?.ready === true).length,
      ports: ports.map(({ port }) => port),
    }))

test('the Pods of a Service are listed with the port that they give it, in both forms', () => {
  const ran = run(DEPLOYMENT + SERVICE)
  expect(slicesOf(ran)).toEqual([{ ready: 3, ports: [80] }])
  const endpoints = found(ran, 'Endpoints', 'web')
  expect(endpoints?.subsets?.map(({ addresses = [] }) => addresses.length)).toEqual([3])
})

test('what is not ready any more stays listed, and what is gone does not', () => {
  const ran = run(DEPLOYMENT + SERVICE, { 60: 'scale deployment web --replicas=1' })
  expect(slicesOf(ran)).toEqual([{ ready: 1, ports: [80] }])
})

test('a Service without Pods has one empty slice, and loses it with itself', () => {
  const ran = run(SERVICE, {}, '30s')
  expect(slicesOf(ran)).toEqual([{ ready: 0, ports: [] }])
  const later = run(SERVICE, { 60: 'delete service web' })
  expect(slicesOf(later)).toEqual([])
  expect(found(later, 'Endpoints', 'web')).toBeUndefined()
})

const BUDGET = `---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: web }
spec:
  minAvailable: 2
  selector: { matchLabels: { app: web } }
`

test('a budget allows what is above what it asks for, and no drain goes below it', () => {
  const ran = run(DEPLOYMENT + BUDGET, {}, '1m')
  const { status } = found(ran, 'PodDisruptionBudget', 'web') ?? {}
  expect(status).toMatchObject({
    currentHealthy: 3,
    desiredHealthy: 2,
    disruptionsAllowed: 1,
    expectedPods: 3,
  })
})

const QUOTA = `apiVersion: v1
kind: ResourceQuota
metadata: { name: small }
spec: { hard: { pods: 2, count/deployments.apps: 5 } }
---
`

test('a quota stops a Deployment at its limit, and gets back what is deleted', () => {
  const ran = run(QUOTA + DEPLOYMENT, {}, '2m')
  const usedIn = (cluster: Cluster) => found(cluster, 'ResourceQuota', 'small')?.status?.used
  expect(objectsOf(ran, 'Pod').length).toBe(2)
  expect(usedIn(ran)).toEqual({ pods: '2', 'count/deployments.apps': '1' })
  const events = objectsOf(ran, 'Event').map(({ message = '' }) => message)
  expect(
    events.some((text) =>
      text.includes('exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2'),
    ),
  ).toBe(true)
  const less = run(QUOTA + DEPLOYMENT, { 60: 'scale deployment web --replicas=1' })
  expect(usedIn(less)).toEqual({ pods: '1', 'count/deployments.apps': '1' })
})

const CLAIM = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
---
apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  terminationGracePeriodSeconds: 1
  containers: [{ name: app, image: nginx, volumeMounts: [{ name: data, mountPath: /data }] }]
  volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }]
`

test('a claim that a Pod uses goes after the Pod', () => {
  const removed = { 30: 'delete pvc data --wait=false' }
  const held = run(CLAIM, removed, '1m')
  expect(found(held, 'PersistentVolumeClaim', 'data')?.metadata).toMatchObject({
    finalizers: ['kubernetes.io/pvc-protection'],
    deletionGracePeriodSeconds: 0,
  })
  const gone = run(CLAIM, { ...removed, 60: 'delete pod web' })
  expect(found(gone, 'PersistentVolumeClaim', 'data')).toBeUndefined()
})

const SHOP = `apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: shop }
---
apiVersion: v1
kind: Pod
metadata: { name: till, namespace: shop }
spec: { containers: [{ name: app, image: nginx }] }
`
const CLOSE = { 30: 'delete namespace shop --wait=false' }

test('a Namespace goes when all that is in it is gone, its Pods first', () => {
  const during = run(SHOP, CLOSE, '36s')
  const shop = found(during, 'Namespace', 'shop')
  expect(shop?.status?.phase).toBe('Terminating')
  const after = run(SHOP, CLOSE)
  expect(found(after, 'Namespace', 'shop')).toBeUndefined()
  expect(
    objectsOf(after, 'ConfigMap').filter(({ metadata }) => metadata.namespace === 'shop'),
  ).toEqual([])
})

test('what has a finalizer keeps its Namespace, which says so', () => {
  const held = SHOP.replace('name: settings,', 'name: settings, finalizers: [example.com/wait],')
  const cluster = run(held, CLOSE, '2m')
  const conditions = found(cluster, 'Namespace', 'shop')?.status?.conditions ?? []
  const messages = conditions
    .filter(({ status }) => status === 'True')
    .map(({ message }) => message)
  expect(messages).toEqual([
    'Some resources are remaining: configmaps. has 1 resource instances',
    'Some content in the namespace has finalizers remaining: example.com/wait in 1 resource instances',
  ])
})

test('the default ServiceAccount and the certificate of a Namespace come back', () => {
  const cluster = run(DEPLOYMENT, {
    30: 'delete serviceaccount default',
    31: 'delete configmap kube-root-ca.crt',
  })
  expect(found(cluster, 'ServiceAccount', 'default')).toBeDefined()
  expect(found(cluster, 'ConfigMap', 'kube-root-ca.crt')).toBeDefined()
})
