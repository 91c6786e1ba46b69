import { expect, test } from 'vitest'
import { folderWith, podscape } from '#cli/testing/run-main.ts'
import type { TerminalSession } from '#scenario/terminal-session.ts'
import { terminalSession } from './testing/terminal-session.ts'

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 3
      containers: [{name: web, image: "nginx:1.27"}]
`
const FILES = [{ path: 'manifests/web.yaml', text: WEB }]
const AT = 30_000

const open = (): TerminalSession => terminalSession(FILES, 120_000)
const shown = (text: string): string => text.replaceAll(/web-\w{8,10}-\w{5}/g, 'web-…')

test.for([
  ['kubectl get pods -o name | grep web | wc -l', '3\n'],
  ["k get deploy web --no-headers | awk '{print $2}'", '3/3\n'],
  ['ls', 'manifests\n'],
  ['cat manifests/web.yaml | head -2', 'apiVersion: apps/v1\nkind: Deployment\n'],
  ['for i in 1 2; do echo "n $i"; done', 'n 1\nn 2\n'],
  ['kubectl get pods --no-headers | cut -d" " -f1 | sort | tail -1', 'web-…\n'],
  ['kubectl get nodes -o name > nodes.txt; cat nodes.txt | wc -l', '3\n'],
  ['date', 'Mon Mar  2 10:00:30 UTC 2026\n'],
  ['sleep 5; date', 'Mon Mar  2 10:00:35 UTC 2026\n'],
  ['kubectl get pods -l app=web -o name | xargs -n1 echo', 'pod/web-…\npod/web-…\npod/web-…\n'],
] as const)('$ %s', ([line, printed]) => {
  const { out, err, end } = open().type(line, AT)
  expect({ out: shown(out), err, code: end?.exitCode }).toEqual({ out: printed, err: '', code: 0 })
})

test.for([
  ['nosuch', 'bash: nosuch: command not found\n', 127],
  ['kubectl delete pod nope', 'Error from server (NotFound): pods "nope" not found\n', 1],
  ['cat none.yaml', 'cat: none.yaml: No such file or directory\n', 1],
  ['jq .', 'jq: not simulated here\n', 127],
  ['kubectl get foos', 'error: the server doesn\'t have a resource type "foos"\n', 1],
] as const)('$ %s fails in the words of its program', ([line, err, code]) => {
  const session = open()
  const typed = session.type(line, AT)
  expect([typed.out, typed.err, typed.end?.exitCode]).toEqual(['', err, code])
  expect(session.files).toEqual(FILES)
})

test('what would change nothing is no action', () => {
  const session = open()
  session.type('kubectl rollout status deploy/web', AT)
  session.type('kubectl apply -f manifests/web.yaml', AT)
  session.type('kubectl rollout history deploy/web', AT)
  expect(session.files).toEqual(FILES)
})

test('calls that change something become actions in their order, at their time', () => {
  const session = open()
  const { out } = session.type(
    'kubectl get pods -o name | grep web | head -2 | xargs kubectl delete; kubectl scale deploy web --replicas=2; kubectl get deploy web --no-headers',
    AT,
  )
  expect(shown(out).split('\n').slice(0, 3)).toEqual([
    'pod "web-…" deleted from default namespace',
    'pod "web-…" deleted from default namespace',
    'deployment.apps/web scaled',
  ])
  const text = session.files.find(({ path }) => path === 'scenario.yaml')?.text ?? ''
  expect(shown(text)).toBe(`actions:
- at: 30s
  kubectl: delete pod/web-… pod/web-…
- at: 30.492s
  scale:
    kind: Deployment
    name: web
    replicas: 2
`)
})

test('what changes something after a while is one action, that says what it did', () => {
  const session = open()
  const { out, err } = session.type(
    'sleep 5; kubectl create configmap a; sleep 1; kubectl delete configmap a',
    AT,
  )
  expect([out, err]).toEqual([
    'configmap/a created\nconfigmap "a" deleted from default namespace\n',
    '',
  ])
  const text = session.files.find(({ path }) => path === 'scenario.yaml')?.text ?? ''
  expect(text.match(/at: .*/g)).toEqual(['at: 35.001s', 'at: 36.002s'])
})

// DeleteResult and wait.IsDeleted of k8s.io/kubectl (v1.36.2).
test.for([
  ['kubectl delete deploy web --cascade=foreground && kubectl get deploy web', 0, true],
  [
    'kubectl delete deploy web --cascade=foreground --wait=false && kubectl get deploy web',
    0,
    false,
  ],
  ['kubectl delete deploy web --cascade=foreground --timeout=1ms', 1, false],
  ['kubectl delete deploy web', 0, false],
] as const)('$ %s waits until it is gone, or does not', ([line, code, isGone]) => {
  const session = open()
  const { err, end } = session.type(line, AT)
  const waited = (end?.timeMs ?? 0) > AT
  expect(waited).toBe(isGone || line.includes('timeout'))
  const notFound = 'Error from server (NotFound): deployments.apps "web" not found\n'
  const timedOut = 'error: timed out waiting for the condition on deployments/web\n'
  expect([err, end?.exitCode]).toEqual(isGone ? [notFound, 1] : [code === 0 ? '' : timedOut, code])
})

test('the wait of a deletion is ended by Ctrl+C, and what it deleted stays deleted', () => {
  const session = open()
  const line = 'kubectl get pods -o name | head -1 | xargs kubectl delete'
  expect(session.type(line, AT, AT + 200).end).toMatchObject({ timeMs: AT + 200, exitCode: 130 })
  expect(session.files.find(({ path }) => path === 'scenario.yaml')?.text).toContain('delete')
})

test('a file that a line writes can be applied in the same line', () => {
  const session = open()
  const line =
    'sed s/web/api/ manifests/web.yaml | sed s/web/api/ > api.yaml && kubectl apply -f api.yaml'
  expect(session.type(line, AT).out).toBe('deployment.apps/api created\n')
  expect(session.files.map(({ path }) => path).toSorted()).toEqual([
    'manifests/web.yaml',
    'scenario.yaml',
    'work/api.yaml',
  ])
  // From the standard input it becomes a file of the scenario.
  const piped = open()
  const { out } = piped.type(
    'cat <<EOF | kubectl apply -f -\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\nEOF',
    AT,
  )
  expect(out).toBe('configmap/c created\n')
  expect(piped.files.find(({ path }) => path.startsWith('work/applied/stdin-'))?.text).toContain(
    'ConfigMap',
  )
})

test('the shell keeps its folder and its variables', () => {
  const session = open()
  session.type('cd manifests; NAME=web', AT)
  expect(session.type('ls; kubectl get deploy $NAME -o name', AT).out).toBe(
    'web.yaml\ndeployment.apps/web\n',
  )
})

test('a command that waits goes on along the run, and Ctrl+C ends it', () => {
  const session = open()
  session.type('kubectl set image deploy/web web=nginx:1.28', AT)
  const { chunks, end } = session.type('kubectl rollout status deploy/web', AT)
  expect(chunks.map(({ timeMs }) => timeMs).toSorted((a, b) => a - b)).toEqual(
    chunks.map(({ timeMs }) => timeMs),
  )
  expect(end).toMatchObject({ exitCode: 0 })
  const watched = session.type('watch -n 10 kubectl get deploy web --no-headers', AT, AT + 25_000)
  expect(watched.end).toMatchObject({ exitCode: 130, timeMs: AT + 25_000 })
  expect(new Set(watched.chunks.map(({ screen }) => screen)).size).toBe(3)
})

test('rollout status waits so long at most, and says each change of the status', () => {
  const session = open()
  session.type('kubectl set image deploy/web web=nginx:0.0.1', AT)
  const late = session.type('kubectl rollout status deploy/web --timeout=20s', AT + 1000)
  expect(late.end).toMatchObject({ exitCode: 1, timeMs: AT + 21_000 })
  expect(late.out).toMatch(
    /^Waiting for deployment "web" rollout to finish: 1 out of \d new replicas/,
  )
  expect(late.err).toBe('error: timed out waiting for the condition\n')
})

test('events are watched as they come', () => {
  const session = open()
  session.type('kubectl scale deploy web --replicas=4', AT)
  const { out, end } = session.type(
    'kubectl events -w --for=replicaset/$(kubectl get rs -o jsonpath={.items[0].metadata.name})',
    AT + 1000,
    AT + 20_000,
  )
  expect(end).toMatchObject({ exitCode: 130 })
  expect(shown(out)).toMatch(
    /^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n\d+s? +Normal +SuccessfulCreate/,
  )
})

test.for([
  'while true; do kubectl get pods; done',
  'yes',
  'yes | kubectl apply -f -',
  'while :; do :; done',
  `echo ${'x'.repeat(100_000)}`,
  'watch -n 0.1 kubectl get pods',
  ':(){ :|:& };:',
  'cat /dev/zero',
  `kubectl get pods ${'-l a=b '.repeat(5000)}`,
  'seq 10000000',
  'for i in $(seq 100000); do kubectl get pod $i; done',
])('what never ends is bounded: %s', (line) => {
  const { chunks } = open().type(line, AT, AT + 60_000)
  expect(chunks.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(1_100_000)
})

/** What the command line prints for the same folder and words. */
function kubectl(words: readonly string[]) {
  const folder = folderWith(Object.fromEntries(FILES.map(({ path, text }) => [path, text])))
  return podscape('kubectl', folder, '--at', '30s', '--', ...words)
}

test.for([
  'get pods -o wide',
  'get all -A',
  'get deploy web -o yaml',
  'get events',
  'get nodes -o json',
  'rollout history deployment/web',
  'scale deployment web --replicas=5',
  'set image deployment/web web=nginx:1.28',
  'label pods -l app=web tier=front',
  'delete pods -l app=web',
  'cordon worker-1',
  'drain worker-1 --ignore-daemonsets',
  'describe deployment web',
  'create configmap c --from-literal=a=b',
  'run box --image=busybox',
  'expose deployment web --port=80',
  'annotate deployment web team=a',
  'get pods nope',
  'gett pods',
])('terminal and command line print the same: %s', async (words) => {
  const { out, err, end } = open().type(`kubectl ${words}`, AT)
  expect({ out, err, code: end?.exitCode }).toEqual(await kubectl(words.split(' ')))
})
