// The lines of the terminal in a link: the last ones, bounded, and checked like all that a link holds.
import { FIRST_SHELL, type Place, type ShellState } from '#cluster/terminal/types.ts'
import { equal } from '#lib/equal.ts'
import { MAX_DURATION_MS } from './duration.ts'
import { isMapping } from './field-reader.ts'

/** A line that was typed into the terminal, with all that its output is made of beside the run. */
export interface KeptLine {
  readonly text: string
  /** The shown moment at which it was typed, and how many steps of the same time came after that. */
  readonly atMs: number
  readonly behind: number
  /** When the first thing that it changes happens. */
  readonly actsMs: number
  /** When Ctrl+C ended it; null when nobody did. */
  readonly stopMs: number | null
  readonly shell: ShellState
  /** What was saved in the editors that it opened; null where nothing was. */
  readonly edited?: readonly (string | null)[]
}

const MAX_LINES = 60
const MAX_LINE = 2000
const MAX_TEXT = 12_000
const MAX_VARIABLES = 20

type Written = readonly [
  text: string,
  atMs: number,
  behind: number,
  actsMs: number,
  stopMs: number | null,
  shell?: ShellState,
  edited?: readonly (string | null)[],
]

/** The last lines as a link writes them: so many as it may hold. */
export function writeTerminal(lines: readonly KeptLine[]): readonly Written[] {
  const written: Written[] = []
  let left = MAX_TEXT
  for (const line of lines.slice(-MAX_LINES).toReversed()) {
    const { text, atMs, behind, actsMs, stopMs, shell, edited } = line
    left -= text.length + (edited ?? []).join('').length
    if (left < 0 || text.length > MAX_LINE) break
    const start = [text, atMs, behind, actsMs, stopMs] as const
    if (edited !== undefined) written.unshift([...start, shell, edited])
    else written.unshift(equal(shell, FIRST_SHELL) ? start : [...start, shell])
  }
  return written
}

/** The lines of a link that can be read. */
export function readTerminal(value: unknown): readonly KeptLine[] {
  if (!Array.isArray(value)) return []
  return (value as readonly unknown[]).slice(-MAX_LINES).flatMap((one) => readLine(one) ?? [])
}

function readLine(value: unknown): KeptLine | null {
  if (!Array.isArray(value)) return null
  const [text, atMs, behind, actsMs, stopMs, shell, edited] = value as readonly unknown[]
  if (typeof text !== 'string' || text.length > MAX_LINE) return null
  if (!isTime(atMs) || !isTime(actsMs) || !isTime(behind) || actsMs < atMs) return null
  if (stopMs !== null && !(isTime(stopMs) && stopMs >= atMs)) return null
  const line = { text, atMs, behind, actsMs, stopMs, shell: readShell(shell) }
  return isEdited(edited) ? { ...line, edited } : line
}

const MAX_EDITED = 20

function isEdited(value: unknown): value is readonly (string | null)[] {
  return (
    Array.isArray(value) &&
    value.length <= MAX_EDITED &&
    value.every((one) => one === null || (typeof one === 'string' && one.length <= MAX_TEXT))
  )
}

const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= MAX_DURATION_MS

const isStatus = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) > 0 && Number(value) < 256

/** Shells in shells. */
const MAX_DEPTH = 12

function readShell(value: unknown, depth = 0): ShellState {
  if (!isMapping(value) || depth > MAX_DEPTH) return FIRST_SHELL
  const { cwd, namespace, variables, outer, status } = value
  const place = readPlace(value['place'])
  const isPath = typeof cwd === 'string' && cwd.startsWith('/') && cwd.length <= MAX_LINE
  const isName = typeof namespace === 'string' && /^[a-z0-9-]{1,63}$/.test(namespace)
  const entries = isMapping(variables) ? Object.entries(variables) : []
  const texts = entries
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    .filter(([name, text]) => /^\w{1,60}$/.test(name) && text.length <= MAX_LINE)
  return {
    cwd: isPath ? cwd : FIRST_SHELL.cwd,
    namespace: isName ? namespace : FIRST_SHELL.namespace,
    variables: Object.fromEntries(texts.slice(0, MAX_VARIABLES)),
    ...(isStatus(status) ? { status } : {}),
    // Somewhere else one came from a shell.
    ...(place === null ? {} : { place, outer: readShell(outer, depth + 1) }),
  }
}

const MAX_NAME = 253

const NAME = /^[\w.-]+$/
const MAX_PROMPT = 300
const MAX_STATUS = 255

function readPlace(value: unknown): Place | null {
  if (!isMapping(value)) return null
  const { kind, node, namespace, pod, container, containerId, program, prompt, status } = value
  if (kind === 'node') return isName(node) ? { kind, node } : null
  if (kind !== 'container' || !isName(namespace) || !isName(pod) || !isName(container)) return null
  if (!isName(containerId) || !isText(program) || !isText(prompt)) return null
  if (typeof status !== 'number' || !(status >= 0 && status <= MAX_STATUS)) return null
  return { kind, namespace, pod, container, containerId, program, prompt, status }
}

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= MAX_NAME && NAME.test(value)

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= MAX_PROMPT
