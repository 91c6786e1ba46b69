// `kubectl events`. Follows k8s.io/kubectl/pkg/cmd/events/events.go and event_printer.go (v1.36).
import type { Event } from '#api/generated/types.ts'
import { infoOf } from '#api/meta/object.ts'
import { unfollowed } from '../common-flags.ts'
import { eventCells, sortedEvents } from '../events.ts'
import { parseCommandLine } from '../flags.ts'
import { kindOfWord } from '../resource-types.ts'
import { alignCells } from '../table.ts'
import { notSimulated, usageError } from '../usage.ts'
import type { ParsedOptions, ReadingCommand, ReadingSession } from '../verb.ts'

export const EVENTS_FLAGS = {
  'all-namespaces': { kind: 'bool', short: 'A', value: false },
  'allow-missing-template-keys': { kind: 'bool', value: true },
  'chunk-size': { kind: 'number', value: 500 },
  for: { kind: 'text', value: '' },
  'no-headers': { kind: 'bool', value: false },
  output: { kind: 'text', short: 'o', value: '' },
  'show-managed-fields': { kind: 'bool', value: false },
  template: { kind: 'text', value: '' },
  types: { kind: 'list', value: [] },
  watch: { kind: 'bool', short: 'w', value: false },
} as const

const FOLLOWED = ['all-namespaces', 'chunk-size', 'for', 'no-headers', 'output', 'types']

export interface EventsOptions {
  readonly namespace: string
  readonly allNamespaces: boolean
  readonly types: readonly string[]
  readonly about: {
    readonly apiVersion: string
    readonly kind: string
    readonly name: string
  } | null
  readonly noHeaders: boolean
  readonly names: boolean
}

export const events: ReadingCommand<EventsOptions> = {
  name: 'events',
  use: '[(-o|--output=)json|yaml|name] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]',
  flags: EVENTS_FLAGS,
  completes: 'files',
  parse: (words) => parseEvents(words),
  run,
}

/** Reads a line of `events`; `more` are flags that are followed beside those of a list. */
export function parseEvents(
  words: readonly string[],
  more: readonly string[] = [],
): ParsedOptions<EventsOptions> {
  const read = parseCommandLine('events', EVENTS_FLAGS, words)
  if (!read.ok) return read
  const { flags, namespace } = read
  const [type = '', name] = flags.for.split('/')
  const kind = kindOfWord(type)
  if (flags.for !== '') {
    if (name === undefined || name === '') return usageError('--for must be in resource/name form')
    if (kind === undefined)
      return { ok: false, lines: [`the server doesn't have a resource type "${type}"`] }
  }
  if (flags.types.some((one) => !['normal', 'warning'].includes(one.toLowerCase())))
    return usageError('valid --types are Normal or Warning')
  const left = unfollowed(read, EVENTS_FLAGS, [...FOLLOWED, ...more])
  if (left !== null) return left
  if (flags.output !== '' && flags.output !== 'name') return notSimulated(`-o ${flags.output}`)
  return {
    ok: true,
    options: {
      namespace,
      allNamespaces: flags['all-namespaces'],
      types: flags.types.map((one) => one.toLowerCase()),
      about:
        kind === undefined ? null : { apiVersion: infoOf(kind).apiVersion, kind, name: name ?? '' },
      noHeaders: flags['no-headers'],
      names: flags.output === 'name',
    },
  }
}

export const EVENTS_HEADER = ['NAMESPACE', 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']

/** Whether an Event is of the types and about the object that were asked for. */
export function isAsked(
  { types, about }: Pick<EventsOptions, 'types' | 'about'>,
  { type = '', involvedObject }: Event,
): boolean {
  return (
    (types.length === 0 || types.includes(type.toLowerCase())) &&
    (about === null ||
      (involvedObject.apiVersion === about.apiVersion &&
        involvedObject.kind === about.kind &&
        involvedObject.name === about.name))
  )
}

function run({ reader, nowMs, out, err }: ReadingSession, options: EventsOptions): number {
  const { namespace, allNamespaces, noHeaders, names } = options
  const found = reader
    .list('Event', allNamespaces ? {} : { namespace })
    .filter((event) => isAsked(options, event))
  if (found.length === 0) {
    err(allNamespaces ? 'No events found.' : `No events found in ${namespace} namespace.`)
    return 0
  }
  const sorted = sortedEvents(found)
  if (names) {
    for (const { metadata } of sorted) out(`event/${metadata.name ?? ''}`)
    return 0
  }
  const shown = allNamespaces ? 0 : 1
  const rows = sorted.map((event) => eventCells(event, nowMs).slice(shown))
  const table = alignCells(noHeaders ? rows : [EVENTS_HEADER.slice(shown), ...rows])
  for (const line of table.replace(/\n$/, '').split('\n')) out(line)
  return 0
}
