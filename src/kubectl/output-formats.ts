// What `-o` can say besides tables: yaml, json, names, values by path, and columns of one's own.
// Follows k8s.io/cli-runtime/pkg/genericclioptions and k8s.io/kubectl/pkg/cmd/get/customcolumn.go (v1.36).
import type { ApiObject } from '#api/meta/object.ts'
import { printKyaml } from '#yaml/print-kyaml.ts'
import { printYaml } from '#yaml/print-yaml.ts'
import type { UsageError } from './flags.ts'
import { findResults, goJson, goSyntax, printed } from './jsonpath/evaluate.ts'
import { type Part, parsePath } from './jsonpath/parse.ts'
import { relaxedPath, UNEXPECTED_PATH } from './jsonpath/relaxed.ts'
import { typedName } from './resource-types.ts'
import { servedObject } from './served.ts'
import { alignCells } from './table.ts'
import { notSimulated, usageError } from './usage.ts'

export type OutputFormat =
  | PlainFormat
  /** What it says stands in a file. */
  | {
      readonly kind: 'file'
      readonly of: 'jsonpath' | 'custom-columns'
      readonly path: string
      readonly strict: boolean
    }

export type PlainFormat =
  | { readonly kind: 'table'; readonly wide: boolean }
  | { readonly kind: 'yaml' | 'kyaml' | 'json' | 'name' }
  | {
      readonly kind: 'jsonpath'
      readonly template: string
      readonly parts: readonly Part[]
      readonly asJson: boolean
      /** A key that is not there is an error. */
      readonly strict: boolean
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

const TEMPLATES: ReadonlySet<string> = new Set([
  'go-template',
  'go-template-file',
  'template',
  'templatefile',
])

type Parsed<F> = { readonly ok: true; readonly format: F } | UsageError
export type ParsedFormat = Parsed<OutputFormat>

/** The flags that say how objects are printed. */
export interface FormatFlags {
  readonly output: string
  readonly template: string
  readonly 'allow-missing-template-keys'?: boolean
}

/** Reads the value of `-o`, and of `--template` where it stands by itself. */
export function parseFormat(flags: FormatFlags): ParsedFormat {
  const { output, template: argument } = flags
  const strict = flags['allow-missing-template-keys'] === false
  if (output === '' || output === 'wide')
    return { ok: true, format: { kind: 'table', wide: output === 'wide' } }
  if (output === 'yaml' || output === 'kyaml' || output === 'json' || output === 'name')
    return { ok: true, format: { kind: output } }
  const [name = '', joined = ''] = output.split(/=(.*)/s)
  const template = argument === '' ? joined : argument
  if (name === 'jsonpath' || name === 'jsonpath-as-json')
    return parseJsonPath(name, template, strict)
  if ((name === 'jsonpath-file' || name === 'custom-columns-file') && template !== '') {
    const of = name === 'jsonpath-file' ? 'jsonpath' : 'custom-columns'
    return { ok: true, format: { kind: 'file', of, path: template, strict } }
  }
  if (name === 'custom-columns') return parseColumns(template)
  return TEMPLATES.has(name)
    ? notSimulated(`-o ${name}`)
    : usageError(
        `unable to match a printer suitable for the output format "${output}", allowed formats are: ${FORMATS}`,
      )
}

function parseJsonPath(name: string, template: string, strict: boolean): Parsed<PlainFormat> {
  if (template === '') return usageError('template format specified but no template given')
  const parsed = parsePath(template)
  if (!parsed.ok) return usageError(`error parsing jsonpath ${template}, ${parsed.message}`)
  const asJson = name === 'jsonpath-as-json'
  return { ok: true, format: { kind: 'jsonpath', template, parts: parsed.parts, asJson, strict } }
}

/** The format that a file says. */
export function readFormat(
  { of, path, strict }: Extract<OutputFormat, { kind: 'file' }>,
  textOf: (path: string) => string | undefined,
): Parsed<PlainFormat> {
  const text = textOf(path)
  if (text === undefined) {
    const what = of === 'jsonpath' ? '--template' : 'template'
    return usageError(`error reading ${what} ${path}, open ${path}: no such file or directory`)
  }
  return of === 'jsonpath' ? parseJsonPath('jsonpath', text, strict) : parseColumnLines(text)
}

/** Follows NewCustomColumnsPrinterFromTemplate: a line of headers, and a line of paths. */
function parseColumnLines(text: string): Parsed<PlainFormat> {
  const lines = text.split('\n').map((line) =>
    line
      .trim()
      .split(/\s+/)
      .filter((word) => word !== ''),
  )
  const [headers = [], paths = []] = lines
  const problem = (what: string): UsageError =>
    usageError(
      `invalid template, missing ${what} line. Expected format is one line of space separated headers, one line of space separated column specs.`,
    )
  if (headers.length === 0) return problem('header')
  if (paths.length === 0) return problem('spec')
  if (headers.length !== paths.length)
    return usageError(
      `number of headers (${headers.length}) and field specifications (${paths.length}) don't match`,
    )
  return columnsOf(headers.map((header, index) => [header, paths[index] ?? '']))
}

function parseColumns(spec: string): Parsed<PlainFormat> {
  if (spec === '') return usageError('custom-columns format specified but no custom columns given')
  const pairs: (readonly [header: string, path: string])[] = []
  for (const part of spec.split(',')) {
    const [header = '', path] = part.split(/:(.*)/s)
    if (path === undefined)
      return usageError(
        `unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`,
      )
    pairs.push([header, path])
  }
  return columnsOf(pairs)
}

function columnsOf(
  pairs: readonly (readonly [header: string, path: string])[],
): Parsed<PlainFormat> {
  const columns: OwnColumn[] = []
  for (const [header, path] of pairs) {
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
  /** Who manages the fields is printed too, where whole objects are. */
  readonly showManagedFields?: boolean
}

/** The text of some objects in a format that is no table. */
export function printFormatted(
  given: readonly ApiObject[],
  format: Exclude<PlainFormat, { readonly kind: 'table' }>,
  { single, noHeaders, showManagedFields = false }: FormatOptions,
): PrintedObjects {
  const isWhole = format.kind === 'yaml' || format.kind === 'kyaml' || format.kind === 'json'
  const objects = isWhole && !showManagedFields ? given.map(withoutManagedFields) : given
  const [only] = objects
  const value = (): unknown => (single && only !== undefined ? servedObject(only) : listOf(objects))
  const plain = (text: string): PrintedObjects => ({ text, problem: null })
  switch (format.kind) {
    case 'name':
      return plain(objects.map((object) => `${typedName(object)}\n`).join(''))
    case 'yaml':
      return plain(printYaml(value()))
    case 'kyaml':
      return plain(printKyaml(value()))
    case 'json':
      return plain(`${JSON.stringify(value(), null, 4)}\n`)
    case 'columns':
      return printColumns(objects, format.columns, noHeaders)
    case 'jsonpath':
      return printPath(value(), format)
  }
}

/** Follows omit_managed_fields.go of k8s.io/cli-runtime/pkg/printers. */
function withoutManagedFields(object: ApiObject): ApiObject {
  if (object.metadata.managedFields === undefined) return object
  const { managedFields: _, ...metadata } = object.metadata
  return { ...object, metadata } as ApiObject
}

/** The text of something that is no object of the API, in one of the formats that need none; keys as they come in JSON. */
export function printValue(
  value: unknown,
  format: Exclude<PlainFormat, { readonly kind: 'table' | 'columns' }>,
): PrintedObjects {
  switch (format.kind) {
    case 'json':
      return { text: `${JSON.stringify(value, null, 4)}\n`, problem: null }
    case 'jsonpath':
      return printPath(value, format)
    case 'kyaml':
      return { text: printKyaml(sortedValue(value)), problem: null }
    case 'name':
    case 'yaml':
      return { text: printYaml(sortedValue(value)), problem: null }
  }
}

/** The same with the keys in order. */
export function sortedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => sortedValue(item))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, field]) => field !== undefined)
  return Object.fromEntries(
    entries
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, sortedValue(field)]),
  )
}

function listOf(items: readonly ApiObject[]): unknown {
  const served = items.map((item) => servedObject(item))
  return { apiVersion: 'v1', items: served, kind: 'List', metadata: { resourceVersion: '' } }
}

function printPath(
  value: unknown,
  { template, parts, asJson, strict }: Extract<PlainFormat, { kind: 'jsonpath' }>,
): PrintedObjects {
  const found = findResults(parts, value, strict)
  if (!found.ok) {
    const problem = `error executing jsonpath ${JSON.stringify(template)}: Error executing template: ${found.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(value)}\n\n`
    return { text: '', problem }
  }
  const texts = found.value.map((values) =>
    asJson ? `${goJson(values, 4)}\n` : values.map((one) => printed(one)).join(' '),
  )
  return { text: texts.join(''), problem: null }
}

/** The table of columns of one's own; `known` as `alignCells` takes it. */
export function printColumns(
  objects: readonly ApiObject[],
  columns: readonly OwnColumn[],
  noHeaders: boolean,
  known: number[] = [],
): PrintedObjects {
  const rows: (readonly string[])[] = noHeaders ? [] : [columns.map(({ header }) => header)]
  const problem = columns.find((column) => column.problem !== null)?.problem
  if (typeof problem === 'string')
    return { text: noHeaders ? '' : alignCells(rows, known), problem }
  for (const object of objects) {
    const served = servedObject(object)
    const cells: string[] = []
    for (const { parts } of columns) {
      const found = findResults(parts, served)
      if (!found.ok) return { text: alignCells(rows, known), problem: found.message }
      const values = found.value.flat()
      const isNone = (found.value[0]?.length ?? 0) === 0
      cells.push([...(isNone ? ['<none>'] : []), ...values.map((one) => cellText(one))].join(','))
    }
    rows.push(cells)
  }
  return { text: alignCells(rows, known), problem: null }
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
