import { expect, test } from 'vitest'
import type { Pod, PodSpec } from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { createPrng } from '#lib/prng.ts'
import { admit } from './admit.ts'
import { fixedContext } from './testing/fixed-context.ts'

const pod = (spec: Partial<PodSpec> = {}, metadata: Pod['metadata'] = { name: 'web' }): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata,
  spec: { containers: [{ name: 'main', image: 'nginx:1' }], ...spec },
})
const refusalOf = (object: ApiObject, objects: readonly ApiObject[] = []): string | undefined =>
  admit(object, fixedContext(objects)).refusal?.message

test('a Pod is accepted with its first status and in the default namespace', () => {
  const { object, refusal, errors } = admit(pod(), fixedContext())
  expect(refusal).toBeNull()
  expect(errors).toEqual([])
  expect(object).toMatchObject({
    metadata: { name: 'web', namespace: 'default', generation: 1 },
    status: { phase: 'Pending', qosClass: 'BestEffort' },
  })
})

test('what a server wrote is not taken from a client', () => {
  const metadata = {
    name: 'web',
    uid: 'u',
    creationTimestamp: '2020-01-01T00:00:00Z',
    deletionTimestamp: '2020-01-01T00:00:00Z',
  }
  const { object } = admit({ ...pod({}, metadata), status: { phase: 'Running' } }, fixedContext())
  expect(Object.keys(object.metadata).toSorted()).toEqual(['generation', 'name', 'namespace'])
  expect(object).toMatchObject({ status: { phase: 'Pending' } })
})

test('a name is generated from at most 58 characters', () => {
  const name = (generateName: string): string | undefined =>
    admit(pod({}, { generateName }), fixedContext()).object.metadata.name
  expect(name('web-')).toBe('web-abcde')
  expect(name('a'.repeat(70))).toBe(`${'a'.repeat(58)}abcde`)
})

test('a gated Pod says so from the beginning', () => {
  const { object } = admit(pod({ schedulingGates: [{ name: 'example.com/wait' }] }), fixedContext())
  expect(object).toMatchObject({
    status: { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] },
  })
})

test('a mirror Pod is left as it is', () => {
  const mirror = pod(
    { nodeName: 'worker-1', tolerations: [{ operator: 'Exists', effect: 'NoExecute' }] },
    { name: 'static-worker-1', annotations: { 'kubernetes.io/config.mirror': 'x' } },
  )
  const { object, refusal } = admit(mirror, fixedContext())
  expect(refusal).toBeNull()
  expect(JSON.stringify(object)).not.toContain('kube-api-access')
  expect(JSON.stringify(object)).not.toContain('serviceAccountName')
})

test.for<[string, ApiObject, readonly ApiObject[], string]>([
  [
    'a missing namespace',
    pod({}, { name: 'web', namespace: 'nowhere' }),
    [],
    'namespaces "nowhere" not found',
  ],
  [
    'a terminating namespace',
    pod({}, { name: 'web', namespace: 'going' }),
    [
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'going' },
        status: { phase: 'Terminating' },
      },
    ],
    'pods "web" is forbidden: unable to create new content in namespace going because it is being terminated',
  ],
  [
    'a missing ServiceAccount',
    pod({ serviceAccountName: 'robot' }),
    [],
    'pods "web" is forbidden: error looking up service account default/robot: serviceaccount "robot" not found',
  ],
  [
    'a missing PriorityClass',
    pod({ priorityClassName: 'high' }),
    [],
    'pods "web" is forbidden: no PriorityClass with name high was found',
  ],
  [
    'a priority by hand',
    pod({ priority: 7 }),
    [],
    'pods "web" is forbidden: the integer value of priority (7) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name',
  ],
  [
    'a preemption policy by hand',
    pod({ preemptionPolicy: 'Never' }),
    [],
    'pods "web" is forbidden: the string value of PreemptionPolicy (Never) must not be provided in pod spec; priority admission controller computed PreemptLowerPriority from the given PriorityClass name',
  ],
  [
    'a RuntimeClass',
    pod({ runtimeClassName: 'gvisor' }, { generateName: 'web-' }),
    [],
    'pods "web-" is forbidden: pod rejected: RuntimeClass "gvisor" not found',
  ],
  [
    'a version',
    pod({}, { name: 'web', resourceVersion: '5' }),
    [],
    'resourceVersion should not be set on objects to be created',
  ],
])('%s is refused', ([, object, objects, message]) => {
  expect(refusalOf(object, objects)).toBe(message)
})

test('the built-in priority classes have their values', () => {
  const { object } = admit(pod({ priorityClassName: 'system-node-critical' }), fixedContext())
  expect(object).toMatchObject({ spec: { priority: 2000001000 } })
})

test('a Pod that does not want a token gets none, whatever its account says', () => {
  const { object } = admit(pod({ automountServiceAccountToken: false }), fixedContext())
  expect(JSON.stringify(object)).not.toContain('kube-api-access')
})

test('a claim gets the newest default class and its finalizer', () => {
  const storageClass = (name: string, creationTimestamp: string): ApiObject => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {
      name,
      creationTimestamp,
      annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
    },
    provisioner: 'x',
  })
  const claim: ApiObject = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  }
  const classes = [
    storageClass('old', '2026-01-01T00:00:00Z'),
    storageClass('new', '2026-02-01T00:00:00Z'),
  ]
  const { object, refusal } = admit(claim, fixedContext(classes))
  expect(refusal).toBeNull()
  expect(object).toMatchObject({
    metadata: { finalizers: ['kubernetes.io/pvc-protection'] },
    spec: { storageClassName: 'new' },
    status: { phase: 'Pending' },
  })
})

test('a Service gets an address and node ports', () => {
  const { object } = admit<ApiObject>(
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { type: 'NodePort', ports: [{ port: 80 }] },
    },
    fixedContext(),
  )
  expect(object).toMatchObject({
    spec: { clusterIP: '10.96.0.10', clusterIPs: ['10.96.0.10'], ipFamilies: ['IPv4'] },
  })
  const port = object.kind === 'Service' ? (object.spec?.ports?.[0]?.nodePort ?? 0) : 0
  expect(port).toBeGreaterThanOrEqual(30000)
  expect(port).toBeLessThanOrEqual(32767)
})

test('a refused object still shows its defaults and all its errors', () => {
  const { object, errors, refusal } = admit(
    pod({ containers: [{ name: 'Main' }], priority: 5 }),
    fixedContext(),
  )
  expect(refusal?.reason).toBe('Forbidden')
  expect(errors.map((error) => error.path.toString())).toEqual([
    'spec.containers[0].name',
    'spec.containers[0].image',
  ])
  expect(object).toMatchObject({ spec: { dnsPolicy: 'ClusterFirst' } })
})

test('a list that is too long is refused before anything looks at its items', () => {
  const env = Array.from({ length: 2001 }, (_, index) => ({ name: `A${index}` }))
  const object = pod({ containers: [{ name: 'main', image: 'nginx', env }] })
  expect(refusalOf(object)).toBe(
    'Pod "web" is invalid: spec.containers[0].env: Too many: 2001: must have at most 2000 items',
  )
})

test('the largest lists are looked through in reasonable time', () => {
  const ports = Array.from({ length: 2000 }, () => ({ containerPort: 80, name: 'Http' }))
  const items = Array.from({ length: 2000 }, () => ({ key: 'k', path: 'p' }))
  const spread = Array.from({ length: 2000 }, () => ({
    maxSkew: 1,
    topologyKey: 'zone',
    whenUnsatisfiable: 'DoNotSchedule',
  }))
  const containers = [
    {
      name: 'main',
      image: 'nginx',
      ports: ports.map((port) => ({ containerPort: port.containerPort })),
    },
  ]
  const accepted = admit(
    pod({ containers, volumes: [{ name: 'v', configMap: { name: 'c', items } }] }),
    fixedContext(),
  )
  expect(accepted.refusal).toBeNull()
  expect(accepted.warnings.length).toBeLessThan(150_000)
  const refused = admit(
    pod({
      containers: [{ name: 'main', image: 'nginx', ports }],
      topologySpreadConstraints: spread,
    }),
    fixedContext(),
  )
  expect(refused.errors.length).toBeGreaterThan(3000)
})

/** A Pod that uses nearly every field that is validated. */
const BIG: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'big',
    labels: { app: 'big' },
    annotations: { note: 'x' },
    finalizers: ['example.com/keep'],
    ownerReferences: [
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'r', uid: 'u', controller: true },
    ],
  },
  spec: {
    activeDeadlineSeconds: 60,
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [
            {
              matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }],
              matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n'] }],
            },
          ],
        },
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 1, preference: { matchExpressions: [{ key: 'zone', operator: 'Exists' }] } },
        ],
      },
      podAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          {
            topologyKey: 'zone',
            labelSelector: { matchLabels: { app: 'x' } },
            matchLabelKeys: ['app'],
            namespaces: ['a'],
          },
        ],
      },
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 5, podAffinityTerm: { topologyKey: 'zone', namespaceSelector: {} } },
        ],
      },
    },
    containers: [
      {
        name: 'main',
        image: 'nginx',
        env: [
          { name: 'A', value: 'b' },
          { name: 'B', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
          { name: 'C', valueFrom: { configMapKeyRef: { name: 'c', key: 'k' } } },
          { name: 'D', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } } },
          { name: 'E', valueFrom: { fileKeyRef: { key: 'k', path: 'p', volumeName: 'scratch' } } },
        ],
        envFrom: [{ configMapRef: { name: 'c' }, prefix: 'P_' }],
        lifecycle: { postStart: { exec: { command: ['x'] } }, preStop: { sleep: { seconds: 1 } } },
        livenessProbe: { httpGet: { port: 'http', httpHeaders: [{ name: 'X', value: 'y' }] } },
        readinessProbe: { tcpSocket: { port: 80 } },
        startupProbe: { grpc: { port: 1 } },
        ports: [{ name: 'http', containerPort: 80, hostPort: 80 }],
        resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }],
        resources: {
          limits: { cpu: '1', memory: '1Gi' },
          requests: { cpu: '500m' },
          claims: [{ name: 'gpu' }],
        },
        restartPolicy: 'OnFailure',
        restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [1] } }],
        securityContext: {
          runAsUser: 1,
          capabilities: { add: ['NET_ADMIN'] },
          seccompProfile: { type: 'RuntimeDefault' },
        },
        volumeDevices: [{ name: 'data', devicePath: '/dev/x' }],
        volumeMounts: [
          { name: 'scratch', mountPath: '/x', subPath: 'y', mountPropagation: 'None' },
        ],
      },
    ],
    dnsConfig: {
      nameservers: ['1.2.3.4'],
      searches: ['a.b'],
      options: [{ name: 'ndots', value: '2' }],
    },
    dnsPolicy: 'None',
    ephemeralContainers: [{ name: 'debug', image: 'busybox', targetContainerName: 'main' }],
    hostAliases: [{ ip: '1.2.3.4', hostnames: ['a'] }],
    hostnameOverride: 'h',
    imagePullSecrets: [{ name: 's' }],
    initContainers: [{ name: 'first', image: 'busybox', restartPolicy: 'Always' }],
    nodeSelector: { zone: 'a' },
    os: { name: 'linux' },
    readinessGates: [{ conditionType: 'example.com/x' }],
    resourceClaims: [{ name: 'gpu', resourceClaimName: 'g' }],
    resources: { limits: { cpu: '2' }, requests: { cpu: '1' } },
    schedulingGates: [{ name: 'example.com/x' }],
    securityContext: {
      fsGroup: 1,
      supplementalGroups: [1],
      sysctls: [{ name: 'net.core.somaxconn', value: '1' }],
    },
    tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 }],
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'zone',
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: {},
        minDomains: 2,
      },
    ],
    volumes: [
      { name: 'scratch', emptyDir: { sizeLimit: '1Gi' } },
      { name: 'data', persistentVolumeClaim: { claimName: 'c' } },
      { name: 'conf', configMap: { name: 'c', items: [{ key: 'k', path: 'p', mode: 420 }] } },
      {
        name: 'down',
        downwardAPI: { items: [{ path: 'x', fieldRef: { fieldPath: 'metadata.labels' } }] },
      },
      {
        name: 'all',
        projected: {
          sources: [
            { secret: { name: 's', items: [{ key: 'k', path: 'q' }] } },
            { serviceAccountToken: { path: 't', expirationSeconds: 600 } },
          ],
        },
      },
      {
        name: 'eph',
        ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'] } } },
      },
      { name: 'img', image: { reference: 'a' } },
      { name: 'csi', csi: { driver: 'd', nodePublishSecretRef: { name: 's' } } },
    ],
  },
}

type Holder = { [key: string]: unknown } | unknown[]
/** Every field below `value`, as the object or list that holds it and its key. */
function fieldsBelow(value: unknown): readonly (readonly [Holder, string])[] {
  if (typeof value !== 'object' || value === null) return []
  const holder = value as Holder
  return Object.entries(holder).flatMap(([key, item]) => [
    [holder, key] as const,
    ...fieldsBelow(item),
  ])
}

/** The object itself: without its kind nobody knows how to admit it. */
function kindHolder(object: unknown): Holder {
  return object as Holder
}

function remove(holder: Holder, key: string): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
}

test('no missing field makes admission throw', () => {
  const prng = createPrng('missing fields')
  for (let round = 0; round < 100; round += 1) {
    const broken = structuredClone(BIG)
    for (let count = prng.next(8); count >= 0; count -= 1) {
      const fields = fieldsBelow(broken).filter(
        ([holder, key]) => !(key === 'kind' && holder === kindHolder(broken)),
      )
      const [holder, key] = fields[prng.next(fields.length)] ?? [{}, '']
      remove(holder, key)
    }
    expect(() => admit(broken, fixedContext())).not.toThrow()
  }
})

test('no single missing field makes admission throw, and each answer says something definite', () => {
  const count = fieldsBelow(BIG).length
  for (let index = 0; index < count; index += 1) {
    const broken = structuredClone(BIG)
    const [holder, key] = fieldsBelow(broken)[index] ?? [{}, '']
    if (key === 'kind' && holder === kindHolder(broken)) continue
    remove(holder, key)
    const { refusal, errors } = admit(broken, fixedContext())
    expect(refusal === null).toBe(errors.length === 0)
  }
})
