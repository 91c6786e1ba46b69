// What one sync of a Pod is going to do, and what the plan is made from.
// Follows pkg/kubelet/kuberuntime/kuberuntime_manager.go (v1.36), podActions.

export type ProbeVerdict = 'Success' | 'Failure'

/** The last verdicts of the probes of running containers, by container ID. */
export interface ProbeVerdicts {
  liveness(containerId: string): ProbeVerdict | undefined
  startup(containerId: string): ProbeVerdict | undefined
}

export interface ContainerToStart {
  /** The place in its list: `spec.containers`, `spec.initContainers` or `spec.ephemeralContainers`. */
  readonly index: number
  readonly because: string
}

export type KillReason = 'LivenessProbe' | 'StartupProbe' | 'Other'

export interface ContainerToKill {
  readonly containerId: string
  readonly name: string
  /** The text of the `Killing` event. */
  readonly message: string
  readonly reason: KillReason
  readonly because: string
}

export interface PodActions {
  /** Stop all containers and the sandbox. */
  readonly killPod: boolean
  readonly createSandbox: boolean
  readonly sandboxId: string | null
  /** The number of the sandbox to be made; 0 for the first. */
  readonly attempt: number
  readonly ephemeralContainersToStart: readonly ContainerToStart[]
  readonly initContainersToStart: readonly ContainerToStart[]
  readonly containersToStart: readonly ContainerToStart[]
  readonly containersToKill: readonly ContainerToKill[]
  /** Why the sandbox is made or the Pod is killed; null when neither. */
  readonly because: string | null
}
