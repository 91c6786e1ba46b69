import { expect, test } from 'vitest'
import type { LabelSelector, Pod, PodDisruptionBudget } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import { BY_TEST } from '#testing/fake-api-server.ts'
import { startOnStage } from '#testing/start-on-stage.ts'
import { disruptionController } from './disruption.ts'

const WEB: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', labels: { app: 'web', tier: 'front' } },
  spec: { containers: [{ name: 'main', image: 'nginx' }] },
}

function budget(name: string, selector: LabelSelector): PodDisruptionBudget {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace: 'default' },
    spec: { maxUnavailable: 1, selector },
  }
}

function start() {
  const { server, runTo } = startOnStage(disruptionController)
  const events = () =>
    server.list('Event').map(({ involvedObject, source, reason = '', message = '' }) => ({
      about: involvedObject.kind,
      source: source?.component,
      text: `${reason}: ${message}`,
    }))
  return { server, runTo, events }
}

test('a Pod that two budgets are about is told which one counts it', () => {
  const { server, runTo, events } = start()
  server.create(budget('first', { matchLabels: { app: 'web' } }), BY_TEST)
  server.create(budget('second', { matchLabels: { tier: 'front' } }), BY_TEST)
  runTo(1000)
  server.create(WEB, BY_TEST)
  runTo(2000)
  expect(events().filter(({ about }) => about === 'Pod')).toEqual([
    {
      about: 'Pod',
      source: 'controllermanager',
      text: 'MultiplePodDisruptionBudgets: Pod "default"/"web" matches multiple PodDisruptionBudgets.  Chose "first" arbitrarily.',
    },
  ])
})

test('Pods that nobody manages are reported with the selector as Go prints it', () => {
  const { server, runTo, events } = start()
  server.create(WEB, BY_TEST)
  const matchExpressions = [{ key: 'tier', operator: 'In', values: ['front', 'back'] }]
  server.create(budget('web', { matchLabels: { app: 'web' }, matchExpressions }), BY_TEST)
  runTo(1000)
  expect(events().map(({ text }) => text)).toEqual([
    expect.stringContaining(
      '(selector: &LabelSelector{MatchLabels:map[string]string{app: web,},MatchExpressions:[]LabelSelectorRequirement{LabelSelectorRequirement{Key:tier,Operator:In,Values:[front back],},},})',
    ),
  ])
})

test.for([
  ['EvictionByEvictionAPI', 'False'],
  ['TerminationByKubelet', 'True'],
] as const)('after two minutes a DisruptionTarget of %s is %s', ([reason, status]) => {
  const { server, runTo } = start()
  const made = server.create(WEB, BY_TEST)
  if (!made.ok) throw new Error(made.status.message)
  const condition = { type: 'DisruptionTarget', status: 'True', reason }
  const conditions = [{ ...condition, lastTransitionTime: timeOf(0) }]
  server.updateStatus({ ...made.object, status: { conditions } }, BY_TEST)
  runTo(130_000)
  const found = server.get('Pod', 'default', 'web')?.status?.conditions
  expect(found).toMatchObject([{ type: 'DisruptionTarget', status }])
  if (status === 'False') expect(found).toMatchObject([{ observedGeneration: 1 }])
})
