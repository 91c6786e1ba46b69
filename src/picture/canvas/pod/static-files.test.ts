import { expect, test } from 'vitest'
import type { DiskRecord } from '#api/runtime/records.ts'
import { staticFileOf, staticFolderOf } from './static-files.ts'

const disk = (files: Readonly<Record<string, string>>): DiskRecord => ({
  kind: 'Disk',
  nodeName: 'worker-1',
  files: Object.entries(files).map(([path, content]) => ({ path, content })),
})

test('the folder of static Pods is what the configuration of the kubelet says', () => {
  expect(staticFolderOf(undefined)).toBe('/etc/kubernetes/manifests')
  const config = 'kind: KubeletConfiguration\nstaticPodPath: "/etc/pods/" # mine\n'
  expect(staticFolderOf(disk({ '/var/lib/kubelet/config.yaml': config }))).toBe('/etc/pods')
})

const CASES = [
  ['block style', 'metadata:\n  name: web\n'],
  ['flow style', '{kind: Pod, metadata: {name: web, labels: {}}}'],
  ['quotes', 'metadata:\n  "name": "web"\n'],
] as const

test.for(CASES)('the file of a static Pod is found in %s', ([, content]) => {
  const files = disk({
    '/etc/kubernetes/manifests/other.yaml': 'metadata:\n  name: webhook\n',
    '/etc/kubernetes/manifests/mine.yaml': content,
  })
  expect(staticFileOf(files, 'web-worker-1', 'worker-1')).toBe(
    '/etc/kubernetes/manifests/mine.yaml',
  )
})

test('a static Pod whose file is gone hangs on the folder', () => {
  expect(staticFileOf(disk({}), 'web-worker-1', 'worker-1')).toBe('/etc/kubernetes/manifests')
})
