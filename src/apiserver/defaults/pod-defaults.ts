// Defaults of Pods and of Pod templates.
// Follows pkg/apis/core/v1/defaults.go (v1.36), SetDefaults_PodSpec and SetDefaults_Pod.
import type {
  Container,
  Pod,
  PodSpec,
  PodTemplateSpec,
  ResourceRequirements,
} from '#api/generated/types.ts'
import { printQuantity } from '#api/meta/quantity.ts'
import type { ParsedQuantity } from '#api/meta/quantity.ts'
import {
  isHugePages,
  isOvercommitAllowed,
  isPodLevelResource,
} from '../validation/resource-names.ts'
import { aggregateContainers } from './aggregate-containers.ts'
import { orDefault, setDefaultsContainer } from './container-defaults.ts'
import type { ResourceList } from './resource-list-defaults.ts'
import { setDefaultsResourceList, setDefaultsResources } from './resource-list-defaults.ts'
import { setDefaultsVolume } from './volume-defaults.ts'

const GRACE_SECONDS = 30

type Lists = Partial<
  Pick<
    PodSpec,
    | 'initContainers'
    | 'ephemeralContainers'
    | 'volumes'
    | 'overhead'
    | 'resources'
    | 'imagePullSecrets'
  >
>

function setDefaultsLists(spec: PodSpec): Lists {
  const {
    initContainers,
    ephemeralContainers,
    volumes,
    overhead,
    resources,
    imagePullSecrets: secrets,
  } = spec
  return {
    ...(initContainers === undefined
      ? {}
      : { initContainers: initContainers.map(setDefaultsContainer) }),
    ...(ephemeralContainers === undefined
      ? {}
      : { ephemeralContainers: ephemeralContainers.map(setDefaultsContainer) }),
    ...(volumes === undefined ? {} : { volumes: volumes.map(setDefaultsVolume) }),
    ...(secrets === undefined
      ? {}
      : {
          imagePullSecrets: secrets.map(({ name }) =>
            name === undefined || name === '' ? {} : { name },
          ),
        }),
    ...(overhead === undefined ? {} : { overhead: setDefaultsResourceList(overhead) }),
    ...(resources === undefined ? {} : { resources: setDefaultsResources(resources) }),
  }
}

/** `serviceAccount` is the old name of serviceAccountName: either is copied to the other. */
function serviceAccountOf(spec: PodSpec): Partial<PodSpec> {
  const name = spec.serviceAccountName || spec.serviceAccount
  return name === undefined || name === '' ? {} : { serviceAccountName: name, serviceAccount: name }
}

/** A Pod spec with the defaults that Pods and templates share. */
export function setDefaultsPodSpec(spec: PodSpec): PodSpec {
  return {
    ...spec,
    ...serviceAccountOf(spec),
    ...setDefaultsLists(spec),
    ...(spec.containers === undefined
      ? {}
      : { containers: spec.containers.map(setDefaultsContainer) }),
    dnsPolicy: orDefault(spec.dnsPolicy, 'ClusterFirst'),
    restartPolicy: orDefault(spec.restartPolicy, 'Always'),
    securityContext: spec.securityContext ?? {},
    terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds ?? GRACE_SECONDS,
    schedulerName: orDefault(spec.schedulerName, 'default-scheduler'),
  }
}

function requestsFromLimits(container: Container): Container {
  const { limits, requests } = container.resources ?? {}
  if (limits === undefined) return container
  return {
    ...container,
    resources: { ...container.resources, requests: { ...limits, ...requests } },
  }
}

function hostPorts(container: Container): Container {
  if (container.ports === undefined) return container
  const ports = container.ports.map((port) => {
    const hostPort = orDefault(port.hostPort, port.containerPort)
    return hostPort === undefined ? port : { ...port, hostPort }
  })
  return { ...container, ports }
}

function mapContainers(spec: PodSpec, change: (container: Container) => Container): PodSpec {
  return {
    ...spec,
    ...(spec.containers === undefined ? {} : { containers: spec.containers.map(change) }),
    ...(spec.initContainers === undefined
      ? {}
      : { initContainers: spec.initContainers.map(change) }),
  }
}

/** Adds the quantities of `from` whose name passes and is not in the list yet. */
function addMissing(
  list: ResourceList,
  from: ReadonlyMap<string, ParsedQuantity>,
  applies: (name: string) => boolean,
): ResourceList {
  const added = [...from].filter(([name]) => applies(name) && !Object.hasOwn(list, name))
  return {
    ...list,
    ...Object.fromEntries(added.map(([name, quantity]) => [name, printQuantity(quantity)])),
  }
}

function defaultHugePageLimits(spec: PodSpec, resources: ResourceRequirements): ResourceList {
  const { limits = {}, requests = {} } = resources
  if (Object.keys(limits).length + Object.keys(requests).length === 0) return limits
  return addMissing(
    limits,
    aggregateContainers(spec, 'limits'),
    (name) => isHugePages(name) && !Object.hasOwn(requests, name),
  )
}

/** Pod-level requests follow from those of the containers, then from the pod-level limits. */
function podLevelResources(spec: PodSpec): Partial<PodSpec> {
  const { resources } = spec
  if (resources === undefined) return {}
  const limits = defaultHugePageLimits(spec, resources)
  const fromContainers = addMissing(
    resources.requests ?? {},
    aggregateContainers(spec, 'requests'),
    (name) => isPodLevelResource(name) && isOvercommitAllowed(name),
  )
  if (Object.keys(limits).length === 0) return {}
  const fromLimits = Object.entries(limits).filter(
    ([name]) => isPodLevelResource(name) && !Object.hasOwn(fromContainers, name),
  )
  const requests = { ...fromContainers, ...Object.fromEntries(fromLimits) }
  return {
    resources: {
      ...resources,
      limits,
      ...(Object.keys(requests).length === 0 ? {} : { requests }),
    },
  }
}

/** A Pod with all its defaults. */
export function setDefaultsPod(pod: Pod): Pod {
  const withRequests = mapContainers(
    setDefaultsPodSpec(pod.spec ?? { containers: [] }),
    requestsFromLimits,
  )
  const spec =
    withRequests.hostNetwork === true ? mapContainers(withRequests, hostPorts) : withRequests
  return {
    ...pod,
    spec: {
      ...spec,
      ...podLevelResources(spec),
      // Of a Pod; a template keeps what it says.
      ...((spec.terminationGracePeriodSeconds ?? 0) < 0
        ? { terminationGracePeriodSeconds: 1 }
        : {}),
      enableServiceLinks: spec.enableServiceLinks ?? true,
    },
  }
}

/** A template with the defaults of a Pod spec; what concerns Pods only is left to the Pods. */
export function setDefaultsPodTemplate(template: PodTemplateSpec): PodTemplateSpec {
  return { ...template, spec: setDefaultsPodSpec(template.spec ?? { containers: [] }) }
}
