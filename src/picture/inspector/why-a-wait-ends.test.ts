// A container that asked for a name or a port until somebody was there ends because of what has made it come true,
// and that is what its chain of causes leads to.
import { expect, test } from 'vitest'
import { LATE_COMMANDS } from '#kubectl/late-commands.ts'
import { provideLateCommands } from '#kubectl/late.ts'
import { causesOf } from '#picture/inspector/causes-of.ts'
import { runScenario } from '#scenario/run-scenario.ts'

provideLateCommands(LATE_COMMANDS)

const SERVER = `apiVersion: v1
kind: Pod
metadata: { name: server, labels: { app: db } }
spec:
  containers:
  - name: server
    image: nginx
    readinessProbe: { httpGet: { port: 80 }, initialDelaySeconds: 12 }
`

/** The chain of the end of the init container `wait`, the newest first, as 'actor: message'. */
function chainOf(script: string, actions: readonly string[], eager: boolean): readonly string[] {
  const client = `apiVersion: v1
kind: Pod
metadata: { name: client }
spec:
  restartPolicy: Never
  initContainers: [{ name: wait, image: busybox:1.28, command: [sh, -c, ${JSON.stringify(script)}] }]
  containers: [{ name: app, image: nginx }]
`
  const lines = actions.map((action) => `- { ${action} }\n`).join('')
  const files = [
    { path: 'manifests/client.yaml', text: client },
    { path: 'later/server.yaml', text: SERVER },
    { path: 'scenario.yaml', text: `until: 90s\nactions:\n${lines}` },
  ]
  const { parsed, cluster } = runScenario(files, { eager })
  expect(parsed.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const { journal } = cluster
  const end = journal.find(
    ({ kind, actor }) => kind === 'ContainerExited' && actor === 'container client/wait',
  )
  const chain = causesOf(journal, end?.id ?? -1, 'Pod/default/client')
  return chain.map(({ actor, message }) => `${actor}: ${message.replaceAll('`', '')}`)
}

const SERVICE = 'create service clusterip db --tcp=80'
const ANNOTATED = 'annotate service db note=x'
const OTHER = 'create service clusterip other --tcp=80'

test.each([
  {
    what: 'a Service is made',
    script: 'until nslookup db; do echo waiting; sleep 2; done',
    actions: [`at: 20s, kubectl: ${OTHER}`, `at: 30s, kubectl: ${SERVICE}`],
    chain: ['exited with 0', 'called db: resolved to 10.96.0.12', 'you: created Service db'],
  },
  {
    what: 'a Service is made, and the loop does not rest',
    script: 'until nslookup db.$(echo default); do echo waiting; sleep 2; done',
    actions: [
      `at: 30s, kubectl: ${SERVICE}`,
      `at: 30.2s, kubectl: ${ANNOTATED}`,
      `at: 30.4s, kubectl: ${OTHER}`,
    ],
    chain: [
      'exited with 0',
      'called db.default: resolved to 10.96.0.11',
      'you: created Service db',
    ],
  },
  {
    what: 'a Service is deleted',
    script: 'while nslookup db; do sleep 2; done; exit 3',
    actions: [`at: 0s, kubectl: ${SERVICE}`, 'at: 30s, delete: service/db'],
    chain: ['exited with 3', 'called db: no such name', 'you: deleted Service db'],
  },
  {
    what: 'the Pod behind a Service gets ready',
    script: 'until wget -qO- http://db; do sleep 2; done',
    actions: [
      `at: 0s, kubectl: ${SERVICE}`,
      'at: 10s, apply: later/server.yaml',
      'at: 60s, delete: pod/server',
    ],
    chain: [
      'exited with 0',
      'called db:80: answered 200 OK',
      'reported Pod server: Running 0/1 → Running 1/1',
    ],
  },
])('$what', ({ script, actions, chain }) => {
  const lazy = chainOf(script, actions, false)
  for (const [index, expected] of chain.entries()) expect(lazy[index]).toContain(expected)
  expect(chainOf(script, actions, true)).toEqual(lazy)
})
