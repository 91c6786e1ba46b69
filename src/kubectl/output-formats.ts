// What `-o` can say besides tables: yaml, json, names, values by path, and columns of one's own.
// Follows k8s.io/cli-runtime/pkg/genericclioptions and k8s.io/kubectl/pkg/cmd/get/customcolumn.go (v1.36).
import type { ApiObject } from '#api/meta/object.ts'
import { printYaml } from '#yaml/print-yaml.ts'
import type { UsageError } from './flags.ts'
import { findResults, goJson, printed } from './jsonpath/evaluate.ts'
import { type Part, parsePath } from './jsonpath/parse.ts'
import { relaxedPath, UNEXPECTED_PATH } from './jsonpath/relaxed.ts'
import { typedName } from './resource-types.ts'
import { servedObject } from './served.ts'
import { alignCells } from './table.ts'
import { notSimulated, usageError } from './usage.ts'

export type OutputFormat =
  | { readonly kind: 'table'; readonly wide: boolean }
  | { readonly kind: 'yaml' | 'json' | 'name' }
  | {
      readonly kind: 'jsonpath'
      readonly template: string
      readonly parts: readonly Part[]
      readonly asJson: boolean
    }
  | { readonly kind: 'columns'; readonly columns: readonly OwnColumn[] }

interface OwnColumn {
  readonly header: string
  readonly parts: readonly Part[]
  /** Why its path cannot be read, which is said after the header is printed; null when it can. */
  readonly problem: string | null
}

const FORMATS =
  'custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml'

export type ParsedFormat = { readonly ok: true; readonly format: OutputFormat } | UsageError

/** Reads the value of `-o`, and of `--template` where it stands by itself. */
export function parseFormat(output: string, argument: string): ParsedFormat {
  if (output === '' || output === 'wide')
    return { ok: true, format: { kind: 'table', wide: output === 'wide' } }
  if (output === 'yaml' || output === 'json' || output === 'name')
    return { ok: true, format: { kind: output } }
  const [name = '', joined = ''] = output.split(/=(.*)/s)
  const template = argument === '' ? joined : argument
  if (name === 'jsonpath' || name === 'jsonpath-as-json') {
    if (template === '') return usageError('template format specified but no template given')
    const parsed = parsePath(template)
    if (!parsed.ok) return usageError(`error parsing jsonpath ${template}, ${parsed.message}`)
    const asJson = name === 'jsonpath-as-json'
    return { ok: true, format: { kind: 'jsonpath', template, parts: parsed.parts, asJson } }
  }
  if (name === 'custom-columns') return parseColumns(template)
  return FORMATS.split(',').includes(name)
    ? notSimulated(`-o ${name}`)
    : usageError(
        `unable to match a printer suitable for the output format "${output}", allowed formats are: ${FORMATS}`,
      )
}

function parseColumns(spec: string): ParsedFormat {
  if (spec === '') return usageError('custom-columns format specified but no custom columns given')
  const columns: OwnColumn[] = []
  for (const part of spec.split(',')) {
    const [header = '', path] = part.split(/:(.*)/s)
    if (path === undefined)
      return usageError(
        `unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`,
      )
    const template = relaxedPath(path)
    if (template === null) return usageError(UNEXPECTED_PATH)
    const parsed = parsePath(template)
    columns.push(
      parsed.ok
        ? { header, parts: parsed.parts, problem: null }
        : { header, parts: [], problem: parsed.message },
    )
  }
  return { ok: true, format: { kind: 'columns', columns } }
}

export interface PrintedObjects {
  readonly text: string
  /** What could not be printed. */
  readonly problem: string | null
}

export interface FormatOptions {
  /** One object is printed by itself, and not as a list of one. */
  readonly single: boolean
  readonly noHeaders: boolean
}

/** The text of some objects in a format that is no table. */
export function printFormatted(
  objects: readonly ApiObject[],
  format: Exclude<OutputFormat, { readonly kind: 'table' }>,
  { single, noHeaders }: FormatOptions,
): PrintedObjects {
  const [only] = objects
  const value = (): unknown => (single && only !== undefined ? servedObject(only) : listOf(objects))
  const plain = (text: string): PrintedObjects => ({ text, problem: null })
  switch (format.kind) {
    case 'name':
      return plain(objects.map((object) => `${typedName(object)}\n`).join(''))
    case 'yaml':
      return plain(printYaml(value()))
    case 'json':
      return plain(`${JSON.stringify(value(), null, 4)}\n`)
    case 'columns':
      return printColumns(objects, format.columns, noHeaders)
    case 'jsonpath':
      return printPath(value(), format)
  }
}

function listOf(items: readonly ApiObject[]): unknown {
  const served = items.map((item) => servedObject(item))
  return { apiVersion: 'v1', items: served, kind: 'List', metadata: { resourceVersion: '' } }
}

function printPath(
  value: unknown,
  { template, parts, asJson }: Extract<OutputFormat, { kind: 'jsonpath' }>,
): PrintedObjects {
  const found = findResults(parts, value)
  if (!found.ok) {
    const problem = `error executing jsonpath ${JSON.stringify(template)}: Error executing template: ${found.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}`
    return { text: '', problem }
  }
  const texts = found.value.map((values) =>
    asJson ? `${goJson(values, 4)}\n` : values.map((one) => printed(one)).join(' '),
  )
  return { text: texts.join(''), problem: null }
}

function printColumns(
  objects: readonly ApiObject[],
  columns: readonly OwnColumn[],
  noHeaders: boolean,
): PrintedObjects {
  const rows: (readonly string[])[] = noHeaders ? [] : [columns.map(({ header }) => header)]
  const problem = columns.find((column) => column.problem !== null)?.problem
  if (typeof problem === 'string') return { text: noHeaders ? '' : alignCells(rows), problem }
  for (const object of objects) {
    const served = servedObject(object)
    const cells: string[] = []
    for (const { parts } of columns) {
      const found = findResults(parts, served)
      if (!found.ok) return { text: alignCells(rows), problem: found.message }
      const values = found.value.flat()
      const isNone = (found.value[0]?.length ?? 0) === 0
      cells.push([...(isNone ? ['<none>'] : []), ...values.map((one) => cellText(one))].join(','))
    }
    rows.push(cells)
  }
  return { text: alignCells(rows), problem: null }
}

/** As Go's fmt prints a value: 'map[app:web]', '[a b]'. */
function cellText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => cellText(one)).join(' ')}]`
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([key, field]) => `${key}:${cellText(field)}`)
    return `map[${fields.join(' ')}]`
  }
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '<nil>'
}
