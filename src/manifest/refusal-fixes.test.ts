// Each fix is tried: afterwards the API server does not say that any more.
import { expect, test } from 'vitest'
import { admitInEmptyCluster } from '#cluster/dry-run.ts'
import { checkFiles } from './check-files.ts'
import { quickFixesFor } from './quick-fixes.ts'

const pod = (spec: string, name = 'web'): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n${spec}`
const APP = '  containers:\n  - name: a\n    image: nginx\n'
const deployment = (selector: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n${selector}  template:\n    metadata:\n      labels: {app: webs, tier: front}\n    spec:\n      containers: [{name: a, image: nginx}]\n`

function errorsOf(text: string) {
  return checkFiles([{ path: 'a.yaml', text }], admitInEmptyCluster()).diagnostics.filter(
    ({ severity }) => severity === 'error',
  )
}

function withEdits(
  text: string,
  [edit]: NonNullable<ReturnType<typeof quickFixesFor>[0]>['edits'],
) {
  if (edit === undefined) return text
  const { start, end } = edit.range
  return text.slice(0, start.offset) + edit.newText + text.slice(end.offset)
}

test.each([
  ['Change to Always', pod(`  restartPolicy: always\n${APP}`)],
  ['Change to my-web', pod(APP, 'My_Web')],
  ['Change to 1Gi', pod(`${APP}    resources: {requests: {memory: 1GB}}\n`)],
  ['Change to 512Mi', pod(`${APP}    resources:\n      limits:\n        memory: 512mb\n`)],
  ['Request 1', pod(`${APP}    resources: {requests: {cpu: 2}, limits: {cpu: "1"}}\n`)],
  ['Add the volume data', pod(`${APP}    volumeMounts: [{name: data, mountPath: /d}]\n`)],
  [
    'Change to data',
    pod(
      `  volumes: [{name: data, emptyDir: {}}]\n${APP}    volumeMounts: [{name: dta, mountPath: /d}]\n`,
    ),
  ],
  ['Call it nginx', pod('  containers:\n  - image: docker.io/library/nginx:1.27\n')],
  ['Call it app', pod('  containers: [{image: "registry/9~:1"}]\n')],
  ['Call it my-pod', `apiVersion: v1\nkind: Pod\nspec:\n${APP}`],
  ['Call it my-pod', `kind: Pod\napiVersion: v1\nmetadata: {labels: {a: b}}\nspec:\n${APP}`],
  ['Change to http-port', pod(`${APP}    ports: [{containerPort: 80, name: http_port}]\n`)],
  [
    'Give the template the labels of the selector',
    deployment('  selector:\n    matchLabels:\n      app: web\n'),
  ],
  ['Select the labels of the template', deployment('')],
  ['Create the ServiceAccount robot', pod(`  serviceAccountName: robot\n${APP}`)],
  ['Create the PriorityClass gold', pod(`  priorityClassName: gold\n${APP}`)],
])('%s', (title, text) => {
  const [error] = errorsOf(text)
  expect(error).toBeDefined()
  const fixes = error === undefined ? [] : quickFixesFor(error, text)
  const fix = fixes.find((one) => one.title === title)
  expect(fixes.map((one) => one.title)).toContain(title)
  const fixed = withEdits(text, fix?.edits ?? [])
  expect(errorsOf(fixed).map(({ message }) => message)).not.toContain(error?.message)
  expect(errorsOf(fixed).length).toBeLessThan(errorsOf(text).length)
})

test('what a person has to decide has no fix', () => {
  const text = pod('  containers:\n  - name: a\n')
  const [error] = errorsOf(text)
  expect(error?.message).toBe('spec.containers[0].image: Required value')
  expect(error === undefined ? null : quickFixesFor(error, text)).toEqual([])
})
