// Remembers which texts are being run, so that one that stopped the engine, or the whole tab, is not run again by
// itself when the page is loaded again.
import type { ScenarioFile } from '#scenario/types.ts'
import { debounce } from './debounce.ts'

/** A place for small texts, given by the page (localStorage) or by a test (a Map). */
export interface TextStorage {
  read(key: string): string | null
  write(key: string, text: string): void
}

const RUNNING = 'podscape/running'
const MAX_MARKS = 5
/** Of longer texts only the ends are looked at: this is done at each rest of the keyboard. */
const MAX_SUMMED = 65_536

/** What is said of a text that is held back. */
export const HELD_BACK =
  'This text stopped the engine the last time, so it is not run by itself. Change it, or run it again all the same.'

export interface RunGuard {
  /** Notes that these files begin to run. */
  begin(files: readonly ScenarioFile[]): void
  /** The engine lives: what ran is no longer suspected. */
  end(): void
  /** What runs stopped the engine: it is suspected at once, and however the page is left. */
  blame(): void
  /** True when a run of these files never came to its end. */
  stopped(files: readonly ScenarioFile[]): boolean
}

/** A run that is over sooner is written down nowhere. */
const SUSPECT_MS = 1000

/** Makes the guard of one page. `later` calls its function after a while, or not when it is called again. */
export function createRunGuard(
  storage: TextStorage,
  later: (act: () => void) => () => void = (act) => debounce(act, SUSPECT_MS),
): RunGuard {
  let current: string | null = null
  let written = false
  const marks = (): readonly string[] =>
    (storage.read(RUNNING) ?? '').split(',').filter((mark) => /^[0-9a-f]+-\d+$/.test(mark))
  const write = (list: readonly string[]): void =>
    storage.write(RUNNING, list.slice(-MAX_MARKS).join(','))
  const end = (): void => {
    if (current === null) return
    const gone = current
    current = null
    if (written) write(marks().filter((mark) => mark !== gone))
    written = false
  }
  const note = (): void => {
    if (current === null) return
    const mine = current
    written = true
    write([...marks().filter((mark) => mark !== mine), mine])
  }
  const suspect = later(note)
  return {
    begin(files) {
      end()
      current = markOf(files)
      suspect()
    },
    end,
    blame() {
      note()
      current = null
      written = false
    },
    stopped: (files) => marks().includes(markOf(files)),
  }
}

function markOf(files: readonly ScenarioFile[]): string {
  const text = files.map((file) => `${file.path}\n${file.text}`).join('\n')
  const summed =
    text.length <= MAX_SUMMED ? text : text.slice(0, MAX_SUMMED / 2) + text.slice(-MAX_SUMMED / 2)
  let sum = 0
  for (let i = 0; i < summed.length; i += 1) sum = (Math.imul(sum, 31) + summed.charCodeAt(i)) >>> 0
  return `${sum.toString(16)}-${text.length}`
}
