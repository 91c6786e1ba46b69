import { noSuchName } from './dns.ts'
import { expect, test } from 'vitest'
import { createChanges } from '../rest/changes.ts'
import { createStage, Rehearsal } from '../rest/rehearsal.ts'
import { createNetwork } from './network.ts'

test('who counts on a Service is told before the network of the Pod behind it goes or comes', () => {
  const stage = createStage()
  const services = {
    changes: createChanges(),
    query: () => noSuchName(),
    endpoint: () => ({ ip: '10.244.2.2', port: 80 }),
  }
  const network = createNetwork(services, stage)
  const from = network.namespace('10.244.1.2')
  const ask = () => network.find(from, '10.96.0.11', 80, 'TCP').kind
  network.namespace('10.244.2.2')
  for (const [change, before, after] of [
    [() => network.release('10.244.2.2'), 'refused', 'unreachable'],
    [() => network.namespace('10.244.2.2'), 'unreachable', 'refused'],
  ] as const) {
    const rehearsal = new Rehearsal()
    stage.rehearsal = rehearsal
    expect(ask()).toBe(before)
    stage.rehearsal = null
    const found: string[] = []
    const stop = rehearsal.watch(() => found.push(ask()))
    change()
    stop()
    expect([...found, ask()]).toEqual([before, after])
  }
})
