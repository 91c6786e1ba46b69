// The fields of a KubeletConfiguration and what Go reads them as.
// Follows k8s.io/kubelet/config/v1beta1/types.go (v0.36), KubeletConfiguration.

/** What a field is in Go; 'struct' and 'list' are read by nobody here beyond their shape. */
export type FieldType =
  | 'string'
  | 'bool'
  | 'int32'
  | 'int64'
  | 'float64'
  | 'duration'
  | 'map'
  | 'strings'
  | 'list'
  | 'struct'

const NAMES: Readonly<Record<FieldType, string>> = {
  string:
    'staticPodPath podLogsDir staticPodURL address tlsCertFile tlsPrivateKeyFile tlsMinVersion imagePullCredentialsVerificationPolicy healthzBindAddress clusterDomain kubeletCgroups systemCgroups cgroupRoot cgroupDriver cpuManagerPolicy memoryManagerPolicy topologyManagerPolicy topologyManagerScope hairpinMode podCIDR resolvConf contentType containerLogMaxSize configMapAndSecretChangeDetectionStrategy reservedSystemCPUs showHiddenMetricsForVersion systemReservedCgroup kubeReservedCgroup volumePluginDir providerID memoryReservationPolicy containerRuntimeEndpoint imageServiceEndpoint',
  bool: 'enableServer rotateCertificates serverTLSBootstrap enableDebuggingHandlers enableContentionProfiling cgroupsPerQOS singleProcessOOMKill runOnce cpuCFSQuota serializeImagePulls mergeDefaultEvictionSettings enableControllerAttachDetach protectKernelDefaults makeIPTablesUtilChains failSwapOn kernelMemcgNotification enableSystemLogHandler enableSystemLogQuery enableProfilingHandler enableDebugFlagsHandler seccompDefault registerNode localStorageCapacityIsolation failCgroupV1',
  int32:
    'port readOnlyPort registryPullQPS registryBurst eventRecordQPS eventBurst healthzPort oomScoreAdj nodeLeaseDurationSeconds imageGCHighThresholdPercent imageGCLowThresholdPercent maxPods nodeStatusMaxImages kubeAPIQPS kubeAPIBurst maxParallelImagePulls evictionMaxPodGracePeriod podsPerCore iptablesMasqueradeBit iptablesDropBit containerLogMaxFiles containerLogMaxWorkers',
  int64: 'podPidsLimit maxOpenFiles',
  float64: 'memoryThrottlingFactor',
  duration:
    'syncFrequency fileCheckFrequency httpCheckFrequency streamingConnectionIdleTimeout nodeStatusUpdateFrequency nodeStatusReportFrequency imageMinimumGCAge imageMaximumGCAge volumeStatsAggPeriod cpuManagerReconcilePeriod runtimeRequestTimeout cpuCFSQuotaPeriod evictionPressureTransitionPeriod containerLogMonitorInterval shutdownGracePeriod shutdownGracePeriodCriticalPods',
  map: 'cpuManagerPolicyOptions topologyManagerPolicyOptions qosReserved evictionHard evictionSoft evictionSoftGracePeriod evictionMinimumReclaim systemReserved kubeReserved',
  strings:
    'tlsCipherSuites preloadedImagesVerificationAllowlist clusterDNS enforceNodeAllocatable allowedUnsafeSysctls',
  list: 'tlsCurvePreferences reservedMemory shutdownGracePeriodByPodPriority registerWithTaints',
  struct:
    'staticPodURLHeader authentication authorization featureGates memorySwap logging crashLoopBackOff tracing userNamespaces',
}

const TYPES: ReadonlyMap<string, FieldType> = new Map(
  (Object.entries(NAMES) as [FieldType, string][]).flatMap(([type, names]) =>
    names.split(' ').map((name) => [name, type] as const),
  ),
)

/** All that a kubelet knows. */
export const FIELD_NAMES: readonly string[] = [...TYPES.keys()]

/** What a field is; undefined for one that the real kubelet does not know either. */
export function fieldTypeOf(name: string): FieldType | undefined {
  return TYPES.get(name)
}

/** The fields that change what is simulated. */
const EFFECTIVE: ReadonlySet<string> = new Set([
  'staticPodPath',
  'fileCheckFrequency',
  'nodeStatusUpdateFrequency',
  'maxPods',
  'podsPerCore',
  'systemReserved',
  'kubeReserved',
  'evictionHard',
  'mergeDefaultEvictionSettings',
  'registerNode',
  'registerWithTaints',
  'shutdownGracePeriod',
  'shutdownGracePeriodCriticalPods',
  'shutdownGracePeriodByPodPriority',
  'crashLoopBackOff',
])

/** What kubeadm writes into the configuration of every node; nobody who changes something else asks for these. */
const OF_KUBEADM: ReadonlySet<string> = new Set(
  'authentication authorization cgroupDriver clusterDNS clusterDomain containerRuntimeEndpoint cpuManagerReconcilePeriod evictionPressureTransitionPeriod healthzBindAddress healthzPort httpCheckFrequency imageMaximumGCAge imageMinimumGCAge logging memorySwap nodeStatusReportFrequency resolvConf rotateCertificates runtimeRequestTimeout streamingConnectionIdleTimeout syncFrequency volumeStatsAggPeriod'.split(
    ' ',
  ),
)

/** Whether a person who sets a field should be told that nothing comes of it. */
export function isIdle(name: string): boolean {
  return !EFFECTIVE.has(name) && !OF_KUBEADM.has(name)
}
