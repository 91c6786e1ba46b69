// A controller that can never succeed must not run away: its client's rate limit and the limits of a
// run hold it.
import { expect, test } from 'vitest'
import { runScenario } from '#scenario/run-scenario.ts'

const pod = (cpu: string): string =>
  `containers: [{ name: app, image: nginx, resources: { requests: { cpu: ${cpu} } } }]`

test('a ReplicaSet whose Pods a kubelet refuses makes ten new ones a second, and says so each time, until the run is stopped', () => {
  const files = [
    { path: 'scenario.yaml', text: 'until: 60m\n' },
    {
      path: 'cluster.yaml',
      text: 'apiVersion: v1\nkind: Node\nmetadata: { name: worker-1 }\nstatus: { capacity: { cpu: "1", memory: 1Gi, pods: "110" } }\n',
    },
    // Its mirror cannot be made, so the scheduler does not know what it takes.
    {
      path: 'nodes/worker-1/etc/kubernetes/manifests/hidden.yaml',
      text: `apiVersion: v1\nkind: Pod\nmetadata: { name: hidden, namespace: nowhere }\nspec: { ${pod('900m')} }\n`,
    },
    {
      path: 'manifests/set.yaml',
      text: `apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: { name: set }\nspec:\n  selector: { matchLabels: { app: set } }\n  template: { metadata: { labels: { app: set } }, spec: { ${pod('500m')} } }\n`,
    },
  ]
  const { cluster, end } = runScenario(files, { limits: { maxEntries: 40_000 } })
  expect(end.reason).toBe('limit')
  expect(end.message).toBe(
    'The run stopped here: it has 40000 journal entries, which is the limit. With an earlier "until", or fewer objects, it stays below.',
  )
  const refused = cluster.journal.filter(({ kind }) => kind === 'PodRejected')
  const perSecond = refused.length / (end.nowMs / 1000)
  // Of its 20 requests a second each other one writes the status.
  expect(perSecond).toBeGreaterThan(9)
  expect(perSecond).toBeLessThan(11)
}, 60_000)
