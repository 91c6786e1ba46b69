// The engine's own marks have to be loaded for its sentences.
import '#cluster/dry-run.ts'
import { expect, test } from 'vitest'
import { rootPath } from '#api/meta/field-error.ts'
import type { Admitted } from '#apiserver/admit-types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { type Admit, checkFiles } from './check-files.ts'

const accept: Admit = (object) => ({ object, errors: [], refusal: null, warnings: [] })
const check = (text: string, admit: Admit | null = accept) =>
  checkFiles([{ path: 'a.yaml', text }], admit)
const shortOf = (checked: ReturnType<typeof check>) =>
  checked.diagnostics.map(({ source, severity, range, message }) => [
    source,
    severity,
    range.start.line,
    message,
  ])

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {app: web}
spec:
  containers:
  - name: a
    image: nginx
    ports:
    - containerPort: 80
`

test('gives the objects in file and document order, with their files', () => {
  const { objects, diagnostics } = checkFiles(
    [
      { path: 'b.yaml', text: POD },
      {
        path: 'a.yaml',
        text: 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n',
      },
    ],
    null,
  )
  expect(diagnostics).toStrictEqual([])
  expect(objects.map(({ object, path, refused }) => [object.kind, path, refused])).toStrictEqual([
    ['Pod', 'b.yaml', false],
    ['Namespace', 'a.yaml', false],
    ['ConfigMap', 'a.yaml', false],
  ])
})

test('puts the errors of the API server at the value, the key, or the nearest parent', () => {
  const admit: Admit = (object) => ({
    object,
    errors: [
      {
        type: 'Invalid value',
        path: rootPath('spec', 'containers').index(0).child('image'),
        value: '"nginx"',
        detail: 'bad',
      },
      {
        type: 'Required value',
        path: rootPath('spec', 'containers').index(0).child('name', 'x'),
        value: undefined,
        detail: '',
      },
      {
        type: 'Invalid value',
        path: rootPath('metadata', 'labels').key('app'),
        value: '"web"',
        detail: 'odd',
      },
    ],
    refusal: { code: 422, reason: 'Invalid', message: 'Pod "web" is invalid', causes: [] },
    warnings: [
      { message: 'a warning', path: rootPath('spec') },
      { message: 'without a place', path: undefined },
    ],
  })
  const checked = check(POD, admit)
  expect(checked.objects[0]?.refused).toBe(true)
  expect(shortOf(checked)).toStrictEqual([
    ['api', 'warning', 2, 'without a place'],
    ['api', 'error', 5, 'metadata.labels[app]: Invalid value: "web": odd'],
    ['api', 'warning', 6, 'a warning'],
    ['api', 'error', 8, 'spec.containers[0].name.x: Required value'],
    ['api', 'error', 9, 'spec.containers[0].image: Invalid value: "nginx": bad'],
  ])
})

test('shows a refusal that names no field at the name, or at the namespace', () => {
  const refuse =
    (message: string): Admit =>
    (object: ApiObject): Admitted => ({
      object,
      errors: [],
      refusal: { code: 403, reason: 'Forbidden', message, causes: [] },
      warnings: [],
    })
  expect(shortOf(check(POD, refuse('pods "web" is forbidden: no')))).toStrictEqual([
    ['api', 'error', 4, 'pods "web" is forbidden: no'],
  ])
  const inShop = POD.replace('  name: web\n', '  name: web\n  namespace: shop\n')
  expect(shortOf(check(inShop, refuse('namespaces "shop" not found')))[0]?.[2]).toBe(5)
})

test('warns of one object twice, and of nothing else when it is in two namespaces', () => {
  expect(shortOf(check(`${POD}---\n${POD}`))).toStrictEqual([
    [
      'lint',
      'warning',
      16,
      'Pod "web" is here twice: this one is applied on top of the one before',
    ],
  ])
  expect(
    check(`${POD}---\n${POD.replace('  name: web', '  namespace: b\n  name: web')}`).diagnostics,
  ).toStrictEqual([])
})

test('warns of two containers on one port, sidecars too, and not of two protocols', () => {
  const two = (port: string): string => `${POD}  - name: b\n    ports:\n    - ${port}\n`
  expect(shortOf(check(two('containerPort: 80')))).toStrictEqual([
    [
      'lint',
      'warning',
      14,
      'containers `a` and `b` both name port 80: this is accepted, but the containers of a Pod share one network namespace, so the second to listen fails with "address already in use"',
    ],
  ])
  expect(check(two('{containerPort: 80, protocol: UDP}')).diagnostics).toStrictEqual([])
  const init = `${POD}  initContainers:\n  - name: i\n    ports: [{containerPort: 80}]\n`
  expect(check(init).diagnostics).toStrictEqual([])
  expect(check(`${init}    restartPolicy: Always\n`).diagnostics).toHaveLength(1)
})

test('says a word about a bare Pod only when a Service relies on it', () => {
  const service =
    'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n'
  expect(check(POD).diagnostics).toStrictEqual([])
  expect(
    shortOf(check(`${POD}---\n${service}`)).map(([, , line, message]) => [line, message]),
  ).toStrictEqual([
    [
      2,
      'nothing recreates a bare Pod: when it is deleted or its node fails, Service `s` has no Pod to send to. A ReplicaSet keeps one running',
    ],
  ])
})

test('advises against a database beside the web server', () => {
  const [found] = check(
    `${POD}  - name: db\n    image: docker.io/library/postgres:16\n`,
  ).diagnostics
  expect(found).toMatchObject({ source: 'lint', severity: 'info', range: { start: { line: 13 } } })
  expect(found?.message).toContain('a second copy is a second database')
})

test('takes no client of a database for one', () => {
  const db = '  - name: db\n    image: postgres:16\n'
  const said = (command: string): boolean =>
    check(`${POD}${db}    command: ${command}\n`).diagnostics.some(({ message }) =>
      message.includes('a second copy is a second database'),
    )
  expect(said('[docker-entrypoint.sh]')).toBe(true)
  expect(said('[/usr/lib/postgresql/16/bin/postgres, -D, /data]')).toBe(true)
  expect(said('[psql, -h, db]')).toBe(false)
  expect(said('[sh, -c, "until pg_isready -h db; do sleep 1; done"]')).toBe(false)
})

test('warns of a schedule that never comes, and of an autoscaler that can measure nothing', () => {
  const cron = (schedule: string): string =>
    `apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c}\nspec:\n  schedule: "${schedule}"\n  jobTemplate: {}\n`
  expect(shortOf(check(cron('0 0 31 2 *')))).toEqual([
    [
      'lint',
      'warning',
      5,
      'no day of the next five years is like this: the schedule is taken, and no Job is ever started',
    ],
  ])
  expect(shortOf(check(cron('0 0 29 2 *')))).toEqual([])
  const scaled = (resources: string): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {}\n  template: {spec: {containers: [{name: main, image: nginx, resources: ${resources}}]}}\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n  maxReplicas: 3\n`
  expect(
    shortOf(check(scaled('{requests: {cpu: 1}}'))).filter(([source]) => source === 'lint'),
  ).toEqual([])
  expect(shortOf(check(scaled('{}')))).toContainEqual([
    'lint',
    'warning',
    12,
    'container `main` of Deployment `web` asks for no cpu: a share of it cannot be measured, and the autoscaler does nothing but report FailedGetResourceMetric',
  ])
})

test('says once what is not simulated, at its key', () => {
  const text = `${POD}    securityContext: {runAsUser: 1}\n    stdin: false\n  - name: b\n    securityContext: {}\n  volumes:\n  - name: v\n    csi: {driver: d}\n  - name: w\n    nfs: {server: s, path: /}\n`
  expect(
    shortOf(check(text)).map(([source, severity, line]) => [source, severity, line]),
  ).toStrictEqual([
    ['scope', 'info', 12],
    ['scope', 'info', 18],
    ['scope', 'info', 20],
  ])
})

test('keeps what kubectl would print of a document that cannot be decoded', () => {
  expect(check('apiVersion: v1\nkind: Pod\nx: 1\n').refusals).toStrictEqual([
    {
      path: 'a.yaml',
      message:
        'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "x"',
    },
  ])
})

test('bounds the diagnostics of a file', () => {
  const fields = Array.from({ length: 5000 }, (_, index) => `x${index}: 1`).join('\n')
  expect(check(`apiVersion: v1\nkind: Pod\n${fields}\n`).diagnostics).toHaveLength(300)
})

test('carries HTML in every text as text', () => {
  const html = '"<img src=x onerror=alert(1)>"'
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: ${html}, labels: {${html}: ${html}}}\n${html}: ${html}\n`
  expect(check(text).diagnostics.map(({ message }) => message)).toStrictEqual([
    'unknown field "<img src=x onerror=alert(1)>"',
  ])
})

test('gives no objects and no exception for texts that are no manifests', () => {
  for (const text of [
    '',
    '# only\n',
    '\0\0',
    '\t',
    '[',
    '- 1\n',
    '"x"',
    '{{ x }}',
    '['.repeat(10_000),
  ]) {
    expect(check(text).objects).toStrictEqual([])
  }
})
