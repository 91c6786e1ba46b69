// Holds a run against what is expected of it. Each time of the journal is looked at once, when all that happened then
// has happened: what is so only within a millisecond is nothing that one could see.
import { lineText } from '#api/runtime/log-rules.ts'
import type { LogData } from '#api/runtime/records.ts'
import { infoOf } from '#api/meta/object.ts'
import type { JournalEntry, WorldState } from '#client/world.ts'
import type { Cluster } from '#cluster/types.ts'
import { fitsStep } from './fits-step.ts'
import { type Moment, type PrintedBy, whatDiffers } from './holds.ts'
import type { Checked, Claim, Expectation } from './types.ts'

type Run = Pick<Cluster, 'world' | 'nowMs'>

/** What became of each expectation, in their order, at the end of what a run has come to. */
export function checkExpectations(
  run: Run,
  expectations: readonly Expectation[],
): readonly Checked[] {
  const printed = createPrinted()
  const trackers = expectations.map((expectation) => trackerOf(expectation))
  const { journal } = run.world
  let touched = new Set<string>()
  let happened: JournalEntry[] = []
  for (const [index, entry] of journal.entries()) {
    printed.take(entry)
    for (const { key } of entry.changes) touched.add(key.slice(0, key.indexOf('/')))
    if (entry.kind === 'Log') touched.add('Log')
    happened.push(entry)
    if (journal[index + 1]?.timeMs === entry.timeMs) continue
    const step: Step = {
      timeMs: entry.timeMs,
      touched,
      happened,
      moment: momentOf(run, index, printed),
    }
    for (const tracker of trackers) tracker.look(step)
    touched = new Set()
    happened = []
  }
  return trackers.map((tracker) => tracker.end(knownUntil(run)))
}

/** How far a run is known: where nothing is due any more, all stays as it is. */
function knownUntil({ world, nowMs }: Run): number {
  return world.clock.nextMs() === null ? Infinity : nowMs
}

interface Step {
  readonly timeMs: number
  /** Beginnings of the keys of what changed, and `Log` when something was printed. */
  readonly touched: ReadonlySet<string>
  readonly happened: readonly JournalEntry[]
  readonly moment: Moment
}

/** The state is only made when it is read. */
function momentOf(run: Run, index: number, printed: Printed): Moment {
  let state: WorldState | null = null
  return {
    get state() {
      state ??= run.world.stateAt(index)
      return state
    },
    printedBy: printed.by,
  }
}

interface Printed {
  take(entry: JournalEntry): void
  readonly by: PrintedBy
}

/** Collects what containers print, also what they go on printing by a rule. */
function createPrinted(): Printed {
  const containers = new Map<string, { readonly uid: string; readonly name: string }>()
  const lines = new Map<string, string[]>()
  const add = (id: string, line: string): void => {
    const known = lines.get(id)
    if (known === undefined) lines.set(id, [line])
    else known.push(line)
  }
  return {
    take({ kind, data, changes }) {
      for (const { after } of changes) {
        if (after?.kind === 'ContainerInstance')
          containers.set(after.id, { uid: after.pod.uid, name: after.name })
        if (after?.kind === 'ContainerLog')
          for (const rule of after.rules)
            add(after.containerId, lineText(rule.line, rule.fromMs, 0))
      }
      if (kind === 'Log' && isLogData(data)) add(data.containerId, data.line)
    },
    by: (podUid, container) =>
      [...containers].flatMap(([id, { uid, name }]) =>
        uid === podUid && (container === null || name === container) ? (lines.get(id) ?? []) : [],
      ),
  }
}

function isLogData(data: unknown): data is LogData {
  return typeof data === 'object' && data !== null && 'containerId' in data && 'line' in data
}

interface Tracker {
  look(step: Step): void
  /** `knownMs`: until when it is known what is so. */
  end(knownMs: number): Checked
}

/** Follows whether a claim holds: null when it does, else what is so instead. */
function followed(claim: Claim): (step: Step) => string | null {
  if (claim.kind === 'happens') {
    let has = false
    return ({ happened }) => {
      has ||= happened.some((entry) => fitsStep(entry, claim.happens))
      return has ? null : 'it did not happen'
    }
  }
  const { subject, predicates } = claim
  const heads = new Set([infoOf(subject.kind).groupKind as string])
  if (predicates.some(({ kind }) => kind === 'event')) heads.add('Event')
  if (predicates.some(({ kind }) => kind === 'logs'))
    for (const head of ['Log', 'ContainerLog']) heads.add(head)
  let last: string | null | undefined
  return ({ touched, moment }) => {
    if (last === undefined || [...heads].some((head) => touched.has(head)))
      last = whatDiffers(moment, subject, predicates)
    return last
  }
}

function trackerOf({ when, claim, text }: Expectation): Tracker {
  const follow = followed(claim)
  const decided = (ok: boolean, atMs: number | null, instead = ''): Checked => ({
    text,
    ok,
    atMs,
    instead,
  })
  let verdict: Checked | null = null
  let now: string | null = 'nothing has happened yet'
  if (when.kind === 'by')
    return {
      look(step) {
        const instead = follow(step)
        if (step.timeMs > when.atMs) return
        now = instead
        if (instead === null) verdict ??= decided(true, step.timeMs)
      },
      end: () => verdict ?? decided(false, null, now ?? ''),
    }
  if (when.kind === 'end' || when.kind === 'at') {
    const limitMs = when.kind === 'at' ? when.atMs : Infinity
    return {
      look(step) {
        const instead = follow(step)
        if (step.timeMs <= limitMs) now = instead
      },
      end(knownMs) {
        const tooShort = limitMs !== Infinity && knownMs < limitMs
        if (tooShort) return decided(false, null, 'the run ends before')
        return decided(now === null, limitMs === Infinity ? null : limitMs, now ?? '')
      },
    }
  }
  const { fromMs } = when
  const toMs = when.toMs ?? Infinity
  let begun = false
  return {
    look(step) {
      const instead = follow(step)
      const { timeMs } = step
      if (timeMs > toMs || (fromMs !== null && timeMs < fromMs)) {
        // What is so when the time begins counts too.
        now = instead
        return
      }
      now = instead
      if (when.kind === 'never' && instead === null) verdict ??= decided(false, timeMs, 'it was so')
      if (when.kind === 'never') return
      if (instead === null) begun = true
      else if (begun || fromMs !== null) verdict ??= decided(false, timeMs, instead)
    },
    end() {
      if (verdict !== null) return verdict
      const isSo = when.kind === 'never' || begun || (fromMs !== null && now === null)
      return decided(isSo, null, isSo ? '' : (now ?? 'it was never so'))
    },
  }
}
