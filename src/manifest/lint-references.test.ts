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

const claim = (className: string): string =>
  `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: data }\nspec:\n  ${className}\n  accessModes: [ReadWriteOnce]\n  resources: { requests: { storage: 1Gi } }\n`
const volume =
  '---\napiVersion: v1\nkind: PersistentVolume\nmetadata: { name: one }\nspec: { storageClassName: fast, accessModes: [ReadWriteOnce], capacity: { storage: 1Gi }, hostPath: { path: /x } }\n'

test('a class that no file brings and no volume has is said at the claim', () => {
  const FAST =
    'there is no StorageClass `fast` in these files: the claim stays Pending until somebody makes it; this cluster has `standard`'
  expect(said(claim('storageClassName: fast'))).toEqual([`5 ${FAST}`])
  for (const name of [
    'storageClassName: standard',
    'storageClassName: ""',
    'volumeMode: Filesystem',
  ])
    expect(said(claim(name))).toEqual([])
  expect(said(claim('storageClassName: fast') + volume)).toEqual([])
  const set = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  serviceName: db
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec: { containers: [{ name: db, image: nginx:1.27 }] }
  volumeClaimTemplates:
  - metadata: { name: data }
    spec:
      storageClassName: fast
      accessModes: [ReadWriteOnce]
      resources: { requests: { storage: 1Gi } }
`
  expect(said(set)).toEqual([`13 ${FAST}`])
})

test('what is there, or comes later, is not said', () => {
  expect(said(POD + configMap('pages') + configMap('settings'))).toEqual([DATA])
  expect(said(POD + configMap('pages', 'other') + configMap('settings'))).toEqual([PAGES, DATA])
  const applied = 'actions: [{ at: 5s, apply: later/more.yaml }]\n'
  expect(said(POD + configMap('settings'), applied, configMap('pages'))).toEqual([DATA])
  const made = 'actions: [{ at: 5s, run: kubectl create configmap settings }]\n'
  expect(said(POD, made)).toEqual([PAGES, DATA])
})
