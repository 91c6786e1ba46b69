// What `kubectl get` does beyond reading once: `-w` along virtual time, and `--subresource`.
// Follows watch of k8s.io/kubectl/pkg/cmd/get/get.go (v1.36).
import type { Scale } from '#api/generated/types.ts'
import { parseFieldSelector } from '#api/meta/field-selector.ts'
import { parseLabelSelector } from '#api/meta/label-selector-text.ts'
import { type ApiObject, infoOf } from '#api/meta/object.ts'
import type { WatchEvent } from '#client/client.ts'
import type { Selection } from '#client/selection.ts'
import { createFuture, type Task, wait } from '#sim/task.ts'
import { parseCommandLine, parseDuration } from '../flags.ts'
import {
  type PlainFormat,
  printColumns,
  printFormatted,
  printValue,
  readFormat,
} from '../output-formats.ts'
import { tableOf } from '../get-table.ts'
import { printText } from '../print-all.ts'
import { ageOf } from '../printers/printer.ts'
import { kindOfWord, resourceOf } from '../resource-types.ts'
import { findResources, type Found } from '../resources.ts'
import type { Session } from '../session.ts'
import { alignCells } from '../table.ts'
import { usageError } from '../usage.ts'
import type { LineCommand, ParsedOptions } from '../verb.ts'
import { get, GET_FLAGS, type GetOptions, parseGet } from './get.ts'

interface WatchOptions extends GetOptions {
  readonly watch: boolean
  readonly watchOnly: boolean
  readonly withEvents: boolean
  /** 0 is for ever. */
  readonly timeoutMs: number
  readonly subresource: string
}

export const getWatch: LineCommand<WatchOptions> = {
  name: 'get',
  use: get.use,
  flags: GET_FLAGS,
  completes: 'resources',
  changes: false,
  parse,
  run: (session, options) =>
    options.watch ? watch(session, options) : showSubresource(session, options),
}

const FOLLOWED = Object.keys(GET_FLAGS).filter(
  (name) => !['kustomize', 'raw', 'show-managed-fields'].includes(name),
)

function parse(words: readonly string[]): ParsedOptions<WatchOptions> {
  const read = parseCommandLine('get', GET_FLAGS, words)
  if (!read.ok) return read
  const { flags } = read
  const watchOnly = flags['watch-only']
  const parsed = parseGet(words, FOLLOWED)
  if (!parsed.ok) return parsed
  const { resources } = parsed.options
  const { subresource } = flags
  const isWatch = flags.watch || watchOnly
  if (isWatch && new Set(resources.map(({ kind }) => kind)).size > 1)
    return usageError('you may only specify a single resource type')
  if (subresource !== '' && resources.some(({ name }) => name === ''))
    return usageError('subresource cannot be used when bulk resources are specified')
  return {
    ok: true,
    options: {
      ...parsed.options,
      watch: isWatch,
      watchOnly,
      withEvents: flags['output-watch-events'],
      timeoutMs: parseDuration(flags['request-timeout']) ?? 0,
      subresource,
    },
  }
}

function fails({ err }: Session, message: string): 1 {
  for (const line of `error: ${message}`.split('\n')) err(line)
  return 1
}

function sayMissing(session: Session, { missing, problem }: Found): number | null {
  if (problem !== null) {
    session.err(problem)
    return 1
  }
  for (const { kind, name } of missing)
    session.err(`Error from server (NotFound): ${resourceOf(kind)} "${name}" not found`)
  return missing.length > 0 ? 1 : null
}

function* watch(session: Session, options: WatchOptions): Task<number> {
  const { resources, sortBy, format: asked, ignoreNotFound } = options
  if (sortBy !== '')
    session.err('warning: --watch requested, --sort-by will be ignored for watch events received')
  const read =
    asked.kind === 'file' ? readFormat(asked, session.text) : { ok: true as const, format: asked }
  if (!read.ok) {
    for (const line of read.lines) session.err(line)
    return 1
  }
  const found = findResources(session.client, options)
  if (ignoreNotFound && found.missing.length > 0) return 0
  const lost = sayMissing(session, found)
  if (lost !== null) return lost
  const [{ kind: word, name } = { kind: '', name: '' }] = resources
  const kind = kindOfWord(word)
  if (kind === undefined) return fails(session, 'no resource was named')
  const print = printerFor(session, options, read.format)
  if (!options.watchOnly) print(found.objects.map((object) => ({ type: 'ADDED', object })))
  if (resources.length > 1)
    return fails(session, 'you may only watch a single resource or type of resource at a time')
  const events: WatchEvent[] = []
  let woken = createFuture<void>()
  let isOver = false
  const stop = session.client.watch(
    kind,
    (event) => {
      if (name !== '' && event.object.metadata.name !== name) return
      events.push(event)
      woken.settle()
    },
    selectionOf(options, kind),
  )
  if (options.timeoutMs > 0)
    session.sleeper.sleep(options.timeoutMs, 'kubectl get').whenSettled(() => {
      isOver = true
      woken.settle()
    })
  try {
    while (!isOver) {
      yield* wait(woken)
      woken = createFuture<void>()
      for (const event of events.splice(0)) print([event])
    }
  } finally {
    stop()
  }
  return 0
}

function selectionOf(
  { namespace, allNamespaces = false, selector = '', fieldSelector = '' }: WatchOptions,
  kind: ApiObject['kind'],
): Selection {
  const labels = selector === '' ? undefined : parseLabelSelector(selector)
  const fields = parseFieldSelector(fieldSelector)
  return {
    ...(allNamespaces || !infoOf(kind).namespaced ? {} : { namespace }),
    ...(labels === undefined ? {} : { labelSelector: labels }),
    ...(fields === undefined || fields.length === 0 ? {} : { fieldSelector: fields }),
  }
}

/** All types of events take as much room. */
const EVENT_WIDTH = 8

type Shown = Pick<WatchEvent, 'type' | 'object'>

/** Makes what prints objects as they come: one table that goes on, or one text after the other. */
function printerFor(
  session: Session,
  options: WatchOptions,
  format: PlainFormat,
): (events: readonly Shown[]) => void {
  const widths: number[] = []
  let isFirst = true
  const one = (event: Shown): void => {
    if (format.kind === 'table') return
    if (format.kind === 'columns') {
      const noHeaders = options.noHeaders || !isFirst
      const { text, problem } = printColumns([event.object], format.columns, noHeaders, widths)
      printText(session.out, text)
      if (problem !== null) fails(session, problem)
    } else {
      if (format.kind === 'yaml' && !isFirst) session.out('---')
      const { object, type } = event
      const { text, problem } = options.withEvents
        ? printValue({ object, type }, format)
        : printFormatted([object], format, { single: true, noHeaders: false })
      printText(session.out, text)
      if (problem !== null) fails(session, problem)
    }
    isFirst = false
  }
  return (events) => {
    const [first] = events
    if (first === undefined) return
    if (format.kind === 'columns' && isFirst) {
      const objects = events.map(({ object }) => object)
      const { text } = printColumns(objects, format.columns, options.noHeaders, widths)
      printText(session.out, text)
      isFirst = false
      return
    }
    if (format.kind !== 'table') {
      for (const event of events) one(event)
      return
    }
    const { nowMs } = session.world.clock
    const shown = { ...options, wide: format.wide, nowMs, withKind: options.showKind }
    const { header, rows } = tableOf(
      first.object.kind,
      events.map(({ object }) => object),
      shown,
    )
    const withEvent = (row: readonly string[], type: string): readonly string[] =>
      options.withEvents ? [type.padEnd(EVENT_WIDTH), ...row] : row
    const lines = rows.map((row, index) => withEvent(row, events[index]?.type ?? ''))
    const all = isFirst && !options.noHeaders ? [withEvent(header, 'EVENT'), ...lines] : lines
    isFirst = false
    printText(session.out, alignCells(all, widths))
  }
}

const NO_RESOURCE = 'Error from server (NotFound): the server could not find the requested resource'

function showSubresource(session: Session, options: WatchOptions): number {
  const { subresource, resources, namespace, format: asked, noHeaders } = options
  const kind = kindOfWord(resources[0]?.kind ?? '')
  const known: readonly string[] = kind === undefined ? [] : infoOf(kind).subresources
  if (kind === undefined || !known.includes(subresource)) {
    session.err(NO_RESOURCE)
    return 1
  }
  const read =
    asked.kind === 'file' ? readFormat(asked, session.text) : { ok: true as const, format: asked }
  if (!read.ok) {
    for (const line of read.lines) session.err(line)
    return 1
  }
  const found = findResources(session.client, options)
  const lost = sayMissing(session, found)
  if (lost !== null) return lost
  const { format } = read
  if (subresource !== 'scale') {
    printerFor(session, options, format)(found.objects.map((object) => ({ type: 'ADDED', object })))
    return 0
  }
  const scales = found.objects.flatMap(({ metadata }) => {
    const result = session.client.getScale(
      kind,
      metadata.namespace ?? namespace,
      metadata.name ?? '',
    )
    return result.ok ? [result.object] : []
  })
  return printScales(session, scales, format, noHeaders)
}

function printScales(
  session: Session,
  scales: readonly Scale[],
  format: PlainFormat,
  noHeaders: boolean,
): number {
  if (format.kind === 'table') {
    const rows = scales.map(({ metadata, spec, status }) => [
      metadata?.name ?? '',
      String(spec?.replicas ?? 0),
      String(status?.replicas ?? 0),
      ageOf(metadata?.creationTimestamp, session.world.clock.nowMs),
    ])
    const header = noHeaders ? [] : [['NAME', 'DESIRED', 'AVAILABLE', 'AGE']]
    printText(session.out, alignCells([...header, ...rows]))
    return 0
  }
  for (const scale of scales) {
    if (format.kind === 'columns')
      return fails(session, 'custom columns of a scale are not simulated')
    const isName = format.kind === 'name'
    const { text } = isName
      ? { text: `scale.autoscaling/${scale.metadata?.name ?? ''}\n` }
      : printValue(scale, format)
    printText(session.out, text)
  }
  return 0
}
