// The user that an image says its process runs as: the USER of its Dockerfile. Most popular images name none and
// begin as root; those that do not are here.
import { simplified } from '#lib/simplified.ts'
import type { ImageUser } from '../cri.ts'
import { findImage } from './catalogue.ts'
import { parseImageReference } from './reference.ts'

simplified(
  'file-owners',
  'the owner of a file is shown and never asked: every process may do everything, and `id` and `whoami` say root, whatever securityContext says.',
  {
    fields: [
      'SecurityContext.runAsUser',
      'SecurityContext.runAsGroup',
      'SecurityContext.capabilities',
      'SecurityContext.privileged',
      'SecurityContext.allowPrivilegeEscalation',
      'PodSecurityContext.runAsUser',
      'PodSecurityContext.runAsGroup',
      'PodSecurityContext.fsGroup',
      'PodSecurityContext.supplementalGroups',
    ],
  },
)

/** What each image's configuration says: 'name', 'uid' or 'uid:gid'; by the end of the repository. */
const USERS: readonly (readonly [user: string, repositories: string])[] = [
  ['curl_user', 'curlimages/curl curlimages/curl-base'],
  ['nobody', 'kuar-demo/kuard-amd64 kuar-demo/kuard-arm64 kuar-demo/kuard prom/prometheus'],
  ['nobody', 'prometheus/prometheus prom/alertmanager prometheus/alertmanager prom/node-exporter'],
  ['nobody', 'prometheus/node-exporter prom/mysqld-exporter prom/memcached-exporter'],
  ['nobody', 'kube-state-metrics/kube-state-metrics'],
  ['65534', 'prom/statsd-exporter prom/pushgateway'],
  ['memcache', 'memcached'],
  ['haproxy', 'haproxy'],
  ['jenkins', 'jenkins/jenkins jenkins/inbound-agent'],
  ['472', 'grafana/grafana grafana/grafana-oss grafana/grafana-enterprise'],
  ['10001', 'grafana/loki grafana/tempo'],
  ['1000:0', 'elasticsearch elasticsearch/elasticsearch kibana/kibana'],
  ['kibana', 'kibana'],
  ['logstash', 'logstash'],
  ['app', 'stefanprodan/podinfo'],
  ['nonroot', 'google-samples/hello-app coredns/coredns coredns'],
  ['65532', 'hashicorp/http-echo ingress-nginx/kube-webhook-certgen'],
  ['65535:65535', 'pause'],
  ['101', 'nginx-unprivileged nginxinc/nginx-unprivileged'],
  ['www-data', 'ingress-nginx/controller'],
  ['fluent', 'fluent/fluentd'],
  ['node-red', 'nodered/node-red'],
  ['sonarqube', 'sonarqube'],
  ['8983', 'solr'],
  ['mssql', 'mssql/server'],
  [
    '1000',
    'keycloak/keycloak quay.io/keycloak cert-manager-controller cert-manager-webhook cert-manager-cainjector',
  ],
  ['999', 'argoproj/argocd'],
  ['zookeeper', 'apache/zookeeper'],
  [
    'appuser',
    'confluentinc/cp-kafka confluentinc/cp-zookeeper confluentinc/cp-schema-registry apache/kafka',
  ],
]

const BY_REPOSITORY = new Map(
  USERS.flatMap(([user, repositories]) =>
    repositories.split(' ').map((repository) => [repository, user] as const),
  ),
)

export const IMAGE_USERS = simplified(
  'image-users',
  'an image is taken to run as root unless it is known to name another user, or its name or tag says `nonroot`, `unprivileged` or `rootless`, or it is one of bitnami.',
)

function knownUserOf(path: string): string | undefined {
  return BY_REPOSITORY.get(path) ?? BY_REPOSITORY.get(path.split('/').slice(-2).join('/'))
}

/** The name of a repository without its registry. */
function pathOf(repository: string): string {
  return repository.slice(repository.indexOf('/') + 1).replace(/^library\//, '')
}

/** True when the user of a repository's images is in the table, or the image is one that Podscape knows. */
export function isUserKnown(repository: string): boolean {
  return knownUserOf(pathOf(repository)) !== undefined || findImage({ repository, tag: '' }).known
}

/** The user of an image, as the runtime tells the kubelet: a number, or a name that only the image can look up. */
export function userOfImage(image: string): ImageUser {
  const reference = parseImageReference(image)
  const { repository = '', tag = '' } = reference ?? {}
  const path = pathOf(repository)
  const user = knownUserOf(path) ?? (path.endsWith('/pause') ? '65535' : guessed(`${path}:${tag}`))
  const [name = ''] = user.split(':')
  return /^\d+$/.test(name) ? { uid: Number(name), username: '' } : { uid: null, username: name }
}

/** What a named user of an image is taken to have as number: the first that Alpine gives. */
const NAMED_USER = 100

/** The number of an image's user in a container. */
export function imageUidOf(image: string): number {
  return userOfImage(image).uid ?? NAMED_USER
}

function guessed(name: string): string {
  if (/^bitnami(legacy|secure)?\//.test(name)) return '1001'
  if (/nonroot|rootless/.test(name)) return '65532'
  return name.includes('unprivileged') ? '101' : '0'
}
