// Dumps of living objects become scenarios that run, and stories that say why the Pods are as they are.
import { expect, test } from 'vitest'
import { keyOf } from '#api/meta/object.ts'
import { statusOf } from '#api/core/pod-status-word.ts'
import { parseYaml } from '#yaml/parse-yaml.ts'
import { runScenario } from '../run-scenario.ts'
import { CRASHING_POD, DEPLOYED, SECRET } from './dumps.fixture.ts'
import { SNAPSHOT } from './snapshot.fixture.ts'
import { runAgain } from './run-again.ts'
import { tellDump } from './story.ts'

const file = (text: string) => [{ path: 'manifests/pasted.yaml', text }]

function statusesAt(files: ReturnType<typeof runAgain>, untilMs: number) {
  const { cluster, parsed } = runScenario(files, { untilMs, exact: true })
  const errors = parsed.diagnostics.filter(({ severity }) => severity === 'error')
  const words: Record<string, string> = {}
  for (const pod of cluster.world.state.values())
    if (pod.kind === 'Pod') words[keyOf(pod)] = `${statusOf(pod).status} on ${pod.spec?.nodeName}`
  return { errors, words, cluster }
}

test('what nobody took from a cluster is left alone', () => {
  const files = file('apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: []}\n')
  expect(runAgain(files)).toBe(files)
  expect(tellDump(files)).toBeNull()
})

test('a crashing Pod runs again: its node, its namespace, its account, and it crashes as it did', () => {
  const files = runAgain(file(CRASHING_POD))
  expect(files.map(({ path }) => path)).toEqual([
    'manifests/report-x2lqp.yaml',
    'manifests/0-around.yaml',
    'cluster.yaml',
    'scenario.yaml',
  ])
  const [manifest] = files
  for (const field of ['uid', 'resourceVersion', 'status', 'ownerReferences', 'kube-api-access'])
    expect(manifest?.text).not.toContain(field)
  const { errors, words, cluster } = statusesAt(files, 60_000)
  expect(errors).toEqual([])
  expect(words['Pod/billing/report-x2lqp']).toMatch(/ on ip-10-0-3-17$/)
  const exits = cluster.journal.filter(({ message }) => message === 'exited with 1')
  expect(exits.length).toBeGreaterThan(1)
  const told = cluster.journal.map(({ message }) => message).join('\n')
  expect(told).toContain('Error → CrashLoopBackOff')
})

test('its story says since when, how often, and where to look', () => {
  const story = tellDump(file(CRASHING_POD))
  const [pod] = story?.pods ?? []
  expect(story?.what).toBe('Pod `report-x2lqp` of namespace `billing`')
  expect(pod).toMatchObject({ word: 'CrashLoopBackOff', age: '11m38s' })
  const told = pod?.lines.map(({ at, actor, text }) => `${at} ${actor} ${text}`)
  expect(told).toContain('+0s kube-scheduler gave it the node `ip-10-0-3-17`')
  expect(told).toContain('+11m38s container `report` exited with 1 (Error)')
  expect(told).toContain('null container `report` was started again 6 times by then')
  const [cause] = pod?.causes ?? []
  expect(cause?.word).toBe('CrashLoopBackOff')
  expect(cause?.text).toContain('exited with 1, 3 s after its start, and was started again 6 times')
  // As it is typed where the Pod is, in its namespace.
  expect(cause?.text).toMatch(/kubectl logs report\S* -n billing -c report --previous/)
  const [image] = cause?.fields ?? []
  expect(image?.label).toBe('containers[0].image')
  expect(CRASHING_POD.split('\n')[(image?.line ?? 0) - 1]).toContain('image: registry.example.com')
})

test('Nodes and Pods are a snapshot: who runs is on its node, who waits is scheduled', () => {
  const files = runAgain(file(SNAPSHOT))
  expect(files.map(({ path }) => path)).toContain(
    'nodes/kind-control-plane/etc/kubernetes/manifests/etcd.yaml',
  )
  const { errors, words } = statusesAt(files, 30_000)
  expect(errors).toEqual([])
  expect(words).toEqual({
    'Pod/kube-system/etcd-kind-control-plane': 'Running on kind-control-plane',
    'Pod/shop/web-abcde': 'Running on kind-worker',
    'Pod/billing/report': 'Pending on undefined',
  })
  expect(tellDump(file(SNAPSHOT))).toMatchObject({ kind: 'snapshot', what: '2 Nodes and 3 Pods' })
})

test('what ran on a Node of a snapshot has its image there: nothing is pulled again', () => {
  const cluster = runAgain(file(SNAPSHOT)).find(({ path }) => path === 'cluster.yaml')
  expect(cluster?.text).toContain('- nginx:1.27')
  expect(cluster?.text).not.toContain('billing/report')
  const { cluster: ran, words } = statusesAt(runAgain(file(SNAPSHOT)), 4000)
  expect(words['Pod/shop/web-abcde']).toBe('Running on kind-worker')
  const reasons = [...ran.world.state.values()].flatMap((one) =>
    one.kind === 'Event' && one.involvedObject.name === 'web-abcde' ? [one.message] : [],
  )
  expect(reasons.filter((message) => message?.startsWith('Pulling'))).toEqual([])
  expect(reasons).toContain(
    'Container image "nginx:1.27" already present on machine and can be accessed by the pod',
  )
})

test('an image that the Node lists, and that a waiting Pod names by its short name, is there', () => {
  const listed = SNAPSHOT.replace(
    'allocatable: {cpu: "2"',
    'images: [{names: ["docker.io/billing/report:4.2", "docker.io/library/other:1"]}]\n    allocatable: {cpu: "2"',
  )
  const text = runAgain(file(listed)).find(({ path }) => path === 'cluster.yaml')?.text
  expect(text).toContain('- billing/report:4.2')
  expect(text).not.toContain('other:1')
})

test('a snapshot that was shortened by hand is one by the phases of its Pods', () => {
  const short = SNAPSHOT.replaceAll(/^ +(?:uid|creationTimestamp|resourceVersion): .*\n/gm, '')
  expect(short).not.toMatch(/^ +uid/m)
  expect(tellDump(file(short))).toMatchObject({ kind: 'snapshot', what: '2 Nodes and 3 Pods' })
  expect(tellDump(file(short.replaceAll('uid: ', 'uid: p-')))?.kind).toBe('snapshot')
  const written =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a, creationTimestamp: null}\nstatus: {}\n'
  expect(tellDump(file(written))).toBeNull()
})

test('a Deployment with its ReplicaSet and Pods finds its Pods again, and makes no others', () => {
  const files = runAgain(file(DEPLOYED))
  const { errors, words } = statusesAt(files, 30_000)
  expect(errors).toEqual([])
  expect(Object.keys(words)).toEqual(['Pod/shop/web-6c8f9d-aaaaa', 'Pod/shop/web-6c8f9d-bbbbb'])
})

test('secret values do not come in', () => {
  const text = runAgain(file(SECRET))
    .map((one) => one.text)
    .join('\n')
  expect(text).not.toContain('c3VwZXI=')
  expect(text).not.toContain('hunter2')
  expect(text).toContain('Secret values were dropped: default/login: password, DB_PASSWORD.')
})

test('values of a wrong type are no reason to give up', () => {
  const broken = CRASHING_POD.replace('containerStatuses:', 'containerStatuses: 7\n  x:')
    .replace('conditions:', 'conditions: {a: [1]}\n  y:')
    .replace('env:', 'env: 5\n    z:')
  expect(() => tellDump(file(broken))).not.toThrow()
  for (const { text } of runAgain(file(broken))) expect(parseYaml(text).diagnostics).toEqual([])
})
