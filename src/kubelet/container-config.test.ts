import { expect, test } from 'vitest'
import type { Container, PodSpec } from '#api/generated/types.ts'
import { generateContainerConfig } from './container-config.ts'
import { createFixture, makePod, NODE } from './testing/fixture.ts'

/** What the runtime is told of the container `app`. */
function configOf(container: Partial<Container>, spec: Partial<PodSpec> = {}) {
  const { client, runtime } = createFixture()
  const own = { name: 'app', image: 'nginx:1', ...container }
  const pod = makePod('web', { containers: [own], ...spec })
  const result = generateContainerConfig({ client, runtime, nodeName: NODE }, pod, own, {
    attempt: 2,
    addresses: { nodeName: NODE, hostIp: '172.18.0.3', podIp: '10.244.1.2' },
    target: null,
  })
  if (!result.ok) return result.message
  const { hosts, ...config } = result.config
  return { ...config, hasIp: hosts?.includes('10.244.1.2\tweb\n') }
}

const BARE = {
  name: 'app',
  attempt: 2,
  image: 'nginx:1',
  command: [],
  args: [],
  workingDir: '',
  env: {},
  mounts: [],
  ports: [],
  memoryLimitBytes: null,
  terminationMessagePath: '/dev/termination-log',
  readOnlyRootFilesystem: false,
  privileged: false,
  ends: false,
  stdin: false,
  tty: false,
  hasIp: true,
}
const env = [{ name: 'A', value: 'a' }]

// The rows follow generateContainerConfig in pkg/kubelet/kuberuntime/kuberuntime_container.go (v1.36).
test.for<readonly [string, Partial<Container>, object]>([
  ['nothing but an image', {}, {}],
  [
    'command and arguments with variables',
    { env, command: ['x', '$(A)'], args: ['$(A)$(B)'], workingDir: '/w' },
    { env: { A: 'a' }, command: ['x', 'a'], args: ['a$(B)'], workingDir: '/w' },
  ],
  [
    'mounts',
    {
      env,
      volumeMounts: [
        { name: 'v', mountPath: '/v' },
        { name: 'w', mountPath: '/w', subPath: 's', readOnly: true },
        { name: 'x', mountPath: '/x', subPathExpr: 'in/$(A)' },
      ],
    },
    {
      env: { A: 'a' },
      mounts: [
        { volumeName: 'v', mountPath: '/v', subPath: '', readOnly: false },
        { volumeName: 'w', mountPath: '/w', subPath: 's', readOnly: true },
        { volumeName: 'x', mountPath: '/x', subPath: 'in/a', readOnly: false },
      ],
    },
  ],
  [
    'ports',
    {
      ports: [
        { containerPort: 80 },
        { containerPort: 53, protocol: 'UDP' },
        { containerPort: 9, protocol: 'SCTP' },
        { containerPort: 81, protocol: 'TCP' },
      ],
    },
    {
      ports: [
        { port: 80, protocol: 'TCP' },
        { port: 53, protocol: 'UDP' },
        { port: 9, protocol: 'SCTP' },
        { port: 81, protocol: 'TCP' },
      ],
    },
  ],
  [
    'a limit, another file and a terminal',
    {
      resources: { limits: { memory: '1Mi', cpu: 1 } },
      terminationMessagePath: '/tmp/end',
      stdin: true,
      tty: true,
    },
    { memoryLimitBytes: 1_048_576, terminationMessagePath: '/tmp/end', stdin: true, tty: true },
  ],
  ['a limit of cpu alone', { resources: { limits: { cpu: 1 } } }, {}],
  [
    'rights',
    { securityContext: { readOnlyRootFilesystem: true, privileged: true } },
    { readOnlyRootFilesystem: true, privileged: true },
  ],
])('%s', ([, container, expected]) => {
  expect(configOf(container)).toEqual({ ...BARE, ...expected })
})

test.for([
  ['Always', false],
  ['OnFailure', true],
  ['Never', true],
] as const)('an app container of a Pod with restartPolicy %s is to end: %s', ([policy, ends]) => {
  expect(configOf({}, { restartPolicy: policy })).toMatchObject({ ends })
})

test('an init container is to end, and a sidecar is not', () => {
  const asInit = (container: Partial<Container>) =>
    configOf(container, {
      restartPolicy: 'Never',
      initContainers: [{ name: 'app', image: 'nginx:1' }],
    })
  expect(asInit({})).toMatchObject({ ends: true })
  expect(asInit({ restartPolicy: 'Always' })).toMatchObject({ ends: false })
})

test('what keeps a container from being made is said', () => {
  expect(configOf({ envFrom: [{ secretRef: { name: 'x' } }] })).toBe('secret "x" not found')
  expect(configOf({ securityContext: { runAsNonRoot: true } })).toBe(
    'container has runAsNonRoot and image will run as root (pod: "web_default()", container: app)',
  )
})
