import { expect, test } from 'vitest'
import type { WorldState } from '#client/world.ts'
import { createPrng } from '#lib/prng.ts'
import { planSeats } from '#picture/canvas/seats.ts'
import { outlineOf } from '#picture/outline/outline-of.ts'
import { lanesOf } from '#picture/timeline/lanes-of.ts'
import { GALLERY } from '#scenario/gallery/gallery.ts'
import { runScenario, startScenario } from '#scenario/run-scenario.ts'
import { drawnOf } from './drawn-of.ts'
import { createMirror, NOTHING } from './mirror.ts'
import { createRunRecord } from './run-record.ts'

const at = (entryId: number, timeMs = 0) => ({ run: 1, entryId, timeMs })

/** What the page keeps of a state. */
const shownPart = (state: WorldState) =>
  [...state]
    .filter(([, { kind }]) => kind !== 'Event' && kind !== 'ContainerLog')
    .map(([key, object]) => [key, drawnOf(object)])

function recordOf(id: string) {
  expect(GALLERY.map((entry) => entry.id)).toContain(id)
  const files = GALLERY.find((entry) => entry.id === id)?.files ?? []
  const run = startScenario(files)
  const record = createRunRecord(run, files)
  let taken = 0
  for (let toMs = 0; toMs <= run.untilMs; toMs += 5000) {
    run.advance(toMs)
    taken += record.takeIn().times.length
  }
  expect(taken).toBe(run.cluster.journal.length)
  return { record, journal: run.cluster.journal, cluster: run.cluster }
}

test.each(GALLERY.slice(0, 6).map(({ id }) => id))(
  'wherever one comes from in %s, the mirror has what the engine has',
  (id) => {
    const { record, journal, cluster } = recordOf(id)
    const prng = createPrng(id)
    const mirror = createMirror(1, NOTHING)
    for (let jump = 0; jump < 100; jump += 1) {
      const wanted = prng.next(journal.length + 1) - 1
      const ids = [wanted, Math.min(journal.length - 1, wanted + 1 + prng.next(5))]
      const from = mirror.nearest(wanted)
      const answers = record.answer(at(from), { kind: 'moments', entryIds: ids, crowd: false })
      mirror.take(from, structuredClone(answers))
      for (const entryId of ids)
        expect(shownPart(mirror.at(entryId)?.world ?? NOTHING)).toEqual(
          shownPart(cluster.world.stateAt(entryId)),
        )
    }
  },
)

test('what did not change between two moments is the same reference on the page', () => {
  const { record, journal } = recordOf('wait-for-services')
  const mirror = createMirror(1, NOTHING)
  const last = journal.length - 1
  mirror.take(
    -1,
    structuredClone(
      record.answer(at(-1), { kind: 'moments', entryIds: [last - 40, last], crowd: false }),
    ),
  )
  const [before, after] = [mirror.at(last - 40)?.world, mirror.at(last)?.world]
  expect(after?.get('Node//control-plane')).toBe(before?.get('Node//control-plane'))
  const again = createMirror(2, after ?? NOTHING)
  again.take(
    -1,
    structuredClone(record.answer(at(-1), { kind: 'moments', entryIds: [last], crowd: false })),
  )
  for (const [key, object] of again.at(last)?.world ?? []) expect(object).toBe(after?.get(key))
})

test('a mirror keeps a bounded number of moments', () => {
  const { record, journal } = recordOf('wait-for-services')
  const mirror = createMirror(1, NOTHING)
  for (const { id } of journal) {
    const from = mirror.nearest(id)
    mirror.take(from, record.answer(at(from), { kind: 'moments', entryIds: [id], crowd: false }))
  }
  const known = journal.filter(({ id }) => mirror.at(id) !== undefined).length
  expect(known).toBeGreaterThan(0)
  expect(known).toBeLessThan(100)
  // A moment that was forgotten cannot be gone on from.
  mirror.take(0, record.answer(at(0), { kind: 'moments', entryIds: [1], crowd: false }))
  expect(mirror.at(1)).toBeUndefined()
})

const EVERY_ROW = { group: 'none', filter: '', flipped: [] } as const

test('plan and lanes are those of the whole journal', () => {
  const { record, journal } = recordOf('wait-for-services')
  expect(record.answer(at(0), { kind: 'plan' })).toEqual(planSeats(journal))
  const all = lanesOf(journal, 120_000)
  const ask = (from: number, count: number) =>
    record.answer(at(0), { kind: 'lanes', from, count, untilMs: 120_000, ...EVERY_ROW })
  expect(ask(0, 1000)).toMatchObject({ total: all.length, from: 0, lanes: all })
  for (let from = 0; from < all.length; from += 1)
    expect(ask(from, 2)).toMatchObject({
      total: all.length,
      from,
      lanes: all.slice(from, from + 2),
    })
})

test('an object is told about at its moment', () => {
  const files = [
    {
      path: 'manifests/web.yaml',
      text: 'apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec:\n  containers:\n  - { name: web, image: busybox, command: [sh, -c, "echo hello; sleep 1; echo bye"] }\n',
    },
  ]
  const run = runScenario(files, { untilMs: 20_000 })
  const record = createRunRecord(run, files)
  record.takeIn()
  const { journal } = run.cluster
  const end = at(journal.length - 1, 20_000)
  const key = 'Pod/default/web'
  const hello = journal.findIndex(({ kind }) => kind === 'Log')
  const linesAt = (entryId: number) =>
    record
      .answer(at(entryId, journal[entryId]?.timeMs), { kind: 'logs', key })
      .map(({ lines }) => lines.map(({ text }) => text))
  expect(linesAt(hello)).toEqual([['hello']])
  expect(linesAt(hello - 1)).toEqual([[]])
  expect(record.answer(end, { kind: 'events', key }).map(({ reason }) => reason)).toContain(
    'Scheduled',
  )
  expect(record.answer(end, { kind: 'yaml', key })).toContain('kind: Pod')
  expect(record.answer(at(0), { kind: 'yaml', key })).toBeNull()
  expect(record.answer(end, { kind: 'trace', key })?.podKey).toBe(key)
  const [newest] = record.answer(end, { kind: 'causes', key })
  expect(newest?.objects).toContain(key)
  expect(newest).not.toHaveProperty('changes')
  const [instance = ''] = run.cluster.world.state.keysOf('pod', 'default/web', 'ContainerInstance/')
  for (const cause of record.answer(end, { kind: 'causes', key: instance }))
    if (cause.objects.includes(instance)) expect(cause.containerName).toBe('web')
  expect(record.answer(end, { kind: 'outline' })).toEqual(outlineOf(run.cluster.world.state))
  const journalText = record.answer(end, { kind: 'journal', from: 0, count: 3 })
  expect(JSON.parse(`[${journalText}]`)).toHaveLength(3)
})
