import { expect, test } from 'vitest'
import { startScenario } from '#scenario/run-scenario.ts'
import { loadFor } from './late-parts.ts'
import { createRunRecord } from './run-record.ts'

const WEB = `apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: app, image: "nginx:1.27" }] }
`
const MANIFEST = '/etc/kubernetes/manifests/kube-controller-manager.yaml'

/** What is said to be next of the ReplicaSet when a Pod of it is gone: at 80 s. */
async function nextOf(controlPlane: string, actions: readonly string[]) {
  const list = actions.map((action) => `- ${action}\n`).join('')
  const files = [
    {
      path: 'scenario.yaml',
      text: `until: 2m\ncontrolPlane: ${controlPlane}\nactions:\n${list}`,
    },
    { path: 'manifests/web.yaml', text: WEB },
  ]
  const run = startScenario(files)
  run.advance(run.untilMs)
  const record = createRunRecord(run, files)
  record.takeIn()
  const question = { kind: 'nextActs', keys: ['ReplicaSet.apps/default/web'] } as const
  await loadFor(question)
  return (timeMs: number) => {
    const entryId = run.cluster.journal.findLast((entry) => entry.timeMs <= timeMs)?.id ?? -1
    return record.answer({ run: 1, entryId, timeMs }, question)[0]
  }
}

test('no act is promised of controllers while their Pod is away', async () => {
  const at = await nextOf('kubeadm', [
    `{ at: 40s, removeFile: { node: control-plane, path: ${MANIFEST} } }`,
    '{ at: 60s, kubectl: delete pod -l app=web --wait=false }',
  ])
  expect(at(38_000)).toMatchObject({ rests: true, because: 'it wants 2 and has 2' })
  expect(at(110_000)).toMatchObject({
    rests: true,
    because: 'kube-controller-manager does not work, and no controller acts before it does',
    rows: [{ name: 'Pods', desired: '2', observed: '0', difference: '2 more' }, {}],
  })
  // Nor before its first start.
  expect(at(0)?.rests ?? true).toBe(true)
})

test('a control plane without Pods is never away', async () => {
  const at = await nextOf('built-in', ['{ at: 60s, scale: { name: web, replicas: 3 } }'])
  expect(at(60_000)).toMatchObject({ act: 'Create 1 Pod', rests: false })
})
