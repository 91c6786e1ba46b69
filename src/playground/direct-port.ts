// The engine's port when the engine is on the same thread: for tests.
import { provideLateCommands } from '#kubectl/late.ts'
import { LATE_COMMANDS } from '#kubectl/late-commands.ts'
import { createEngine, type Engine } from './engine.ts'
import { editFiles, withDump } from './edit-files.ts'
import { loadFor } from './late-parts.ts'
import {
  isTerminalQuestion,
  type Answer,
  type AnswerTo,
  type Question,
  type TerminalQuestion,
} from './questions.ts'
import type { RunMoment } from './run-moment.ts'
import { answerTerminal } from './terminal-answers.ts'
import type { EnginePort } from './types.ts'

function answerTo<Q extends Question>(engine: Engine, at: RunMoment, question: Q): AnswerTo<Q> {
  const answer: Answer = isTerminalQuestion(question)
    ? answerTerminal(engine.terminalRun(at), at, question)
    : engine.ask<Exclude<Question, TerminalQuestion>>(at, question)
  return answer as AnswerTo<Q>
}

/** Makes a port that does its work within the call. What it hands over is copied, as between threads. */
export function createDirectPort(): EnginePort {
  provideLateCommands(LATE_COMMANDS)
  const engine = createEngine()
  return {
    check: (files, _, whole) => withDump(engine.check(files, whole), files),
    edit: (files, edit) => editFiles(files, edit),
    run(request, onChunk) {
      for (const chunk of engine.run(request)) onChunk(structuredClone(chunk))
    },
    ask: <Q extends Question>(at: RunMoment, question: Q): Promise<AnswerTo<Q>> =>
      loadFor(question).then(() => structuredClone(answerTo(engine, at, question))),
    cancel() {},
  }
}
