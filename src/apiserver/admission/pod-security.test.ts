import { expect, test } from 'vitest'
import type { Deployment, Namespace, Pod } from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { admit } from '../admit.ts'
import { admitUpdate } from '../admit-update.ts'
import { fixedContext } from '../testing/fixed-context.ts'

const shop = (labels: Readonly<Record<string, string>>): Namespace => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: 'shop',
    labels: Object.fromEntries(
      Object.entries(labels).map(([key, value]) => [`pod-security.kubernetes.io/${key}`, value]),
    ),
  },
  status: { phase: 'Active' },
})

const SPEC = { containers: [{ name: 'app', image: 'nginx' }] }
const GOOD = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [
    {
      name: 'app',
      image: 'nginx',
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    },
  ],
}
const pod = (spec: Pod['spec'] = SPEC): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop' },
  spec,
})
const account: ApiObject = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'default', namespace: 'shop' },
}

function answer(labels: Readonly<Record<string, string>>, object: ApiObject) {
  const { refusal, warnings } = admit(object, fixedContext([shop(labels), account]))
  return { refusal: refusal?.message, warnings: warnings.map(({ message }) => message) }
}

const RESTRICTED =
  'allowPrivilegeEscalation != false (container "app" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "app" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "app" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "app" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")'

test('a Pod that goes beyond its Namespace is refused with all that is wrong with it', () => {
  expect(answer({ enforce: 'restricted' }, pod()).refusal).toBe(
    `pods "web" is forbidden: violates PodSecurity "restricted:latest": ${RESTRICTED}`,
  )
  expect(answer({ enforce: 'restricted' }, pod(GOOD))).toEqual({ refusal: undefined, warnings: [] })
  expect(answer({ enforce: 'baseline' }, pod()).refusal).toBeUndefined()
})

test.for([
  [{ hostNetwork: true, hostPID: true }, 'host namespaces (hostNetwork=true, hostPID=true)'],
  [{ volumes: [{ name: 'disk', hostPath: { path: '/' } }] }, 'hostPath volumes (volume "disk")'],
  [
    { securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } },
    'forbidden sysctls (kernel.msgmax)',
  ],
  [
    {
      containers: [
        {
          name: 'app',
          image: 'nginx',
          securityContext: { privileged: true, capabilities: { add: ['SYS_ADMIN'] } },
        },
      ],
    },
    'non-default capabilities (container "app" must not include "SYS_ADMIN" in securityContext.capabilities.add), privileged (container "app" must not set securityContext.privileged=true)',
  ],
  [
    { securityContext: { seLinuxOptions: { type: 'spc_t', user: 'root' } } },
    'seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type "spc_t"; user may not be set)',
  ],
] as const)('the baseline forbids %j', ([part, text]) => {
  const { refusal } = answer({ enforce: 'baseline' }, pod({ ...SPEC, ...part } as Pod['spec']))
  expect(refusal).toBe(`pods "web" is forbidden: violates PodSecurity "baseline:latest": ${text}`)
})

test('a policy of an earlier version asks for what was asked then', () => {
  const { refusal } = answer({ enforce: 'restricted', 'enforce-version': 'v1.18' }, pod())
  expect(refusal).toBe(
    'pods "web" is forbidden: violates PodSecurity "restricted:v1.18": allowPrivilegeEscalation != false (container "app" must set securityContext.allowPrivilegeEscalation=false), runAsNonRoot != true (pod or container "app" must set securityContext.runAsNonRoot=true)',
  )
})

test('a template is warned of and taken', () => {
  const deployment: Deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: SPEC },
    },
  }
  const warned = {
    refusal: undefined,
    warnings: [`would violate PodSecurity "restricted:latest": ${RESTRICTED}`],
  }
  expect(answer({ enforce: 'restricted' }, deployment)).toEqual(warned)
  expect(answer({ warn: 'restricted' }, pod())).toEqual(warned)
})

test('a Namespace with a level that there is not is refused, and a stricter one warns of its Pods', () => {
  expect(answer({}, shop({ enforce: 'strict' })).refusal).toBe(
    'Namespace "shop" is invalid: metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "strict": must be one of privileged, baseline, restricted',
  )
  const context = fixedContext([shop({}), pod({ ...SPEC, hostIPC: true })])
  const { warnings } = admitUpdate(shop({ enforce: 'baseline' }), shop({}), context)
  expect(warnings.map(({ message }) => message)).toEqual([
    'existing pods in namespace "shop" violate the new PodSecurity enforce level "baseline:latest"',
    'web: host namespaces',
  ])
})
