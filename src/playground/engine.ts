// The engine as the page sees it, without saying on which thread it runs: check, edit, run in slices.
import { admitInEmptyCluster } from '#cluster/dry-run.ts'
import { checkScenario } from '#scenario/check-scenario.ts'
import { placesOf } from '#scenario/places.ts'
import { startScenario } from '#scenario/run-scenario.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { addAction, moveAction, removeAction } from '#scenario/write-action.ts'
import type { CheckResult, RunChunk, RunRequest, ScenarioEdit } from './types.ts'

/** Reads and checks the files, with the API server's own answers, without running them. */
export function checkFilesNow(files: readonly ScenarioFile[]): CheckResult {
  const checked = checkScenario(files, admitInEmptyCluster())
  const { scenario, diagnostics } = checked
  return {
    title: scenario.title,
    actions: scenario.actions,
    diagnostics,
    places: placesOf(checked),
  }
}

/** The files after an edit of scenario.yaml. */
export function editFilesNow(
  files: readonly ScenarioFile[],
  edit: ScenarioEdit,
): readonly ScenarioFile[] {
  switch (edit.kind) {
    case 'add':
      return addAction(files, edit.action)
    case 'remove':
      return removeAction(files, edit.index)
    case 'move':
      return moveAction(files, edit.index, edit.atMs)
  }
}

const SLICE_MS = 5_000
/** Entries of one message: more at once would hold up the page's thread while it takes them in. */
const MOST_ENTRIES = 500

/**
 * Runs a scenario a slice of virtual time after the other and yields a chunk for each that brought
 * entries. The caller may stop between two slices.
 */
export function* runInSlices(request: RunRequest): Generator<RunChunk> {
  const run = startScenario(request.files, { untilMs: request.untilMs })
  for (let toMs = 0; ; toMs += SLICE_MS) {
    const soFar = run.advance(toMs)
    // What repeats itself goes on to the end, although nothing is due any more.
    const advanced = soFar.reason === 'idle' ? run.advance(run.untilMs) : soFar
    const ended = advanced.reason !== 'reached' || toMs >= run.untilMs
    const entries = run.take()
    const done = ended ? { reason: advanced.reason, message: advanced.message } : null
    if (ended || entries.length > 0) yield* inPieces({ entries, nowMs: advanced.nowMs, done })
    if (ended) return
  }
}

function* inPieces({ entries, nowMs, done }: RunChunk): Generator<RunChunk> {
  for (let from = 0; ; from += MOST_ENTRIES) {
    const piece = entries.slice(from, from + MOST_ENTRIES).map(forTheWire)
    if (from + MOST_ENTRIES >= entries.length) return yield { entries: piece, nowMs, done }
    yield { entries: piece, nowMs: piece.at(-1)?.timeMs ?? nowMs, done: null }
  }
}

/** `before` is what the page has already; leaving it out halves what crosses the threads. */
function forTheWire(entry: RunChunk['entries'][number]): RunChunk['entries'][number] {
  return {
    ...entry,
    changes: entry.changes.map(({ key, after }) => ({ key, before: undefined, after })),
  }
}
