// `systemctl` with containerd on a node, and what crictl, kubeadm and kubectl say while it is stopped.
import { expect, test } from 'vitest'
import { terminalSession } from '../testing/terminal-session.ts'

const FILES = [
  {
    path: 'manifests/p.yaml',
    text: 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {nodeName: worker-1, containers: [{name: a, image: busybox, command: [sh, -c, "echo hello; sleep 3000"]}]}\n',
  },
]
const AT = 30_000

function play(lines: readonly string[]) {
  const session = terminalSession(FILES, 240_000)
  let atMs = AT
  const typed = lines.map((line) => {
    const { out, err, end } = session.type(line, atMs)
    atMs = Math.max(atMs, end?.timeMs ?? atMs) + 1000
    return { out, err, code: end?.exitCode ?? null }
  })
  const scenario = session.files.find(({ path }) => path === 'scenario.yaml')?.text ?? ''
  return { typed, last: typed.at(-1) ?? { out: '', err: '', code: null }, scenario }
}

const STOP = 'ssh worker-1 systemctl stop containerd'
const unavailable = (socket: string): string =>
  `rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix ${socket}: connect: no such file or directory"`
const SILENT = unavailable('/var/run/containerd/containerd.sock')
const SOCKET = '/run/containerd/containerd.sock'

test.for([
  ['kubectl exec p -- true', '', `unable to upgrade connection: ${SILENT}`, 1],
  ['kubectl attach p', '', `unable to upgrade connection: ${SILENT}`, 1],
  ['kubectl cp p:/etc/hostname /tmp/h', '', `unable to upgrade connection: ${SILENT}`, 1],
  ['kubectl port-forward p 8080:80', '', `unable to upgrade connection: ${SILENT}`, 1],
  ['kubectl logs p', 'unable to retrieve container logs for containerd://ID', '', 0],
  [
    'ssh worker-1 crictl ps',
    '',
    `FATA[0000] validate service connection: validate CRI v1 runtime API for endpoint "unix://${SOCKET}": ${unavailable(SOCKET)}`,
    1,
  ],
  ['ssh worker-1 systemctl is-active containerd', 'inactive\n', '', 3],
  ['ssh worker-1 systemctl stop containerd', '', '', 0],
  ['ssh worker-1 crictl stop abc', '', 'FATA[0000] validate service connection', 1],
  ['ssh worker-1 systemctl is-active kubelet', 'active\n', '', 0],
] as const)('while containerd is stopped: $ %s', ([line, out, err, code]) => {
  const { last } = play([STOP, line])
  expect(last.out.replaceAll(/\b[0-9a-f]{64}\b/g, 'ID')).toBe(out)
  expect(last.err).toContain(err)
  expect(last.code).toBe(code)
})

test('systemctl stops, starts and restarts it, which are actions, and says what it is', () => {
  const { typed, scenario } = play([
    STOP,
    'ssh worker-1 systemctl status containerd',
    'ssh worker-1 systemctl start containerd',
    'ssh worker-1 systemctl start containerd',
    'ssh worker-1 systemctl restart containerd',
    'ssh worker-1 systemctl status containerd',
    'kubectl exec p -- echo there',
  ])
  expect(typed.map(({ code }) => code)).toEqual([0, 3, 0, 0, 0, 0, 0])
  expect(typed[1]?.out).toContain('     Active: inactive (dead) since Mon 2026-03-02 10:00:30 UTC;')
  expect(typed[5]?.out).toContain(
    '     Active: active (running) since Mon 2026-03-02 10:00:34 UTC;',
  )
  expect(typed[6]?.out).toBe('there\n')
  expect(scenario.match(/containerd: \{ node: worker-1, state: \w+ \}|state: \w+/g)).toHaveLength(3)
})

test('the log of the kubelet tells that nobody answers it', () => {
  const { last } = play([STOP, 'sleep 40', 'ssh worker-1 journalctl -u kubelet'])
  expect(last.out).toContain(
    `"Container runtime sanity check failed" err=${JSON.stringify(SILENT)}`,
  )
  expect(last.out).toContain('"Skipping pod synchronization" err="container runtime is down"')
})

test.for([
  ['kubectl exec p -- true', 'error dialing backend: dial tcp 172.18.0.3:10250: connect:'],
  ['kubectl attach p', 'error dialing backend: dial tcp 172.18.0.3:10250: connect:'],
  ['kubectl attach -it p', 'error dialing backend: dial tcp 172.18.0.3:10250: connect:'],
  ['kubectl cp p:/etc/hostname h', 'error dialing backend: dial tcp 172.18.0.3:10250: connect:'],
] as const)('of a node that is not reached: $ %s ends at once', ([line, err]) => {
  const { last } = play(['ssh worker-1 systemctl stop kubelet', line])
  expect(last.err).toContain(`error: Internal error occurred: ${err} connection refused\n`)
  expect(last.code).toBe(1)
})
