// Builds the values of a document and the place of every key and value from one list of parser events.
// Follows sigs.k8s.io/yaml v1.6 (goyaml.v2/decode.go): the last of duplicate keys wins, merges happen
// in order, keys become strings as in JSON.
import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE } from 'js-yaml'
import { strangeEscape, unmarked } from './lenient.ts'
import type { Problems } from './problems.ts'
import { resolvePlain } from './scalars.ts'
import { scalarOfTag, shortTag } from './tags.ts'

type Event = ReturnType<typeof parseEvents>[number]
type ScalarEvent = Extract<Event, { type: typeof EVENT_ID.SCALAR }>
type CollectionEvent = Extract<
  Event,
  { type: typeof EVENT_ID.MAPPING } | { type: typeof EVENT_ID.SEQUENCE }
>

/** How many values the aliases of a whole text may add. */
export const MAX_ALIASED_VALUES = 100_000
const MAX_DEPTH = 100

/** A value with its place; offsets count in the whole text, -1 where there is nothing written. */
export interface ComposedNode {
  value: unknown
  start: number
  end: number
  keyStart: number
  keyEnd: number
  children: Map<string | number, ComposedNode> | null
  /** Values in it, itself and aliases counted. */
  size: number
  /** Levels below it. */
  height: number
}

export interface AliasBudget {
  left: number
  reported: boolean
}

interface Composer {
  readonly source: string
  readonly isJson: boolean
  /** Offset of `source` in the whole text. */
  readonly base: number
  readonly events: readonly Event[]
  readonly problems: Problems
  readonly budget: AliasBudget
  readonly anchors: Map<string, ComposedNode | null>
  index: number
  depth: number
  /** End of the last token, in `source`. */
  cursor: number
  failed: boolean
}

interface ComposeInput {
  readonly source: string
  /** Whether the source is JSON, which kubectl reads as such. */
  readonly isJson: boolean
  readonly base: number
  readonly problems: Problems
  readonly budget: AliasBudget
}

/**
 * The root of each document in `source`; null for one that has an error, which is reported.
 * Documents with nothing in them are left out. Throws what js-yaml throws on broken syntax.
 */
export function composeDocuments(input: ComposeInput): readonly (ComposedNode | null)[] {
  const events = parseEvents(input.source, { maxDepth: MAX_DEPTH })
  const composer: Composer = {
    ...input,
    events,
    anchors: new Map(),
    index: 0,
    depth: 0,
    cursor: 0,
    failed: false,
  }
  const roots: (ComposedNode | null)[] = []
  while (composer.index < events.length) {
    composer.index += 1 // DOCUMENT
    composer.anchors.clear()
    composer.failed = false
    const root = composeNode(composer)
    composer.index += 1 // POP
    if (composer.failed) roots.push(null)
    else if (root.start >= 0) roots.push(root)
  }
  return roots
}

function composeNode(composer: Composer): ComposedNode {
  const event = composer.events[composer.index]
  composer.index += 1
  if (event === undefined) return emptyNode()
  switch (event.type) {
    case EVENT_ID.SCALAR:
      return composeScalar(composer, event)
    case EVENT_ID.ALIAS:
      return composeAlias(composer, event.anchorStart, event.anchorEnd)
    case EVENT_ID.MAPPING:
    case EVENT_ID.SEQUENCE:
      return composeCollection(composer, event)
    default:
      return emptyNode()
  }
}

const emptyNode = (): ComposedNode => ({
  value: null,
  start: -1,
  end: -1,
  keyStart: -1,
  keyEnd: -1,
  children: null,
  size: 1,
  height: 0,
})

function report(composer: Composer, message: string, start: number, end: number): void {
  composer.failed = true
  composer.problems.add('error', message, composer.base + start, composer.base + end)
}

function tagOf(composer: Composer, event: ScalarEvent | CollectionEvent): string {
  return event.tagStart < 0 ? '' : shortTag(composer.source.slice(event.tagStart, event.tagEnd))
}

function composeScalar(composer: Composer, event: ScalarEvent): ComposedNode {
  const node = emptyNode()
  const text = event.valueStart < 0 ? '' : textOf(composer, event)
  const tag = tagOf(composer, event)
  const place = placeOfScalar(composer, event)
  if (place !== null) {
    node.start = composer.base + place.start
    node.end = composer.base + place.end
    composer.cursor = Math.max(composer.cursor, place.end)
  }
  if (event.style === SCALAR_STYLE.DOUBLE_QUOTED && !composer.isJson) checkEscapes(composer, event)
  if (isBlock(event)) checkTab(composer, event)
  if (tag === '') node.value = event.style === SCALAR_STYLE.PLAIN ? resolvePlain(text) : text
  else {
    const tagged = scalarOfTag(tag, text)
    if (tagged.ok) node.value = tagged.value
    else report(composer, tagged.message, event.tagStart, place?.end ?? event.tagEnd)
  }
  if (typeof node.value === 'number' && !Number.isFinite(node.value) && place !== null) {
    report(composer, `${text} is not a number that JSON knows`, place.start, place.end)
  }
  if (event.anchorStart >= 0) {
    composer.anchors.set(composer.source.slice(event.anchorStart, event.anchorEnd), node)
  }
  return node
}

function textOf({ source }: Composer, event: ScalarEvent): string {
  const text = getScalarValue(source, event)
  return event.style === SCALAR_STYLE.DOUBLE_QUOTED ? unmarked(text) : text
}

const isBlock = ({ style }: ScalarEvent): boolean =>
  style !== SCALAR_STYLE.PLAIN &&
  style !== SCALAR_STYLE.SINGLE_QUOTED &&
  style !== SCALAR_STYLE.DOUBLE_QUOTED

/** The first line of a block scalar says how far it is indented, and cannot do so with a tab. */
function checkTab(composer: Composer, { valueStart, valueEnd }: ScalarEvent): void {
  const { source } = composer
  const header = source.slice(source.lastIndexOf('\n', valueStart - 2) + 1, valueStart)
  if (valueStart < 0 || /[|>][-+]?[1-9]/.test(header)) return
  const [tabbed] = /^[ \r\n]*\t/.exec(source.slice(valueStart, valueEnd)) ?? []
  if (tabbed === undefined) return
  const at = valueStart + tabbed.length - 1
  report(composer, 'a tab cannot begin a block of text: indent it with spaces', at, at + 1)
}

/** In YAML; JSON has the escapes of JSON. */
function checkEscapes(composer: Composer, { valueStart, valueEnd }: ScalarEvent): void {
  const raw = composer.source.slice(valueStart, valueEnd)
  const escape = strangeEscape(raw)
  if (escape === null) return
  const start = valueStart + raw.indexOf(escape)
  const message =
    escape === '\\/'
      ? 'unknown escape after \\ in double quotes: write / alone'
      : `${escape} is half of a character: write the character itself`
  report(composer, message, start, start + escape.length)
}

/** Quotes belong to the place; the last line break of a block scalar does not. */
function placeOfScalar(
  composer: Composer,
  event: ScalarEvent,
): { start: number; end: number } | null {
  const { valueStart, valueEnd, style } = event
  if (valueStart < 0) {
    if (event.tagStart >= 0) return { start: event.tagStart, end: event.tagEnd }
    return event.anchorStart < 0 ? null : { start: event.anchorStart - 1, end: event.anchorEnd }
  }
  if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED) {
    return { start: valueStart - 1, end: valueEnd + 1 }
  }
  let end = valueEnd
  while (end > valueStart && /\s/.test(composer.source.charAt(end - 1))) end -= 1
  return { start: valueStart, end: Math.max(end, valueStart) }
}

function composeAlias(composer: Composer, nameStart: number, end: number): ComposedNode {
  const node = emptyNode()
  const start = nameStart - 1
  const name = composer.source.slice(nameStart, end)
  node.start = composer.base + start
  node.end = composer.base + end
  composer.cursor = Math.max(composer.cursor, end)
  const anchor = composer.anchors.get(name)
  if (anchor === undefined) {
    const hint = 'a text that starts with * needs quotes'
    report(composer, `unknown anchor "${name}": ${hint}`, start, end)
  } else if (anchor === null) {
    report(composer, `anchor "${name}" contains itself`, start, end)
  } else if (composer.depth + anchor.height > MAX_DEPTH) {
    report(composer, `the text is nested more than ${MAX_DEPTH} levels deep`, start, end)
  } else if (anchor.size > composer.budget.left) {
    composer.failed = true
    if (composer.budget.reported) return node
    composer.budget.reported = true
    const message = `excessive aliasing: the aliases stand for more than ${MAX_ALIASED_VALUES} values`
    report(composer, message, start, end)
  } else {
    composer.budget.left -= anchor.size
    node.value = anchor.value
    node.size = anchor.size
    node.height = anchor.height
  }
  return node
}

function composeCollection(composer: Composer, event: CollectionEvent): ComposedNode {
  const node = emptyNode()
  node.start = composer.base + event.start
  node.children = new Map()
  composer.cursor = Math.max(composer.cursor, event.start)
  const anchor =
    event.anchorStart < 0 ? null : composer.source.slice(event.anchorStart, event.anchorEnd)
  if (anchor !== null) composer.anchors.set(anchor, null)
  composer.depth += 1
  if (event.type === EVENT_ID.MAPPING) composeMapping(composer, node)
  else composeSequence(composer, node)
  composer.depth -= 1
  composer.index += 1 // POP
  const first = composer.source.charAt(event.start)
  if (first === '{' || first === '[') closeFlow(composer, event.start)
  node.end = composer.base + composer.cursor
  if (anchor !== null) composer.anchors.set(anchor, node)
  return node
}

/** Moves the cursor behind the bracket that closes the flow collection that starts at `start`. */
function closeFlow(composer: Composer, start: number): void {
  const { source } = composer
  const closing = source.charAt(start) === '{' ? '}' : ']'
  let at = Math.max(composer.cursor, start + 1)
  while (at < source.length && source.charAt(at) !== closing) {
    if (source.charAt(at) === '#')
      while (at < source.length && !/[\r\n]/.test(source.charAt(at))) at += 1
    else at += 1
  }
  composer.cursor = Math.min(at + 1, source.length)
}

const atEnd = (composer: Composer): boolean => {
  const event = composer.events[composer.index]
  return event === undefined || event.type === EVENT_ID.POP
}

function grow(parent: ComposedNode, child: ComposedNode): void {
  parent.size += child.size
  parent.height = Math.max(parent.height, child.height + 1)
}

function composeSequence(composer: Composer, node: ComposedNode): void {
  const items: unknown[] = []
  while (!atEnd(composer)) {
    const item = composeNode(composer)
    node.children?.set(items.length, item)
    items.push(item.value)
    grow(node, item)
  }
  node.value = items
}

function composeMapping(composer: Composer, node: ComposedNode): void {
  const target: Record<string, unknown> = {}
  const written = new Map<string, ComposedNode>()
  node.value = target
  while (!atEnd(composer)) {
    const keyEvent = composer.events[composer.index]
    const key = composeNode(composer)
    const value = composeNode(composer)
    if (isMergeKey(composer, keyEvent)) {
      grow(node, value)
      merge(composer, node, value)
      continue
    }
    const name = keyText(composer, key)
    if (name === null) continue
    const before = written.get(name)
    if (before !== undefined) reportDuplicate(composer, name, key)
    written.set(name, key)
    value.keyStart = key.start
    value.keyEnd = key.end
    grow(node, value)
    setOwn(target, name, value.value)
    node.children?.set(name, value)
  }
}

function reportDuplicate(composer: Composer, name: string, key: ComposedNode): void {
  const message = `duplicate key "${name}" in this mapping: the last one wins`
  composer.problems.add('warning', message, key.start, key.end)
}

/** Sets an own property, whatever its name: `__proto__` must not reach the prototype. */
function setOwn(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  })
}

/** A key as JSON has it; null, with an error, when the key cannot be one. */
function keyText(composer: Composer, key: ComposedNode): string | null {
  if (typeof key.value === 'string') return key.value
  if (['number', 'bigint', 'boolean'].includes(typeof key.value)) return String(key.value)
  const start = key.start < 0 ? composer.cursor : key.start - composer.base
  const end = key.end < 0 ? composer.cursor : key.end - composer.base
  const before = composer.source.slice(Math.max(0, start - 1), start + 1)
  if (before.includes('{{') || composer.source.startsWith('{{', start)) {
    report(composer, TEMPLATE_MESSAGE, Math.max(0, start - 1), lineEnd(composer.source, start))
  } else if (key.value === null) report(composer, 'a key cannot be null', start, end)
  else report(composer, 'a key must be a text, not a mapping or a list', start, end)
  return null
}

const lineEnd = (source: string, from: number): number => {
  const found = source.slice(from).search(/[\r\n]|$/)
  return from + Math.max(found, 0)
}

export const TEMPLATE_MESSAGE =
  'template expressions like {{ .Values.x }} are not YAML: render the template first, or put the value in quotes'

function isMergeKey(composer: Composer, event: Event | undefined): boolean {
  if (event?.type !== EVENT_ID.SCALAR) return false
  if (event.tagStart >= 0) return tagOf(composer, event) === '!!merge'
  return (
    event.style === SCALAR_STYLE.PLAIN &&
    composer.source.slice(event.valueStart, event.valueEnd) === '<<'
  )
}

/** `<<`: in the order of the text, a later entry replaces an earlier one; of a list the first wins. */
function merge(composer: Composer, node: ComposedNode, source: ComposedNode): void {
  const parts: readonly unknown[] = Array.isArray(source.value)
    ? source.value.toReversed()
    : [source.value]
  for (const part of parts) {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) {
      const message = 'map merge requires map or sequence of maps as the value'
      report(composer, message, source.start - composer.base, source.end - composer.base)
      return
    }
    for (const [name, value] of Object.entries(part)) {
      setOwn(node.value as Record<string, unknown>, name, value)
      node.children?.set(name, { ...source, value, children: null })
    }
  }
}
