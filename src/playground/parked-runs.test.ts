import { expect, test } from 'vitest'
import { createPrng, type Prng } from '#lib/prng.ts'
import { GALLERY } from '#scenario/gallery/gallery.ts'
import { parseScenario } from '#scenario/parse-scenario.ts'
import { sameUntil, startScenario, type ScenarioRun } from '#scenario/run-scenario.ts'
import type { Action, ScenarioFile } from '#scenario/types.ts'
import { addAction, moveAction, removeAction } from '#scenario/write-action.ts'
import { createParkedRuns } from './parked-runs.ts'

const textOf = ({ cluster }: ScenarioRun): string => JSON.stringify(cluster.journal)

function finished(run: ScenarioRun, slice = 30): ScenarioRun {
  for (let { nowMs } = run.cluster; nowMs < run.untilMs;) {
    const advanced = run.advanceSome(nowMs + 5000, slice)
    if (advanced.reason === 'idle' || advanced.reason === 'limit') break
    nowMs = advanced.nowMs
  }
  return run
}

/** A parking place that has parked all it wants of a scenario, and the run of it. */
function parkedFor(files: readonly ScenarioFile[]) {
  const parked = createParkedRuns(0, 0)
  const run = finished(startScenario(files))
  parked.keep(run)
  for (const _ of parked.fill(() => startScenario(files)));
  return { parked, run }
}

function deletion(name: string, atMs: number): Action {
  return { verb: 'delete', atMs, resources: [{ kind: 'Pod', name }], namespace: 'default' }
}

/** Something that can be done to what is there, at a time that others have too. */
function someAction({ cluster }: ScenarioRun, prng: Prng): Action {
  const { journal } = cluster
  const atMs = (journal[prng.next(journal.length)]?.timeMs ?? 0) + prng.next(2)
  const keys = [...cluster.world.stateAt(prng.next(journal.length)).keys()]
  const pods = keys.filter((key) => key.startsWith('Pod/default/'))
  const name = pods[prng.next(Math.max(1, pods.length))]?.split('/')[2]
  if (name === undefined || prng.next(4) === 0) return { verb: 'cordon', atMs, nodes: ['worker-1'] }
  return deletion(name, atMs)
}

test.each(GALLERY.map(({ id }, index) => [id, index] as const))(
  'after a change of the actions of %s a parked run writes the journal that a new one writes',
  (_, index) => {
    const prng = createPrng(index)
    let files = GALLERY[index]?.files ?? []
    const { parked, run } = parkedFor(files)
    let last = run
    for (let change = 0; change < 3; change += 1) {
      const count = parseScenario(files).scenario.actions.length
      const at = prng.next(Math.max(1, count))
      const { atMs } = someAction(last, prng)
      if (count > 0 && change === 1) files = moveAction(files, at, atMs)
      else if (count > 0 && change === 2) files = removeAction(files, at)
      else files = addAction(files, someAction(last, prng))
      const fresh = finished(startScenario(files), 1000)
      const going = parked.take(parseScenario(files), fresh.untilMs)
      last = going === null ? fresh : finished(going)
      expect(textOf(last)).toBe(textOf(fresh))
      parked.keep(last)
      if (change < 2) for (const _ of parked.fill(() => startScenario(files)));
    }
  },
)

const pods = (count: number): readonly ScenarioFile[] => [
  {
    path: 'manifests/pods.yaml',
    text: Array.from(
      { length: count },
      (_, i) =>
        `apiVersion: v1\nkind: Pod\nmetadata: { name: p${i} }\nspec: { containers: [{ name: a, image: nginx }] }\n`,
    ).join('---\n'),
  },
]
const deleteAt = (atMs: number): Action => deletion('p1', atMs)

test('a change goes on from the last parked run before it, and at the end from the run itself', () => {
  const files = pods(4)
  const { parked, run } = parkedFor(files)
  const end = run.untilMs
  const changed = (atMs: number) => parseScenario(addAction(files, deleteAt(atMs)))
  const late = parked.take(changed(end + 1), end + 60_000)
  expect(late?.cluster).toBe(run.cluster)
  const { journal } = run.cluster
  const half = journal[Math.floor(journal.length * 0.5)]?.timeMs ?? 0
  const middle = parked.take(changed(half + 1), end)
  expect(middle?.cluster.nowMs).toBeGreaterThan(0)
  expect(middle?.cluster.nowMs).toBeLessThanOrEqual(half)
})

test('a short run is parked before its last action alone, so what comes behind it begins there', () => {
  const files = addAction(pods(4), deleteAt(20_000))
  const parked = createParkedRuns(0)
  const run = finished(startScenario(files))
  parked.keep(run)
  for (const _ of parked.fill(() => startScenario(files)));
  const later = addAction(files, deletion('p2', 20_500))
  const going = parked.take(parseScenario(later), run.untilMs)
  expect(going?.cluster.nowMs).toBe(19_999)
  if (going !== null) expect(textOf(finished(going))).toBe(textOf(finished(startScenario(later))))
  // A run without actions, and one that is there at once, have none.
  parked.keep(finished(startScenario(pods(4))))
  for (const _ of parked.fill(() => startScenario(pods(4))));
  expect(parked.take(parseScenario(addAction(pods(4), deleteAt(1))), 60_000)).toBeNull()
})

test('nothing is taken of another history', () => {
  const files = pods(2)
  const { parked } = parkedFor(files)
  expect(parked.take(parseScenario(pods(3)), 120_000)).toBeNull()
  // And what was of it is given up.
  expect(parked.take(parseScenario(files), 120_000)).toBeNull()
})

test.each([
  ['the same files', [], [], Infinity],
  ['another action', [deleteAt(5000)], [deleteAt(5000), deleteAt(9000)], 8999],
  ['a moved action', [deleteAt(5000)], [deleteAt(9000)], 4999],
  ['one action less', [deleteAt(5000), deleteAt(9000)], [deleteAt(9000)], 4999],
] as const)('%s make the same history until the first difference', (_, before, after, untilMs) => {
  const withActions = (actions: readonly Action[]) =>
    parseScenario(actions.reduce((files, action) => addAction(files, action), pods(1)))
  expect(sameUntil(withActions(before), withActions(after))).toBe(untilMs)
  expect(sameUntil(withActions(after), withActions(before))).toBe(untilMs)
  expect(sameUntil(withActions(before), parseScenario(pods(2)))).toBe(-1)
})

test('a file that an action may read when its time comes is part of the history', () => {
  const withText = (text: string) => parseScenario([...pods(1), { path: 'work/key.txt', text }])
  expect(sameUntil(withText('a'), withText('b'))).toBe(-1)
  expect(sameUntil(withText('a'), parseScenario(pods(1)))).toBe(-1)
  expect(sameUntil(withText('a'), withText('a'))).toBe(Infinity)
})

test('a run that was left in the midst of a millisecond goes on with all that was to be done in it', () => {
  const pods = ['a', 'b', 'c'].map(
    (name) =>
      `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { containers: [{ name: web, image: "nginx:1.27" }] }\n`,
  )
  const files = [
    { path: 'manifests/all.yaml', text: pods.join('---\n') },
    {
      path: 'scenario.yaml',
      text: 'actions:\n- { at: 2s, delete: pod/a }\n- { at: 2s, delete: pod/b }\n- { at: 3s, cordon: worker-1 }\n',
    },
  ]
  const wanted = textOf(finished(startScenario(files)))
  const differ: string[] = []
  for (const toMs of [0, 2000]) {
    for (let entries = 0; entries < 8; entries += 1) {
      const left = startScenario(files)
      if (toMs > 0) left.advance(toMs - 1)
      for (let i = 0; i < entries; i += 1) left.advanceSome(toMs, 1, 1)
      const parked = createParkedRuns(0, 0)
      parked.keep(left)
      const going = parked.take(parseScenario(files), left.untilMs)
      if (going === null || textOf(finished(going)) !== wanted) differ.push(`${toMs} ${entries}`)
    }
  }
  expect(differ).toEqual([])
})
