// The names of the late programs, and how a scenario is seen to want one.
import { IMAGE_ROWS } from '../images/known-images.ts'

export const LATE_NAMES: ReadonlySet<string> = new Set(
  'agnhost apache2-foreground apk apt apt-get awk caddy cmp comm coredns dd dnf echoserver envoy etcd fluent-bit fluentd fold gawk git goproxy grafana gunzip gzip haproxy hello hello-app http-echo httpd httpd-foreground kube-apiserver kube-controller-manager kube-proxy kube-scheduler mariadb mariadb-admin mariadbd mawk md5sum memcached microdnf mongo mongod mongosh mysql mysqladmin mysqld nl node node-hello node_exporter npm paste pause perl pg_isready pip pip3 podcli podinfo postgres prometheus psql python python3 rabbitmq-server redis-cli redis-sentinel redis-server rev sha1sum sha256sum sha512sum shuf socat stress stress-go stress-ng tac tar traefik whoami-server yum zcat'.split(
    ' ',
  ),
)

/** The names of images that bring a late program. */
const IMAGES = IMAGE_ROWS.filter(({ entrypoint = [], command = [], programs = [] }) =>
  [...entrypoint, ...command, ...programs].some((name) => LATE_NAMES.has(name)),
).flatMap(({ names }) => names)

/** What a scenario has that runs the control plane in containers. */
const BRINGS_CONTROL_PLANE = 'kubeadm'

const escaped = (name: string): string => name.replaceAll(/[.+]/g, '\\$&')
const MENTIONED = new RegExp(
  `(?<![\\w])(?:${[...LATE_NAMES, ...IMAGES, BRINGS_CONTROL_PLANE].map(escaped).join('|')})(?![\\w])`,
)

/**
 * Whether a text of a scenario names a late program, or an image that brings one. A name that a script puts
 * together from parts is not seen: then the program is missed, and what ran is run again.
 */
export function mentionsLate(text: string): boolean {
  return MENTIONED.test(text)
}
