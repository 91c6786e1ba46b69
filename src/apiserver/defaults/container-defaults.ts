// Defaults of containers, their probes, hooks, ports and variables.
// Follows pkg/apis/core/v1/defaults.go (v1.36), SetDefaults_Container, SetDefaults_Probe and SetDefaults_HTTPGetAction.
import { defaultPullPolicy } from '#api/core/image-name.ts'
import type {
  EnvVar,
  EphemeralContainer,
  HTTPGetAction,
  Lifecycle,
  LifecycleHandler,
  ObjectFieldSelector,
  Probe,
  ResourceFieldSelector,
} from '#api/generated/types.ts'
import { canonicalQuantity } from '#api/meta/quantity.ts'
import { setDefaultsResources } from './resource-list-defaults.ts'

/** `value`, or the default when it is missing, empty or zero: Go's zero values count as missing. */
export function orDefault<T extends string | number>(value: T | undefined, byDefault: T): T {
  return value === undefined || value === '' || value === 0 ? byDefault : value
}

function setDefaultsHttpGet(action: HTTPGetAction): HTTPGetAction {
  return { ...action, path: orDefault(action.path, '/'), scheme: orDefault(action.scheme, 'HTTP') }
}

/** Probe numbers that are missing or 0 become 1, 10, 1 and 3. */
export function setDefaultsProbe(probe: Probe): Probe {
  const { httpGet, grpc } = probe
  return {
    ...probe,
    ...(httpGet === undefined ? {} : { httpGet: setDefaultsHttpGet(httpGet) }),
    ...(grpc === undefined ? {} : { grpc: { ...grpc, service: grpc.service ?? '' } }),
    timeoutSeconds: orDefault(probe.timeoutSeconds, 1),
    periodSeconds: orDefault(probe.periodSeconds, 10),
    successThreshold: orDefault(probe.successThreshold, 1),
    failureThreshold: orDefault(probe.failureThreshold, 3),
  }
}

function setDefaultsHandler(handler: LifecycleHandler): LifecycleHandler {
  const { httpGet } = handler
  return httpGet === undefined ? handler : { ...handler, httpGet: setDefaultsHttpGet(httpGet) }
}

/** A stop signal is dropped, as without its feature gate; undefined when nothing else is left. */
function setDefaultsLifecycle(lifecycle: Lifecycle): Lifecycle | undefined {
  const { stopSignal, postStart, preStop } = lifecycle
  if (stopSignal !== undefined && postStart === undefined && preStop === undefined) return undefined
  return {
    ...(postStart === undefined ? {} : { postStart: setDefaultsHandler(postStart) }),
    ...(preStop === undefined ? {} : { preStop: setDefaultsHandler(preStop) }),
  }
}

/** A reference to a field gets its API version. */
export function setDefaultsFieldRef(reference: ObjectFieldSelector): ObjectFieldSelector {
  return { ...reference, apiVersion: orDefault(reference.apiVersion, 'v1') }
}

/** The divisor of a reference to a resource is always written, as 0 when none was given. */
export function setDefaultsResourceFieldRef(
  reference: ResourceFieldSelector,
): ResourceFieldSelector {
  return { ...reference, divisor: canonicalQuantity(reference.divisor ?? 0) }
}

function setDefaultsEnvVar(variable: EnvVar): EnvVar {
  const { value, valueFrom, ...rest } = variable
  const kept = value === undefined || value === '' ? rest : { ...rest, value }
  if (valueFrom === undefined) return kept
  const { fieldRef, resourceFieldRef } = valueFrom
  return {
    ...kept,
    valueFrom: {
      ...valueFrom,
      ...(fieldRef === undefined ? {} : { fieldRef: setDefaultsFieldRef(fieldRef) }),
      ...(resourceFieldRef === undefined
        ? {}
        : { resourceFieldRef: setDefaultsResourceFieldRef(resourceFieldRef) }),
    },
  }
}

/** The container with all its defaults. An init, app or ephemeral container alike. */
export function setDefaultsContainer(container: EphemeralContainer): EphemeralContainer {
  const { lifecycle, ...rest } = container
  const { env, resources } = container
  const hooks = lifecycle === undefined ? undefined : setDefaultsLifecycle(lifecycle)
  const probes = (['livenessProbe', 'readinessProbe', 'startupProbe'] as const).flatMap((field) => {
    const probe = container[field]
    return probe === undefined ? [] : [[field, setDefaultsProbe(probe)] as const]
  })
  return {
    ...rest,
    ...Object.fromEntries(probes),
    ...(env === undefined ? {} : { env: env.map(setDefaultsEnvVar) }),
    ...(hooks === undefined ? {} : { lifecycle: hooks }),
    resources: setDefaultsResources(resources ?? {}),
    imagePullPolicy: orDefault(container.imagePullPolicy, defaultPullPolicy(container.image ?? '')),
    terminationMessagePath: orDefault(container.terminationMessagePath, '/dev/termination-log'),
    terminationMessagePolicy: orDefault(container.terminationMessagePolicy, 'File'),
  }
}
