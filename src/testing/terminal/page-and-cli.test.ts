// The terminal of the page and `podscape shell` print the same of the same folder and lines, byte for byte.
import { Readable } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { folderWith, podscape } from '#cli/testing/run-main.ts'
import { createDirectPort } from '#playground/direct-port.ts'
import { createPlayground, type PlaygroundStore } from '#playground/playground.ts'
import { createTerminal } from '#playground/terminal/terminal.ts'
import type { Terminal } from '#playground/terminal/types.ts'

const FOLDER = {
  'scenario.yaml': 'until: 2m\n',
  'manifests/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "nginx:1.27"}]}
`,
  'manifests/talk.yaml': `apiVersion: v1
kind: Pod
metadata: {name: talk}
spec: {nodeName: worker-1, containers: [{name: a, image: busybox, command: [sh, -c, "while true; do date; sleep 7; done"]}]}
`,
  // What is shown is not the end, where the page would stay while the CLI does not.
  'manifests/later.yaml': `apiVersion: v1
kind: Pod
metadata: {name: later, namespace: kube-system}
spec: {nodeName: worker-2, restartPolicy: Never, containers: [{name: a, image: busybox, command: [sleep, "115"]}]}
`,
}

const LINES: readonly string[] = [
  'kubectl get pods',
  'kubectl get pods -A -o wide',
  'kubectl get all',
  'kubectl get nodes -o yaml',
  'kubectl get deploy web -o json',
  'kubectl get pods --sort-by=.metadata.name -o name',
  'kubectl get pods -o jsonpath=\'{range .items[*]}{.metadata.name}{"\\n"}{end}\'',
  'kubectl get pods -o custom-columns=N:.metadata.name,IP:.status.podIP',
  'kubectl get pods -l app=web --show-labels',
  'kubectl get events --sort-by=.lastTimestamp',
  'kubectl describe pod talk',
  'kubectl describe node worker-1',
  'kubectl describe deploy web',
  'kubectl logs talk',
  'kubectl logs talk --tail=2 --timestamps',
  'kubectl top nodes',
  'kubectl explain pod.spec.nodeName',
  'kubectl api-resources | head -5',
  'kubectl version',
  'kubectl cluster-info',
  'kubectl config view',
  'kubectl auth can-i create pods',
  'kubectl get nope',
  'kubectl get pod nope',
  'kubectl frobnicate',
  'kubectl get pods --nope',
  'kubectl rollout history deploy/web',
  'kubectl exec talk -- sh -c "echo out; echo err >&2; exit 3"',
  'kubectl scale deploy web --replicas=3',
  'kubectl rollout status deploy/web',
  'kubectl set image deploy/web web=nginx:1.28',
  'kubectl rollout status deploy/web',
  'kubectl get rs',
  'kubectl label pod talk tier=front',
  'kubectl annotate pod talk note=x',
  'kubectl create configmap settings --from-literal=a=b',
  'kubectl get cm settings -o yaml',
  'kubectl patch deploy web -p \'{"spec":{"replicas":1}}\'',
  'kubectl apply -f nope.yaml',
  'kubectl run one --image=busybox --dry-run=client -o yaml > one.yaml; cat one.yaml',
  'kubectl apply -f one.yaml',
  'kubectl wait --for=condition=Ready pod/talk --timeout=5s',
  'kubectl delete pod talk --now',
  'ssh worker-1 "crictl ps; systemctl is-active kubelet"',
  'for i in 1 2; do echo $i; done | wc -l',
]
const AT_MS = 40_000

type Printed = Readonly<Record<'out' | 'err', string>>

async function inThePage(): Promise<readonly Printed[]> {
  const storage = { read: () => null, write: () => undefined }
  const files = Object.entries(FOLDER).map(([path, text]) => ({ path, text }))
  const store = createPlayground({ port: createDirectPort(), storage, files, theme: 'light' })
  store.getState().actions.begin()
  await isDone(store)
  store.getState().actions.goToTime(AT_MS)
  const terminal = createTerminal(store)
  const printed: Printed[] = []
  for (const line of LINES) printed.push(await typeInThePage(store, terminal, line))
  return printed
}

const isDone = async (store: PlaygroundStore): Promise<void> =>
  vi.waitFor(() => expect(store.getState().runState).toBe('done'), 60_000)

async function typeInThePage(
  store: PlaygroundStore,
  terminal: Terminal,
  line: string,
): Promise<Printed> {
  terminal.submit(line)
  await vi.waitFor(() => expect(terminal.getState().busy).toBe(false), 60_000)
  await isDone(store)
  terminal.toItsEnd()
  const chunks = terminal.getState().lines.at(-1)?.answer?.chunks ?? []
  const of = (stream: string): string =>
    chunks.map((chunk) => (chunk.stream === stream ? chunk.text : '')).join('')
  return { out: of('out'), err: of('err') }
}

async function inTheShell(lines: readonly string[]): Promise<Printed> {
  const before = Object.getOwnPropertyDescriptor(process, 'stdin')
  const stdin = Readable.from([`${lines.join('\n')}\n`])
  Object.defineProperty(process, 'stdin', { value: stdin, configurable: true })
  const printed = await podscape('shell', folderWith(FOLDER), '--at', `${AT_MS / 1000}s`)
  if (before !== undefined) Object.defineProperty(process, 'stdin', before)
  return printed
}

test('the page and the command line print the same', { timeout: 120_000 }, async () => {
  expect(LINES.length).toBeGreaterThanOrEqual(40)
  const page = await inThePage()
  // A mark on both streams tells which line it was.
  const marked = LINES.flatMap((line, index) => [
    line,
    `echo "== ${index}"; echo "== ${index}" >&2`,
  ])
  const { out, err } = await inTheShell(marked)
  const [outs, errs] = [out.split(/== \d+\n/), err.split(/== \d+\n/)]
  for (const [index, line] of LINES.entries())
    expect.soft({ line, out: outs[index], err: errs[index] }).toEqual({ line, ...page[index] })
})
