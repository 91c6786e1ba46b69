// kubeadm as a person types it on the machines of a cluster.
import { expect, test } from 'vitest'
import { terminalSession } from '../../testing/terminal-session.ts'

const SPARE = {
  path: 'manifests/spare.yaml',
  text: 'apiVersion: v1\nkind: Node\nmetadata: { name: worker-3, annotations: { podscape.dev/machine: spare } }\n',
}
const KUBEADM = { path: 'scenario.yaml', text: 'controlPlane: kubeadm\n' }
const HASH = `sha256:${'a1'.repeat(32)}`
const JOIN = `kubeadm join 172.18.0.2:6443 --token abcdef.0123456789abcdef --discovery-token-ca-cert-hash ${HASH}`

/** Types lines one second after each other; what each printed. */
function play(files: Parameters<typeof terminalSession>[0], lines: readonly string[]) {
  const session = terminalSession(files, 600_000)
  let atMs = 30_000
  const typed = lines.map((line) => {
    const { out, err, end } = session.type(line, atMs)
    atMs = Math.max(atMs, end?.timeMs ?? atMs) + 1000
    return { out, err, code: end?.exitCode ?? null }
  })
  const scenario = session.files.find(({ path }) => path === 'scenario.yaml')?.text ?? ''
  return { typed, last: typed.at(-1) ?? { out: '', err: '', code: null }, scenario }
}

test('a machine that is there and no Node joins, and is refused a second time', () => {
  const { typed, scenario } = play(
    [SPARE],
    [
      'kubectl get nodes -o name',
      'ssh worker-3 ls /etc/kubernetes/kubelet.conf',
      `ssh worker-3 "${JOIN}"`,
      'sleep 12; kubectl get nodes worker-3 --no-headers',
      'ssh worker-3 "ls /etc/kubernetes; cat /var/lib/kubelet/kubeadm-flags.env"',
      `ssh worker-3 "${JOIN}"`,
    ],
  )
  const [before, missing, joined, node, files, again] = typed
  expect(before?.out).toBe('node/control-plane\nnode/worker-1\nnode/worker-2\n')
  expect(missing?.code).not.toBe(0)
  expect(joined?.out).toMatchInlineSnapshot(`
    "[preflight] Running pre-flight checks
    [preflight] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...
    [preflight] Use 'kubeadm init phase upload-config kubeadm --config your-config-file' to re-upload it.
    [kubelet-start] Writing kubelet configuration to file "/var/lib/kubelet/instance-config.yaml"
    [patches] Applied patch of type "application/strategic-merge-patch+json" to target "kubeletconfiguration"
    [kubelet-start] Writing kubelet configuration to file "/var/lib/kubelet/config.yaml"
    [kubelet-start] Writing kubelet environment file with flags to file "/var/lib/kubelet/kubeadm-flags.env"
    [kubelet-start] Starting the kubelet
    [kubelet-check] Waiting for a healthy kubelet at http://127.0.0.1:10248/healthz. This can take up to 4m0s
    [kubelet-check] The kubelet is healthy after 500.063352ms
    [kubelet-start] Waiting for the kubelet to perform the TLS Bootstrap

    This node has joined the cluster:
    * Certificate signing request was sent to apiserver and a response was received.
    * The Kubelet was informed of the new secure connection details.

    Run 'kubectl get nodes' on the control-plane to see this node join the cluster.

    "
  `)
  expect(node?.out).toMatch(/^worker-3 +Ready /)
  expect(files?.out).toBe('kubelet.conf\nmanifests\npki\nKUBELET_KUBEADM_ARGS=""\n')
  expect(again?.err).toBe(
    '[preflight] Some fatal errors occurred:\n\t[ERROR FileAvailable--etc-kubernetes-kubelet.conf]: /etc/kubernetes/kubelet.conf already exists\n\t[ERROR Port-10250]: Port 10250 is in use\n\t[ERROR FileAvailable--etc-kubernetes-pki-ca.crt]: /etc/kubernetes/pki/ca.crt already exists\n[preflight] If you know what you are doing, you can make a check non-fatal with `--ignore-preflight-errors=...`\nerror: error execution phase preflight: preflight checks failed\nTo see the stack trace of this error execute with --v=5 or higher\n',
  )
  // What it did stands in the scenario.
  expect(scenario.match(/^ {2}(?:writeFile|removeFile|kubelet):/gm)?.length).toBe(8)
})

test('a worker is reset, its Node stays and keeps its name from a new one, and it joins anew', () => {
  const { typed } = play(
    [
      {
        path: 'manifests/p.yaml',
        text: 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {nodeName: worker-2, containers: [{name: a, image: nginx}]}\n',
      },
    ],
    [
      'ssh worker-2 "echo n | kubeadm reset"',
      'ssh worker-2 kubeadm reset -f',
      'ssh worker-2 "crictl ps -q; ls /var/lib/kubelet/config.yaml /etc/kubernetes/kubelet.conf"',
      'kubectl get nodes worker-2 --no-headers',
      `ssh worker-2 "${JOIN}"`,
      'kubectl delete node worker-2',
      `ssh worker-2 "kubeadm reset -f > /dev/null; ${JOIN} | tail -2"`,
      'sleep 12; kubectl get nodes worker-2 --no-headers',
    ],
  )
  const [refused, reset, left, node, early, , joined, ready] = typed
  expect(refused?.code).toBe(1)
  expect(refused?.out).toBe('[reset] Are you sure you want to proceed? [y/N]: ')
  expect(refused?.err).toContain("won't proceed; the user didn't answer (Y|y) in order to continue")
  expect(reset?.out).toContain('[reset] Stopping the kubelet service\n')
  expect(left?.out).toBe('')
  expect(left?.err).toContain("'/etc/kubernetes/kubelet.conf': No such file or directory")
  expect(node?.out).toMatch(/^worker-2 +Ready /)
  expect(early?.err).toContain(
    'error execution phase kubelet-start: a Node with name "worker-2" and status "Ready" already exists in the cluster. You must delete the existing Node or change the name of this new joining Node',
  )
  expect(joined?.out).toContain('to see this node join the cluster.')
  expect(ready?.out).toMatch(/^worker-2 +Ready /)
})

test('Pods of machines that join in another order have addresses out of the range of their Node', () => {
  const spare = (name: string): string => SPARE.text.replace('worker-3', name)
  const pod = (name: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: on-${name}}\nspec: {nodeName: ${name}, containers: [{name: a, image: nginx}]}\n`
  const { typed } = play(
    [
      { path: 'manifests/a.yaml', text: spare('worker-3') },
      { path: 'manifests/b.yaml', text: spare('worker-4') },
      { path: 'manifests/c.yaml', text: pod('worker-3') },
      { path: 'manifests/d.yaml', text: pod('worker-4') },
    ],
    [
      `ssh worker-4 "${JOIN}"`,
      `ssh worker-3 "${JOIN}"`,
      "sleep 25; kubectl get nodes worker-3 worker-4 -o jsonpath='{.items[*].spec.podCIDR}'",
      "kubectl get pods -o jsonpath='{.items[*].status.podIP}'",
    ],
  )
  expect(typed.slice(2).map(({ out }) => out)).toEqual([
    '10.244.4.0/24 10.244.3.0/24',
    '10.244.4.2 10.244.3.2',
  ])
})

test('while the API server is away nobody joins', () => {
  const { last } = play(
    [KUBEADM, SPARE],
    [
      'ssh control-plane rm /etc/kubernetes/manifests/kube-apiserver.yaml',
      `sleep 40; ssh worker-3 "${JOIN}"`,
    ],
  )
  expect(last.err).toContain(
    'failed to request the cluster-info ConfigMap: Get "https://172.18.0.2:6443/api/v1/namespaces/kube-public/configmaps/cluster-info?timeout=10s": dial tcp 172.18.0.2:6443: connect: connection refused',
  )
})

test('while the API server is away nothing is upgraded', () => {
  const { typed } = play(
    [KUBEADM],
    [
      'ssh control-plane mv /etc/kubernetes/manifests/kube-apiserver.yaml /root/',
      'sleep 40; ssh control-plane kubeadm upgrade apply -y v1.36.2',
      'ssh control-plane ls /etc/kubernetes/manifests',
    ],
  )
  const [, upgraded, left] = typed
  expect(upgraded?.err).toContain('error: [upgrade] FATAL: failed to get config map: Get ')
  expect(left?.out).toBe('etcd.yaml\nkube-controller-manager.yaml\nkube-scheduler.yaml\n')
})

test('a machine that the cut control plane does not reach is not joined', () => {
  const { last } = play(
    [
      {
        path: 'scenario.yaml',
        text: 'actions:\n- {at: 10s, network: {node: control-plane, state: cut}}\n',
      },
      SPARE,
    ],
    [`ssh worker-3 "${JOIN}"`],
  )
  expect(last.code).not.toBe(0)
  expect(last.out).not.toContain('has joined')
})

test('an upgrade writes what was changed by hand anew, and waits for its Pod', () => {
  const { typed } = play(
    [KUBEADM],
    [
      'ssh control-plane "sed -i \'s/--leader-elect=true/--leader-elect=false/\' /etc/kubernetes/manifests/kube-scheduler.yaml"',
      'sleep 30; ssh control-plane kubeadm upgrade apply -y v1.36.2',
      'ssh control-plane grep leader-elect /etc/kubernetes/manifests/kube-scheduler.yaml',
      'ssh control-plane kubeadm upgrade apply v1.37.0',
      'ssh control-plane "rm /etc/kubernetes/manifests/etcd.yaml; kubeadm init phase etcd local; ls /etc/kubernetes/manifests/etcd.yaml"',
      'ssh control-plane kubeadm init',
    ],
  )
  const [, upgraded, written, later, phase, init] = typed
  expect(upgraded?.out).toContain(
    '[upgrade/staticpods] Current and new manifests of etcd are equal, skipping upgrade\n',
  )
  expect(upgraded?.out).toContain(
    '[upgrade/staticpods] Component "kube-scheduler" upgraded successfully!\n',
  )
  expect(upgraded?.code).toBe(0)
  expect(written?.out.trim()).toBe('- --leader-elect=true')
  expect(later?.err).toContain(
    'Specified version to upgrade to "v1.37.0" is higher than the kubeadm version "v1.36.2"',
  )
  expect(phase?.out).toContain('/etc/kubernetes/manifests/etcd.yaml\n')
  expect(init?.err).toContain('\t[ERROR Port-10250]: Port 10250 is in use\n')
})

test.for([
  ['kubeadm join', 'discovery: Invalid value: "": bootstrapToken or file must be set'],
  ['kubeadm join a:6443 --token nope', 'the bootstrap token is invalid'],
  [
    'kubeadm join a:6443 --token abcdef.0123456789abcdef',
    'using token-based discovery without caCertHashes can be unsafe',
  ],
  ['kubeadm', 'one of init, join, reset, upgrade, token, version, config is missing'],
  ['kubeadm nope', 'unknown command "nope" for "kubeadm"'],
  [
    'kubeadm upgrade apply',
    'missing one or more required arguments. Required arguments: [version]',
  ],
  ['kubeadm init phase control-plane all', 'worker-1 has no control plane of its own'],
  ['kubeadm init phase kubeconfig all', 'of the phases of init only'],
  ['kubeadm config print', 'only "images list" is simulated'],
])('%s on a worker says %s', ([line, problem]) => {
  const { last } = play([], [`ssh worker-1 ${line}`])
  expect(last.code).toBe(1)
  expect(last.err).toContain(problem)
})

test('a control plane that was reset is set up again, phase after phase', () => {
  const { typed } = play(
    [KUBEADM],
    [
      'ssh control-plane "kubeadm reset -f"',
      'kubectl get nodes',
      'ssh control-plane "ls /etc/kubernetes; crictl ps"',
      'ssh control-plane kubeadm init',
      'ssh control-plane "ls /etc/kubernetes /etc/kubernetes/manifests"',
      'sleep 40; kubectl get pods -n kube-system --no-headers',
      'kubectl run web --image=nginx; kubectl wait --for condition=Ready pod/web',
      'ssh control-plane kubeadm init',
    ],
  )
  const [, away, bare, init, files, pods, web, again] = typed
  expect(away?.err).toContain('was refused - did you specify the right host or port?')
  expect(bare?.out).toMatch(/^manifests\npki\nCONTAINER +IMAGE.*\n$/)
  const phases = (init?.out ?? '').split('\n').map((line) => /^\[([-\w]+)\]/.exec(line)?.[1])
  expect([...new Set(phases.filter((phase) => phase !== undefined))]).toEqual([
    'init',
    'preflight',
    'certs',
    'kubeconfig',
    'etcd',
    'control-plane',
    'kubelet-start',
    'patches',
    'wait-control-plane',
    'kubelet-check',
    'control-plane-check',
    'upload-config',
    'kubelet',
    'upload-certs',
    'mark-control-plane',
    'bootstrap-token',
    'kubelet-finalize',
    'addons',
  ])
  expect(init?.out).toMatch(/\[control-plane-check\] kube-apiserver is healthy after \d+(\.\d+)?s/)
  expect(init?.out).toContain('Your Kubernetes control-plane has initialized successfully!')
  expect(init?.out).toMatch(/kubeadm join 172\.18\.0\.2:6443 --token [a-z0-9.]+ \\\n\t--discovery/)
  expect(init?.code).toBe(0)
  expect(files?.out).toContain('etcd.yaml\nkube-apiserver.yaml\nkube-controller-manager.yaml\n')
  expect(files?.out).toContain('admin.conf\ncontroller-manager.conf\nkubelet.conf\n')
  expect(pods?.out.match(/ 1\/1 +Running /g)).toHaveLength(4)
  expect(web?.out).toContain('pod/web condition met')
  expect(again?.err).toContain('[ERROR Port-6443]: Port 6443 is in use')
})
