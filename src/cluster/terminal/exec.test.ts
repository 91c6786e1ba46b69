// Commands and shells in containers: they happen in the run, so each is an action, and what they change stays.
import { expect, test } from 'vitest'
import { promptText } from '#cluster/terminal/prompt-text.ts'
import { terminalSession } from './testing/terminal-session.ts'

const pod = (name: string, spec: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, labels: {app: ${name}}}\nspec: {${spec}}\n---\n`
const FILES = [
  {
    path: 'manifests/pods.yaml',
    text: [
      pod('p', 'containers: [{name: a, image: busybox, command: [sh, -c, "sleep 3000"]}]'),
      pod(
        'two',
        'containers: [{name: web, image: nginx}, {name: b, image: alpine, command: [sleep, "3000"]}]',
      ),
      pod(
        'done',
        'restartPolicy: Never, containers: [{name: a, image: busybox, command: ["true"]}]',
      ),
      pod('wait', 'nodeSelector: {a: b}, containers: [{name: a, image: busybox}]'),
      pod(
        'crash',
        'restartPolicy: Never, containers: [{name: a, image: busybox, command: ["false"]}, {name: b, image: pause}]',
      ),
    ].join(''),
  },
]
const AT = 30_000

function play(lines: readonly string[]) {
  const session = terminalSession(FILES, 120_000)
  let atMs = AT
  const typed = lines.map((line) => {
    const { out, err, end } = session.type(line, atMs)
    atMs = Math.max(atMs, end?.timeMs ?? atMs) + 1000
    return { out, err, code: end?.exitCode ?? null, prompt: promptText(session.shell) }
  })
  const scenario = session.files.find(({ path }) => path === 'scenario.yaml')?.text ?? ''
  return { typed, session, scenario }
}

const IDS = /\b[0-9a-f]{64}\b/g

test.for([
  ['kubectl exec p -- hostname', 'p\n', '', 0],
  [
    'k exec pod/p -- sh -c "echo a; echo b >&2; exit 3"',
    'a\n',
    'b\ncommand terminated with exit code 3\n',
    3,
  ],
  ['kubectl exec p -c a -- cat /etc/hostname', 'p\n', '', 0],
  ['kubectl exec two -c b -- grep ^ID /etc/os-release', 'ID=alpine\n', '', 0],
  [
    'kubectl exec two -- ls -d /usr/share/nginx/html',
    '/usr/share/nginx/html\n',
    'Defaulted container "web" out of: web, b\n',
    0,
  ],
  ['kubectl exec -q two -- cat /etc/hostname', 'two\n', '', 0],
  ['echo data | kubectl exec -i p -- cat', 'data\n', '', 0],
  ['kubectl exec p -- sleep 5; date', 'Mon Mar  2 10:00:35 UTC 2026\n', '', 0],
  [
    'kubectl exec p -- nosuch',
    '',
    'error: Internal error occurred: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "ID": OCI runtime exec failed: exec failed: unable to start container process: exec: "nosuch": executable file not found in $PATH\n',
    1,
  ],
  ['kubectl exec nope -- ls', '', 'Error from server (NotFound): pods "nope" not found\n', 1],
  [
    'kubectl exec two -c x -- ls',
    '',
    'error: container x is not valid for pod two out of: web, b\n',
    1,
  ],
  [
    'kubectl exec done -- ls',
    '',
    'error: cannot exec into a container in a completed pod; current phase is Succeeded\n',
    1,
  ],
  [
    'kubectl exec wait -- ls',
    '',
    'Error from server (BadRequest): pod wait does not have a host assigned\n',
    1,
  ],
  [
    'kubectl exec crash -c a -- ls',
    '',
    'error: Internal error occurred: unable to upgrade connection: container not found ("a")\n',
    1,
  ],
  [
    'kubectl exec p ls',
    '',
    "error: exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\nSee 'kubectl exec -h' for help and examples\n",
    1,
  ],
  ['kubectl exec p --', '', 'error: you must specify at least one command for the container\n', 1],
  ['kubectl exec', '', 'error: pod, type/name or --filename must be specified\n', 1],
] as const)('$ %s', ([line, out, err, code]) => {
  const [typed] = play([line]).typed
  expect({ ...typed, err: typed?.err.replaceAll(IDS, 'ID') }).toMatchObject({ out, err, code })
})

test('what cannot be run is no action', () => {
  const { scenario } = play([
    'kubectl exec nope -- ls',
    'kubectl exec done -- ls',
    'kubectl exec wait -- ls',
    'kubectl exec crash -c a -- ls',
  ])
  expect(scenario).toBe('')
})

test('a shell in a container goes on from line to line, and what it writes stays', () => {
  const { typed, scenario } = play([
    'kubectl exec -it p -- sh',
    'cd /tmp; X=5',
    'echo $X > x; ls',
    'nosuch',
    'exit',
    'kubectl exec p -- cat /tmp/x',
  ])
  expect(typed).toEqual([
    { out: '', err: '', code: 0, prompt: '/ #' },
    { out: '', err: '', code: 0, prompt: '/tmp #' },
    { out: 'x\n', err: '', code: 0, prompt: '/tmp #' },
    { out: 'sh: nosuch: not found\n', err: '', code: 127, prompt: '/tmp #' },
    { out: '', err: 'command terminated with exit code 127\n', code: 127, prompt: '$' },
    { out: '5\n', err: '', code: 0, prompt: '$' },
  ])
  expect(scenario).toContain(`  shellLine:
    pod: p
    container: a
    program: sh
    cwd: /tmp
    variables:
      X: "5"
    line: echo $X > x; ls
`)
})

test('bash speaks as bash, and the shell ends with its container', () => {
  const { typed } = play([
    'kubectl exec -it two -c web -- bash',
    'cd /usr/share/nginx/html; nosuch',
    'echo hi > index.html; curl -s localhost',
    'exit 4',
    'kubectl exec -it two -c web -- bash',
    'kill 1; sleep 5',
    'echo here',
  ])
  expect(typed).toEqual([
    { out: '', err: '', code: 0, prompt: 'root@two:/#' },
    {
      out: 'bash: nosuch: command not found\n',
      err: '',
      code: 127,
      prompt: 'root@two:/usr/share/nginx/html#',
    },
    { out: 'hi\n', err: '', code: 0, prompt: 'root@two:/usr/share/nginx/html#' },
    { out: '', err: 'command terminated with exit code 4\n', code: 4, prompt: '$' },
    { out: '', err: '', code: 0, prompt: 'root@two:/#' },
    { out: '', err: 'command terminated with exit code 137\n', code: 137, prompt: '$' },
    { out: 'here\n', err: '', code: 0, prompt: '$' },
  ])
})

test('a kubelet that does not answer', () => {
  const { typed } = play([
    'ssh $(kubectl get pod p -o jsonpath={.spec.nodeName}) systemctl stop kubelet',
    'kubectl exec p -- ls',
  ])
  expect(typed[1]?.err).toMatch(
    /^error: Internal error occurred: error dialing backend: dial tcp 172\.18\.0\.\d:10250: connect: connection refused\n$/,
  )
})
