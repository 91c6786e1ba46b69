// Sessions that are attached to the first process of a container: run -i, attach -i.
import { expect, test } from 'vitest'
import { promptText } from './prompt-text.ts'
import { terminalSession } from './testing/terminal-session.ts'

const CAT =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: cat}\nspec: {containers: [{name: a, image: busybox, command: [cat], stdin: true}]}\n'
const WEB =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: a, image: nginx}]}\n'
const FILES = [
  { path: 'scenario.yaml', text: 'until: 4m\n' },
  { path: 'manifests/pods.yaml', text: `${CAT}---\n${WEB}` },
]
const AT = 30_000
const GREETING = `All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.
If you don't see a command prompt, try pressing enter.
`

function play(lines: readonly string[]) {
  const session = terminalSession(FILES, 240_000)
  let atMs = AT
  const typed = lines.map((line) => {
    const { out, err, end } = session.type(line, atMs)
    atMs = Math.max(atMs, end?.timeMs ?? atMs) + 1000
    return { out, err, code: end?.exitCode ?? null, prompt: promptText(session.shell) }
  })
  const scenario = session.files.find(({ path }) => path === 'scenario.yaml')?.text ?? ''
  return { typed, scenario }
}

test('a command that runs once prints what it says, and its Pod goes with it', () => {
  const { typed } = play([
    'kubectl run t -i --rm --restart=Never --image=busybox -- sh -c "sleep 2; hostname; sleep 1"',
    'kubectl get pods -o name',
  ])
  expect(typed[0]).toEqual({
    out: 't\npod "t" deleted from default namespace\n',
    err: GREETING,
    code: 0,
    prompt: '$',
  })
})

test('its exit code is that of the line', () => {
  const { typed } = play([
    'kubectl run t --attach --restart=Never --image=busybox -- sh -c "sleep 2; exit 3"',
    'kubectl run u -i --quiet --rm --restart=Never --image=busybox -- sh -c "echo at once"',
  ])
  expect(typed[0]).toMatchObject({ code: 3, err: `${GREETING}pod default/t terminated (Error)\n` })
  expect(typed[1]).toMatchObject({ out: 'at once\n', err: '', code: 0 })
})

test('what is piped into it is read to its end', () => {
  const { typed, scenario } = play([
    'printf "b\\na\\n" | kubectl run t -i --rm --restart=Never --image=busybox -- sort',
  ])
  expect(typed[0]?.out).toBe('a\nb\npod "t" deleted from default namespace\n')
  expect(scenario).toContain(
    "kubectl: run t -i --rm --restart=Never --image=busybox -- sort '<' work/",
  )
})

test('a shell is typed into line by line, and its log has it all', () => {
  const { typed } = play([
    'kubectl run t -it --rm --restart=Never --image=busybox -- sh',
    'cd /tmp; X=5',
    'echo $X',
    'kubectl',
    'exit 4',
    'kubectl get pod t',
  ])
  expect(typed.map(({ out, prompt }) => [out, prompt])).toEqual([
    ['', '/ #'],
    ['', '/tmp #'],
    ['5\n', '/tmp #'],
    ['sh: kubectl: not found\n', '/tmp #'],
    [
      'Session ended, resume using \'kubectl attach t -c t -n default -i -t\' command\npod "t" deleted from default namespace\n',
      '$',
    ],
    [expect.stringContaining('') as string, '$'],
  ])
  expect(typed[0]?.err).toBe(GREETING)
  const logged = play([
    'kubectl run t -it --restart=Never --image=busybox -- sh',
    'echo hi',
    'exit 0',
    'kubectl logs t',
  ])
  expect(logged.typed[3]?.out).toBe('/ # echo hi\nhi\n/ # exit 0\n')
})

test('attach types into a process that reads', () => {
  const { typed } = play(['kubectl attach -i cat', 'one', 'kubectl attach -it web'])
  expect(typed.slice(0, 2).map(({ out, prompt }) => [out, prompt])).toEqual([
    ['', ''],
    ['one\n', ''],
  ])
  expect(typed[2]).toMatchObject({ out: 'kubectl attach -it web\n' })
})

test('debug goes into the container that it has made', () => {
  const { typed } = play([
    'kubectl debug -it web --image=busybox -c dbg --target=a',
    'ps | grep -c nginx',
    'exit',
  ])
  expect(typed[0]).toMatchObject({ err: GREETING, prompt: '/ #' })
  expect(typed.slice(1).map(({ out, prompt }) => [out, prompt])).toEqual([
    [expect.stringMatching(/^[12]\n$/), '/ #'],
    [
      "Session ended, the ephemeral container will not be restarted but may be reattached using 'kubectl attach web -c dbg -n default -i -t' if it is still running\n",
      '$',
    ],
  ])
})
