// What the runtime is told about a container that it shall create.
// Follows pkg/kubelet/kuberuntime/kuberuntime_container.go (v1.36), generateContainerConfig, and
// security_context.go.
import type { Container, Pod } from '#api/generated/types.ts'
import { value as quantityValue } from '#api/meta/quantity.ts'
import type { ContainerConfig, ContainerMount } from '#runtime/cri.ts'
import { verifyRunAsNonRoot } from './container-user.ts'
import type { KubeletContext } from './context.ts'
import type { PodAddresses } from './downward-api.ts'
import { hostsFileContent } from './hosts-file.ts'
import { makeEnvironmentVariables } from './env.ts'
import { createRoom, expand, type Room } from './expansion.ts'

type ConfigResult =
  | { readonly ok: true; readonly config: ContainerConfig }
  | { readonly ok: false; readonly message: string }

const DEFAULT_TERMINATION_LOG = '/dev/termination-log'

/** The configuration of the next instance, or the message of a `CreateContainerConfigError`. */
export function generateContainerConfig(
  context: Pick<KubeletContext, 'client' | 'nodeName' | 'runtime'>,
  pod: Pod,
  container: Container,
  instance: {
    readonly attempt: number
    readonly addresses: PodAddresses
    /** The container in whose process namespace it is; null for its own. */
    readonly target: string | null
  },
): ConfigResult {
  const user = context.runtime.service.imageUser(container.image ?? '')
  const nonRoot = verifyRunAsNonRoot(pod, container, user)
  if (nonRoot !== null) return { ok: false, message: nonRoot }
  const node = context.client.get('Node', '', context.nodeName)
  const room = createRoom()
  const variables = makeEnvironmentVariables({
    room,
    client: context.client,
    pod,
    container,
    addresses: instance.addresses,
    allocatable: node?.status?.allocatable ?? {},
  })
  if (!variables.ok) return variables
  const { env } = variables
  const limit = container.resources?.limits?.['memory']
  return {
    ok: true,
    config: {
      name: container.name,
      attempt: instance.attempt,
      image: container.image ?? '',
      command: (container.command ?? []).map((word) => expand(word, env, room)),
      args: (container.args ?? []).map((word) => expand(word, env, room)),
      workingDir: container.workingDir ?? '',
      env,
      mounts: mountsOf(container, env, room),
      ports: (container.ports ?? []).map(({ containerPort, protocol }) => ({
        port: containerPort,
        protocol: protocol === 'UDP' || protocol === 'SCTP' ? protocol : 'TCP',
      })),
      memoryLimitBytes: limit === undefined ? null : quantityValue(limit),
      hosts: hostsFileContent(context, pod, instance.addresses.podIp),
      terminationMessagePath: container.terminationMessagePath ?? DEFAULT_TERMINATION_LOG,
      readOnlyRootFilesystem: container.securityContext?.readOnlyRootFilesystem ?? false,
      privileged: container.securityContext?.privileged ?? false,
      ends: isExpectedToEnd(pod, container),
      stdin: container.stdin ?? false,
      tty: container.tty ?? false,
      ...(instance.target === null ? {} : { targetId: instance.target }),
    },
  }
}

/** An init container that is no sidecar, and the app containers of a Pod that is not always restarted. */
function isExpectedToEnd({ spec }: Pod, { name, restartPolicy }: Container): boolean {
  const isInit = (spec?.initContainers ?? []).some((one) => one.name === name)
  return isInit ? restartPolicy !== 'Always' : (spec?.restartPolicy ?? 'Always') !== 'Always'
}

function mountsOf(
  container: Container,
  env: Readonly<Record<string, string>>,
  room: Room,
): readonly ContainerMount[] {
  return (container.volumeMounts ?? []).map((mount) => ({
    volumeName: mount.name,
    mountPath: mount.mountPath,
    subPath:
      mount.subPathExpr === undefined
        ? (mount.subPath ?? '')
        : expand(mount.subPathExpr, env, room),
    readOnly: mount.readOnly ?? false,
  }))
}
