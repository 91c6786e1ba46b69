// Writes an action into scenario.yaml, or takes one out, as a person would: by lines, so that comments
// and formatting elsewhere stay. Where the text does not allow it, the file is printed anew.
import { verbOf } from '#cluster/verbs.ts'
import { parseYaml } from '#yaml/parse-yaml.ts'
import { printYaml } from '#yaml/print-yaml.ts'
import type { YamlDocument } from '#yaml/types.ts'
import { durationText } from './duration.ts'
import { isMapping } from './field-reader.ts'
import { readScenario, SCENARIO_FILE } from './read-scenario.ts'
import type { Action, ScenarioFile } from './types.ts'

type Fields = Readonly<Record<string, unknown>>

/** The action as scenario.yaml writes it, without what is the default. */
function fieldsOf(action: Action): Fields {
  return { at: durationText(action.atMs), ...verbOf(action).write(action) }
}

/** The files with the action at the end of the list in scenario.yaml, which is made when missing. */
export function addAction(files: readonly ScenarioFile[], action: Action): readonly ScenarioFile[] {
  const text = textOf(files)
  const fields = fieldsOf(action)
  const [document] = parseYaml(text).documents
  const actions = isMapping(document?.value) ? document.value['actions'] : undefined
  if (text.trim() === '') return withText(files, printYaml({ actions: [fields] }))
  const item = printYaml([fields])
  if (document === undefined || !isMapping(document.value)) return appendTo(files, text, item)
  if (actions === undefined) return appendTo(files, text, item)
  const list = Array.isArray(actions) ? actions : []
  const place = list.length === 0 ? null : blockList(text, document)
  if (place === null) return reprinted(files, document.value, [...list, fields])
  const indented = item.replaceAll(/^(?=.)/gm, ' '.repeat(place.indent))
  return withText(files, insertLines(text, place.end, indented))
}

/**
 * The files without the action at `index` of `Scenario.actions` (which counts valid ones only).
 * Unchanged when there is no such action.
 */
export function removeAction(
  files: readonly ScenarioFile[],
  index: number,
): readonly ScenarioFile[] {
  const text = textOf(files)
  const position = readScenario(text).actions[index]?.index
  const [document] = parseYaml(text).documents
  if (position === undefined || document === undefined || !isMapping(document.value)) return files
  const { actions } = document.value
  if (!Array.isArray(actions)) return files
  const item = itemLines(text, document, position)
  if (actions.length === 1 || item === null) {
    return reprintedOrCut(files, document, actions.toSpliced(position, 1))
  }
  return withText(files, text.slice(0, item.start) + text.slice(item.end))
}

/**
 * The files with another time for the action at `index` of `Scenario.actions`; the rest of it stays as
 * it was written. Unchanged when there is no such action.
 */
export function moveAction(
  files: readonly ScenarioFile[],
  index: number,
  atMs: number,
): readonly ScenarioFile[] {
  const text = textOf(files)
  const found = readScenario(text).actions[index]
  const range = parseYaml(text).documents[0]?.ranges.valueAt(['actions', found?.index ?? -1, 'at'])
  if (found === undefined || range === undefined) return files
  const { start, end } = range
  const moved = text.slice(0, start.offset) + durationText(atMs) + text.slice(end.offset)
  const isMoved = readScenario(moved).actions[index]?.action.atMs === Math.round(atMs)
  if (isMoved) return withText(files, moved)
  return addAction(removeAction(files, index), { ...found.action, atMs })
}

const textOf = (files: readonly ScenarioFile[]): string =>
  files.find(({ path }) => path === SCENARIO_FILE)?.text ?? ''

function withText(files: readonly ScenarioFile[], text: string): readonly ScenarioFile[] {
  const file = { path: SCENARIO_FILE, text }
  if (!files.some(({ path }) => path === SCENARIO_FILE)) return [file, ...files]
  return files.map((one) => (one.path === SCENARIO_FILE ? file : one))
}

function appendTo(
  files: readonly ScenarioFile[],
  text: string,
  item: string,
): readonly ScenarioFile[] {
  const ended = text.endsWith('\n') ? text : `${text}\n`
  return withText(files, `${ended}actions:\n${item}`)
}

function reprinted(
  files: readonly ScenarioFile[],
  value: Fields,
  actions: readonly unknown[],
): readonly ScenarioFile[] {
  const { actions: _before, ...rest } = value
  return withText(files, printYaml(actions.length === 0 ? rest : { ...rest, actions }))
}

/** Takes the whole `actions` block out by its lines when it stands by itself. */
function reprintedOrCut(
  files: readonly ScenarioFile[],
  document: YamlDocument,
  actions: readonly unknown[],
): readonly ScenarioFile[] {
  const text = textOf(files)
  const key = document.ranges.keyAt(['actions'])
  const list = document.ranges.valueAt(['actions'])
  const alone = key !== undefined && list !== undefined && key.start.column === 1
  if (actions.length > 0 || !alone) return reprinted(files, document.value as Fields, actions)
  return withText(
    files,
    text.slice(0, key.start.offset) + text.slice(lineAfter(text, list.end.offset)),
  )
}

/** Where a block list of actions ends, and how far its dashes are indented; null for flow style. */
function blockList(
  text: string,
  document: YamlDocument,
): { readonly end: number; readonly indent: number } | null {
  const list = document.ranges.valueAt(['actions'])
  if (list === undefined || text.charAt(list.start.offset) !== '-') return null
  return { end: list.end.offset, indent: list.start.column - 1 }
}

function insertLines(text: string, offset: number, lines: string): string {
  const at = lineAfter(text, offset)
  const before = text.slice(0, at)
  return `${before}${before.endsWith('\n') ? '' : '\n'}${lines}${text.slice(at)}`
}

/** The offset of the line after the one that `offset` is on; the end of the text after the last. */
function lineAfter(text: string, offset: number): number {
  const found = text.indexOf('\n', offset)
  return found < 0 ? text.length : found + 1
}

/** The lines of one item, from its dash; null when it does not stand on lines of its own. */
function itemLines(
  text: string,
  document: YamlDocument,
  position: number,
): { readonly start: number; readonly end: number } | null {
  if (blockList(text, document) === null) return null
  const item = document.ranges.valueAt(['actions', position])
  if (item === undefined) return null
  const start = text.lastIndexOf('\n', item.start.offset - 1) + 1
  if (!/^\s*-\s+$/.test(text.slice(start, item.start.offset))) return null
  return { start, end: lineAfter(text, item.end.offset) }
}
