// The printed text of a command as lines, each with its time, cut into parts that mean something.
import { type Kind, KINDS, objectKey, infoOf } from '#api/meta/object.ts'
import type { WorldState } from '#client/world.ts'
import type { Chunk } from '#cluster/terminal/types.ts'
import { safeText } from './safe-text.ts'

export interface OutputLine {
  readonly timeMs: number
  readonly isError: boolean
  /** Without control characters. */
  readonly text: string
}

/** A part of a line: an object that can be selected, a state that is bad, or plain text. */
export interface Part {
  readonly text: string
  readonly key?: string
  readonly isBad?: boolean
}

/** The lines of what was printed. */
export function linesOf(chunks: readonly Chunk[]): readonly OutputLine[] {
  const lines: OutputLine[] = []
  let open: OutputLine | null = null
  for (const { text, timeMs, stream } of chunks) {
    const pieces = text.split('\n')
    for (const [index, raw] of pieces.entries()) {
      const piece = safeText(raw)
      const isLast = index === pieces.length - 1
      if (!isLast || piece !== '') {
        const before: OutputLine = open ?? { timeMs, isError: stream === 'err', text: '' }
        open = { ...before, text: before.text + piece }
      }
      if (isLast || open === null) continue
      lines.push(open)
      open = null
    }
  }
  if (open !== null) lines.push(open)
  return lines
}

/** What a state is called when something went wrong; kubectl prints it in a column of its own. */
const BAD =
  /^(?:Init:)?(?:Error|Failed|Evicted|OOMKilled|NotReady|Unknown|\w*BackOff|Err\w+|Invalid\w+|CreateContainer\w*Error|RunContainerError|ContainerStatusUnknown|StartError|DeadlineExceeded|NodeLost|UnexpectedAdmissionError)(?:,\w+)?$/

/** Kinds whose names are looked for, in this order; the word of the command comes first. */
const NAMED: readonly Kind[] = [
  'Pod',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'Node',
  'Service',
  'ConfigMap',
  'Secret',
  'PersistentVolumeClaim',
  'PersistentVolume',
  'Namespace',
]

const MAX_LINE = 2000

/** Makes what cuts the lines of a command: names are those of objects that are there in `state`. */
export function partsFor(command: string, state: WorldState): (line: string) => readonly Part[] {
  const words = command.split(/[\s,]+/)
  const named = words.flatMap((word) => kindOfWord(word.split('/')[0] ?? '') ?? [])
  const kinds = [...new Set([...named, ...NAMED])]
  const namespace = namespaceOf(words)
  const find = (name: string, among: readonly Kind[], place: string): string | undefined =>
    among
      .map((kind) => objectKey(kind, infoOf(kind).namespaced ? place : '', name))
      .find((key) => state.get(key) !== undefined)
  const keyOf = (word: string, place: string): string | undefined => {
    const [type = '', name, ...more] = word.split('/')
    if (name === undefined) return find(word, kinds, place)
    const kind = kindOfWord(type)
    return kind === undefined || more.length > 0 ? undefined : find(name, [kind], place)
  }
  return (line) => {
    if (line.length > MAX_LINE) return [{ text: line }]
    const pieces = line.split(/([\s"]+)/)
    const first = pieces[0] ?? ''
    const second = pieces[2] ?? ''
    return joined(
      pieces.map((text, index) => {
        if (index % 2 === 1 || text === '') return { text }
        if (BAD.test(text)) return { text, isBad: true }
        if (!NAME.test(text) || (index > 2 && !text.includes('/') && !isNode(state, text)))
          return { text }
        const key =
          keyOf(text, index === 2 && second !== '' ? first : namespace) ?? keyOf(text, namespace)
        return key === undefined ? { text } : { text, key }
      }),
    )
  }
}

const NAME = /^[a-z0-9][-a-z0-9.]*(?:\/[a-z0-9][-a-z0-9.]*)?$/

function isNode(state: WorldState, name: string): boolean {
  return state.get(objectKey('Node', '', name)) !== undefined
}

function namespaceOf(words: readonly string[]): string {
  const at = words.findIndex((word) => word === '-n' || word === '--namespace')
  const joinedTo = words.find((word) => word.startsWith('--namespace='))
  return (at < 0 ? joinedTo?.slice('--namespace='.length) : words[at + 1]) ?? 'default'
}

function kindOfWord(word: string): Kind | undefined {
  const lower = word.toLowerCase().split('.')[0] ?? ''
  return KIND_OF_WORD.get(lower)
}

const KIND_OF_WORD: ReadonlyMap<string, Kind> = new Map(
  Object.values(KINDS).flatMap(({ kind, resource, singular, shortNames }) =>
    [resource, singular, ...shortNames].map((word) => [word, kind] as const),
  ),
)

/** Plain parts that follow each other become one. */
function joined(parts: readonly Part[]): readonly Part[] {
  const all: Part[] = []
  for (const part of parts) {
    const last = all.at(-1)
    const isPlain = part.key === undefined && part.isBad === undefined
    if (last !== undefined && isPlain && last.key === undefined && last.isBad === undefined)
      all[all.length - 1] = { text: last.text + part.text }
    else all.push(part)
  }
  return all
}
