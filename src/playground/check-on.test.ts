import { expect, test, vi } from 'vitest'
import { createDirectPort } from './direct-port.ts'
import { createEngine } from './engine.ts'
import { createPlayground } from './playground.ts'
import type { EnginePort } from './types.ts'

const pod = (n: number, name = `pod-${n}`): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { containers: [{ name: web, image: "nginx:1.27" }] }\n`
const pods = (count: number, last: string): string =>
  [...Array.from({ length: count - 1 }, (_, n) => pod(n)), last].join('---\n')
const WRONG = pod(0, 'Wrong')

test('of many objects some are checked before the run, and all of them by themselves after it', async () => {
  const direct = createDirectPort()
  const wholes: (boolean | undefined)[] = []
  const port: EnginePort = {
    ...direct,
    check(files, next, whole) {
      wholes.push(whole)
      return direct.check(files, next, whole)
    },
  }
  const files = [
    { path: 'manifests/all.yaml', text: pods(1300, WRONG) },
    { path: 'scenario.yaml', text: 'until: 1s\n' },
  ]
  const storage = { read: () => null, write: () => {} }
  const store = createPlayground({ port, storage, files, theme: 'light', restMs: 0 })
  let uncheckedAtFirst: number | null = null
  store.subscribe(({ steps, unchecked }) => {
    if (steps.length > 0) uncheckedAtFirst ??= unchecked
  })
  store.getState().actions.begin()
  await vi.waitFor(() => expect(uncheckedAtFirst).toBe(800), 60_000)
  await vi.waitFor(() => expect(store.getState().unchecked).toBe(0), 60_000)
  expect(wholes).toEqual([undefined, false, false])
  expect(store.getState().diagnostics.map(({ message }) => message)).toEqual([
    expect.stringContaining('metadata.name: Invalid value: "Wrong"'),
  ])
})

test('a check that is gone on with says in the end what a whole one says, whatever it depends on', () => {
  const quota =
    'apiVersion: v1\nkind: ResourceQuota\nmetadata: { name: few }\nspec: { hard: { pods: "3" } }\n'
  const high =
    'apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: { name: high }\nvalue: 1\n'
  const wants = pod(0, 'wants').replace('spec: {', 'spec: { priorityClassName: high,')
  const other = pod(7).replace('nginx:1.27', 'nginx:1.28, command: [x]')
  for (const last of [WRONG, `${quota}---\n${pod(0, 'late')}`, other]) {
    const text = `${wants}---\n${high}---\n${pods(510, last)}---\n${wants}---\n${pod(7)}`
    const files = [{ path: 'manifests/all.yaml', text }]
    const engine = createEngine()
    const seen: number[] = []
    do seen.push(engine.check(files).unchecked)
    while (seen.at(-1) !== 0 && seen.at(-1) !== seen.at(-2))
    const checked = engine.check(files, seen.at(-1) !== 0)
    expect(checked).toEqual(createEngine().check(files, true))
    expect(checked.unchecked).toBe(0)
  }
})
