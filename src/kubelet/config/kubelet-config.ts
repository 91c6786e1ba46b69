// The settings of one kubelet: what its KubeletConfiguration says over the defaults, read once when it starts.
// Follows pkg/kubelet/apis/config/v1beta1/defaults.go and cmd/kubelet/app/server.go (v1.36).
import { simplified } from '#lib/simplified.ts'
import type { Quantity, Taint } from '#api/generated/types.ts'
import type { NodeDisk } from '#runtime/cri.ts'
import { MAX_CONTAINER_BACK_OFF_MS } from '../backoff.ts'

simplified(
  'kubelet-configuration',
  'of `/var/lib/kubelet/config.yaml` the kubelet says when it starts which fields have no effect here; not all of these are checked for more than their type. Without `evictionHard` nothing is kept back for eviction.',
)

type Amounts = Readonly<Record<string, Quantity>>

export interface KubeletConfig {
  readonly staticPodPath: string
  /** The folder of static Pods is listed that often. */
  readonly fileCheckFrequencyMs: number
  readonly nodeStatusUpdateFrequencyMs: number
  /** Null: as many as the Node's allocatable says. */
  readonly maxPods: number | null
  /** Zero: no bound by the number of its CPUs. */
  readonly podsPerCore: number
  readonly systemReserved: Amounts
  readonly kubeReserved: Amounts
  /** By signal: a quantity or a percentage; null where the file says nothing of it. */
  readonly evictionHard: Readonly<Record<string, string>> | null
  readonly registerNode: boolean
  readonly registerWithTaints: readonly Taint[]
  /** How long Pods may take to end before the machine is shut down; 0: nobody waits for them. */
  readonly shutdownGracePeriodMs: number
  /** The part of it that is kept for critical Pods. */
  readonly shutdownGracePeriodCriticalPodsMs: number
  /** Instead of these two: how long each group of Pods may take. */
  readonly shutdownGracePeriodByPodPriority: readonly ShutdownGracePeriod[]
  readonly maxContainerRestartPeriodMs: number
}

/** Of Pods of this priority and above, up to the next. */
export interface ShutdownGracePeriod {
  readonly priority: number
  readonly seconds: number
}

export const CONFIG_PATH = '/var/lib/kubelet/config.yaml'

export const DEFAULT_KUBELET_CONFIG: KubeletConfig = {
  staticPodPath: '/etc/kubernetes/manifests',
  fileCheckFrequencyMs: 20_000,
  nodeStatusUpdateFrequencyMs: 10_000,
  maxPods: null,
  podsPerCore: 0,
  systemReserved: {},
  kubeReserved: {},
  evictionHard: null,
  registerNode: true,
  registerWithTaints: [],
  shutdownGracePeriodMs: 0,
  shutdownGracePeriodCriticalPodsMs: 0,
  shutdownGracePeriodByPodPriority: [],
  maxContainerRestartPeriodMs: MAX_CONTAINER_BACK_OFF_MS,
}

export interface LoadedConfig {
  readonly config: KubeletConfig
  /** Fields that no kubelet knows. */
  readonly unknown: readonly string[]
  /** Fields that are not simulated. */
  readonly idle: readonly string[]
}

/** What a kubelet makes of the text of its configuration; an error is what it ends with. */
export type ReadConfiguration = (text: string) => LoadedConfig | { readonly error: string }

/** The configuration on a node's disk over the defaults; an error is what the kubelet ends with. */
export function loadKubeletConfig(
  disk: NodeDisk,
  read: ReadConfiguration,
): ReturnType<ReadConfiguration> {
  const text = disk.read(CONFIG_PATH)
  if (text !== undefined) return read(text)
  const problem = `open ${CONFIG_PATH}: no such file or directory`
  return {
    error: loadError(`failed to read kubelet config file "${CONFIG_PATH}", error: ${problem}`),
  }
}

/** The words with which a kubelet ends that could not load its configuration. */
export function loadError(problem: string): string {
  return `failed to load kubelet config file, path: ${CONFIG_PATH}, error: failed to load Kubelet config file ${CONFIG_PATH}, error ${problem}`
}

/** The value in a text of YAML or JSON, or what is wrong with the text. */
export type ReadYaml = (text: string) => { readonly value: unknown } | { readonly error: string }
