import { expect, test } from 'vitest'
import { createEngine } from './engine.ts'
import type { RunChunk } from './types.ts'

const pod = (fields: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: { containers: [{ name: a, image: nginx, ${fields} }] }\n`

const SLOW_PROBE =
  'livenessProbe: { httpGet: { path: /, port: 81 }, initialDelaySeconds: 60, periodSeconds: 50 }'

function endOf(text: string, scenario = '', untilMs: number | null = null): RunChunk | undefined {
  const files = [
    { path: 'manifests/p.yaml', text },
    { path: 'scenario.yaml', text: scenario },
  ]
  return [...createEngine().run({ run: 1, files, untilMs })].at(-1)
}

test('a run goes on until a failing probe has led to its restart', () => {
  expect(endOf(pod(SLOW_PROBE))).toMatchObject({ nowMs: 240_000, done: { canGoOn: true } })
})

test('an end that the scenario chooses is the end', () => {
  expect(endOf(pod(SLOW_PROBE), 'until: 90s\n')?.nowMs).toBe(90_000)
})

test('what is tried for ever is not waited for', () => {
  expect(endOf(pod('command: [sh, -c, "exit 1"]'))?.nowMs).toBe(120_000)
})

test('a run at rest ends there', () => {
  const end = endOf(pod('ports: [{ containerPort: 80 }]'))
  expect(end?.nowMs).toBeLessThan(10_000)
  expect(end?.done).toMatchObject({ reason: 'idle', canGoOn: false })
})
