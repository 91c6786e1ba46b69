import { expect, test } from 'vitest'
import {
  defaultPullPolicy,
  imageNameProblem,
  normalizeImageName,
  parseImageName,
  qualifyImageName,
} from './image-name.ts'

const sha = `sha256:${'a1'.repeat(32)}`

test.for([
  ['nginx', 'nginx', undefined, undefined],
  ['nginx:1.29', 'nginx', '1.29', undefined],
  ['localhost:5000/app', 'localhost:5000/app', undefined, undefined],
  ['registry.example:5000/team/app:v1', 'registry.example:5000/team/app', 'v1', undefined],
  [`nginx@${sha}`, 'nginx', undefined, sha],
  [`nginx:1@${sha}`, 'nginx', '1', sha],
])('%s is taken apart', ([image, repository, tag, digest]) => {
  expect(parseImageName(image!)).toEqual({ repository, tag, digest })
})

test.for([
  '',
  'NGINX',
  'nginx:',
  'nginx:a b',
  ' nginx',
  'a//b',
  '/nginx',
  'nginx@sha256:12',
  'http://nginx',
  'nginx:-x',
  'a_-b',
  sha.slice(7),
])('%j is no image name', (image) => expect(imageNameProblem(image)).not.toBeNull())

test.for([
  ['nginx', 'Always'],
  ['nginx:latest', 'Always'],
  ['nginx:1.29', 'IfNotPresent'],
  [`nginx@${sha}`, 'IfNotPresent'],
  [`nginx:latest@${sha}`, 'Always'],
  ['Not An Image', 'IfNotPresent'],
])('%s is pulled %s', ([image, policy]) => {
  expect(defaultPullPolicy(image!)).toBe(policy)
})

test.for([
  ['nginx', 'nginx:latest', 'docker.io/library/nginx:latest'],
  ['team/app:1', 'team/app:1', 'docker.io/team/app:1'],
  ['host:5000/app', 'host:5000/app:latest', 'host:5000/app:latest'],
  ['quay.io/x/y:2', 'quay.io/x/y:2', 'quay.io/x/y:2'],
])('%s is %s for the scheduler and %s for the runtime', ([image, normal, qualified]) => {
  expect(normalizeImageName(image!)).toBe(normal)
  expect(qualifyImageName(image!)).toBe(qualified)
})
