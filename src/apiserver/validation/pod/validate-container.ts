// What is checked of every container, whatever its part.
// Follows pkg/apis/core/validation/validation.go (v1.36), validateContainerCommon.
import type { Container, ContainerPort, ContainerResizePolicy } from '#api/generated/types.ts'
import type { FieldError, FieldPath } from '#api/meta/field-error.ts'
import { isDns1123Label, isPortName, isPortNumber } from '#api/meta/formats.ts'
import {
  duplicate,
  eachItem,
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
  tooMany,
} from '../errors.ts'
import type { Sparse } from '../sparse.ts'
import { validateEnv, validateEnvFrom } from './validate-env.ts'
import type { GracePeriod } from './validate-probe.ts'
import { validateContainerResources } from './validate-resources.ts'
import { validateSecurityContext } from './validate-security-context.ts'
import type { KnownVolumes } from './validate-volume-mounts.ts'
import { validateVolumeDevices, validateVolumeMounts } from './validate-volume-mounts.ts'

/** What the rules of a container take from its Pod. */
export interface PodScope {
  readonly volumes: KnownVolumes
  readonly claimNames: readonly string[]
  readonly gracePeriod: GracePeriod
  readonly restartPolicy: string
  readonly hostUsers: boolean
}

const PROTOCOLS = ['SCTP', 'TCP', 'UDP']
const MAX_RESTART_RULES = 20
const MAX_EXIT_CODES = 255

/** Required, and one of a list. */
export function validateRequiredChoice(
  value: string,
  supported: readonly string[],
  path: FieldPath,
): readonly FieldError[] {
  if (value === '') return [required(path)]
  return supported.includes(value) ? [] : [notSupported(path, value, supported)]
}

function validatePortNameOnce(
  name: string,
  seen: Set<string>,
  path: FieldPath,
): readonly FieldError[] {
  if (name === '') return []
  const messages = isPortName(name)
  if (messages.length > 0) return invalidEach(path, name, messages)
  if (seen.has(name)) return [duplicate(path, name)]
  seen.add(name)
  return []
}

function validatePorts(
  ports: readonly Sparse<ContainerPort>[] | undefined,
  path: FieldPath,
): readonly FieldError[] {
  const names = new Set<string>()
  return eachItem(ports, path, (port, itemPath) => {
    const { name = '', containerPort = 0, hostPort = 0, protocol = '' } = port
    const containerPath = itemPath.child('containerPort')
    return [
      ...validatePortNameOnce(name, names, itemPath.child('name')),
      ...(containerPort === 0
        ? [required(containerPath)]
        : invalidEach(containerPath, containerPort, isPortNumber(containerPort))),
      ...(hostPort === 0
        ? []
        : invalidEach(itemPath.child('hostPort'), hostPort, isPortNumber(hostPort))),
      ...validateRequiredChoice(protocol, PROTOCOLS, itemPath.child('protocol')),
    ]
  })
}

function validateResizePolicies(
  policies: readonly Sparse<ContainerResizePolicy>[] | undefined,
  podRestartPolicy: string,
  path: FieldPath,
): readonly FieldError[] {
  const seen = new Set<string>()
  return eachItem(policies, path, ({ resourceName = '', restartPolicy = '' }, itemPath) => {
    const errors: FieldError[] = []
    if (seen.has(resourceName)) errors.push(duplicate(itemPath, resourceName))
    seen.add(resourceName)
    errors.push(...validateRequiredChoice(resourceName, ['cpu', 'memory'], path))
    errors.push(...validateRequiredChoice(restartPolicy, ['NotRequired', 'RestartContainer'], path))
    if (podRestartPolicy === 'Never' && restartPolicy !== 'NotRequired') {
      errors.push(
        invalid(path, restartPolicy, "must be 'NotRequired' when pod `restartPolicy` is 'Never'"),
      )
    }
    return errors
  })
}

/** The errors that any container can have. */
export function validateContainerCommon(
  container: Sparse<Container>,
  scope: PodScope,
  path: FieldPath,
): readonly FieldError[] {
  const { name = '', image = '' } = container
  const namePath = path.child('name')
  return [
    ...(name === '' ? [required(namePath)] : invalidEach(namePath, name, isDns1123Label(name))),
    ...(image === '' ? [required(path.child('image'))] : []),
    ...validateRequiredChoice(
      container.terminationMessagePolicy ?? '',
      ['File', 'FallbackToLogsOnError'],
      path.child('terminationMessagePolicy'),
    ),
    ...validatePorts(container.ports, path.child('ports')),
    ...validateEnv(container.env, path.child('env')),
    ...validateEnvFrom(container.envFrom, path.child('envFrom')),
    ...validateVolumeMounts(container, scope.volumes, path.child('volumeMounts')),
    ...validateVolumeDevices(container, scope.volumes, path.child('volumeDevices')),
    ...validateRequiredChoice(
      container.imagePullPolicy ?? '',
      ['Always', 'IfNotPresent', 'Never'],
      path.child('imagePullPolicy'),
    ),
    ...validateContainerResources(container.resources, scope.claimNames, path.child('resources')),
    ...validateResizePolicies(
      container.resizePolicy,
      scope.restartPolicy,
      path.child('resizePolicy'),
    ),
    ...validateSecurityContext(
      container.securityContext,
      scope.hostUsers,
      path.child('securityContext'),
    ),
  ]
}

/** The errors of a container's own restart policy and its rules. */
export function validateContainerRestartPolicy(
  { restartPolicy, restartPolicyRules: rules = [] }: Sparse<Container>,
  path: FieldPath,
): readonly FieldError[] {
  const policyPath = path.child('restartPolicy')
  const rulesPath = path.child('restartPolicyRules')
  if (restartPolicy === undefined) {
    return rules.length === 0
      ? []
      : [
          required(policyPath, 'must specify restartPolicy when restart rules are used'),
          ...ruleErrors(rules, rulesPath),
        ]
  }
  const supported = ['Always', 'Never', 'OnFailure']
  const errors = supported.includes(restartPolicy)
    ? []
    : [notSupported(policyPath, restartPolicy, supported)]
  return [...errors, ...ruleErrors(rules, rulesPath)]
}

type RestartRules = NonNullable<Sparse<Container>['restartPolicyRules']>

function ruleErrors(rules: RestartRules, path: FieldPath): readonly FieldError[] {
  const errors =
    rules.length > MAX_RESTART_RULES ? [tooMany(path, rules.length, MAX_RESTART_RULES)] : []
  const actions = ['Restart', 'RestartAllContainers']
  const operators = ['In', 'NotIn']
  return [
    ...errors,
    ...eachItem(rules, path, ({ action = '', exitCodes }, itemPath) => {
      const found: FieldError[] = []
      const codesPath = itemPath.child('exitCodes')
      if (!actions.includes(action))
        found.push(notSupported(itemPath.child('action'), action, actions))
      if (exitCodes === undefined) return [...found, required(codesPath, 'must be specified')]
      const { operator = '', values = [] } = exitCodes
      if (!operators.includes(operator)) {
        found.push(notSupported(codesPath.child('operator'), operator, operators))
      }
      if (values.length > MAX_EXIT_CODES) {
        found.push(tooMany(codesPath.child('values'), values.length, MAX_EXIT_CODES))
      }
      return found
    }),
  ]
}

/** Two uses of one host port among containers that run together. */
export function validateHostPortConflicts(
  containers: readonly Sparse<Container>[],
  path: FieldPath,
): readonly FieldError[] {
  const seen = new Set<string>()
  return eachItem(containers, path, (container, containerPath) =>
    eachItem(container.ports, containerPath.child('ports'), (port, portPath) => {
      const { hostPort = 0, hostIP = '', protocol = '' } = port
      if (hostPort === 0) return []
      const use = `${protocol}/${hostIP}/${hostPort}`
      if (seen.has(use)) return [duplicate(portPath.child('hostPort'), use)]
      seen.add(use)
      return []
    }),
  )
}

/** The fields that only containers that keep running may have. */
export const LONG_RUNNING_FIELDS = [
  'lifecycle',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
] as const

/** Refuses hooks and probes. */
export function forbidLongRunningFields(
  container: Sparse<Container>,
  detail: string,
  path: FieldPath,
): readonly FieldError[] {
  return LONG_RUNNING_FIELDS.filter((field) => container[field] !== undefined).map((field) =>
    forbidden(path.child(field), detail),
  )
}
