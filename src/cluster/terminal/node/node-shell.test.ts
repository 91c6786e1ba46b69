// A shell on a node, as a person uses it: what it reads is what the run shows, what it changes is an action.
import { expect, test } from 'vitest'
import { terminalSession } from '../testing/terminal-session.ts'

const FILES = [
  {
    path: 'manifests/p.yaml',
    text: 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {nodeName: worker-1, containers: [{name: a, image: busybox, command: [sh, -c, "echo hello; sleep 10; echo b; sleep 3000"]}]}\n',
  },
]
const AT = 30_000
const MANIFESTS = '/etc/kubernetes/manifests'

/** Types lines one second after each other; what each printed. */
function play(lines: readonly string[], files: Parameters<typeof terminalSession>[0] = FILES) {
  const session = terminalSession(files, 240_000)
  let atMs = AT
  const typed = lines.map((line) => {
    const { out, err, end } = session.type(line, atMs)
    atMs = Math.max(atMs, end?.timeMs ?? atMs) + 1000
    return { out, err, code: end?.exitCode ?? null }
  })
  const scenario = session.files.find(({ path }) => path === 'scenario.yaml')?.text ?? ''
  return { typed, last: typed.at(-1) ?? { out: '', err: '', code: null }, session, scenario }
}

const POD = `cat > ${MANIFESTS}/web.yaml <<EOF
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: nginx}]}
EOF`

test.for([
  ['ssh worker-1 hostname', 'worker-1\n', '', 0],
  ['ssh root@172.18.0.3 hostname', 'worker-1\n', '', 0],
  ['ssh nope', '', 'ssh: Could not resolve hostname nope: Name or service not known\n', 255],
  ['ssh worker-1 exit 3', '', '', 3],
  ['ssh worker-1 "cd /etc/kubernetes; ls"', 'kubelet.conf\nmanifests\npki\n', '', 0],
  ['ssh worker-1 grep static /var/lib/kubelet/config.yaml', `staticPodPath: ${MANIFESTS}\n`, '', 0],
  ['ssh worker-1 crictl logs $(ssh worker-1 crictl ps -q)', 'hello\nb\n', '', 0],
  ['ssh worker-1 crictl ps --name nope -q', '', '', 0],
  [
    'ssh worker-1 crictl stop nope',
    '',
    'FATA[0000] stopping the container "nope": rpc error: code = NotFound desc = an error occurred when try to find container "nope": not found\n',
    1,
  ],
  ['ssh worker-1 systemctl is-active kubelet', 'active\n', '', 0],
  [
    'ssh worker-1 systemctl restart foo',
    '',
    'Failed to restart foo.service: Unit foo.service not found.\n',
    5,
  ],
  ['ssh worker-1 systemctl status foo', '', 'Unit foo.service could not be found.\n', 4],
  [
    'ssh worker-1 kubectl get nodes',
    '',
    'The connection to the server localhost:8080 was refused - did you specify the right host or port?\n',
    1,
  ],
  ['ssh control-plane sudo kubectl get nodes -o name | head -1', 'node/control-plane\n', '', 0],
  [
    'ssh worker-1 cat /var/log/pods/default_p_*/a/0.log | cut -d" " -f2-',
    'stdout F hello\nstdout F b\n',
    '',
    0,
  ],
] as const)('$ %s', ([line, out, err, code]) => {
  expect(play([line]).last).toEqual({ out, err, code })
})

test('crictl ps and pods have its columns', () => {
  const { typed } = play(['ssh worker-1', 'crictl ps', 'crictl pods', 'crictl images'])
  expect(typed.map(({ out }) => out.replaceAll(/[0-9a-f]{13}/g, 'x'.repeat(13)))).toEqual([
    '',
    `CONTAINER           IMAGE               CREATED             STATE               NAME                ATTEMPT             POD ID              POD                 NAMESPACE
xxxxxxxxxxxxx       xxxxxxxxxxxxx       29 seconds ago      Running             a                   0                   xxxxxxxxxxxxx       p                   default
`,
    `POD ID              CREATED             STATE               NAME                NAMESPACE           ATTEMPT             RUNTIME
xxxxxxxxxxxxx       31 seconds ago      Ready               p                   default             0                   (default)
`,
    `IMAGE                       TAG                 IMAGE ID            SIZE
docker.io/library/busybox   latest              xxxxxxxxxxxxx       2.2MB
`,
  ])
})

test('a file becomes a static Pod, is changed, moved away, and each is an action at its time', () => {
  const { typed, scenario } = play([
    'ssh worker-1',
    POD,
    'sleep 15; crictl ps -q --name web | wc -l',
    `sed -i s/nginx/httpd/ ${MANIFESTS}/web.yaml`,
    `mv ${MANIFESTS}/web.yaml /tmp; ls ${MANIFESTS} /tmp`,
    'sleep 40; crictl ps -q --name web | wc -l',
    'exit',
    'kubectl get pods -o name',
  ])
  expect(typed.map(({ out }) => out)).toEqual([
    '',
    '',
    '1\n',
    '',
    `${MANIFESTS}:\n\n/tmp:\nweb.yaml\n`,
    '0\n',
    'logout\n',
    'pod/p\n',
  ])
  expect(typed[6]?.err).toBe('Connection to worker-1 closed.\n')
  expect(scenario.match(/^ {2}(?:writeFile|removeFile):$/gm)).toEqual([
    '  writeFile:',
    '  writeFile:',
    '  writeFile:',
    '  removeFile:',
  ])
})

test('the kubelet is stopped, restarted with another folder for its Pods, and told by its log', () => {
  const { typed, scenario } = play([
    'ssh worker-2',
    'systemctl stop kubelet; systemctl is-active kubelet',
    'sudo systemctl status kubelet | head -5 | tail -1',
    'mkdir /etc/pods',
    POD.replace(MANIFESTS, '/etc/pods'),
    `sed -i 's#${MANIFESTS}#/etc/pods#' /var/lib/kubelet/config.yaml && systemctl start kubelet`,
    'sleep 10; crictl pods --name web -q | wc -l',
    'systemctl restart kubelet',
    'journalctl -u kubelet | grep -c "systemd.1.: Started"',
    'journalctl -u kubelet | grep -o "SyncLoop ADD.*file.*" | head -1',
  ])
  expect(typed.map(({ out, code }) => [out, code])).toEqual([
    ['', 0],
    ['inactive\n', 3],
    ['     Active: inactive (dead) since Mon 2026-03-02 10:00:31 UTC; 1s ago\n', 0],
    ['', 0],
    ['', 0],
    ['', 0],
    ['1\n', 0],
    ['', 0],
    ['3\n', 0],
    ['SyncLoop ADD" source="file" pods=["default/web-worker-2"]\n', 0],
  ])
  expect(scenario.match(/^ {4}state: .*$/gm)).toEqual([
    '    state: stopped',
    '    state: started',
    '    state: restarted',
  ])
})

test('a container that crictl stops is started again by the kubelet; a stopped one can be removed', () => {
  const { typed } = play([
    'ssh worker-1',
    'crictl stop $(crictl ps -q --name a) | wc -l',
    'sleep 3; crictl ps --name a | tail -1 | grep -o "Running  *a  *1"',
    'crictl rm $(crictl ps -q --name a) 2>&1 | grep -o "is running, please stop it first"',
    'crictl rm $(crictl ps -a --state exited -q --name a); crictl ps -a -q --name a | wc -l',
  ])
  expect(typed.map(({ out }) => out.replace(/^[0-9a-f]{64}\n/, 'removed\n'))).toEqual([
    '',
    '1\n',
    'Running             a                   1\n',
    'is running, please stop it first\n',
    'removed\n1\n',
  ])
})

test('reboot ends the connection, and the node can be reached when it has booted', () => {
  const { typed } = play([
    'ssh worker-1',
    'sudo -i',
    'reboot',
    'hostname; ssh worker-1',
    'sleep 20; ssh worker-1 systemctl is-active kubelet',
  ])
  const [, , reboot, after, later] = typed
  expect(reboot?.err).toBe(
    'Connection to worker-1 closed by remote host.\nConnection to worker-1 closed.\n',
  )
  expect(after).toEqual({
    out: 'terminal\n',
    err: 'ssh: connect to host worker-1 port 22: Connection refused\n',
    code: 255,
  })
  expect(later?.out).toBe('active\n')
})

test('a shell on a machine that was switched off is cut off', () => {
  const off = {
    path: 'scenario.yaml',
    text: 'actions:\n- {at: 31500ms, power: {node: worker-1, state: off}}\n',
  }
  const { typed } = play(['ssh worker-1', 'hostname', 'hostname', 'hostname'], [...FILES, off])
  expect(typed.map(({ out, err }) => out || err)).toEqual([
    '',
    'worker-1\n',
    'client_loop: send disconnect: Broken pipe\n',
    'terminal\n',
  ])
})

test('what only reads on a node is no action, and shells in shells are bounded', () => {
  const { session, scenario } = play([
    'ssh worker-1',
    'ls -R / > /dev/null; cat /etc/hosts; crictl ps; journalctl -u kubelet; systemctl status kubelet',
    ...Array.from({ length: 15 }, () => 'sudo -i'),
  ])
  expect(scenario).toBe('')
  let depth = 0
  for (let { outer } = session.shell; outer !== undefined; { outer } = outer) depth += 1
  expect(depth).toBeLessThan(12)
})

const CONFIG = '/var/lib/kubelet/config.yaml'

test('a kubelet that cannot read its configuration is started again and again, until that is stopped', () => {
  const { typed } = play([
    `ssh worker-1 "cp ${CONFIG} /root/; echo 'staticPodPath: [' > ${CONFIG}"`,
    'ssh worker-1 systemctl restart kubelet',
    'sleep 12',
    'ssh worker-1 systemctl status kubelet',
    'ssh worker-1 systemctl is-active kubelet containerd',
    'ssh worker-1 systemctl stop kubelet',
    `ssh worker-1 cp /root/config.yaml ${CONFIG}`,
    'sleep 30',
    'ssh worker-1 systemctl is-active kubelet',
    'ssh worker-1 journalctl -u kubelet',
  ])
  const [, , , status, both, , , , after, log] = typed
  expect(status?.out).toContain('Active: activating (auto-restart) (Result: exit-code) since')
  expect(status?.out).toContain('(code=exited, status=1/FAILURE)')
  expect(status?.code).toBe(3)
  expect(both).toMatchObject({ out: 'activating\nactive\n', code: 0 })
  expect(after).toMatchObject({ out: 'inactive\n', code: 3 })
  // What has no configuration comes to no loop.
  expect(log?.out.match(/main sync loop/g)).toHaveLength(1)
})

test('a shutdown that is called off switches nothing off, and what is not simulated is said', () => {
  const { typed } = play([
    'ssh worker-1 shutdown -c',
    'ssh worker-1 systemctl disable kubelet',
    'ssh worker-1 shutdown +10',
    'ssh worker-1 reboot --help',
    'ssh worker-1 systemctl list-units',
    'ssh worker-1 hostname',
  ])
  expect(typed[0]).toMatchObject({ out: '', err: '', code: 0 })
  expect(typed[1]?.err).toBe(
    'systemctl disable: not simulated here: kubelet starts with its machine\n',
  )
  expect(typed[2]?.err).toBe(
    'shutdown +10: not simulated here: a machine is shut down now, or not at all\n',
  )
  expect(typed[3]?.err).toBe('--help: not simulated here\n')
  expect(typed[4]?.err).toBe('systemctl list-units: not simulated here\n')
  expect(typed[5]?.out).toBe('worker-1\n')
})

test('a kubelet that is enabled now is started', () => {
  const { last } = play([
    'ssh worker-1 systemctl stop kubelet',
    'ssh worker-1 systemctl enable --now kubelet',
    'ssh worker-1 systemctl is-active kubelet',
  ])
  expect(last).toMatchObject({ out: 'active\n', code: 0 })
})

test('uptime counts from the last boot', () => {
  const { typed } = play([
    'ssh worker-1 uptime',
    'ssh worker-1 reboot',
    'sleep 150',
    'ssh worker-1 uptime',
  ])
  expect(typed[0]?.out).toContain(' up 3 days,  4:12,  0 users')
  expect(typed[3]?.out).toContain(' up 2 min,  0 users')
})
