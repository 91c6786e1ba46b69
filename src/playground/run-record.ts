// What the engine keeps of one run, and how it answers questions about it. Everything that is read from the
// journal as a whole is folded as the journal grows; everything else is read at the moment that is asked for.
import type { ObjectOf } from '#api/meta/object.ts'
import type { JournalEntry, World, WorldObject, WorldState } from '#client/world.ts'
import { happeningOf } from '#picture/canvas/movement.ts'
import { createSeatPlanner } from '#picture/canvas/seats.ts'
import { causesOf } from '#picture/inspector/causes-of.ts'
import { eventsOf } from '#picture/inspector/events-of.ts'
import { outlineOf } from '#picture/outline/outline-of.ts'
import { createLogFold } from '#picture/inspector/logs-of.ts'
import { podKeyOfPart, subjectOf, type Subject } from '#picture/inspector/subject.ts'
import { traceOf } from '#picture/inspector/trace-of.ts'
import { createLaneFold } from '#picture/timeline/lanes-of.ts'
import { namedEntry } from '#picture/words/named-entry.ts'
import { whatGoesOn } from '#picture/words/what-goes-on.ts'
import type { TerminalRun } from '#cluster/terminal/line-run.ts'
import type { ScenarioRun } from '#scenario/run-scenario.ts'
import { terminalRunOf } from '#scenario/terminal-run.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { diff } from '#sim/state.ts'
import { printYaml } from '#yaml/print-yaml.ts'
import { createAwayFold } from './away-fold.ts'
import { crowdOf } from './crowd-of.ts'
import { drawnInCrowd, drawnOf } from './drawn-of.ts'
import {
  lateExportOf,
  lateLessonAnswer,
  lateWaitsOf,
  lateWouldFit,
  nextActsOf,
} from './late-parts.ts'
import { pack } from './pack.ts'
import { createStepFold, type Told } from './step-fold.ts'
import type {
  Answer,
  AnswerTo,
  Answers,
  ChangedObject,
  EntryHeader,
  MomentAnswer,
  NewEntries,
  Question,
  TerminalQuestion,
} from './questions.ts'
import type { RunMoment } from './run-moment.ts'

export interface RunRecord {
  /** Reads what the run has written since the last time; `goesOn` when more will come. */
  takeIn(goesOn?: boolean): NewEntries
  answer<Q extends RecordQuestion>(at: RunMoment, question: Q): AnswerTo<Q>
  /** The run for what the terminal asks. */
  readonly terminal: TerminalRun
}

type RecordQuestion = Exclude<Question, TerminalQuestion>

/** Kinds that the page never draws from its own state but asks about. */
const ASKED_FOR: ReadonlySet<string> = new Set<string>(['Event', 'Lease', 'ContainerLog'])

/** Keeps a run; `run` must not be advanced without `takeIn` before the next question. */
export function createRunRecord(
  run: Pick<ScenarioRun, 'cluster' | 'parsed'>,
  files: readonly ScenarioFile[],
): RunRecord {
  const { cluster } = run
  const { world } = cluster
  const planner = createSeatPlanner()
  const coming = crowdOf(run.parsed)
  const lanes = createLaneFold()
  const logs = createLogFold()
  const away = createAwayFold()
  const steps = createStepFold()
  const nameOfContainer = (entry: JournalEntry): string | null =>
    containerNameOf(entry.data) ?? touchedContainer(world, entry)
  const waited = { cluster, lanes, containerOf: nameOfContainer }
  let read = 0
  const headerOf = (entry: JournalEntry): EntryHeader => {
    const { changes: _changes, data: _data, ...header } = steps.manyPods ? namedEntry(entry) : entry
    return { ...header, containerName: nameOfContainer(entry) }
  }
  const answers: { readonly [K in RecordQuestion['kind']]: Answering<K> } = {
    moments: (at, { entryIds, crowd }) =>
      momentsFrom(at.entryId, entryIds, (before, entryId) => {
        const now = world.stateAt(entryId)
        return {
          entryId,
          changes: changesBetween(world.stateAt(before), now, crowd ? drawnInCrowd : drawnOf),
          ...headersOf(steps.toldAt(world.journal, entryId), headerOf),
          happening: happeningOf(now, world.journal, entryId, planner.boundAt),
        }
      }),
    near: ({ entryId }, { key }) => pack(objectsNear(world.stateAt(entryId), key)),
    outline: ({ entryId }) => outlineOf(world.stateAt(entryId)),
    plan: () => planner.plan(),
    lanes: (_, { untilMs, ...part }) => lanes.lanes(untilMs, part),
    logs: (at, { key }) => about(world.stateAt(at.entryId), key, (s) => logs.logsAt(at, s)) ?? [],
    events: ({ entryId }, { key }) => eventsAbout(world.stateAt(entryId), key),
    causes: ({ entryId }, { key }) => causesOf(world.journal, entryId, key).map(headerOf),
    trace: ({ entryId }, { key }) => traceOf(world.journal, entryId, key),
    wouldFit: ({ entryId }, { key }) => fitAt(world.stateAt(entryId), key),
    nextActs: ({ entryId, timeMs }, { keys }) =>
      nextActsOf(
        { world: world.stateAt(entryId), nowMs: timeMs, isAway: away.isAwayAt(entryId) },
        keys,
      ),
    waits: (at, { key }) => {
      const state = world.stateAt(at.entryId)
      return aboutPod(state, key, (pod) => lateWaitsOf(waited, state, { at, pod }))
    },
    yaml: ({ entryId }, { key }) => yamlOf(world.stateAt(entryId), key),
    lesson: (_, { seen, expect }) => lateLessonAnswer(cluster, seen, expect),
    end: () => ({ ...whatGoesOn(world.state), nextMs: world.clock.nextMs() }),
    export: ({ entryId }, { request }) => lateExportOf(recordedOf(run, files), entryId, request),
    journal: (_, { from, count }) => jsonOf(world.journal.slice(from, from + count)),
  }
  return {
    takeIn(goesOn = false) {
      planner.expect(goesOn ? coming : null)
      const entries = world.journal.slice(read)
      read = world.journal.length
      for (const fold of [planner, lanes, logs, away]) fold.take(entries)
      return { times: Float64Array.from(entries, ({ timeMs }) => timeMs), ...steps.take(entries) }
    },
    terminal: terminalRunOf(run, files),
    answer<Q extends RecordQuestion>(at: RunMoment, question: Q) {
      // A question and its answer have the same kind, which the compiler cannot follow through the table.
      const answering = answers[question.kind] as (at: RunMoment, question: Q) => Answer
      return answering(at, question) as AnswerTo<Q>
    },
  }
}

/** The run as exports read it. */
function recordedOf(
  { cluster, parsed }: Pick<ScenarioRun, 'cluster' | 'parsed'>,
  files: readonly ScenarioFile[],
): Parameters<typeof lateExportOf>[0] {
  const { world } = cluster
  const { nodes, scenario } = parsed
  return { journal: world.journal, stateAt: world.stateAt, files, title: scenario.title, nodes }
}

/** Moments one after the other, each made of the one before it. */
function momentsFrom(
  from: number,
  entryIds: readonly number[],
  momentOf: (before: number, entryId: number) => MomentAnswer,
): Answers['moments'] {
  return pack(entryIds.map((entryId, index) => momentOf(entryIds[index - 1] ?? from, entryId)))
}

type Answering<K extends RecordQuestion['kind']> = (
  at: RunMoment,
  question: Extract<Question, { kind: K }>,
) => AnswerTo<Extract<Question, { kind: K }>>

function headersOf(
  { step, report }: Told,
  headerOf: (entry: JournalEntry) => EntryHeader,
): Pick<MomentAnswer, 'step' | 'report'> {
  return {
    step: step === null ? null : headerOf(step),
    report: report === null ? null : headerOf(report),
  }
}

function changesBetween(
  before: WorldState,
  after: WorldState,
  drawn: (object: WorldObject) => WorldObject | null,
): readonly ChangedObject[] {
  return diff(before, after)
    .filter((change) => !ASKED_FOR.has((change.after ?? change.before)?.kind ?? ''))
    .flatMap(({ key, before: old, after: object }) => {
      const shown = object === undefined ? null : drawn(object)
      // What is not told about at all cannot be gone either.
      return shown === null && (old === undefined || drawn(old) === null) ? [] : [[key, shown]]
    })
}

/** The Pod that a key belongs to, and the records of its runtime; none for what belongs to no Pod. */
function objectsNear(state: WorldState, key: string): readonly ChangedObject[] {
  const podKey = podKeyOfPart(state, key)
  if (podKey === null) return []
  const pod = state.get(podKey)
  return [
    [podKey, pod === undefined ? null : drawnOf(pod)],
    ...state
      .keysOf('pod', podKey.slice('Pod/'.length))
      .map((record): ChangedObject => [record, state.get(record) ?? null]),
  ]
}

function containerNameOf(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('containerName' in data)) return null
  return typeof data.containerName === 'string' ? data.containerName : null
}

/** The container whose record an entry touches. */
function touchedContainer(world: World, { id, objects }: JournalEntry): string | null {
  const key = objects.find((name) => name.startsWith('ContainerInstance/'))
  const record = key === undefined ? undefined : world.stateAt(id).get(key)
  return record?.kind === 'ContainerInstance' ? record.name : null
}

function eventsAbout(state: WorldState, key: string): Answers['events'] {
  return about(state, key, (subject) => eventsOf(state, subject)) ?? []
}

function about<T>(state: WorldState, key: string, read: (subject: Subject) => T): T | null {
  const subject = subjectOf(state, key)
  return subject === null ? null : read(subject)
}

/** What the API server has of it. */
function objectOf(subject: Subject): WorldObject | null {
  switch (subject.kind) {
    case 'pod':
    case 'container':
      return subject.pod
    case 'node':
      return subject.node
    case 'object':
      return subject.object
    case 'volume':
    case 'absent':
      return null
  }
}

function yamlOf(state: WorldState, key: string): string | null {
  const object = about(state, key, objectOf)
  return object === null ? null : printYaml(object)
}

/** The Pod that a subject is, or is in. */
function aboutPod<T>(state: WorldState, key: string, read: (pod: ObjectOf<'Pod'>) => T): T | null {
  const pod = about(state, key, podOf)
  return pod === null ? null : read(pod)
}

function fitAt(state: WorldState, key: string): Answers['wouldFit'] {
  return aboutPod(state, key, (pod) => lateWouldFit(state, pod))
}

function podOf(subject: Subject): ObjectOf<'Pod'> | null {
  return subject.kind === 'pod' || subject.kind === 'container' ? subject.pod : null
}

const jsonOf = (entries: readonly JournalEntry[]): string =>
  entries.map((entry) => JSON.stringify(withoutBefore(entry), null, 1)).join(',\n')

/** What was before is what an earlier entry left behind. */
function withoutBefore(entry: JournalEntry): object {
  return { ...entry, changes: entry.changes.map(({ key, after }) => ({ key, after })) }
}
