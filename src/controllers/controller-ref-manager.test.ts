// The owners that look after Pods that have ended take them over too, each with what it holds them by.
import { expect, test } from 'vitest'
import type { DaemonSet, Job, Pod } from '#api/generated/types.ts'
import { BY_TEST } from '#testing/fake-api-server.ts'
import { startOnStage } from '#testing/start-on-stage.ts'
import type { Controller } from './controller.ts'
import { daemonSetController } from './daemonset/daemonset.ts'
import { jobController } from './job/job-controller.ts'

const labels = { app: 'work' }
const containers = [{ name: 'main', image: 'nginx' }]
const JOB: Job = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'work' },
  spec: {
    manualSelector: true,
    completions: 2,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { restartPolicy: 'Never', containers } },
  },
}
const DAEMON_SET: DaemonSet = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'work' },
  spec: {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers } },
  },
}
const ORPHAN: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'orphan', labels },
  spec: { restartPolicy: 'Never', containers },
}

function settledWith(controller: Controller, owner: Job | DaemonSet) {
  const { server, clock, runTo } = startOnStage(controller)
  const settle = (): void => runTo(clock.nowMs + 30_000)
  const orphan = server.create(ORPHAN, BY_TEST)
  if (orphan.ok) server.updateStatus({ ...orphan.object, status: { phase: 'Failed' } }, BY_TEST)
  server.create(owner, BY_TEST)
  settle()
  return { server, settle }
}

test.for([
  { controller: jobController, owner: JOB },
  { controller: daemonSetController, owner: DAEMON_SET },
])('the $controller.name takes over an orphan that has ended', ({ controller, owner }) => {
  const { server } = settledWith(controller, owner)
  const { metadata } = server.get('Pod', 'default', 'orphan') ?? {}
  expect(metadata?.ownerReferences).toMatchObject([{ kind: owner.kind, controller: true }])
})

test('a Pod whose labels are others is let go by its Job, counted or not', () => {
  const { server, settle } = settledWith(jobController, JOB)
  const pods = server.list('Pod').map((pod) => pod.metadata.name ?? '')
  expect(pods.length).toBeGreaterThan(1)
  const body = { metadata: { labels: { app: 'other' } } }
  for (const name of pods) server.patch('Pod', 'default', name, { type: 'merge', body }, BY_TEST)
  settle()
  for (const name of pods) {
    const left = server.get('Pod', 'default', name)?.metadata
    expect([left?.ownerReferences, left?.finalizers]).toEqual([undefined, undefined])
  }
})
