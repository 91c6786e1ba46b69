// Folders and patterns behind `-f`, and folders behind `--from-file`.
import { expect, test } from 'vitest'
import { terminalSession } from './testing/terminal-session.ts'

const map = (name: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {a: "1"}\n`

const FILES = [
  { path: 'work/maps/one.yaml', text: map('one') },
  { path: 'work/maps/two.yml', text: map('two') },
  {
    path: 'work/maps/deep/three.json',
    text: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"three"}}',
  },
  { path: 'work/texts/readme', text: 'read me\n' },
  { path: 'work/texts/game.properties', text: 'lives=3\n' },
]

function play(...lines: readonly string[]): readonly { out: string; err: string }[] {
  const session = terminalSession(FILES, 60_000)
  let atMs = 10_000
  return lines.map((line) => {
    const { out, err, end } = session.type(line, atMs)
    atMs = Math.max(atMs, end?.timeMs ?? atMs) + 1000
    return { out, err }
  })
}

const created = (...names: readonly string[]): string =>
  names.map((name) => `configmap/${name} created\n`).join('')

test.for([
  ['apply -f maps', created('one', 'two')],
  ['apply -R -f maps', created('three', 'one', 'two')],
  ["apply -f 'maps/*.yaml'", created('one')],
  ["create -f 'm*/*.y*'", created('one', 'two')],
  ['create --recursive -f maps', created('three', 'one', 'two')],
])('kubectl %s', ([line, out]) => {
  expect(play(`kubectl ${line}`)).toEqual([{ out, err: '' }])
})

test('what is deleted from a folder and those below it', () => {
  const [, deleted] = play('kubectl apply -R -f maps', 'kubectl delete -R -f maps')
  expect(deleted?.out.match(/"\w+"/g)).toEqual(['"three"', '"one"', '"two"'])
})

test('a folder without manifests, and a pattern that nothing fits', () => {
  const [empty, nothing] = play('kubectl apply -f texts', "kubectl apply -f '*.yaml'")
  expect(empty?.err).toBe(
    'error: error reading [texts]: recognized file extensions are [.json .yaml .yml]\n',
  )
  expect(nothing?.err).toBe('error: the path "*.yaml" does not exist\n')
})

test.for(['--from-file=texts', '--from-file texts/'])('a ConfigMap of a folder: %s', (source) => {
  const [made, held] = play(
    `kubectl create configmap c ${source}`,
    'kubectl get cm c -o jsonpath={.data}',
  )
  expect(made).toEqual({ out: created('c'), err: '' })
  expect(JSON.parse(held?.out ?? '')).toEqual({
    'game.properties': 'lives=3\n',
    readme: 'read me\n',
  })
})

test.for([
  ['k=texts', 'cannot give a key name for a directory path'],
  ['k=', 'file path for key name k missing'],
  ['=texts/readme', 'key name for file path texts/readme missing'],
])('a ConfigMap of the source %s', ([source, problem]) => {
  expect(play(`kubectl create configmap c --from-file=${source}`)[0]?.err).toBe(
    `error: ${problem}\n`,
  )
})
