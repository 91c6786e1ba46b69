import { describe, expect, test } from 'vitest'
import type { Event, Pod } from '#api/generated/types.ts'
import { timeOf } from '#api/meta/time.ts'
import type { ContainerRecord } from '#api/runtime/records.ts'
import type { FilterVerdict, NodeTrace, SchedulingTrace } from '#api/scheduler/trace.ts'
import {
  type JournalEntry,
  type WorldObject,
  type WorldState,
  worldStateOf,
} from '#client/world.ts'
import { causesOf } from './causes-of.ts'
import { eventsOf } from './events-of.ts'
import { createLogFold } from './logs-of.ts'
import { subjectOf, titleOf } from './subject.ts'
import { decisionOf, filterRows, scoreRows, traceOf } from './trace-of.ts'

const WEB = 'Pod/default/web'
const APP = 'ContainerInstance/worker-1/app-0'

const entry = (id: number, part: Partial<JournalEntry> = {}): JournalEntry => ({
  id,
  timeMs: id * 10,
  actor: 'kubelet',
  message: `did ${id}`,
  because: null,
  cause: null,
  level: 'step',
  kind: '',
  objects: [WEB],
  data: null,
  changes: [],
  ...part,
})

const pod: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid: 'u1' },
  spec: { containers: [{ name: 'app' }], nodeName: 'worker-1' },
}

const record: ContainerRecord = {
  kind: 'ContainerInstance',
  id: 'app-0',
  nodeName: 'worker-1',
  sandboxId: 's',
  pod: { namespace: 'default', name: 'web', uid: 'u1' },
  name: 'app',
  attempt: 0,
  image: 'nginx',
  imageId: '',
  state: 'running',
  createdAtMs: 0,
  startedAtMs: 0,
  finishedAtMs: null,
  exitCode: null,
  signal: null,
  reason: '',
  message: '',
  activity: '',
}

const event = (name: string, part: Partial<Event>): [string, Event] => [
  `Event/default/${name}`,
  {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name },
    involvedObject: { kind: 'Pod', namespace: 'default', name: 'web', uid: 'u1' },
    lastTimestamp: timeOf(1000),
    ...part,
  },
]

const worldOf = (...objects: readonly (readonly [string, WorldObject])[]): WorldState =>
  worldStateOf(objects)

describe('the subject', () => {
  const world = worldOf([WEB, pod], [APP, record])
  test('of a container knows its Pod and its part of the specification', () => {
    const subject = subjectOf(world, APP)
    expect(subject).toMatchObject({ kind: 'container', podKey: WEB, container: { name: 'app' } })
    expect(subject === null ? '' : titleOf(subject)).toBe('Container app')
  })
  test('that is not there at this moment is absent', () => {
    expect(subjectOf(world, 'Pod/default/later')).toEqual({
      kind: 'absent',
      key: 'Pod/default/later',
    })
  })
  test('of no selection is null', () => expect(subjectOf(world, null)).toBeNull())
})

describe('causes', () => {
  const entries = [
    entry(0),
    entry(1, { level: 'detail', cause: 0 }),
    entry(2, { cause: 1 }),
    entry(3, { objects: ['Node//worker-1'] }),
    entry(4, { cause: 2 }),
  ]
  test('lead from the newest step about the object back to its beginning', () => {
    expect(causesOf(entries, 4, WEB).map(({ id }) => id)).toEqual([4, 2, 0])
  })
  test('do not look into the future', () => {
    expect(causesOf(entries, 3, WEB).map(({ id }) => id)).toEqual([2, 0])
  })
  test('of something that nothing happened to are none', () => {
    expect(causesOf(entries, 4, 'Pod/default/other')).toEqual([])
  })
  test('end where an entry names itself or a later one', () => {
    expect(causesOf([entry(0, { cause: 0 })], 0, WEB).map(({ id }) => id)).toEqual([0])
  })
})

describe('events', () => {
  const world = worldOf(
    [WEB, pod],
    [APP, record],
    event('b', { reason: 'Started', lastTimestamp: timeOf(3000), count: 2 }),
    event('a', {
      reason: 'Pulled',
      type: 'Warning',
      involvedObject: {
        kind: 'Pod',
        namespace: 'default',
        name: 'web',
        uid: 'u1',
        fieldPath: 'spec.containers{app}',
      },
    }),
    event('old', { involvedObject: { kind: 'Pod', namespace: 'default', name: 'web', uid: 'u0' } }),
    event('other', {
      involvedObject: { kind: 'Pod', namespace: 'default', name: 'db', uid: 'u2' },
    }),
  )
  test('of a Pod are its own, oldest first, without those of an earlier Pod of the name', () => {
    const subject = subjectOf(world, WEB)
    const rows = subject === null ? [] : eventsOf(world, subject)
    expect(
      rows.map(({ reason, timeMs, count, warning }) => [reason, timeMs, count, warning]),
    ).toEqual([
      ['Pulled', 1000, 1, true],
      ['Started', 3000, 2, false],
    ])
  })
  test('of a container are those that name it', () => {
    const subject = subjectOf(world, APP)
    expect((subject === null ? [] : eventsOf(world, subject)).map(({ reason }) => reason)).toEqual([
      'Pulled',
    ])
  })
})

test('logs belong to instances and stop at the moment', () => {
  const second = { ...record, id: 'app-1', attempt: 1 }
  const log = (id: number, containerId: string): JournalEntry =>
    entry(id, {
      kind: 'Log',
      data: { containerId, line: `line ${id}`, stream: 'stdout', rank: null },
    })
  const entries = [
    entry(0, { changes: [{ key: APP, before: undefined, after: record }] }),
    log(1, 'app-0'),
    entry(2, { changes: [{ key: 'x', before: undefined, after: second }] }),
    log(3, 'app-1'),
    log(4, 'app-1'),
  ]
  const fold = createLogFold()
  fold.take(entries)
  const logs = fold.logsAt({ entryId: 3, timeMs: 30 }, { kind: 'pod', key: WEB, pod })
  expect(
    logs.map(({ containerId, lines }) => [containerId, lines.map(({ text }) => text)]),
  ).toEqual([
    ['app-0', ['line 1']],
    ['app-1', ['line 3']],
  ])
})

test('lines that follow a rule are worked out up to the moment', () => {
  const rule = {
    stream: 'stdout',
    line: ['at ', { format: '%S', beforeMs: 0 }],
    fromMs: 2000,
    everyMs: 10_000,
    count: null,
    rank: 1,
    order: 0,
  } as const
  const { nodeName, pod } = record
  const rules = {
    kind: 'ContainerLog',
    nodeName,
    containerId: 'app-0',
    pod,
    rules: [rule],
  } as const
  const entries = [
    entry(0, { changes: [{ key: APP, before: undefined, after: record }] }),
    entry(1, { changes: [{ key: 'ContainerLog/n/app-0', before: undefined, after: rules }] }),
  ]
  const fold = createLogFold()
  fold.take(entries)
  const linesAt = (timeMs: number): readonly string[] =>
    fold.logsAt({ entryId: 1, timeMs }, null).flatMap(({ lines }) => lines.map(({ text }) => text))
  expect(linesAt(1999)).toEqual([])
  expect(linesAt(22_000)).toEqual(['at 02', 'at 12', 'at 22'])
})

describe('the scheduling trace', () => {
  const pass: FilterVerdict = { code: 'Success' }
  const fail: FilterVerdict = { code: 'Unschedulable', reasons: ['Insufficient cpu'] }
  const skip: FilterVerdict = { code: 'Skip' }
  const node = (nodeName: string, fit: FilterVerdict, total: number | null): NodeTrace => ({
    nodeName,
    feasible: total !== null,
    filters: [
      { plugin: 'NodeName', verdict: skip },
      { plugin: 'TaintToleration', verdict: pass },
      { plugin: 'NodeResourcesFit', verdict: fit },
    ],
    scores:
      total === null
        ? []
        : [
            { plugin: 'Same', weight: 3, raw: 0, normalized: 100, total: 300 },
            { plugin: 'Fit', weight: 1, raw: 0, normalized: total - 300, total: total - 300 },
          ],
    total,
  })
  const trace: SchedulingTrace = {
    podKey: WEB,
    attempt: 1,
    nodes: [node('a', fail, null), node('b', pass, 371), node('c', pass, 338)],
    best: ['b'],
    selected: 'b',
    message: null,
    requests: [],
  }

  test('is the newest of the Pod up to the moment', () => {
    const entries = [entry(0, { data: trace }), entry(1, { data: { ...trace, attempt: 2 } })]
    expect(traceOf(entries, 0, WEB)?.attempt).toBe(1)
    expect(traceOf(entries, 1, WEB)?.attempt).toBe(2)
    expect(traceOf(entries, 1, 'Pod/default/other')).toBeNull()
  })
  test('puts the filters that threw a node out first and leaves out those that all skipped', () => {
    expect(filterRows(trace).map(({ plugin }) => plugin)).toEqual([
      'NodeResourcesFit',
      'TaintToleration',
    ])
    expect(filterRows(trace)[0]?.cells.map(({ outcome }) => outcome)).toEqual([
      'fail',
      'pass',
      'pass',
    ])
  })
  test('puts the scores that differ first', () => {
    const { nodeNames, rows, sums } = scoreRows(trace)
    expect(nodeNames).toEqual(['b', 'c'])
    expect(rows.map(({ plugin, totals }) => [plugin, totals])).toEqual([
      ['Fit', [71, 38]],
      ['Same', [300, 300]],
    ])
    expect(sums).toEqual([371, 338])
  })
  test('is one sentence', () => {
    expect(decisionOf(trace)).toBe(
      '`b` won with a score of 371: of 3 nodes 1 was filtered out, 2 were scored.',
    )
    expect(decisionOf({ ...trace, selected: null, message: '0/3 nodes are available.' })).toBe(
      '0/3 nodes are available.',
    )
    const only = {
      ...trace,
      nodes: [node('a', fail, null), { ...node('b', pass, null), feasible: true }],
    }
    expect(decisionOf(only)).toBe('`b` is the only one of 2 nodes that fits: 1 was filtered out.')
  })
})
