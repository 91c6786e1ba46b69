import { expect, test } from 'vitest'
import { folderWith, podscape } from './testing/run-main.ts'

const set = (replicas: number, more = '') => `apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: web}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 5
      containers: [{name: a, image: "nginx:1.27"}]
${more}`
const BARE = `apiVersion: v1
kind: Pod
metadata: {name: bare}
spec: {nodeName: worker-1, containers: [{name: a, image: "nginx:1.27"}]}
`
const STUBBORN = `apiVersion: v1
kind: Pod
metadata: {name: stubborn}
spec:
  nodeName: worker-1
  terminationGracePeriodSeconds: 20
  containers:
  - {name: a, image: busybox, command: [sh, -c, "trap '' TERM; while true; do sleep 1; done"]}
`

const drainAt30 = (line: string): string => `actions:\n- at: 30s\n  kubectl: ${line}\n`

/** What the journal says of what a person did, each with its second. */
async function told(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { out } = await podscape('run', folderWith(files), '--until', '2m', '--output', 'journal')
  const entries: { timeMs: number; actor: string; message: string }[] = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  return entries
    .filter(({ actor, timeMs }) => actor === 'you' && timeMs > 0)
    .map(({ timeMs, message }) => `${timeMs / 1000} ${message.replaceAll(/web-\w+/g, 'web-…')}`)
}

test('drain begins at its time, and ends when the last Pod is gone', async () => {
  const files = {
    'manifests/web.yaml': set(4),
    'manifests/stubborn.yaml': STUBBORN,
    'scenario.yaml': drainAt30('drain worker-1 --force'),
  }
  expect(await told(files)).toEqual([
    '30 cordoned Node `worker-1`',
    '30 evicted Pod `stubborn`, because Node `worker-1` is drained',
    '30 evicted Pod `web-…`, because Node `worker-1` is drained',
    '30 evicted Pod `web-…`, because Node `worker-1` is drained',
    '51 drained Node `worker-1`, because its Pods are gone',
  ])
  const { out } = await podscape('run', folderWith(files), '--until', '2m')
  const nodes = out.split('\n\n')[0]?.match(/worker-\d/g)
  expect(nodes).toEqual(['worker-2', 'worker-2', 'worker-2', 'worker-2'])
})

test('drain leaves everything where one Pod would be lost, and the Node is cordoned', async () => {
  const files = {
    'manifests/web.yaml': set(2),
    'manifests/bare.yaml': BARE,
    'scenario.yaml': drainAt30('drain worker-1'),
  }
  expect(await told(files)).toEqual([
    '30 cordoned Node `worker-1`',
    '30 could not drain Node `worker-1`, because cannot delete Pods that declare no controller (use --force to override): default/bare',
  ])
})

test('drain gives up when its time is over', async () => {
  const files = {
    'manifests/stubborn.yaml': STUBBORN,
    'scenario.yaml': drainAt30('drain worker-1 --force --timeout=7s'),
  }
  expect(await told(files)).toEqual([
    '30 cordoned Node `worker-1`',
    '30 evicted Pod `stubborn`, because Node `worker-1` is drained',
    '37 could not drain Node `worker-1`, because error when waiting for pod "stubborn" in namespace "default" to terminate: context deadline exceeded',
  ])
})

test('kubectl at a moment prints what kubectl prints, and waits along virtual time', async () => {
  const path = folderWith({ 'manifests/stubborn.yaml': STUBBORN })
  const at = (...words: readonly string[]) =>
    podscape('kubectl', path, '--at', '40s', '--', ...words)
  expect(await at('get', 'pods')).toEqual({
    code: 0,
    out: 'NAME       READY   STATUS    RESTARTS   AGE\nstubborn   1/1     Running   0          40s\n',
    err: '',
  })
  expect(await at('drain', 'worker-1', '--force')).toEqual({
    code: 0,
    out: 'node/worker-1 cordoned\nevicting pod default/stubborn\npod/stubborn evicted\nnode/worker-1 drained\n',
    err: 'Warning: deleting Pods that declare no controller: default/stubborn\n',
  })
  expect(await at('drain', 'worker-1')).toEqual({
    code: 1,
    out: 'node/worker-1 cordoned\n',
    err: `error: unable to drain node "worker-1" due to error: cannot delete Pods that declare no controller (use --force to override): default/stubborn, continuing command...
There are pending nodes to be drained:
 worker-1
cannot delete Pods that declare no controller (use --force to override): default/stubborn
`,
  })
  expect(await at('drain', 'worker-1', '--force', '--disable-eviction', '--timeout=3s')).toEqual({
    code: 1,
    out: 'node/worker-1 cordoned\npod/stubborn deletion failed\n',
    err: `Warning: deleting Pods that declare no controller: default/stubborn
There are pending pods in node "worker-1" when an error occurred: context deadline exceeded
pod/stubborn
error: unable to drain node "worker-1" due to error: context deadline exceeded, continuing command...
There are pending nodes to be drained:
 worker-1
error: context deadline exceeded
`,
  })
})

test.each([
  [
    ['gett', 'pods'],
    'error: unknown command "gett" for "kubectl"\n\nDid you mean this?\n\tset\n\tget\n',
  ],
  [['fly'], 'error: unknown command "fly" for "kubectl"\n'],
  [['drain'], "error: USAGE: drain NODE [flags]\nSee 'kubectl drain -h' for help and examples\n"],
  [['get', 'foos'], 'error: the server doesn\'t have a resource type "foos"\n'],
  [['delete', 'pod', 'web'], 'Error from server (NotFound): pods "web" not found\n'],
  [['cordon', 'nowhere'], 'Error from server (NotFound): nodes "nowhere" not found\n'],
])('wrong usage of %j is said in the words of kubectl, with exit code 1', async (words, err) => {
  const path = folderWith({ 'manifests/bare.yaml': BARE })
  expect(await podscape('kubectl', path, '--at', '10s', '--', ...words)).toEqual({
    code: 1,
    out: '',
    err,
  })
})

test('without a command or a time that can be read, the usage is printed', async () => {
  const path = folderWith({ 'manifests/bare.yaml': BARE })
  expect((await podscape('kubectl', path)).code).toBe(2)
  expect((await podscape('kubectl', path, '--at', 'noon', '--', 'get', 'pods')).code).toBe(2)
})

test('get shows a machine that is off as NotReady, and the heartbeats of the others', async () => {
  const path = folderWith({
    'scenario.yaml': 'actions:\n- at: 30s\n  power: { node: worker-2, state: off }\n',
  })
  const at = async (...words: readonly string[]) =>
    (await podscape('kubectl', path, '--at', '11m', '--', ...words)).out
  expect(await at('get', 'nodes', '--no-headers')).toMatchInlineSnapshot(`
    "control-plane   Ready      control-plane   12d   v1.36.2
    worker-1        Ready      <none>          12d   v1.36.2
    worker-2        NotReady   <none>          12d   v1.36.2
    "
  `)
  const heartbeat = /"lastHeartbeatTime": "(.*)"/
  const timeOf = async (name: string) =>
    heartbeat.exec(await at('get', 'node', name, '-o', 'json'))?.[1] ?? ''
  expect((await timeOf('worker-1')) > '2026-03-02T10:09:50Z').toBe(true)
  expect((await timeOf('worker-2')) < '2026-03-02T10:00:30Z').toBe(true)
})

test('files of the tree are applied and deleted by their paths', async () => {
  const path = folderWith({
    'manifests/bare.yaml': BARE,
    'later/web.yaml': set(2),
    'scenario.yaml':
      'actions:\n- at: 20s\n  kubectl: delete -f manifests/bare.yaml --grace-period=1\n',
  })
  const at = (...words: readonly string[]) =>
    podscape('kubectl', path, '--at', '60s', '--', ...words)
  expect((await at('get', 'pods')).err).toBe('No resources found in default namespace.\n')
  expect(await at('apply', '-f', 'later/web.yaml')).toEqual({
    code: 0,
    out: 'replicaset.apps/web created\n',
    err: '',
  })
  expect(await at('delete', '-f', 'manifests/bare.yaml')).toEqual({
    code: 1,
    out: '',
    err: 'Error from server (NotFound): error when deleting "manifests/bare.yaml": pods "bare" not found\n',
  })
  expect((await at('delete', '-f', 'later/none.yaml')).err).toBe(
    'error: the path "later/none.yaml" does not exist\n',
  )
  expect(await at('apply', '-f', 'later/none.yaml')).toEqual({
    code: 1,
    out: '',
    err: 'error: the path "later/none.yaml" does not exist\n',
  })
})

test('a shell that asks what Tab offers gets an answer', async () => {
  const path = folderWith({ 'manifests/bare.yaml': BARE })
  const { code, out } = await podscape(
    'kubectl',
    path,
    '--at',
    '5s',
    '--',
    '__complete',
    'drain',
    'w',
  )
  expect([code, out]).toEqual([0, 'worker-1\nworker-2\n:4\n'])
})

const TALKING = `apiVersion: v1
kind: Pod
metadata: {name: talk}
spec:
  containers:
  - {name: main, image: busybox, command: [sh, -c, "while true; do date +%S; sleep 10; done"]}
  - {name: side, image: busybox, command: [sh, -c, "echo once; sleep 1000"]}
`

const kubectl = async (...words: readonly string[]) =>
  podscape('kubectl', folderWith({ 'manifests/talk.yaml': TALKING }), '--at', '1m', '--', ...words)

test('logs prints what containers wrote, also by rule, and says which container it took', async () => {
  const all = await kubectl('logs', 'talk')
  expect(all.err).toBe('Defaulted container "main" out of: main, side\n')
  const lines = all.out.trim().split('\n')
  expect(lines.length).toBeGreaterThan(4)
  expect((await kubectl('logs', 'talk', '--tail=2', '-c', 'main')).out.trim().split('\n')).toEqual(
    lines.slice(-2),
  )
  expect((await kubectl('logs', 'talk', 'side', '--prefix')).out).toBe('[pod/talk/side] once\n')
  const previous = await kubectl('logs', 'talk', '-c', 'side', '-p')
  expect(previous.err).toBe(
    'Error from server (BadRequest): previous terminated container "side" in pod "talk" not found\n',
  )
  expect(previous.code).toBe(1)
})

test('delete waits until the Pod is gone, unless it shall not', async () => {
  const files = { 'manifests/stubborn.yaml': STUBBORN }
  const run = (...words: readonly string[]) =>
    podscape('kubectl', folderWith(files), '--at', '1m', '--', ...words)
  const late = await run('delete', 'pod', 'stubborn', '--timeout=5s')
  expect(late).toEqual({
    code: 1,
    out: 'pod "stubborn" deleted from default namespace\n',
    err: 'error: timed out waiting for the condition on pods/stubborn\n',
  })
  expect((await run('delete', 'pod', 'stubborn')).code).toBe(0)
  expect((await run('delete', 'pod', 'stubborn', '--wait=false', '--timeout=5s')).code).toBe(0)
})

test('a Node is described with its lease, and explain has the words of the API', async () => {
  expect((await kubectl('describe', 'node', 'worker-1')).out).toMatch(
    /Lease:\n {2}HolderIdentity: {2}worker-1\n {2}AcquireTime: {5}<unset>\n {2}RenewTime: {7}Mon, 02 Mar 2026 10:0/,
  )
  expect((await kubectl('explain', 'pod.spec.nodeName')).out).toContain('FIELD: nodeName <string>')
})

test.for([
  ['power: { node: worker-1, state: off }', 'connect: no route to host'],
  ['network: { node: worker-1, state: cut }', 'connect: no route to host'],
  ['network: { node: control-plane, state: cut }', 'connect: no route to host'],
  ['kubelet: { node: worker-1, state: stopped }', 'connect: connection refused'],
])('nobody gets at logs after %s', async ([act, why]) => {
  const files = {
    'manifests/bare.yaml': BARE,
    'scenario.yaml': `actions:\n- at: 20s\n  ${act}\n`,
  }
  const logs = ['--at', '30s', '--', 'logs', 'bare', '--tail', '2', '--since', '1500ms'] as const
  const { code, out, err } = await podscape('kubectl', folderWith(files), ...logs)
  expect([code, out]).toEqual([1, ''])
  const forward = ['--at', '30s', '--', 'port-forward', 'bare', '8080:80'] as const
  expect(await podscape('kubectl', folderWith(files), ...forward)).toEqual({
    code: 1,
    out: '',
    err: `error: error upgrading connection: error dialing backend: dial tcp 172.18.0.3:10250: ${why}\n`,
  })
  expect(err).toBe(
    `Error from server: Get "https://172.18.0.3:10250/containerLogs/default/bare/a?sinceSeconds=2&tailLines=2": dial tcp 172.18.0.3:10250: ${why}\n`,
  )
})
