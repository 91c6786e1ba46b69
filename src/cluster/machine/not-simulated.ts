// A verb that nobody here knows. It stays in the scenario with its time and its flag, and when its time
// comes the journal says that nothing was done.
import { fail } from '#kubectl/session.ts'
import { NO_OFFERS, type TimedAction, type Verb, type VerbFace } from '#kubectl/verb.ts'
import type { MachineSession } from './machine-session.ts'

export interface NotSimulatedAction extends TimedAction {
  readonly verb: 'notSimulated'
  /** The field of scenario.yaml, and what stands there. */
  readonly word: string
  readonly value: unknown
}

export const notSimulatedFace: VerbFace<NotSimulatedAction> = {
  describe: ({ word, value }) => `${wordsOf(word, value)} (not simulated)`,
  ...NO_OFFERS,
}

export const notSimulated: Verb<NotSimulatedAction, MachineSession> = {
  face: notSimulatedFace,
  read: (_reader, atMs) => ({ verb: 'notSimulated', atMs, word: 'notSimulated', value: null }),
  write: ({ word, value }) => ({ [word]: value }),
  run: (session, { word, value }) =>
    fail(session, `left out \`${wordsOf(word, value)}\``, 'this is not simulated', [
      `error: ${word} is not simulated`,
    ]),
}

function wordsOf(word: string, value: unknown): string {
  return word === 'kubectl' && typeof value === 'string' ? `${word} ${value}` : word
}
