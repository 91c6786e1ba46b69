import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { decodeLink } from '#scenario/codec.ts'
import { parseArguments, parseDurationMs } from './arguments.ts'
import { podscape } from './testing/run-main.ts'

const folder = mkdtempSync(join(tmpdir(), 'podscape-cli-'))
const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { containers: [{ name: a, image: "nginx:1.27" }] }\n'

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

test('run prints what kubectl get pods -o wide would print, then the events', async () => {
  const { code, out } = await podscape('run', file('web.yaml', POD), '--until', '1m')
  expect(code).toBe(0)
  expect(out).toMatch(
    /^NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED NODE +READINESS GATES\n/,
  )
  expect(out).toMatch(/^web +1\/1 +Running +0 +60s +10\.244\.\d\.2 +worker-\d +<none> +<none>\n/m)
  expect(out).toMatch(
    /Normal +Scheduled +Pod\/web +Successfully assigned default\/web to worker-\d\n/,
  )
})

test('run --output json is a v1 List with defaults and status', async () => {
  const { out } = await podscape('run', file('web.yaml', POD), '--until=1m', '--output', 'json')
  const list: {
    kind: string
    items: { kind: string; status?: { phase?: string }; spec?: { restartPolicy?: string } }[]
  } = JSON.parse(out)
  expect(list.kind).toBe('List')
  const pod = list.items.find(({ kind }) => kind === 'Pod')
  expect([pod?.status?.phase, pod?.spec?.restartPolicy]).toEqual(['Running', 'Always'])
})

test('the journal is one JSON object per line, and the seed decides', async () => {
  const path = file('web.yaml', POD)
  const first = await podscape('run', path, '--output', 'journal', '--seed', '7')
  const again = await podscape('run', path, '--output', 'journal', '--seed', '7')
  const other = await podscape('run', path, '--output', 'journal', '--seed', '8')
  expect(first.out).toBe(again.out)
  expect(first.out).not.toBe(other.out)
  const lines = first.out.trim().split('\n')
  for (const line of lines) {
    expect(Object.keys(JSON.parse(line))).toEqual([
      'timeMs',
      'actor',
      'message',
      'cause',
      'objects',
    ])
  }
})

test('a refused manifest is said as file:line:column: message, with exit 1', async () => {
  const path = file('bad.yaml', POD.replace('image: "nginx:1.27"', 'imge: nginx'))
  const { code, err } = await podscape('check', path)
  expect(code).toBe(1)
  expect(err).toContain(`${path}:4:33: unknown field "spec.containers[0].imge"`)
  expect((await podscape('run', path)).code).toBe(1)
})

test('Node documents replace the default nodes', async () => {
  const nodes = 'apiVersion: v1\nkind: Node\nmetadata: { name: only }\n'
  const { out } = await podscape('run', file('n.yaml', `${nodes}---\n${POD}`), '--until', '30s')
  expect(out).toMatch(/^web .* only /m)
})

test('share prints a link that holds the files', async () => {
  const { code, out } = await podscape(
    'share',
    file('web.yaml', POD),
    '--base',
    'https://example.com/',
  )
  expect(code).toBe(0)
  const link = decodeLink(out.trim().slice(out.indexOf('#')))
  expect(link.ok && link.payload.files).toEqual([{ path: 'manifests/web.yaml', text: POD }])
})

test.for([
  [[], 'no command'],
  [['fly'], 'unknown command "fly"'],
  [['run'], 'run needs a file'],
  [['run', 'x.yaml', '--until', 'soon'], '--until takes a duration'],
  [['run', 'x.yaml', '--seed', 'a'], '--seed takes a whole number'],
  [['run', 'x.yaml', '--seed', ''], '--seed takes a whole number'],
  [['run', 'x.yaml', '--output', 'xml'], '--output takes'],
  [['run', 'x.yaml', '--colour'], 'unknown option'],
  [['check', '/no/such/file.yaml'], 'the path "/no/such/file.yaml" does not exist'],
] as const)('wrong usage %j is said, with exit 2', async ([args, message]) => {
  const { code, err } = await podscape(...args)
  expect(code).toBe(2)
  expect(err).toContain(message)
})

test('durations and arguments are read as kubectl users write them', () => {
  expect(['90s', '5m', '1h30m', '250ms', '1.5s', '5', ''].map(parseDurationMs)).toEqual([
    90_000,
    300_000,
    5_400_000,
    250,
    1500,
    null,
    null,
  ])
  expect(parseArguments(['run', '-', '-o', 'json'])).toMatchObject({
    ok: true,
    command: { inputs: ['-'], output: 'json' },
  })
})

test('a scenario with a verb that nobody knows runs, says so in the journal, and exits with 1', async () => {
  const tree = mkdtempSync(join(tmpdir(), 'podscape-tree-'))
  writeFileSync(join(tree, 'web.yaml'), POD)
  writeFileSync(join(tree, 'scenario.yaml'), 'actions:\n- at: 5s\n  fly: worker-1\n')
  const { code, out, err } = await podscape('run', tree, '--output', 'journal')
  expect(code).toBe(1)
  expect(err).toMatch(/scenario\.yaml:3:\d+: fly is not simulated/)
  expect(out).toContain('left out `fly`, because this is not simulated')
})

test('what is refused only when its time comes is said, and what has a place is said once', async () => {
  const renamed = POD.replace('name: a,', 'name: b,')
  const twice = await podscape('run', file('twice.yaml', `${POD}---\n${renamed}`))
  expect(twice.code).toBe(1)
  expect(twice.err).toMatch(/^podscape: refused at 0s: Pod "web" is invalid: .*\n$/s)
  const bad = await podscape('run', file('bad-name.yaml', POD.replace('name: web', 'name: w_b')))
  expect(bad.code).toBe(1)
  expect(bad.err).toMatch(/^[^\n]*bad-name\.yaml:3:\d+: metadata\.name: Invalid value: [^\n]*\n$/)
})

test('an action without a command asks for one', async () => {
  const tree = mkdtempSync(join(tmpdir(), 'podscape-tree-'))
  writeFileSync(join(tree, 'web.yaml'), POD)
  writeFileSync(join(tree, 'scenario.yaml'), 'actions:\n- at: 5s\n  kubectl: kubectl\n')
  const { code, err } = await podscape('check', tree)
  expect(code).toBe(1)
  expect(err).toMatch(/scenario\.yaml:3:12: error: no command: write one, like delete pod web\n$/)
})

test.for([
  ['two-mib', [[`two.yaml`, `# ${'x'.repeat(2_200_000)}\n${POD}`]]],
  [
    'many-files',
    Array.from({ length: 101 }, (_, index) => [
      `f${index}.yaml`,
      POD.replace('web', `web-${index}`),
    ]),
  ],
] as const)('share prints no link that nobody could open: %s', async ([name, files]) => {
  const tree = mkdtempSync(join(tmpdir(), `podscape-${name}-`))
  for (const [path = '', text = ''] of files) writeFileSync(join(tree, path), text)
  const { code, out, err } = await podscape('share', tree)
  expect([code, out]).toEqual([1, ''])
  expect(err).toMatch(/^podscape: no link, because nobody could open it\. This link .*\.\n$/)
})

const CERTIFICATE =
  'apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: { name: c }\nspec: {}\n'
const DEFINITION = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: certificates.cert-manager.io }
spec:
  group: cert-manager.io
  names: { kind: Certificate, plural: certificates }
  scope: Namespaced
  versions:
    - { name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }
`

test('a custom resource that is applied together with its definition comes too early', async () => {
  const text = [POD, DEFINITION, CERTIFICATE].join('---\n')
  const { code, err } = await podscape('check', file('custom.yaml', text))
  expect(code).toBe(1)
  expect(err).toContain(
    'no matches for kind "Certificate" in version "cert-manager.io/v1"; kubectl looks up all kinds before it creates the first object',
  )
})

test('run says which tools of an image are left out, and ends with 3', async () => {
  const pod = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  restartPolicy: Never
  containers: [{ name: main, image: 'busybox:1.36', command: [sh, -c, 'vi a; vi a; sleep 5'] }]
`
  const { code, err } = await podscape('run', file('tool.yaml', pod), '--until', '20s')
  expect([code, err.match(/called/g)?.length]).toEqual([3, 1])
  expect(err).toContain('called `vi`, which the image has but which is not simulated')
})

test('a custom resource without its definition is refused', async () => {
  const { code, err } = await podscape('check', file('no-crd.yaml', CERTIFICATE))
  expect(code).toBe(1)
  expect(err).toContain('no matches for kind "Certificate" in version "cert-manager.io/v1"')
})

test('a Namespace that is missing is refused, and created when that is asked for', async () => {
  const path = file('prod.yaml', POD.replace('name: web', 'name: web, namespace: prod'))
  const refused = await podscape('run', path, '--until', '20s')
  expect([refused.code, refused.err]).toEqual([
    1,
    expect.stringContaining('namespaces "prod" not found'),
  ])
  const run = await podscape('run', path, '--until', '20s', '--create-namespaces')
  expect([run.code, run.out]).toEqual([0, expect.stringMatching(/^prod +web +1\/1 +Running/m)])
  expect((await podscape('check', path, '--create-namespaces')).code).toBe(0)
})

test('what was taken from a living cluster brings its Namespace along', async () => {
  const dump =
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c, namespace: prod, uid: 7f4c1b5e-0000-4000-8000-000000000000, resourceVersion: "5", creationTimestamp: "2026-01-01T00:00:00Z" }\ndata: { a: b }\n'
  const { code, err } = await podscape('check', file('dump.yaml', dump))
  expect([code, err]).toEqual([
    0,
    expect.stringContaining(
      'this ConfigMap comes from a living cluster: its Namespace `prod` is created with it',
    ),
  ])
  const get = await podscape('kubectl', file('dump.yaml', dump), '--', 'get', 'cm', '-n', 'prod')
  expect(get.out).toMatch(/^c +1/m)
})

test('check reads each scenario folder by itself', async () => {
  const folders = ['one', 'two'].map((name) => {
    const path = join(folder, name)
    mkdirSync(join(path, 'manifests'), { recursive: true })
    writeFileSync(join(path, 'scenario.yaml'), 'until: 1m\n')
    const text = name === 'two' ? POD.replace('containers', 'contaners') : POD
    writeFileSync(join(path, 'manifests/pod.yaml'), text)
    return path
  })
  const { code, err } = await podscape('check', ...folders)
  expect([code, err]).toEqual([1, expect.stringMatching(/two\/manifests\/pod\.yaml.*contaners/)])
  expect(err).not.toContain('one/')
  expect((await podscape('run', ...folders)).code).toBe(2)
})

test.each(['', '# nothing\n', '---\n---\n'])(
  'files without an object end with 1: %o',
  async (text) => {
    const { code, err } = await podscape('check', file('empty.yaml', text))
    expect([code, err]).toEqual([1, expect.stringContaining('there is no object in')])
  },
)

test('a run of more than a year is refused', async () => {
  const { code, err } = await podscape('run', file('web.yaml', POD), '--until', '9999999h')
  expect([code, err]).toEqual([2, expect.stringContaining('--until takes at most 8760h (a year)')])
})

test('export writes a moment as a picture with its scenario inside, and the run as text', async () => {
  const path = file('exported.yaml', POD)
  const svg = await podscape('export', path, '--at', '20s', '--theme', 'dark')
  const link = /<metadata>podscape:([\w/-]+)<\/metadata>/.exec(svg.out)?.[1] ?? ''
  expect(decodeLink(link)).toMatchObject({ ok: true, payload: { timeMs: 20_000 } })
  const page = await podscape('export', path, '--format', 'markdown', '--base', 'https://x/')
  expect(page.out).toContain('](https://x/#v1/')
  const diagram = await podscape('export', path, '--format', 'mermaid', '--from', '1s')
  expect(diagram.out).toMatch(/^sequenceDiagram\n/)
  expect(diagram.out).not.toContain('0:00.0')
  expect((await podscape('export', path, '--format', 'kind')).code).toBe(0)
  const png = await podscape('export', path, '--format', 'png')
  expect([png.code, png.err]).toEqual([2, expect.stringContaining('drawn by a browser')])
})
