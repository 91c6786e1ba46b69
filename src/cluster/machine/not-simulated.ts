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
  describe: ({ word }) => `${word} (not simulated)`,
  ...NO_OFFERS,
}

export const notSimulated: Verb<NotSimulatedAction, MachineSession> = {
  face: notSimulatedFace,
  read: (_reader, atMs) => ({ verb: 'notSimulated', atMs, word: 'notSimulated', value: null }),
  write: ({ word, value }) => ({ [word]: value }),
  run: (session, { word }) =>
    fail(session, `left out \`${word}\``, 'this is not simulated', [
      `error: ${word} is not simulated`,
    ]),
}
