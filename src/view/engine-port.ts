// The page's door to the engine. At a first visit the first story stands before the engine has come, which is larger
// than everything else together: then it comes behind the first picture.
import { default as engineUrl } from '#playground/engine.worker.ts?worker&url'
import { createRecordedPort } from '#playground/recorded/recorded-port.ts'
import {
  answersFromText,
  runFromText,
  type RecordedAnswers,
} from '#playground/recorded/recorded-run.ts'
import type { EnginePort } from '#playground/types.ts'
import { createWorkerPort } from '#playground/worker-port.ts'
import { pageWatch } from './shell/browser.ts'
import { startWorker } from './trusted-worker.ts'

interface EngineDoor {
  readonly port: EnginePort
  /** When the line is free for what comes after the engine. Never rejects. */
  readonly calm: Promise<unknown>
}

/** Makes it; `firstPicture` is when the first run stands. */
export function openEngine(isFirstVisit: boolean, firstPicture: Promise<unknown>): EngineDoor {
  const makePort = (): EnginePort =>
    createWorkerPort(() => startWorker(engineUrl, 'engine'), pageWatch)
  if (!isFirstVisit) return { port: makePort(), calm: firstPicture }
  const recorded = import('virtual:first-run').then(({ default: text }) =>
    text === null ? null : runFromText(text),
  )
  const loadSteps = async (): Promise<RecordedAnswers> => {
    const { default: text } = await import('virtual:first-run/steps')
    return text === null ? {} : answersFromText(text)
  }
  const { port, calm } = createRecordedPort({
    recorded: recorded.catch(() => null),
    loadSteps: () => loadSteps().catch(() => ({})),
    makePort,
    later: firstPicture,
  })
  const longEnough = firstPicture.then(() => new Promise((resolve) => setTimeout(resolve, MOST_MS)))
  return { port, calm: Promise.race([calm, longEnough]) }
}

/** So long after the first picture the editor waits for the engine, which comes in this time where the line is slow. */
const MOST_MS = 3000
