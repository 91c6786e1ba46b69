// The images of what serves a cluster: its own components, and what watches over it, collects its logs and
// stands at its door.
import { ENVOY_FILES } from './default-files.ts'
import { type ImageRow, single } from './image-spec.ts'

export const CLUSTER_IMAGE_ROWS: readonly ImageRow[] = [
  {
    names: [
      'fluentd_elasticsearch/fluentd',
      'fluentd-elasticsearch',
      'fluent/fluentd',
      'fluentd',
      'google-containers/fluentd-elasticsearch',
    ],
    megabytes: 47,
    system: 'alpine',
    command: ['fluentd'],
    programs: ['fluentd'],
  },
  {
    names: ['fluent/fluent-bit', 'fluent-bit'],
    megabytes: 33,
    system: 'none',
    command: ['/fluent-bit'],
    programs: ['fluent-bit'],
  },
  {
    names: ['etcd', 'coreos/etcd'],
    megabytes: 98,
    system: 'none',
    command: ['etcd'],
    programs: ['etcd', 'etcdctl'],
  },
  single('kube-apiserver', 28, 'kube-apiserver'),
  single('kube-controller-manager', 23, 'kube-controller-manager'),
  single('kube-scheduler', 17, 'kube-scheduler'),
  {
    names: ['kube-proxy'],
    megabytes: 26,
    system: 'none',
    command: ['kube-proxy'],
    programs: ['kube-proxy'],
  },
  {
    names: ['coredns/coredns', 'coredns'],
    megabytes: 20,
    system: 'none',
    entrypoint: ['/coredns'],
    programs: ['coredns'],
  },
  {
    names: ['prom/prometheus', 'prometheus/prometheus'],
    megabytes: 110,
    system: 'busybox',
    entrypoint: ['/bin/prometheus'],
    programs: ['prometheus'],
  },
  {
    names: ['prom/node-exporter', 'prometheus/node-exporter'],
    megabytes: 12,
    system: 'busybox',
    entrypoint: ['/bin/node_exporter'],
    programs: ['node_exporter'],
  },
  {
    names: ['grafana/grafana'],
    megabytes: 140,
    system: 'alpine',
    entrypoint: ['/run.sh'],
    programs: ['grafana', 'run.sh'],
  },
  {
    names: ['traefik'],
    megabytes: 50,
    system: 'alpine',
    entrypoint: ['/entrypoint.sh'],
    command: ['traefik'],
    programs: ['traefik', 'entrypoint.sh'],
  },
  {
    names: ['envoyproxy/envoy'],
    megabytes: 60,
    system: 'ubuntu',
    entrypoint: ['/docker-entrypoint.sh'],
    command: ['envoy', '-c', '/etc/envoy/envoy.yaml'],
    programs: ['envoy', 'docker-entrypoint.sh'],
    files: ENVOY_FILES,
  },
]
