// `crictl inspect` and `crictl inspectp`: the status of one container or sandbox, in the order of Go's maps.
import { EPOCH_MS } from '#api/meta/time.ts'
import type { ContainerRecord, SandboxRecord } from '#api/runtime/records.ts'
import type { NodeHost } from './node-host.ts'

/** '2026-03-02T10:00:03.117000000Z': nanoseconds as the CRI has them. */
export function stampOf(timeMs: number): string {
  return new Date(EPOCH_MS + timeMs).toISOString().replace(/(\.\d{3})Z$/, '$1000000Z')
}

function timeOrNone(timeMs: number | null): string {
  return timeMs === null ? '0001-01-01T00:00:00Z' : stampOf(timeMs)
}

/** The status of a container. */
export function inspectContainer(one: ContainerRecord): unknown {
  const { id, pod, name, attempt, image, imageId, state, sandboxId } = one
  return {
    info: { runtimeType: 'io.containerd.runc.v2', sandboxID: sandboxId },
    status: {
      createdAt: stampOf(one.createdAtMs),
      exitCode: one.exitCode ?? 0,
      finishedAt: timeOrNone(one.finishedAtMs),
      id,
      image: { image },
      imageRef: imageId,
      labels: labelsOf(pod, { 'io.kubernetes.container.name': name }),
      logPath: `/var/log/pods/${pod.namespace}_${pod.name}_${pod.uid}/${name}/${attempt}.log`,
      message: one.message,
      metadata: { attempt, name },
      reason: one.reason,
      startedAt: timeOrNone(one.startedAtMs),
      state: `CONTAINER_${state.toUpperCase()}`,
    },
  }
}

/** The status of a sandbox. */
export function inspectSandbox(one: SandboxRecord, { host, node }: NodeHost): unknown {
  const { id, pod, attempt, state, ip, createdAtMs } = one
  const { name, namespace, uid } = pod
  const containers = host.past
    .state()
    .under(`ContainerInstance/${node}/`)
    .flatMap((other) =>
      other.kind === 'ContainerInstance' && other.sandboxId === id
        ? [
            {
              createdAt: stampOf(other.createdAtMs),
              id: other.id,
              state: `CONTAINER_${other.state.toUpperCase()}`,
            },
          ]
        : [],
    )
  return {
    containersStatuses: containers,
    info: { runtimeType: 'io.containerd.runc.v2' },
    status: {
      createdAt: stampOf(createdAtMs),
      id,
      labels: labelsOf(pod, {}),
      metadata: { attempt, name, namespace, uid },
      network: { additionalIps: [], ip },
      runtimeHandler: '',
      state: state === 'ready' ? 'SANDBOX_READY' : 'SANDBOX_NOTREADY',
    },
  }
}

function labelsOf(
  { name, namespace, uid }: ContainerRecord['pod'],
  more: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return {
    ...more,
    'io.kubernetes.pod.name': name,
    'io.kubernetes.pod.namespace': namespace,
    'io.kubernetes.pod.uid': uid,
  }
}
