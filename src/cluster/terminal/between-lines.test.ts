// What a shell of the terminal keeps from one line to the next, and what a long line may hold.
import { expect, test } from 'vitest'
import { terminalSession } from './testing/terminal-session.ts'

const POD = {
  path: 'manifests/p.yaml',
  text: 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: nginx}]}\n',
}

/** Types lines one second after each other; what each printed. */
function play(lines: readonly string[]): readonly string[] {
  const session = terminalSession([POD], 120_000)
  let atMs = 30_000
  return lines.map((line) => {
    const { out, err, end } = session.type(line, atMs)
    atMs = Math.max(atMs, end?.timeMs ?? atMs) + 1000
    return `${out}${err}`
  })
}

test('the exit code of a line is there in the next one', () => {
  expect(
    play([
      'false',
      'echo $?',
      'echo $?',
      'kubectl get pod nope',
      'echo $?',
      'ssh worker-1 exit 7',
      'echo $?',
    ]),
  ).toEqual([
    '',
    '1\n',
    '0\n',
    'Error from server (NotFound): pods "nope" not found\n',
    '1\n',
    '',
    '7\n',
  ])
})

test('a line of fifteen thousand characters changes something', () => {
  const [made, shown] = play([
    `kubectl create configmap long --from-literal=a=${'x'.repeat(15_000)}`,
    "kubectl get configmap long -o jsonpath='{.data.a}' | wc -c",
  ])
  expect(made).toBe('configmap/long created\n')
  expect(shown?.trim()).toBe('15000')
})

test.for([
  [
    '70000',
    `error parsing local port '70000': strconv.ParseUint: parsing "70000": value out of range`,
  ],
  [
    '80:70000',
    `error parsing remote port '70000': strconv.ParseUint: parsing "70000": value out of range`,
  ],
  ['0:0', 'remote port must be > 0'],
])('a port %s is none', ([ports, problem]) => {
  expect(play([`kubectl port-forward p ${ports}`])).toEqual([`error: ${problem}\n`])
})
