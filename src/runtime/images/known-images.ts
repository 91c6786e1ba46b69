// The public images that are known, one row each: what they are called, how large they are, what they
// start, and what is in them.
import { simplified } from '#lib/simplified.ts'
import { HTTPD_FILES, NGINX_FILES, type ImageFile } from './default-files.ts'
import type { BaseSystem } from './tools.ts'

simplified(
  'image-tags',
  'an image behaves the same for all of its tags, and the sizes are approximate.',
)

export interface ImageSpec {
  /** Repositories without registry and without 'library/'. */
  readonly names: readonly string[]
  readonly megabytes: number
  readonly system: BaseSystem
  readonly entrypoint: readonly string[]
  readonly command: readonly string[]
  /** Programs besides the tools of the system, in /usr/local/bin. */
  readonly programs: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly workingDir: string
  readonly files: readonly ImageFile[]
  /** False for an image that we know nothing of. */
  readonly known: boolean
}

export type ImageRow = Partial<Omit<ImageSpec, 'known'>> &
  Pick<ImageSpec, 'names' | 'megabytes' | 'system'>

const ENTRYPOINT = ['docker-entrypoint.sh']

/** A program of its own and nothing else, as most images of Kubernetes components are. */
function single(
  name: string,
  megabytes: number,
  program: string,
  command: readonly string[] = [],
): ImageRow {
  return {
    names: [name],
    megabytes,
    system: 'none',
    entrypoint: [`/${program}`],
    command,
    programs: [program],
  }
}

export const IMAGE_ROWS: readonly ImageRow[] = [
  {
    names: [
      'nginx',
      'nginx-slim',
      'nginxinc/nginx-unprivileged',
      'google_containers/nginx',
      'nginx-unprivileged',
    ],
    megabytes: 72,
    system: 'debian',
    entrypoint: ['/docker-entrypoint.sh'],
    command: ['nginx', '-g', 'daemon off;'],
    programs: ['nginx', 'nginx-debug', 'curl', 'docker-entrypoint.sh'],
    files: NGINX_FILES,
  },
  {
    names: ['caddy'],
    megabytes: 20,
    system: 'alpine',
    command: ['caddy', 'run', '--config', '/etc/caddy/Caddyfile', '--adapter', 'caddyfile'],
    programs: ['caddy'],
    workingDir: '/srv',
  },
  {
    names: ['httpd'],
    megabytes: 58,
    system: 'debian',
    command: ['httpd-foreground'],
    programs: ['httpd', 'httpd-foreground'],
    workingDir: '/usr/local/apache2',
    files: HTTPD_FILES,
  },
  {
    names: ['redis', 'valkey/valkey'],
    megabytes: 50,
    system: 'debian',
    entrypoint: ENTRYPOINT,
    command: ['redis-server'],
    programs: ['redis-server', 'redis-cli', 'redis-sentinel', 'docker-entrypoint.sh'],
    workingDir: '/data',
  },
  {
    names: ['postgres'],
    megabytes: 156,
    system: 'debian',
    entrypoint: ENTRYPOINT,
    command: ['postgres'],
    programs: ['postgres', 'psql', 'pg_isready', 'pg_ctl', 'docker-entrypoint.sh'],
  },
  {
    names: ['mysql'],
    megabytes: 240,
    system: 'debian',
    entrypoint: ENTRYPOINT,
    command: ['mysqld'],
    programs: ['mysqld', 'mysql', 'mysqladmin', 'docker-entrypoint.sh'],
  },
  {
    names: ['mariadb'],
    megabytes: 112,
    system: 'ubuntu',
    entrypoint: ENTRYPOINT,
    command: ['mariadbd'],
    programs: ['mariadbd', 'mysqld', 'mariadb', 'mysql', 'mariadb-admin', 'docker-entrypoint.sh'],
  },
  {
    names: ['mongo'],
    megabytes: 280,
    system: 'ubuntu',
    entrypoint: ENTRYPOINT,
    command: ['mongod'],
    programs: ['mongod', 'mongosh', 'docker-entrypoint.sh'],
  },
  {
    names: ['memcached'],
    megabytes: 31,
    system: 'debian',
    entrypoint: ENTRYPOINT,
    command: ['memcached'],
    programs: ['memcached', 'docker-entrypoint.sh'],
  },
  {
    names: ['rabbitmq'],
    megabytes: 105,
    system: 'ubuntu',
    entrypoint: ENTRYPOINT,
    command: ['rabbitmq-server'],
    programs: ['rabbitmq-server', 'rabbitmqctl', 'docker-entrypoint.sh'],
  },
  {
    names: ['haproxy', 'haproxytech/haproxy-alpine'],
    megabytes: 40,
    system: 'debian',
    command: ['haproxy', '-f', '/usr/local/etc/haproxy/haproxy.cfg'],
    programs: ['haproxy'],
  },
  {
    names: [
      'busybox',
      'google_containers/busybox',
      'google-containers/busybox',
      'e2e-test-images/busybox',
      'busybox-slim',
    ],
    megabytes: 2.2,
    system: 'busybox',
    command: ['sh'],
  },
  { names: ['alpine', 'alpine-git'], megabytes: 3.8, system: 'alpine', command: ['/bin/sh'] },
  {
    names: ['debian', 'debian-base', 'build-image/debian-base'],
    megabytes: 49,
    system: 'debian',
    command: ['bash'],
  },
  { names: ['ubuntu'], megabytes: 30, system: 'ubuntu', command: ['/bin/bash'] },
  {
    names: ['fedora', 'centos', 'rockylinux', 'almalinux', 'amazonlinux'],
    megabytes: 66,
    system: 'full',
    command: ['/bin/bash'],
  },
  {
    names: ['bash'],
    megabytes: 6,
    system: 'alpine',
    entrypoint: ENTRYPOINT,
    command: ['bash'],
    programs: ['bash', 'docker-entrypoint.sh'],
  },
  {
    names: ['curlimages/curl'],
    megabytes: 9.8,
    system: 'alpine',
    entrypoint: ['/entrypoint.sh'],
    command: ['curl'],
    programs: ['curl', 'entrypoint.sh'],
  },
  {
    names: [
      'nicolaka/netshoot',
      'praqma/network-multitool',
      'wbitt/network-multitool',
      'tutum/dnsutils',
      'e2e-test-images/jessie-dnsutils',
      'jessie-dnsutils',
      'radial/busyboxplus',
    ],
    megabytes: 120,
    system: 'full',
    command: ['bash'],
  },
  {
    names: ['python'],
    megabytes: 371,
    system: 'full',
    command: ['python3'],
    programs: ['python', 'python3', 'pip'],
  },
  {
    names: ['perl'],
    megabytes: 340,
    system: 'full',
    command: ['perl', '-de0'],
    programs: ['perl'],
  },
  {
    names: ['node'],
    megabytes: 388,
    system: 'full',
    entrypoint: ENTRYPOINT,
    command: ['node'],
    programs: ['node', 'npm', 'npx', 'docker-entrypoint.sh'],
  },
  { names: ['golang'], megabytes: 290, system: 'full', command: ['bash'], programs: ['go'] },
  single('pause', 0.3, 'pause'),
  {
    names: ['e2e-test-images/agnhost', 'agnhost'],
    megabytes: 53,
    system: 'alpine',
    entrypoint: ['/agnhost'],
    command: ['pause'],
    programs: ['agnhost', 'curl', 'dig'],
  },
  {
    names: ['polinux/stress', 'progrium/stress'],
    megabytes: 4,
    system: 'alpine',
    command: ['/usr/local/bin/stress'],
    programs: ['stress', 'bash'],
  },
  {
    names: ['polinux/stress-ng', 'colinianking/stress-ng'],
    megabytes: 6,
    system: 'alpine',
    entrypoint: ['stress-ng'],
    programs: ['stress-ng'],
  },
  { ...single('vish/stress', 1.6, 'stress-go'), entrypoint: ['/stress-go', '-logtostderr'] },
  single('google-samples/hello-app', 11, 'hello-app'),
  {
    names: ['google-samples/node-hello'],
    megabytes: 265,
    system: 'full',
    command: ['node-hello'],
    programs: ['node', 'npm', 'node-hello'],
  },
  {
    names: ['hashicorp/http-echo', 'mendhak/http-https-echo'],
    megabytes: 3,
    system: 'none',
    entrypoint: ['/http-echo'],
    programs: ['http-echo'],
  },
  { ...single('goproxy', 2, 'goproxy') },
  {
    names: [
      'echoserver',
      'e2e-test-images/echoserver',
      'ealen/echo-server',
      'google_containers/echoserver',
    ],
    megabytes: 44,
    system: 'alpine',
    command: ['echoserver'],
    programs: ['echoserver'],
  },
  {
    names: ['alpine/socat'],
    megabytes: 4,
    system: 'alpine',
    entrypoint: ['socat'],
    programs: ['socat'],
  },
  {
    names: ['traefik/whoami', 'containous/whoami', 'jwilder/whoami'],
    megabytes: 3,
    system: 'none',
    entrypoint: ['/whoami'],
    programs: ['whoami-server'],
  },
  {
    names: [
      'kodekloud/webapp-color',
      'nginxdemos/hello',
      'kennethreitz/httpbin',
      'kodekloud/event-simulator',
    ],
    megabytes: 40,
    system: 'full',
    command: ['app'],
    programs: ['app'],
  },
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
    command: ['envoy'],
    programs: ['envoy', 'docker-entrypoint.sh'],
  },
  {
    names: ['wordpress'],
    megabytes: 210,
    system: 'debian',
    entrypoint: ENTRYPOINT,
    command: ['apache2-foreground'],
    programs: ['apache2-foreground', 'php', 'curl', 'docker-entrypoint.sh'],
  },
  {
    names: ['hello-world'],
    megabytes: 0.01,
    system: 'none',
    command: ['/hello'],
    programs: ['hello'],
  },
  {
    names: ['bitnami/kubectl', 'kubectl', 'alpine/k8s'],
    megabytes: 50,
    system: 'full',
    entrypoint: ['kubectl'],
    command: ['--help'],
    programs: ['kubectl'],
  },
]
