// A session as one has it in the exam: each line is typed after the one before has ended, and what it prints is
// compared with what is kept. A deliberate change of the words is taken over with `vitest -u`.
import { expect, test } from 'vitest'
import { terminalSession } from './testing/terminal-session.ts'

const FILES = [
  { path: 'scenario.yaml', text: 'until: 4m\n' },
  {
    path: 'manifests/clock.yaml',
    text: 'apiVersion: v1\nkind: Pod\nmetadata: {name: clock}\nspec: {containers: [{name: a, image: busybox, command: [sh, -c, "sleep 3000"]}]}\n',
  },
]

const LINES: readonly string[] = [
  'kubectl get nodes',
  'kubectl run web --image=nginx:1.27 --labels=app=web --dry-run=client -o yaml > web.yaml',
  'head -5 web.yaml',
  'kubectl apply -f web.yaml',
  'kubectl get pod web -o wide',
  'kubectl create deployment shop --image=nginx:1.27 --replicas=2',
  'kubectl rollout status deployment/shop',
  'kubectl get pods -l app=shop -o name | wc -l',
  'kubectl scale deployment shop --replicas=4',
  'kubectl set image deployment/shop nginx=nginx:1.28',
  'kubectl rollout status deployment/shop',
  'kubectl rollout history deployment/shop',
  'kubectl rollout undo deployment/shop',
  'kubectl rollout status deployment/shop',
  'kubectl expose deployment shop --port=80',
  'kubectl get service shop -o jsonpath={.spec.ports[0].port}; echo',
  'kubectl create configmap settings --from-literal=mode=dark',
  'kubectl get configmap settings -o jsonpath={.data.mode}; echo',
  'kubectl label node worker-1 disk=ssd',
  'kubectl get nodes -l disk=ssd -o name',
  'kubectl taint node worker-2 team=a:NoSchedule',
  'kubectl describe node worker-2 | grep Taints',
  'kubectl cordon worker-1',
  'kubectl get nodes --no-headers | grep -c SchedulingDisabled',
  'kubectl uncordon worker-1',
  'for i in 1 2; do kubectl create namespace team-$i; done',
  'kubectl get namespaces -o name | grep team',
  'kubectl delete pod web --now',
  'kubectl get pod nope',
  'kubectl annotate deployment shop owner=ada',
]

test('thirty lines of an exam', async () => {
  const session = terminalSession(FILES, 240_000)
  const told: string[] = []
  let atMs = 20_000
  for (const line of LINES) {
    const { out, err, end } = session.type(line, atMs)
    told.push(`$ ${line}\n${out}${err}`)
    atMs = Math.max(atMs, end?.timeMs ?? atMs) + 1000
  }
  const kept = told.join('').replaceAll(/\b(shop-)[a-z0-9]{8,10}-[a-z0-9]{5}\b/g, '$1…')
  await expect(kept).toMatchFileSnapshot('./testing/cka-session.txt')
}, 120_000)
