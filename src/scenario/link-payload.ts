// What a share link carries, and the check of every field of it.
import { currentKey } from '#api/meta/object.ts'
import { isSafePath } from '#lib/safe-path.ts'
import { MAX_DURATION_MS } from './duration.ts'
import { isMapping } from './field-reader.ts'
import { type KeptLine, readTerminal } from './link-terminal.ts'
import type { ScenarioFile } from './types.ts'

export interface LinkPayload {
  readonly files: readonly ScenarioFile[]
  /** The shown moment in virtual milliseconds; null for the start. */
  readonly timeMs: number | null
  /** Key of the selected object. */
  readonly selection: string | null
  /** Names of tabs, panes and the like; the page ignores what it does not know. */
  readonly view: Readonly<Record<string, string>> | null
  /** What was typed into the terminal; left out when that is nothing. */
  readonly terminal?: readonly KeptLine[]
}

type Read =
  | { readonly ok: true; readonly payload: LinkPayload }
  | { readonly ok: false; readonly message: string }

const MAX_SELECTION = 600
/** A link is opened by people who do not know what is in it, so it holds less than a scenario may. */
const MAX_FILES = 100
const MAX_TOTAL_TEXT = 1_048_576
const MAX_VIEW_FIELDS = 16
const MAX_VIEW_TEXT = 60

/** A payload made anew from a parsed JSON value, or what is wrong with the value. */
export function readPayload(value: unknown): Read {
  if (!isMapping(value)) return { ok: false, message: 'it holds no scenario' }
  const files = readFiles(value['files'])
  if (typeof files === 'string') return { ok: false, message: files }
  const { timeMs, selection } = value
  const isTime = typeof timeMs === 'number' && timeMs >= 0 && timeMs <= MAX_DURATION_MS
  const isKey = typeof selection === 'string' && selection.length <= MAX_SELECTION
  return {
    ok: true,
    payload: {
      files,
      timeMs: isTime ? Math.round(timeMs) : null,
      selection: isKey ? currentKey(selection) : null,
      view: readView(value['view']),
      ...terminalOf(value['terminal']),
    },
  }
}

function terminalOf(value: unknown): Pick<LinkPayload, 'terminal'> {
  const terminal = readTerminal(value)
  return terminal.length === 0 ? {} : { terminal }
}

function readFiles(value: unknown): readonly ScenarioFile[] | string {
  if (!Array.isArray(value)) return 'it holds no files'
  if (value.length > MAX_FILES) return `it holds more than ${MAX_FILES} files`
  const files: ScenarioFile[] = []
  let total = 0
  for (const entry of value as readonly unknown[]) {
    const [path, text] = Array.isArray(entry) ? (entry as readonly unknown[]) : []
    if (typeof path !== 'string' || typeof text !== 'string') return 'one of its files has no text'
    if (!isSafePath(path)) return 'one of its files has a path that leads outside the scenario'
    if (files.some((file) => file.path === path)) return 'two of its files have the same path'
    total += text.length
    files.push({ path, text })
  }
  return total > MAX_TOTAL_TEXT ? 'its files have more than 1 MiB of text' : files
}

function readView(value: unknown): LinkPayload['view'] {
  if (!isMapping(value)) return null
  const fields = Object.entries(value)
    .filter((field): field is [string, string] => typeof field[1] === 'string')
    .filter(([name, text]) => /^[a-zA-Z]{1,30}$/.test(name) && text.length <= MAX_VIEW_TEXT)
  return Object.fromEntries(fields.slice(0, MAX_VIEW_FIELDS))
}
