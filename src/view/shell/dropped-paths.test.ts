import { expect, test } from 'vitest'
import { scenarioPaths } from './dropped-paths.ts'

test.each([
  [
    'single files are manifests',
    ['pod.yaml', 'svc.yml'],
    ['manifests/pod.yaml', 'manifests/svc.yml'],
  ],
  [
    'the folder of a scenario keeps its tree',
    ['demo/scenario.yaml', 'demo/manifests/a.yaml', 'demo/nodes/w/var/lib/kubelet/config.yaml'],
    ['scenario.yaml', 'manifests/a.yaml', 'nodes/w/var/lib/kubelet/config.yaml'],
  ],
  [
    'a folder of manifests loses its name, folders in it stay told apart',
    ['app/base/a.yaml', 'app/a.yaml'],
    ['manifests/base-a.yaml', 'manifests/a.yaml'],
  ],
  ['what is no text of a scenario is left out', ['x/logo.png', 'x/.git/config.yaml'], [null, null]],
  ['the same name counts once', ['a.yaml', 'a.yaml'], ['manifests/a.yaml', null]],
])('%s', (_, dropped, expected) => {
  expect(scenarioPaths(dropped)).toEqual(expected)
})
