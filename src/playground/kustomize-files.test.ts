import { expect, test } from 'vitest'
import { kustomizeFiles } from './kustomize-files.ts'

const file = (path: string, text = '') => ({ path, text })
const BASE = file(
  'shop/base/kustomization.yaml',
  'resources:\n- deployment.yaml\n# a comment\n- ./service.yaml\n',
)
const OVERLAY = file(
  'shop/overlays/prod/kustomization.yaml',
  'namespace: prod\nresources:\n  - ../../base\n  - "quota.yaml"\npatches:\n- path: more.yaml\n',
)
const FILES = [
  BASE,
  file('shop/base/deployment.yaml'),
  file('shop/base/service.yaml'),
  file('shop/base/unused.yaml'),
  OVERLAY,
  file('shop/overlays/prod/quota.yaml'),
  file('shop/overlays/prod/more.yaml'),
]

test('an overlay leads to the manifests of its base', () => {
  const made = kustomizeFiles(FILES)
  expect(made?.folder).toBe('shop/overlays/prod')
  expect(made?.files.map(({ path }) => path)).toEqual([
    'shop/overlays/prod/kustomization.yaml',
    'shop/base/kustomization.yaml',
    'shop/base/deployment.yaml',
    'shop/base/service.yaml',
    'shop/overlays/prod/quota.yaml',
  ])
  expect(made?.left).toEqual(['namespace', 'patches'])
})

test('folders that list one another come to an end; other folders are none of kustomize', () => {
  const circle = [
    file('a/kustomization.yaml', 'resources:\n- ../b\n'),
    file('b/kustomization.yaml', 'resources:\n- ../a\n- pod.yaml\n'),
    file('b/pod.yaml'),
  ]
  expect(kustomizeFiles(circle)?.files.map(({ path }) => path)).toEqual([
    'a/kustomization.yaml',
    'b/kustomization.yaml',
    'b/pod.yaml',
  ])
  expect(kustomizeFiles([file('a.yaml')])).toBeNull()
})

test('lists in brackets are followed like others, and what is elsewhere is said', () => {
  const made = kustomizeFiles([
    file('a/base/Kustomization', 'resources: [web.yaml]\n'),
    file('a/base/web.yaml'),
    file(
      'a/prod/kustomization.yml',
      'images: [{name: a}]\nresources: [../base, https://x.test/y]\n',
    ),
  ])
  expect(made?.folder).toBe('a/prod')
  expect(made?.files.map(({ path }) => path)).toContain('a/base/web.yaml')
  expect(made?.left[0]).toBe('images')
  expect(made?.left).toHaveLength(2)
})
