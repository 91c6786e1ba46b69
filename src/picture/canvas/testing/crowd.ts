// Many equal Pods on few nodes, to test the picture where Pods are chips and dots.
import type { JournalEntry } from '#client/world.ts'
import {
  bind,
  createJournal,
  makeContainer,
  makeNode,
  makePod,
  makeReplicaSet,
  withStates,
} from './fixture.ts'

/** A ReplicaSet of `pods` Pods on `workers` nodes; the last twentieth of them stay Pending. */
export function crowd(pods: number, workers: number): readonly JournalEntry[] {
  const journal = createJournal()
  const names = Array.from({ length: workers }, (_, index) => `worker-${index + 1}`)
  journal.commit({}, [makeNode('control-plane', true), ...names.map((name) => makeNode(name))])
  journal.commit({}, [makeReplicaSet('web', pods, pods)])
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: '0000-rs-web' }
  const all = Array.from({ length: pods }, (_, index) =>
    makePod(
      `web-${String(index).padStart(5, '0')}`,
      { containers: [makeContainer('nginx', { ports: [{ containerPort: 80 }] })] },
      { ownerReferences: [{ ...owner, controller: true }] },
    ),
  )
  journal.commit({}, all)
  const placed = all.slice(0, Math.ceil(pods * 0.95)).map((pod, index) => {
    const state = index % 17 === 3 ? 'crash' : 'running'
    return withStates(
      bind(pod, names[index % workers] ?? ''),
      'Running',
      [state],
      `10.244.1.${index}`,
    )
  })
  journal.commit({}, placed)
  return journal.entries
}
