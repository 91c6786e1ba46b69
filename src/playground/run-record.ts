// What the engine keeps of one run, and how it answers questions about it. Everything that is read from the
// journal as a whole is folded as the journal grows; everything else is read at the moment that is asked for.
import type { JournalEntry, WorldObject, WorldState } from '#client/world.ts'
import { happeningOf } from '#picture/canvas/movement.ts'
import { createSeatPlanner } from '#picture/canvas/seats.ts'
import { causesOf } from '#picture/inspector/causes-of.ts'
import { eventsOf } from '#picture/inspector/events-of.ts'
import { createLogFold } from '#picture/inspector/logs-of.ts'
import { subjectOf, type Subject } from '#picture/inspector/subject.ts'
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
import { drawnOf } from './drawn-of.ts'
import { nextActsOf } from './late-parts.ts'
import { pack } from './pack.ts'
import { createStepFold, type Told } from './step-fold.ts'
import type {
  Answer,
  AnswerTo,
  ChangedObject,
  EntryHeader,
  MomentAnswer,
  NewEntries,
  Question,
  RunMoment,
  TerminalQuestion,
} from './questions.ts'

export interface RunRecord {
  /** Reads what the run has written since the last time. */
  takeIn(): NewEntries
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
  const lanes = createLaneFold()
  const logs = createLogFold()
  const away = createAwayFold()
  const steps = createStepFold()
  let read = 0
  const headerOf = (entry: JournalEntry): EntryHeader =>
    plainHeaderOf(steps.manyPods ? namedEntry(entry) : entry)
  const answers: { readonly [K in RecordQuestion['kind']]: Answering<K> } = {
    moments: (at, { entryIds }) => {
      let before = world.stateAt(at.entryId)
      const moments = entryIds.map((entryId): MomentAnswer => {
        const now = world.stateAt(entryId)
        const changes = changesBetween(before, now)
        before = now
        return {
          entryId,
          changes,
          ...headersOf(steps.toldAt(world.journal, entryId), headerOf),
          happening: happeningOf(now, world.journal, entryId, planner.boundAt),
        }
      })
      return pack(moments)
    },
    plan: () => planner.plan(),
    lanes: (_, { untilMs, ...part }) => lanes.lanes(untilMs, part),
    logs: (at, { key }) => about(world.stateAt(at.entryId), key, (s) => logs.logsAt(at, s)) ?? [],
    events: ({ entryId }, { key }) => {
      const state = world.stateAt(entryId)
      return about(state, key, (subject) => eventsOf(state, subject)) ?? []
    },
    causes: ({ entryId }, { key }) => causesOf(world.journal, entryId, key).map(headerOf),
    trace: ({ entryId }, { key }) => traceOf(world.journal, entryId, key),
    nextActs: ({ entryId, timeMs }, { keys }) =>
      nextActsOf(
        { world: world.stateAt(entryId), nowMs: timeMs, isAway: away.isAwayAt(entryId) },
        keys,
      ),
    yaml: ({ entryId }, { key }) => {
      const object = about(world.stateAt(entryId), key, objectOf)
      return object === null ? null : printYaml(object)
    },
    end: () => whatGoesOn(world.state),
    journal: (_, { from, count }) =>
      world.journal
        .slice(from, from + count)
        .map((entry) => JSON.stringify(withoutBefore(entry), null, 1))
        .join(',\n'),
  }
  return {
    takeIn() {
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

function changesBetween(before: WorldState, after: WorldState): readonly ChangedObject[] {
  return diff(before, after)
    .filter((change) => !ASKED_FOR.has((change.after ?? change.before)?.kind ?? ''))
    .map(({ key, after: object }) => [key, object === undefined ? null : drawnOf(object)] as const)
}

function plainHeaderOf(entry: JournalEntry): EntryHeader {
  const { changes: _changes, data, ...header } = entry
  return { ...header, containerName: containerNameOf(data) }
}

function containerNameOf(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('containerName' in data)) return null
  return typeof data.containerName === 'string' ? data.containerName : null
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

/** What was before is what an earlier entry left behind. */
function withoutBefore(entry: JournalEntry): object {
  return { ...entry, changes: entry.changes.map(({ key, after }) => ({ key, after })) }
}
