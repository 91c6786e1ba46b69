import { expect, test } from 'vitest'
import { checkScenario } from '#scenario/check-scenario.ts'
import { admitInEmptyCluster } from '#cluster/dry-run.ts'

const POD = `apiVersion: v1
kind: Pod
metadata: { name: web }
spec:
  containers:
  - name: app
    image: nginx:1.27
    envFrom:
    - configMapRef: { name: settings }
    - secretRef: { name: maybe, optional: true }
    volumeMounts:
    - { name: site, mountPath: /site }
    - { name: data, mountPath: /data }
  volumes:
  - name: site
    configMap: { name: pages }
  - name: data
    persistentVolumeClaim: { claimName: data }
`
const configMap = (name: string, namespace = 'default') =>
  `---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: ${namespace} }\n`

function said(manifests: string, scenario = '', other = ''): readonly string[] {
  const files = [
    { path: 'scenario.yaml', text: scenario },
    { path: 'manifests/web.yaml', text: manifests },
    ...(other === '' ? [] : [{ path: 'later/more.yaml', text: other }]),
  ]
  return checkScenario(files, admitInEmptyCluster())
    .diagnostics.filter(({ message }) => message.startsWith('there is no '))
    .map(({ range, message }) => `${range.start.line} ${message}`)
}

const SETTINGS =
  '8 there is no ConfigMap `settings` in these files: the container stays at CreateContainerConfigError until somebody makes it'
const PAGES =
  '15 there is no ConfigMap `pages` in these files: the Pod stays at ContainerCreating until somebody makes it'
const DATA =
  '17 there is no PersistentVolumeClaim `data` in these files: the Pod gets no node and stays Pending until somebody makes it'

test('what a Pod names and no file brings is said where it stands', () => {
  expect(said(POD)).toEqual([PAGES, DATA, SETTINGS])
})

test('what is there, or comes later, is not said', () => {
  expect(said(POD + configMap('pages') + configMap('settings'))).toEqual([DATA])
  expect(said(POD + configMap('pages', 'other') + configMap('settings'))).toEqual([PAGES, DATA])
  const applied = 'actions: [{ at: 5s, apply: later/more.yaml }]\n'
  expect(said(POD + configMap('settings'), applied, configMap('pages'))).toEqual([DATA])
  const made = 'actions: [{ at: 5s, run: kubectl create configmap settings }]\n'
  expect(said(POD, made)).toEqual([PAGES, DATA])
})
