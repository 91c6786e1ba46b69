import { expect, test } from 'vitest'
import { readJson } from '#kubelet/config/read-configuration.ts'
import { KUBELET_CONFIG } from '#runtime/filesystem/disk.ts'
import { readYaml } from '#scenario/read-yaml.ts'
import { configurationOf } from './configuration-of.ts'
import { configurationReader, configurationLoading } from './late-of-page.ts'

const MANY =
  '{"kind":"KubeletConfiguration","apiVersion":"kubelet.config.k8s.io/v1beta1","maxPods":"many"}'

test('in the page no configuration is read before that is loaded, and that is noticed', async () => {
  expect(configurationLoading.isNeeded(['kind: Pod'])).toBe(false)
  expect(configurationLoading.isNeeded(['nodes/a/var/lib/kubelet/config.yaml', ''])).toBe(true)
  expect(configurationLoading.missed()).toBe(false)
  expect(configurationReader()(MANY, readJson)).not.toHaveProperty('error')
  expect(configurationLoading.missed()).toBe(true)
  await configurationLoading.load()
  expect(configurationLoading.missed()).toBe(false)
  expect(configurationLoading.isNeeded([MANY])).toBe(false)
  expect(configurationReader()(MANY, readJson)).toHaveProperty('error')
})

test('what kubeadm writes is what a kubelet would do by itself, read or not', () => {
  const changed = `${KUBELET_CONFIG}# read\n`
  expect(configurationOf(changed, readYaml)).toEqual(configurationOf(KUBELET_CONFIG, readYaml))
})
