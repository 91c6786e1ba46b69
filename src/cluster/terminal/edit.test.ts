// Editors that a line opens: what is saved there is what happens.
import { expect, test } from 'vitest'
import type { Edit } from '#scenario/terminal-session.ts'
import { terminalSession } from './testing/terminal-session.ts'

const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "nginx:1.27"}]}
`
const FILES = [{ path: 'manifests/web.yaml', text: WEB }]
const AT = 30_000

function play(lines: readonly (readonly [line: string, edit?: Edit])[]) {
  const session = terminalSession(FILES, 120_000)
  let atMs = AT
  const typed = lines.map(([line, edit]) => {
    const { out, err, end } = session.type(line, atMs, undefined, edit)
    atMs = Math.max(atMs, end?.timeMs ?? atMs) + 1000
    return { out, err, code: end?.exitCode ?? null }
  })
  const scenario = session.files.find(({ path }) => path === 'scenario.yaml')?.text ?? ''
  return { typed, session, scenario }
}

test('kubectl edit shows the object, and what is saved is an action', () => {
  let shown = ''
  const { typed, scenario } = play([
    [
      'kubectl edit deploy/web',
      (text) => {
        shown = text
        return text.replace('replicas: 2', 'replicas: 3')
      },
    ],
    ['kubectl get deploy web -o jsonpath={.spec.replicas}; echo'],
  ])
  expect(shown).toMatch(/^# Please edit the object below\. .*\n(?:#.*\n)+apiVersion: apps\/v1\n/)
  expect(shown).not.toContain('managedFields')
  expect(typed[0]).toEqual({ out: 'deployment.apps/web edited\n', err: '', code: 0 })
  expect(typed[1]?.out.trim()).toBe('3')
  expect(scenario).toMatch(/kubectl: edit deploy\/web '<' work\/applied\/stdin-\w+\.yaml/)
})

test.for<[string, Edit, { out?: string; err?: string; code: number }]>([
  ['nothing saved', () => null, { err: 'Edit cancelled, no changes made.\n', code: 0 }],
  ['nothing changed', (text) => text, { err: 'Edit cancelled, no changes made.\n', code: 0 }],
  ['a comment', (text) => `# so\n${text}`, { err: 'Edit cancelled, no changes made.\n', code: 0 }],
  ['all removed', () => '# nothing\n', { err: 'Edit cancelled, saved file was empty.\n', code: 0 }],
])('an edit that is given up: %s', ([, edit, end]) => {
  const { typed, scenario } = play([['kubectl edit deployment web', edit]])
  expect(typed[0]).toEqual({ out: '', ...end })
  expect(scenario).toBe('')
})

test('what cannot be read is opened again with the reason, what the server refuses is said', () => {
  const seen: string[] = []
  const { typed } = play([
    [
      'kubectl edit deploy web',
      (text) => {
        seen.push(text)
        return seen.length === 1 ? 'a: [' : null
      },
    ],
    ['kubectl edit deploy web', (text) => text.replace('replicas: 2', 'replicas: -1')],
    ['kubectl edit deploy nope'],
    ['kubectl edit'],
  ])
  expect(seen[1]).toMatch(/^# error: .*\n#\na: \[$/)
  expect(typed[0]?.err).toBe('Edit cancelled, no changes made.\n')
  expect(typed[1]?.err).toContain(
    'The Deployment "web" is invalid: spec.replicas: Invalid value: -1',
  )
  expect(typed[1]?.code).toBe(1)
  expect(typed[2]?.err).toBe('Error from server (NotFound): deployments.apps "nope" not found\n')
  expect(typed[3]?.err).toBe('error: must specify one of -f and -k\n')
})

test('vi writes files of the scenario and of nodes', () => {
  const { typed, session, scenario } = play([
    ['vi notes.txt', () => 'one\ntwo'],
    ['cat notes.txt'],
    ['nano manifests/web.yaml', (text) => text.replace('replicas: 2', 'replicas: 4')],
    ['ssh worker-1'],
    [
      'sudo vim /etc/kubernetes/manifests/a.yaml; ls /etc/kubernetes/manifests',
      () =>
        'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: nginx}]}\n',
    ],
    ['sleep 20; crictl ps -q --name a | wc -l'],
    ['vi /etc/kubernetes/manifests/a.yaml', () => null],
    ['vi /etc'],
  ])
  expect(typed.map(({ out, err }) => out + err)).toEqual([
    '',
    'one\ntwo\n',
    '',
    '',
    'a.yaml\n',
    '1\n',
    '',
    'vi: /etc: is a directory\n',
  ])
  expect(session.files.find(({ path }) => path === 'manifests/web.yaml')?.text).toContain(
    'replicas: 4',
  )
  expect(scenario.match(/^ {2}\w+:$/gm)).toEqual(['  writeFile:'])
})

test('files that lie beside where one types are found by what makes a Secret of them', () => {
  const block = (type: string): string =>
    `printf -- '-----BEGIN ${type}-----\\nMIIB\\n-----END ${type}-----\\n'`
  const { typed } = play([
    ['echo hello > a.txt'],
    ['kubectl create secret tls t --cert=a.txt --key=a.txt'],
    [`${block('CERTIFICATE')} > t.crt; ${block('PRIVATE KEY')} > t.key`],
    ['kubectl create secret tls t --cert=t.crt --key t.key'],
  ])
  expect(typed[1]?.err).toBe('error: tls: failed to find any PEM data in certificate input\n')
  expect(typed[3]).toEqual({ out: 'secret/t created\n', err: '', code: 0 })
})
