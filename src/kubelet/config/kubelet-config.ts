// The settings of one kubelet.
// Follows pkg/kubelet/apis/config/v1beta1/defaults.go (v1.36).
import { simplified } from '#lib/simplified.ts'
import type { NodeDisk } from '#runtime/cri.ts'
import { MAX_CONTAINER_BACK_OFF_MS } from '../backoff.ts'

simplified(
  'kubelet-configuration',
  'of `/var/lib/kubelet/config.yaml` the kubelet reads `staticPodPath`, `maxPods` and `crashLoopBackOff.maxContainerRestartPeriod`, each on one line; other settings have no effect.',
)

export interface KubeletConfig {
  readonly staticPodPath: string
  /** Null: as many as the Node's allocatable says. */
  readonly maxPods: number | null
  readonly maxContainerRestartPeriodMs: number
}

export const CONFIG_PATH = '/var/lib/kubelet/config.yaml'

export const DEFAULT_KUBELET_CONFIG: KubeletConfig = {
  staticPodPath: '/etc/kubernetes/manifests',
  maxPods: null,
  maxContainerRestartPeriodMs: MAX_CONTAINER_BACK_OFF_MS,
}

/** The configuration on a node's disk over `base`; what is missing or cannot be read keeps its value. */
export function readKubeletConfig(disk: NodeDisk, base: KubeletConfig): KubeletConfig {
  const text = disk.read(CONFIG_PATH)
  if (text === undefined) return base
  const value = (key: string): string | undefined => scalarOf(text, key)
  const maxPods = Number(value('maxPods') ?? Number.NaN)
  const periodMs = restartPeriodMs(value('maxContainerRestartPeriod') ?? '')
  return {
    staticPodPath: value('staticPodPath') ?? base.staticPodPath,
    maxPods: Number.isSafeInteger(maxPods) && maxPods >= 0 ? maxPods : base.maxPods,
    maxContainerRestartPeriodMs: periodMs ?? base.maxContainerRestartPeriodMs,
  }
}

function scalarOf(text: string, key: string): string | undefined {
  const match = new RegExp(`^\\s*["']?${key}["']?\\s*:\\s*(.*)$`, 'm').exec(text)
  const value = match?.[1]?.replace(/\s+#.*$/, '').trim()
  return value?.replace(/^(["'])(.*)\1$/, '$2')
}

/** A duration between 1 s and 5 min, as the setting allows; null for everything else. */
function restartPeriodMs(text: string): number | null {
  const match = /^(?:(\d+)m)?(?:(\d+)s)?$/.exec(text)
  if (match === null || text === '') return null
  const ms = Number(match[1] ?? 0) * 60_000 + Number(match[2] ?? 0) * 1000
  return ms >= 1000 && ms <= MAX_CONTAINER_BACK_OFF_MS ? ms : null
}
