import { expect, test } from 'vitest'
import { docsPageOf, docsPageOfRefusal } from './docs-pages.ts'

test.each([
  ['CrashLoopBackOff', 'concepts/workloads/pods/pod-lifecycle/#restart-policy'],
  ['Init:1/2', 'concepts/workloads/pods/init-containers/'],
  ['TaintToleration', 'concepts/scheduling-eviction/taint-and-toleration/'],
  ['StatefulSet', 'concepts/workloads/controllers/statefulset/'],
])('%s has a page', (word, page) => {
  expect(docsPageOf(word)).toBe(`https://kubernetes.io/docs/${page}`)
})

test.each(['', 'constructor', 'NoSuchThing'])('%j has none', (word) => {
  expect(docsPageOf(word)).toBeNull()
})

test.each([
  [
    'metadata.name: Invalid value: "A": a lowercase RFC 1123 subdomain',
    'overview/working-with-objects/names/',
  ],
  [
    'spec.containers[0].resources.requests: Invalid value: "2"',
    'configuration/manage-resources-containers/',
  ],
  ['spec.containers[0].volumeMounts[0].name: Not found: "a"', 'storage/volumes/'],
  ['namespaces "a" not found', 'overview/working-with-objects/namespaces/'],
])('the refusal %j', (message, page) => {
  expect(docsPageOfRefusal(message)).toBe(`https://kubernetes.io/docs/concepts/${page}`)
})
