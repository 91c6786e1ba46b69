import { expect, test } from 'vitest'
import { runScenario } from '#scenario/run-scenario.ts'
import { machineFacts } from './machine-facts.ts'

const TEXT = 'until: 2m\nactions:\n- at: 30s\n  power: { node: worker-1, state: off }\n'

test('the facts of a machine follow the moment that is shown', () => {
  const { cluster } = runScenario([{ path: 'scenario.yaml', text: TEXT }])
  const at = (timeMs: number) =>
    machineFacts(cluster.seek(timeMs), 'worker-1', timeMs).map(([, value]) => value)
  const [power, kubelet, lease] = at(29_000)
  expect([power, kubelet]).toEqual(['on', 'running'])
  expect(lease).toMatch(/^renewed [\d.]+m?s ago$/)
  const [, , silent] = at(100_000)
  expect(at(100_000).slice(0, 2)).toEqual(['off', 'stopped'])
  expect(silent).toMatch(/^not renewed any more, last 1m/)
  expect(machineFacts(cluster.seek(0), 'nobody', 0)).toEqual([])
})
