// The signals that scripts and the runtime use, with their Linux numbers.

export const SIGNAL_NUMBERS = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  KILL: 9,
  USR1: 10,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  WINCH: 28,
} as const

export type Signal = keyof typeof SIGNAL_NUMBERS

/** The signal named 'TERM', 'SIGTERM', 'term' or '15'; undefined when there is none. */
export function signalOf(text: string): Signal | undefined {
  const name = text.toUpperCase().replace(/^SIG/, '')
  for (const [signal, number] of Object.entries(SIGNAL_NUMBERS)) {
    if (signal === name || String(number) === text) return isSignal(signal) ? signal : undefined
  }
  return undefined
}

const WORDS: Readonly<Partial<Record<Signal, string>>> = {
  HUP: 'Hangup',
  QUIT: 'Quit',
  KILL: 'Killed',
  USR1: 'User defined signal 1',
  USR2: 'User defined signal 2',
  ALRM: 'Alarm clock',
  TERM: 'Terminated',
}

/** What ash and dash print when a signal ended what they waited for; undefined for the quiet ones. */
export function wordsOfSignal(signal: Signal): string | undefined {
  return WORDS[signal]
}

/** The exit code of a process that `signal` ended: 128 and its number. */
export function codeOfSignal(signal: Signal): number {
  return 128 + SIGNAL_NUMBERS[signal]
}

function isSignal(text: string): text is Signal {
  return Object.hasOwn(SIGNAL_NUMBERS, text)
}
