// Random scenarios from a seed, of what ticks: probes of all kinds, their answers that change, loops, and what
// people do to them meanwhile.
import { createPrng, type Prng } from '#lib/prng.ts'
import type { ScenarioFile } from '#scenario/types.ts'

const pick = <T>(prng: Prng, items: readonly T[]): T => items[prng.next(items.length)] as T
const chance = (prng: Prng, part: number, of: number): boolean => prng.next(of) < part

/** The files of the scenario of a seed: the same on every machine. */
export function probingScenario(seed: number): readonly ScenarioFile[] {
  const prng = createPrng(`probing ${seed}`)
  const count = 1 + prng.next(3)
  const pods = Array.from({ length: count }, (_, index) => podText(prng, `pod-${index}`))
  return [
    { path: 'scenario.yaml', text: scenarioText(prng, seed, count) },
    { path: 'manifests/all.yaml', text: [SERVICE, CONFIG, ...pods].join('---\n') },
    { path: 'later/config.yaml', text: CONFIG.replace('<h1>first', '<h1>second') },
    { path: 'later/service.yaml', text: SERVICE.replace('name: shop', 'name: late') },
  ]
}

const SERVICE = `apiVersion: v1
kind: Service
metadata: { name: shop }
spec: { selector: { app: shop }, ports: [{ port: 80 }] }
`

const CONFIG = `apiVersion: v1
kind: ConfigMap
metadata: { name: pages }
data: { index.html: "<h1>first</h1>" }
`

function scenarioText(prng: Prng, seed: number, pods: number): string {
  const actions = Array.from({ length: prng.next(4) }, () => {
    const at = `- at: ${pick(prng, ['20s', '31s', '45500ms', '62001ms', '90s', '100250ms'])}\n`
    const pod = `pod-${prng.next(pods)}`
    return (
      at +
      pick(prng, [
        `  delete: pod/${pod}`,
        `  kill: { pod: ${pod}, container: c0, exitCode: ${prng.next(2)} }`,
        `  kill: { pod: ${pod}, container: c1, oom: true }`,
        '  apply: later/config.yaml',
        '  apply: later/service.yaml',
        '  delete: { kind: Service, name: shop }',
        `  writeFile: { node: worker-1, path: /data/ready, content: "${prng.next(3)}" }`,
        '  removeFile: { node: worker-1, path: /data/ready }',
      ])
    )
  })
  const list = actions.length === 0 ? '' : `actions:\n${actions.join('\n')}\n`
  return `title: probing ${seed}\nseed: ${seed}\nuntil: 150s\n${list}`
}

function podText(prng: Prng, name: string): string {
  const containers = Array.from({ length: 1 + prng.next(2) }, (_, index) =>
    containerText(prng, `c${index}`),
  )
  return `apiVersion: v1
kind: Pod
metadata: { name: ${name}, labels: { app: shop } }
spec:
  terminationGracePeriodSeconds: ${prng.next(8)}
  volumes: [{ name: data, emptyDir: {} }, { name: host, hostPath: { path: /data, type: DirectoryOrCreate } }, { name: pages, configMap: { name: pages } }]
  containers:
${containers.join('')}`
}

const SERVERS = [
  { image: 'nginx:1.27', mount: '/usr/share/nginx/html', volume: 'pages' },
  { image: 'nginx:1.27', mount: '/usr/share/nginx/html', volume: 'host' },
  { image: 'httpd:2.4', mount: '/data', volume: 'data' },
  { image: 'redis:7', mount: '/data', volume: 'data' },
  { image: 'registry.k8s.io/e2e-test-images/agnhost:2.40', mount: '/data', volume: 'data' },
  { image: 'example.com/own/app:v1', mount: '/data', volume: 'host' },
] as const

function containerText(prng: Prng, name: string): string {
  const isServer = name === 'c0' && chance(prng, 1, 2)
  const server = pick(prng, SERVERS)
  const lines = isServer
    ? [
        `  - name: ${name}`,
        `    image: ${server.image}`,
        ...(server.image.includes('agnhost') ? [`    args: [${pick(prng, AGNHOST)}]`] : []),
        `    ports: [{ containerPort: 80 }]`,
        `    volumeMounts: [{ name: ${server.volume}, mountPath: ${server.mount} }]`,
      ]
    : [
        `  - name: ${name}`,
        `    image: ${pick(prng, ['busybox:1.36', 'nginx:1.27'])}`,
        `    command: [sh, -c, '${pick(prng, SCRIPTS)(prng)}']`,
        `    volumeMounts: [{ name: data, mountPath: /data }, { name: host, mountPath: /host }]`,
      ]
  for (const type of ['readinessProbe', 'livenessProbe', 'startupProbe']) {
    if (chance(prng, type === 'startupProbe' ? 1 : 2, 3))
      lines.push(probeText(prng, type, isServer))
  }
  return `${lines.join('\n')}\n`
}

const AGNHOST = [
  'netexec, --http-port=80',
  'liveness',
  'serve-hostname, --port=80',
  'pause',
] as const

const SCRIPTS: readonly ((prng: Prng) => string)[] = [
  () => 'touch /data/ready; sleep 3600',
  (prng) => `touch /data/ready; sleep ${20 + prng.next(40)}; rm /data/ready; sleep 600`,
  (prng) => `sleep ${5 + prng.next(30)}.${prng.next(10)}; echo yes > /data/ready; sleep 600`,
  (prng) => `while true; do date; sleep ${1 + prng.next(5)}; done`,
  (prng) => `while true; do echo "$(date) working"; sleep ${1 + prng.next(3)}.5; done`,
  (prng) => `while sleep ${1 + prng.next(3)}; do echo tick; done`,
  () => 'i=0; while true; do echo "$i: $(date)"; i=$((i+1)); sleep 1; done',
  (prng) => `trap "echo bye; exit 0" TERM; while true; do echo on; sleep ${1 + prng.next(3)}; done`,
  (prng) => `touch /data/ready; while true; do date >> /data/log; sleep ${2 + prng.next(5)}; done`,
  () =>
    'until nslookup late.default.svc.cluster.local; do echo waiting; sleep 2; done; echo found; sleep 600',
  () => 'while true; do wget -qO- http://shop >/dev/null 2>&1 && touch /data/ready; sleep 3; done',
  (prng) =>
    `(while true; do echo a; sleep 2; done) & while true; do date +%s; sleep ${1 + prng.next(2)}; done`,
  (prng) => `sleep ${30 + prng.next(60)}; exit ${prng.next(2)}`,
  () => 'while true; do cat /host/ready || echo none; sleep 5; done',
  (prng) =>
    `until [ -e /host/ready ]; do echo waiting $(date +%H:%M:%S); sleep ${1 + prng.next(3)}; done; echo found; sleep 600`,
  (prng) =>
    `trap "echo usr1" USR1; (sleep ${20 + prng.next(30)}.${prng.next(10)}; kill -USR1 $$) & while sleep ${1 + prng.next(2)}; do printf "%s now\\n" "$(date)"; done`,
  (prng) =>
    `n=${prng.next(100)}; while true; do n=$((n+${1 + prng.next(20)})); echo $n; if test -e /host/ready; then echo there; else date +%F; fi; sleep ${1 + prng.next(3)}.${prng.next(10)}; done`,
  (prng) =>
    `sleep ${1 + prng.next(9)}; while true; do for x in a b; do echo $x; sleep 1; done; done`,
  () => 'while true; do echo $RANDOM; sleep 2; done',
  (prng) =>
    `(sleep ${30 + prng.next(20)}; touch /data/ready) & while true; do ls /data; sleep ${1 + prng.next(4)}; done`,
  () => 'while true; do wget -qO- localhost:80; sleep 2; done',
  () => 'while true; do wget -qO- http://shop; sleep 3; done',
  () => 'until nc -z late 80; do echo no $(date); sleep 1; done; while sleep 4; do echo yes; done',
]

function probeText(prng: Prng, type: string, isServer: boolean): string {
  const handler = pick(prng, isServer ? SERVER_HANDLERS : HANDLERS)
  const period = pick(prng, [1, 1, 2, 3, 5, 10])
  const failure = 1 + prng.next(3)
  const success = type === 'readinessProbe' ? 1 + prng.next(2) : 1
  const delay = prng.next(4) === 0 ? prng.next(8) : 0
  return `    ${type}: { ${handler}, periodSeconds: ${period}, failureThreshold: ${failure}, successThreshold: ${success}, initialDelaySeconds: ${delay} }`
}

const SERVER_HANDLERS = [
  'httpGet: { path: /, port: 80 }',
  'httpGet: { path: /ready, port: 80 }',
  'httpGet: { path: /healthz, port: 8080 }',
  'tcpSocket: { port: 80 }',
  'exec: { command: [redis-cli, ping] }',
  'exec: { command: [sh, -c, "test -e /data/ready || sleep 0.2"] }',
  'exec: { command: [cat, /data/ready] }',
] as const

const HANDLERS = [
  'exec: { command: [cat, /data/ready] }',
  'exec: { command: [test, -e, /data/ready] }',
  'exec: { command: [sh, -c, "test -e /data/ready"] }',
  'exec: { command: [sh, -c, "if [ -f /host/ready ]; then exit 0; fi; echo missing; exit 1"] }',
  'exec: { command: [sh, -c, "sleep 0.3; ls /host; true"] }',
  'exec: { command: [sh, -c, "[ $(($(date +%s) / 20 % 2)) = 0 ]"] }',
  'exec: { command: [sh, -c, "echo probed >> /data/probes"] }',
  'exec: { command: ["true"] }',
  'exec: { command: [sh, -c, "ls /data | grep -q ready"] }',
  'exec: { command: [sh, -c, "wget -qO- localhost:80 >/dev/null"] }',
  'exec: { command: [pgrep, sh] }',
  'exec: { command: [sh, -c, "nslookup shop.default.svc.cluster.local >/dev/null"] }',
  'exec: { command: [wget, -qO-, "http://shop"] }',
  'tcpSocket: { port: 80 }',
] as const
