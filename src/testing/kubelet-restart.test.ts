// What a kubelet that has just been started goes by: what an earlier one has reported, and chance.
import { expect, test } from 'vitest'
import { statusOf } from '#api/core/pod-status-word.ts'
import { runScenario } from '#scenario/run-scenario.ts'

function run(pods: string, actions: readonly string[], until: string) {
  const { cluster, parsed } = runScenario([
    { path: 'scenario.yaml', text: `until: ${until}\nactions:\n- ${actions.join('\n- ')}\n` },
    { path: 'manifests/pods.yaml', text: pods },
  ])
  expect(parsed.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return cluster
}

test('a deadline that is over when the machine has booted ends the Pod before anything is started', () => {
  const { journal, world } = run(
    'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { nodeName: worker-1, activeDeadlineSeconds: 35, containers: [{ name: app, image: nginx }] }\n',
    ['{ at: 30s, reboot: worker-1 }'],
    '2m',
  )
  const pod = world.get('Pod/default/web')
  expect(pod?.kind === 'Pod' && statusOf(pod).status).toBe('Unknown')
  expect(pod?.kind === 'Pod' && pod.status?.reason).toBe('DeadlineExceeded')
  const started = journal.filter(({ kind }) => kind === 'Started' || kind === 'SandboxChanged')
  expect(started).toHaveLength(1)
})

test('after a restart of the kubelet each probe begins at some moment of its first period', () => {
  const pod = (name: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec:\n  nodeName: worker-1\n  containers: [{ name: app, image: nginx, readinessProbe: { exec: { command: ["false"] }, periodSeconds: 100, failureThreshold: 99 } }]\n---\n`
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  const { journal } = run(
    names.map(pod).join(''),
    ['{ at: 50s, kubelet: { node: worker-1, state: restarted } }'],
    '4m',
  )
  const firstMs = names.map((name) =>
    Math.min(
      ...journal
        .filter(
          ({ kind, timeMs, objects }) =>
            kind === 'Unhealthy' && timeMs > 50_000 && objects.includes(`Pod/default/${name}`),
        )
        .map(({ timeMs }) => timeMs),
    ),
  )
  expect(new Set(firstMs).size).toBe(names.length)
  expect(Math.max(...firstMs)).toBeLessThan(152_000)
})

test('a probe of a Pod that is gone ends with the kubelet', () => {
  const { journal } = run(
    'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  nodeName: worker-1\n  terminationGracePeriodSeconds: 1\n  containers: [{ name: app, image: nginx, readinessProbe: { tcpSocket: { host: 10.9.9.9, port: 80 }, timeoutSeconds: 10, periodSeconds: 10 } }]\n',
    [
      '{ at: 25s, delete: pod/web }',
      '{ at: 27500ms, kubelet: { node: worker-1, state: stopped } }',
    ],
    '1m',
  )
  expect(journal.some(({ kind, timeMs }) => kind === 'PodDeleted' && timeMs < 27_500)).toBe(true)
  expect(journal.some(({ kind }) => kind === 'Unhealthy')).toBe(true)
  expect(
    journal.filter(({ actor, timeMs }) => actor === 'kubelet on worker-1' && timeMs > 27_500),
  ).toEqual([])
})
