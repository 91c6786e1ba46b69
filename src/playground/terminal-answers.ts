// How the engine answers the terminal. Apart from the rest, because most people open no terminal: it is loaded
// with the first question.
import { completeLine } from '#cluster/terminal/complete-line.ts'
import {
  createLineRun,
  isOpenLine,
  type LineRun,
  type TerminalRun,
} from '#cluster/terminal/line-run.ts'
import { KUBECTL_VERBS } from '#kubectl/commands.ts'
import { joinWords } from '#kubectl/flags.ts'
import type { PrintedAction } from '#cluster/carry-out.ts'
import type { ShellState } from '#cluster/terminal/types.ts'
import { type Action, describeAction } from '#cluster/verbs.ts'
import type { AnswerTo, LineAnswer, ShownAction, TerminalQuestion } from './questions.ts'
import type { RunMoment } from './run-moment.ts'

/** What one question may cost; the engine looks for other messages between two. */
const COST_PER_QUESTION = 100
const MAX_LINE = 100_000
const MAX_ACTIONS = 300

const lineRuns = new WeakMap<TerminalRun, Map<number, LineRun>>()

/** The answer to a question about a run. */
export function answerTerminal<Q extends TerminalQuestion>(
  run: TerminalRun,
  at: RunMoment,
  question: TerminalQuestion & Q,
): AnswerTo<Q> {
  const answer = answerTo(run, at, question)
  // A question and its answer have the same kind.
  return answer as AnswerTo<Q>
}

function answerTo(run: TerminalRun, at: RunMoment, question: TerminalQuestion) {
  switch (question.kind) {
    case 'line':
      return advance(run, question)
    case 'printed':
      return run.printed().slice(0, MAX_ACTIONS).map(shown)
    case 'commands':
      return question.actions.map((action) => {
        const { text, isCommand } = textOf(action)
        return isCommand ? text : null
      })
    case 'complete':
      return completeLine(
        run,
        { atMs: Math.floor(at.timeMs), entryId: at.entryId },
        question.text,
        question.shell,
      )
  }
}

function advance(
  run: TerminalRun,
  { id, line, untilMs }: Extract<TerminalQuestion, { kind: 'line' }>,
): LineAnswer {
  if (line.text.length > MAX_LINE) return refused(line.atMs, line.shell)
  const runs = lineRuns.get(run) ?? new Map<number, LineRun>()
  lineRuns.set(run, runs)
  if (!runs.has(id) && isOpenLine(line.text)) return { ...NOTHING, open: true }
  const begun = runs.get(id) ?? createLineRun(run, line)
  runs.set(id, begun)
  forgetOldest(runs)
  const progress = begun.advance(untilMs, COST_PER_QUESTION)
  if (progress.end !== null || progress.wants !== null || progress.edits !== null) runs.delete(id)
  return { ...progress, open: false }
}

/** Lines that nobody asks about any more; the newest are asked about one after the other. */
const MAX_UNDER_WAY = 20

function forgetOldest(runs: Map<number, LineRun>): void {
  for (const id of runs.keys()) {
    if (runs.size <= MAX_UNDER_WAY) return
    runs.delete(id)
  }
}

const NOTHING: LineAnswer = {
  chunks: [],
  acted: [],
  end: null,
  wants: null,
  edits: null,
  files: [],
  more: false,
  open: false,
}

function refused(timeMs: number, shell: ShellState): LineAnswer {
  const text = `terminal: a line has at most ${MAX_LINE} characters\n`
  return {
    ...NOTHING,
    chunks: [{ timeMs, stream: 'err', text, screen: 0 }],
    end: { timeMs, exitCode: 1, shell },
  }
}

function shown({ action, lines, end }: PrintedAction, index: number): ShownAction {
  const { text, isCommand } = textOf(action)
  const { atMs } = action
  return { index, atMs, text, isCommand, lines: [...lines], end }
}

function textOf(action: Action): Pick<ShownAction, 'text' | 'isCommand'> {
  if (action.verb === 'apply' && action.files.length === 0)
    return { text: 'kubectl apply -f manifests/', isCommand: true }
  if (!Object.hasOwn(KUBECTL_VERBS, action.verb))
    return { text: describeAction(action), isCommand: false }
  return { text: `kubectl ${joinWords(wordsOf(action))}`, isCommand: true }
}

function wordsOf(action: Action): readonly string[] {
  // The table holds each verb under its own name.
  const verb = KUBECTL_VERBS[action.verb as keyof typeof KUBECTL_VERBS]
  return (verb as unknown as { words(action: Action): readonly string[] }).words(action)
}
