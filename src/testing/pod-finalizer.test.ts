// A Pod with a finalizer outlives its containers until somebody takes the finalizer away.
import { expect, test } from 'vitest'
import { runScenario } from '#scenario/run-scenario.ts'

const METADATA = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web, finalizers: '
const SPEC = 'spec:\n  containers: [{ name: app, image: nginx }]\n'
const POD = `${METADATA}[example.com/wait] }\n${SPEC}`

const run = (actions: string): ReturnType<typeof runScenario> =>
  runScenario([
    { path: 'scenario.yaml', text: `until: 60m\nactions:\n${actions}` },
    { path: 'manifests/pod.yaml', text: POD },
    { path: 'later/pod.yaml', text: `${METADATA}[] }\n${SPEC}` },
  ])

const REMOVE = '- at: 20s\n  delete: { kind: Pod, name: web }\n'
const RELEASE = '- at: 40s\n  apply: later/pod.yaml\n'

test('a deleted Pod with a finalizer stays, and the clock comes to rest', () => {
  const { end, cluster } = run(REMOVE)
  expect(cluster.world.get('Pod/default/web')).toMatchObject({
    metadata: { deletionGracePeriodSeconds: 0, finalizers: ['example.com/wait'] },
    status: { phase: 'Succeeded' },
  })
  expect(end.reason).toBe('idle')
})

test('it is gone as soon as the finalizer is', () => {
  const { end, cluster } = run(REMOVE + RELEASE)
  expect(cluster.world.get('Pod/default/web')).toBeUndefined()
  expect(end.reason).toBe('idle')
  expect(end.nowMs).toBeLessThan(45_000)
})
