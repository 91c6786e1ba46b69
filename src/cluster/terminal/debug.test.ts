// Commands that go into containers, beside exec: cp, debug, attach, port-forward.
import { expect, test } from 'vitest'
import { terminalSession } from './testing/terminal-session.ts'

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\nspec: {nodeName: worker-1, containers: [{name: a, image: "nginx:1.27", ports: [{name: http, containerPort: 80}]}]}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 8080, targetPort: http}]}\n'
const FILES = [
  { path: 'scenario.yaml', text: 'until: 4m\n' },
  { path: 'manifests/web.yaml', text: POD },
]
const AT = 30_000

test('cp puts a file into a container and takes it out again', () => {
  const session = terminalSession(FILES, 240_000)
  session.type('echo hello > page.html', AT)
  const into = session.type('kubectl cp page.html web:/usr/share/nginx/html/index.html', AT + 1000)
  expect(into).toMatchObject({ out: '', err: '' })
  expect(session.type('kubectl exec web -- curl -s localhost', AT + 2000).out).toBe('hello\n')
  const from = session.type('kubectl cp web:/usr/share/nginx/html/index.html back.html', AT + 3000)
  expect(from.err).toBe("tar: Removing leading `/' from member names\n")
  expect(session.type('cat back.html', AT + 4000).out).toBe('hello\n')
})

test('debug makes a Pod on a node that sees its disk, and a copy', () => {
  const session = terminalSession(FILES, 240_000)
  const { out } = session.type('kubectl debug node/worker-1 --image=busybox -- sleep 3000', AT)
  const [, name = ''] = /Creating debugging pod (\S+) with container debugger/.exec(out) ?? []
  expect(name).toMatch(/^node-debugger-worker-1-[a-z0-9]{5}$/)
  const listed = session.type(`kubectl exec ${name} -- ls /host/etc/kubernetes`, AT + 30_000)
  expect(listed.out).toContain('manifests')
  session.type('kubectl debug web --copy-to=web-2 --set-image=*=nginx:1.28', AT + 40_000)
  const copied = session.type(
    "kubectl get pod web-2 -o jsonpath='{.spec.containers[0].image}'",
    AT + 41_000,
  )
  expect(copied.out).toBe('nginx:1.28')
})

test('a container that is put into a Pod runs there, prints, and is gone into', () => {
  const session = terminalSession(FILES, 240_000)
  const made = session.type(
    'kubectl debug web --image=busybox -c dbg -- sh -c "echo hi; wget -qO- localhost | head -n 4; sleep 1000"',
    AT,
  )
  expect(made).toMatchObject({ out: '', err: '' })
  const state = '-o jsonpath={.status.ephemeralContainerStatuses[0].state}'
  expect(session.type(`kubectl get pod web ${state}`, AT + 20_000).out).toMatch(/^\{"running"/)
  expect(session.type('kubectl logs web -c dbg', AT + 21_000).out).toContain('hi\n<!DOCTYPE html>')
  expect(session.type('kubectl exec web -c dbg -- hostname', AT + 22_000).out).toBe('web\n')
  const described = session.type('kubectl describe pod web', AT + 23_000).out
  expect(described).toMatch(/Ephemeral Containers:\n {2}dbg:\n {4}Container ID: {2}containerd/)
  const events = session.type(
    'kubectl get events -o custom-columns=A:.involvedObject.fieldPath,B:.reason',
    AT + 24_000,
  )
  expect(events.out).toContain('spec.ephemeralContainers{dbg}   Started')
})

test('an ephemeral container sees the processes of its target, and ends with it', () => {
  const session = terminalSession(FILES, 240_000)
  session.type('kubectl debug web --image=busybox -c dbg --target=a -- sleep 1000', AT)
  const { out } = session.type('kubectl exec web -c dbg -- ps', AT + 20_000)
  expect(out).toMatch(/ 1 root .*nginx -g daemon off/)
  expect(out).toMatch(/sleep 1000/)
  session.type('kubectl exec web -c dbg -- kill -TERM 1', AT + 21_000)
  const states = session.type(
    "kubectl get pod web -o jsonpath='{.status.ephemeralContainerStatuses[0].state.terminated.exitCode} {.status.containerStatuses[0].restartCount}'",
    AT + 40_000,
  )
  expect(states.out).toBe('137 1')
})

test('port-forward says where and goes on until it is stopped', () => {
  const { out, end } = terminalSession(FILES, 240_000).type(
    'kubectl port-forward svc/web 9000:8080',
    AT,
    AT + 5000,
  )
  expect(out).toBe('Forwarding from 127.0.0.1:9000 -> 80\nForwarding from [::1]:9000 -> 80\n')
  expect(end?.exitCode).toBe(130)
})

test('what is sent to a forwarded port comes to the container, and the answer back', () => {
  const session = terminalSession(FILES, 240_000)
  const line =
    'kubectl port-forward svc/web 9000:8080 & sleep 1; curl -s localhost:9000 | head -n 4'
  const { out } = session.type(line, AT)
  expect(out).toBe(
    'Forwarding from 127.0.0.1:9000 -> 80\nForwarding from [::1]:9000 -> 80\nHandling connection for 9000\n<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n',
  )
  // It goes on behind the line, and the container has seen the request.
  const next = session.type('curl -sI localhost:9000 | head -n 1', AT + 10_000)
  expect(next.out).toBe('Handling connection for 9000\nHTTP/1.1 200 OK\n')
  const log = session.type('kubectl logs web --tail=2', AT + 11_000).out
  expect(log).toMatch(/^127\.0\.0\.1 .*"GET \/ HTTP\/1\.1" 200[^]*"HEAD \/ HTTP\/1\.1" 200/)
  const taken = session.type('kubectl port-forward pod/web 9000:80', AT + 12_000)
  expect(taken.err).toMatch(
    /^Unable to listen on port 9000: Listeners failed [^]*\nerror: unable to listen on any of the requested ports: \[\{9000 80\}\]\n$/,
  )
  const ended = session.type('kill $!; curl localhost:9000', AT + 13_000)
  expect(ended).toMatchObject({ out: '', end: { exitCode: 7 } })
  expect(session.type('curl -s localhost:9000', AT + 14_000).end?.exitCode).toBe(7)
})

test('where nobody listens in the Pod the connection is lost', () => {
  const session = terminalSession(FILES, 240_000)
  const { err } = session.type('kubectl port-forward web 9000:81 & curl localhost:9000', AT)
  const [first = '', ...rest] = err.split('\n')
  expect(first.replaceAll(/[0-9a-f]{8}-[0-9a-f-]+|[0-9a-f]{64}/g, 'ID')).toBe(
    String.raw`E0302 10:00:30.000000       1 portforward.go:522] "Unhandled Error" err="an error occurred forwarding 9000 -> 81: error forwarding port 81 to pod ID, uid : failed to execute portforward in network namespace \"/var/run/netns/cni-ID\": failed to connect to localhost:81 inside namespace \"ID\", IPv4: dial tcp4 127.0.0.1:81: connect: connection refused IPv6 dial tcp6 [::1]:81: connect: connection refused " logger="UnhandledError"`,
  )
  expect(rest).toEqual(['error: lost connection to pod', 'curl: (52) Empty reply from server', ''])
  const gone = session.type(
    'kubectl port-forward web 9001:80 & kubectl delete pod web --wait=false; sleep 60',
    AT + 5000,
  )
  expect(gone.err).toBe('error: lost connection to pod\n')
})

test('a file with faults is said as kubectl says it, in the run as well as before it', () => {
  const session = terminalSession(FILES, 240_000)
  const text = `cat > x.yaml <<EOF
apiVersion: v1
kind: ConfigMap
metadata: {name: good}
---
apiVersion: v1
kind: Pod
metadata: {name: odd}
spec: {contaners: []}
---
kind: [
EOF
kubectl apply -f x.yaml`
  const { out, err, end } = session.type(text, AT)
  expect(out).toBe('configmap/good created\n')
  expect(err.split('\n').map((line) => line.slice(0, 70).trim())).toEqual([
    'error parsing x.yaml: error converting YAML to JSON: yaml: line 1: did',
    expect.stringMatching(/^Error from server \(BadRequest\): error when creating/),
    '',
  ])
  expect(end?.exitCode).toBe(1)
})
