// The statuses of a Pod's containers, from the runtime's records.
// Follows pkg/kubelet/kubelet_pods.go (v1.36), convertToAPIContainerStatuses.
import { simplified } from '#lib/simplified.ts'
import type { Container, ContainerState, ContainerStatus, Pod } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import { initContainersOf, isSidecar, appContainersOf } from '#api/core/containers.ts'
import { instancesOf, type PodRuntimeStatus } from '../pod-runtime-status.ts'
import type { StartFailure } from '../reason-cache.ts'
import { containerUser } from '../container-user.ts'
import { containerResourceStatus } from './resource-status.ts'
import { shouldContainerBeRestarted } from '../restart-policy.ts'
import { compareText } from '#lib/compare.ts'

simplified(
  'resize',
  'nothing is resized: `resources` and `allocatedResources` of a status are those of the spec.',
  { fields: ['Container.resizePolicy'] },
)

/** What the kubelet knows besides the runtime's records; all by container. */
export interface StatusSources {
  /** Why the last start failed. */
  startFailure(containerName: string): StartFailure | undefined
  /** The termination message of an instance that has ended, or ''. */
  terminationMessage(container: Container, record: ContainerRecord): string
  /** The startup probe's verdict: true when it succeeded or there is none. */
  isStarted(container: Container, containerId: string): boolean
  /** The readiness probe's verdict: true when it succeeded or there is none. */
  isReady(container: Container, containerId: string): boolean
}

export interface ContainerStatuses {
  readonly mains: readonly ContainerStatus[]
  readonly inits: readonly ContainerStatus[]
}

/** The statuses: app containers sorted by name, init containers in the order of the spec. */
export function containerStatusesOf(
  pod: Pod,
  status: PodRuntimeStatus,
  sources: StatusSources,
): ContainerStatuses {
  const inits = initContainersOf(pod)
  const initial = inits.length > 0 ? 'PodInitializing' : 'ContainerCreating'
  const convert = (container: Container): ContainerStatus =>
    statusOfContainer(pod, container, { status, sources, initial })
  return {
    mains: appContainersOf(pod)
      .map(convert)
      .sort((a, b) => compareText(a.name, b.name)),
    inits: inits.map(convert),
  }
}

interface Conversion {
  readonly status: PodRuntimeStatus
  readonly sources: StatusSources
  readonly initial: string
}

function statusOfContainer(
  pod: Pod,
  container: Container,
  conversion: Conversion,
): ContainerStatus {
  const { status, sources } = conversion
  const [current, previous] = instancesOf(status, container.name)
  const isRegularInit = initContainersOf(pod).includes(container) && !isSidecar(container)
  let state: ContainerState =
    current === undefined
      ? { waiting: { reason: conversion.initial } }
      : stateOf(current, container, sources)
  let lastState: ContainerState =
    previous?.state === 'exited' ? stateOf(previous, container, sources) : {}
  const done = isRegularInit && state.terminated?.exitCode === 0
  const failure = sources.startFailure(container.name)
  if (!done && failure !== undefined && shouldContainerBeRestarted(pod, container, status)) {
    if (state.terminated !== undefined) lastState = state
    state = { waiting: { reason: failure.reason, ...nonEmpty('message', failure.message) } }
  }
  const started =
    state.running !== undefined && current !== undefined && sources.isStarted(container, current.id)
  return {
    ...(current === undefined
      ? {}
      : {
          ...containerResourceStatus(container),
          containerID: containerIdOf(current),
          user: containerUser(pod, container),
        }),
    image: current?.image ?? container.image ?? '',
    imageID: current?.imageId ?? '',
    lastState,
    name: container.name,
    ready: done || (started && !isRegularInit && sources.isReady(container, current.id)),
    restartCount: current?.attempt ?? 0,
    started,
    state,
    ...volumeMountsOf(container),
  }
}

function stateOf(
  record: ContainerRecord,
  container: Container,
  sources: StatusSources,
): ContainerState {
  if (record.state === 'created') return { waiting: {} }
  if (record.state === 'running') return { running: { startedAt: timeOf(record.startedAtMs ?? 0) } }
  const message =
    record.message === '' ? sources.terminationMessage(container, record) : record.message
  return {
    terminated: {
      containerID: containerIdOf(record),
      exitCode: record.exitCode ?? 0,
      finishedAt: timeOf(record.finishedAtMs ?? 0),
      ...nonEmpty('message', message),
      ...nonEmpty('reason', record.reason),
      ...(record.signal === null || record.signal === 0 ? {} : { signal: record.signal }),
      startedAt: record.startedAtMs === null ? '1970-01-01T00:00:00Z' : timeOf(record.startedAtMs),
    },
  }
}

function containerIdOf(record: ContainerRecord): string {
  return `containerd://${record.id}`
}

function nonEmpty<K extends string>(key: K, value: string): { readonly [P in K]?: string } {
  const none: { readonly [P in K]?: string } = {}
  return value === '' ? none : { ...none, [key]: value }
}

function volumeMountsOf(container: Container): Pick<ContainerStatus, 'volumeMounts'> {
  const mounts = container.volumeMounts ?? []
  if (mounts.length === 0) return {}
  return {
    volumeMounts: mounts.map(({ name, mountPath, readOnly = false }) =>
      readOnly ? { mountPath, name, readOnly, recursiveReadOnly: 'Disabled' } : { mountPath, name },
    ),
  }
}
