// The flags of the programs of the control plane, by what their values are. They were listed by the flag sets of
// cmd/kube-apiserver/app/options, cmd/kube-controller-manager/app/options and cmd/kube-scheduler/app/options (v1.36.2),
// and of go.etcd.io/etcd/server/v3/embed/config.go, AddFlags (v3.6.8).

/** `any` holds what takes a text that is not looked into. */
export type FlagKind = 'any' | 'bool' | 'duration' | 'float' | 'int' | 'ip'
type Flags = Readonly<Partial<Record<FlagKind, string>>>

const EACH: Flags = {
  any: 'allow-metric-labels allow-metric-labels-manifest cert-dir client-ca-file disabled-metrics emulated-version feature-gates log-text-info-buffer-size logging-format min-compatibility-version requestheader-allowed-names requestheader-client-ca-file requestheader-extra-headers-prefix requestheader-group-headers requestheader-uid-headers requestheader-username-headers show-hidden-metrics-for-version tls-cert-file tls-cipher-suites tls-curve-preferences tls-min-version tls-private-key-file tls-sni-cert-key vmodule',
  bool: 'contention-profiling disable-http2-serving help log-text-split-stream permit-address-sharing permit-port-sharing profiling version',
  duration:
    'authentication-token-webhook-cache-ttl authorization-webhook-cache-authorized-ttl authorization-webhook-cache-unauthorized-ttl log-flush-frequency',
  int: 'http2-max-streams-per-connection secure-port v',
  ip: 'bind-address',
}

const BOTH_CLIENTS: Flags = {
  any: 'authentication-kubeconfig authorization-always-allow-paths authorization-kubeconfig kube-api-content-type kubeconfig leader-elect-resource-lock leader-elect-resource-name leader-elect-resource-namespace master',
  bool: 'authentication-skip-lookup authentication-tolerate-lookup-failure leader-elect',
  duration: 'leader-elect-lease-duration leader-elect-renew-deadline leader-elect-retry-period',
  float: 'kube-api-qps',
  int: 'kube-api-burst',
}

const OWN = {
  'kube-apiserver': [
    EACH,
    {
      any: 'admission-control admission-control-config-file api-audiences audit-log-format audit-log-mode audit-log-path audit-log-version audit-policy-file audit-webhook-config-file audit-webhook-mode audit-webhook-version authentication-config authentication-token-webhook-config-file authentication-token-webhook-version authorization-config authorization-mode authorization-policy-file authorization-webhook-config-file authorization-webhook-version cors-allowed-origins debug-socket-path disable-admission-plugins egress-selector-config-file enable-admission-plugins encryption-provider-config endpoint-reconciler-type etcd-cafile etcd-certfile etcd-keyfile etcd-prefix etcd-servers etcd-servers-overrides external-hostname kubelet-certificate-authority kubelet-client-certificate kubelet-client-key kubelet-preferred-address-types oidc-ca-file oidc-client-id oidc-groups-claim oidc-groups-prefix oidc-issuer-url oidc-required-claim oidc-signing-algs oidc-username-claim oidc-username-prefix peer-advertise-ip peer-advertise-port peer-ca-file proxy-client-cert-file proxy-client-key-file runtime-config service-account-issuer service-account-jwks-uri service-account-key-file service-account-signing-endpoint service-account-signing-key-file service-cluster-ip-range service-node-port-range storage-backend storage-media-type strict-transport-security-directives token-auth-file tracing-config-file watch-cache-sizes',
      bool: 'aggregator-reject-forwarding-redirect allow-privileged anonymous-auth audit-log-batch-throttle-enable audit-log-compress audit-log-truncate-enabled audit-webhook-batch-throttle-enable audit-webhook-truncate-enabled emulation-forward-compatible enable-aggregator-routing enable-bootstrap-token-auth enable-garbage-collector enable-logs-handler enable-priority-and-fairness encryption-provider-config-automatic-reload runtime-config-emulation-forward-compatible service-account-extend-token-expiration service-account-lookup shutdown-send-retry-after watch-cache',
      duration:
        'audit-log-batch-max-wait audit-webhook-batch-initial-backoff audit-webhook-batch-max-wait audit-webhook-initial-backoff coordinated-leadership-lease-duration coordinated-leadership-renew-deadline coordinated-leadership-retry-period etcd-compaction-interval etcd-count-metric-poll-period etcd-db-metric-poll-interval etcd-healthcheck-timeout etcd-readycheck-timeout event-ttl kubelet-timeout livez-grace-period request-timeout service-account-max-token-expiration shutdown-delay-duration shutdown-watch-termination-grace-period storage-initialization-timeout',
      float: 'audit-log-batch-throttle-qps audit-webhook-batch-throttle-qps goaway-chance',
      int: 'apiserver-count audit-log-batch-buffer-size audit-log-batch-max-size audit-log-batch-throttle-burst audit-log-maxage audit-log-maxbackup audit-log-maxsize audit-log-truncate-max-batch-size audit-log-truncate-max-event-size audit-webhook-batch-buffer-size audit-webhook-batch-max-size audit-webhook-batch-throttle-burst audit-webhook-truncate-max-batch-size audit-webhook-truncate-max-event-size default-not-ready-toleration-seconds default-unreachable-toleration-seconds default-watch-cache-size delete-collection-workers kubelet-port kubelet-read-only-port kubernetes-service-node-port lease-reuse-duration-seconds max-connection-bytes-per-sec max-mutating-requests-inflight max-requests-inflight min-request-timeout',
      ip: 'advertise-address',
    },
  ],
  'kube-controller-manager': [
    EACH,
    BOTH_CLIENTS,
    {
      any: 'cidr-allocator-type cloud-config cloud-provider cluster-cidr cluster-name cluster-signing-cert-file cluster-signing-key-file cluster-signing-kube-apiserver-client-cert-file cluster-signing-kube-apiserver-client-key-file cluster-signing-kubelet-client-cert-file cluster-signing-kubelet-client-key-file cluster-signing-kubelet-serving-cert-file cluster-signing-kubelet-serving-key-file cluster-signing-legacy-unknown-cert-file cluster-signing-legacy-unknown-key-file controllers external-cloud-volume-plugin flex-volume-plugin-dir leader-migration-config pv-recycler-pod-template-filepath-hostpath pv-recycler-pod-template-filepath-nfs root-ca-file service-account-private-key-file service-cluster-ip-range',
      bool: 'allocate-node-cidrs allow-untagged-cloud configure-cloud-routes disable-attach-detach-reconcile-sync disable-force-detach-on-timeout enable-dynamic-provisioning enable-garbage-collector enable-hostpath-provisioner enable-leader-migration use-service-account-credentials',
      duration:
        'attach-detach-reconcile-sync-period cluster-signing-duration controller-shutdown-timeout controller-start-interval endpoint-updates-batch-period endpointslice-updates-batch-period horizontal-pod-autoscaler-cpu-initialization-period horizontal-pod-autoscaler-downscale-stabilization horizontal-pod-autoscaler-initial-readiness-delay horizontal-pod-autoscaler-sync-period legacy-service-account-token-clean-up-period min-resync-period mirroring-endpointslice-updates-batch-period namespace-sync-period node-monitor-grace-period node-monitor-period node-startup-grace-period node-sync-period pvclaimbinder-sync-period resource-quota-sync-period route-reconciliation-period',
      float:
        'horizontal-pod-autoscaler-tolerance node-eviction-rate secondary-node-eviction-rate unhealthy-zone-threshold',
      int: 'concurrent-cron-job-syncs concurrent-daemonset-syncs concurrent-deployment-syncs concurrent-device-taint-eviction-syncs concurrent-endpoint-syncs concurrent-ephemeralvolume-syncs concurrent-gc-syncs concurrent-horizontal-pod-autoscaler-syncs concurrent-job-syncs concurrent-namespace-syncs concurrent-replicaset-syncs concurrent-resource-quota-syncs concurrent-resourceclaim-syncs concurrent-service-endpoint-syncs concurrent-service-syncs concurrent-serviceaccount-token-syncs concurrent-statefulset-syncs concurrent-ttl-after-finished-syncs concurrent-validating-admission-policy-status-syncs concurrent_rc_syncs large-cluster-size-threshold max-endpoints-per-slice mirroring-concurrent-service-endpoint-syncs mirroring-max-endpoints-per-subset node-cidr-mask-size node-cidr-mask-size-ipv4 node-cidr-mask-size-ipv6 pv-recycler-increment-timeout-nfs pv-recycler-minimum-timeout-hostpath pv-recycler-minimum-timeout-nfs pv-recycler-timeout-increment-hostpath terminated-pod-gc-threshold',
    },
  ],
  'kube-scheduler': [
    EACH,
    BOTH_CLIENTS,
    {
      any: 'config write-config-to',
      duration: 'pod-max-in-unschedulable-pods-duration',
    },
  ],
  etcd: [
    {
      any: 'advertise-client-urls auth-token auto-compaction-mode auto-compaction-retention backend-bbolt-freelist-type cert-file cipher-suites client-cert-allowed-hostname client-cert-file client-crl-file client-key-file config-file cors data-dir discovery discovery-cacert discovery-cert discovery-endpoints discovery-fallback discovery-key discovery-password discovery-proxy discovery-srv discovery-srv-name discovery-token discovery-user distributed-tracing-address distributed-tracing-instance-id distributed-tracing-service-name experimental-distributed-tracing-address experimental-distributed-tracing-instance-id experimental-distributed-tracing-service-name feature-gates host-whitelist initial-advertise-peer-urls initial-cluster initial-cluster-state initial-cluster-token key-file listen-client-http-urls listen-client-urls listen-metrics-urls listen-peer-urls log-format log-level log-outputs log-rotation-config-json logger max-concurrent-streams metrics name peer-cert-allowed-cn peer-cert-allowed-hostname peer-cert-file peer-client-cert-file peer-client-key-file peer-crl-file peer-key-file peer-trusted-ca-file tls-max-version tls-min-version trusted-ca-file v2-deprecation wal-dir',
      bool: 'auto-tls client-cert-auth discovery-insecure-skip-tls-verify discovery-insecure-transport enable-distributed-tracing enable-grpc-gateway enable-log-rotation enable-pprof experimental-compact-hash-check-enabled experimental-enable-distributed-tracing experimental-enable-lease-checkpoint experimental-enable-lease-checkpoint-persist experimental-initial-corrupt-check experimental-memory-mlock experimental-peer-skip-client-san-verification experimental-stop-grpc-service-on-defrag experimental-txn-mode-write-with-shared-buffer force-new-cluster initial-election-tick-advance memory-mlock peer-auto-tls peer-client-cert-auth peer-skip-client-san-verification pre-vote socket-reuse-address socket-reuse-port strict-reconfig-check unsafe-no-fsync version',
      duration:
        'backend-batch-interval compact-hash-check-time compaction-sleep-interval corrupt-check-time discovery-dial-timeout discovery-keepalive-time discovery-keepalive-timeout discovery-request-timeout downgrade-check-time experimental-compact-hash-check-time experimental-compaction-sleep-interval experimental-corrupt-check-time experimental-downgrade-check-time experimental-warning-apply-duration experimental-warning-unary-request-duration experimental-watch-progress-notify-interval grpc-keepalive-interval grpc-keepalive-min-time grpc-keepalive-timeout raft-read-timeout raft-write-timeout warning-apply-duration warning-unary-request-duration watch-progress-notify-interval',
      int: 'auth-token-ttl backend-batch-limit bcrypt-cost bootstrap-defrag-threshold-megabytes compaction-batch-limit distributed-tracing-sampling-rate election-timeout experimental-bootstrap-defrag-threshold-megabytes experimental-compaction-batch-limit experimental-distributed-tracing-sampling-rate experimental-snapshot-catchup-entries heartbeat-interval max-learners max-request-bytes max-snapshots max-txn-ops max-wals quota-backend-bytes self-signed-cert-validity snapshot-catchup-entries snapshot-count',
    },
  ],
} as const satisfies Readonly<Record<string, readonly Flags[]>>

export type ControlPlaneProgram = keyof typeof OWN

/** What the values of a program's flags are, by the flag. */
export function flagsOf(program: ControlPlaneProgram): ReadonlyMap<string, FlagKind> {
  const kinds = new Map<string, FlagKind>()
  const lists: readonly Flags[] = OWN[program]
  for (const list of lists) {
    for (const [kind, names = ''] of Object.entries(list)) {
      // The keys are those of the type.
      for (const name of names.split(' ')) kinds.set(name, kind as FlagKind)
    }
  }
  return kinds
}
