// The terminal on the command line prints what that of the page prints.
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { createTerminalSession } from '#scenario/terminal-session.ts'
import { folderWith, podscape } from './testing/run-main.ts'

const FILES = [
  {
    path: 'manifests/p.yaml',
    text: 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {nodeName: worker-1, containers: [{name: a, image: busybox, command: [sh, -c, "echo hello; sleep 3000"]}]}\n',
  },
]

const folder = () => folderWith(Object.fromEntries(FILES.map(({ path, text }) => [path, text])))

const LINES = [
  'kubectl get pods -A -o wide',
  'kubectl get pods -o name | grep p | xargs kubectl describe',
  'kubectl logs p',
  'ssh worker-1 "crictl ps; systemctl status kubelet"',
  'ssh worker-1 journalctl -u kubelet',
  'kubectl exec p -- sh -c "echo a > /tmp/a; ls /tmp; exit 3"',
  'kubectl exec p -- ls /nope',
  'kubectl delete pod p --now; kubectl get pods',
  'kubectl scale deploy nope --replicas=2',
  'echo "a: 1" > x.yaml; kubectl apply -f x.yaml',
  'for i in 1 2 3; do kubectl create configmap c$i; done; kubectl get cm',
  'ssh nope',
  'nosuch',
  'sleep 20; date',
  'kubectl edit pod p',
]

test.for(LINES)('$ %s', async (line) => {
  const { out, err, end } = createTerminalSession(FILES, 700_000).type(line, 30_000)
  expect(await podscape('shell', folder(), '--at', '30s', '--', line)).toEqual({
    out,
    err,
    code: end?.exitCode,
  })
})

test('lines from the standard input are typed one after the other', async () => {
  const lines = [
    'ssh worker-1',
    'cd /etc/kubernetes/manifests',
    "cat > a.yaml <<'EOF'",
    'apiVersion: v1',
    'kind: Pod',
    'metadata: {name: a}',
    'spec: {containers: [{name: a, image: nginx}]}',
    'EOF',
    'sleep 20; crictl pods -q --name a | wc -l',
    'exit',
    'kubectl get pods -o name',
  ]
  const before = Object.getOwnPropertyDescriptor(process, 'stdin')
  Object.defineProperty(process, 'stdin', {
    value: Readable.from([`${lines.join('\n')}\n`]),
    configurable: true,
  })
  const printed = await podscape('shell', folder(), '--at', '30s')
  if (before !== undefined) Object.defineProperty(process, 'stdin', before)
  expect(printed).toEqual({
    out: '1\nlogout\npod/a-worker-1\npod/p\n',
    err: 'Connection to worker-1 closed.\n',
    code: 0,
  })
})

test.for([
  [['shell'], 'shell needs a file, a folder or -'],
  [
    ['shell', '-', '--at', '5s'],
    'shell cannot read both files and lines from -: write the line behind --',
  ],
  [
    ['shell', 'x', '--at', 'soon', '--', 'ls'],
    '--at takes a duration such as 90s or 5m, not "soon"',
  ],
] as const)('%o is wrong', async ([args, message]) => {
  const { err, code } = await podscape(...args)
  expect([err.split('\n')[0], code]).toEqual([`podscape: ${message}`, 2])
})

test('a line that would change more than it may says so, and not that it waits', async () => {
  const line = 'for i in $(seq 60); do kubectl create configmap c$i; done'
  const { err, code } = await podscape('shell', folder(), '--at', '30s', '--', line)
  expect(err).toBe(
    'podscape: a line may change 50 things, and this one wanted more: the rest of it was not carried out\n',
  )
  expect(code).toBe(1)
})
