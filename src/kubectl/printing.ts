// How commands that change something print what they did: a line, or the object in a format.
// Follows k8s.io/cli-runtime/pkg/genericclioptions/print_flags.go and k8s.io/kubectl/pkg/cmd/util/helpers.go (v1.36).
import type { ApiObject } from '#api/meta/object.ts'
import { dryWorld } from '#sim/dry-world.ts'
import type { UsageError } from './flags.ts'
import { type FormatFlags, parseFormat } from './output-formats.ts'
import { type Output, printAll, type PrintFormat } from './print-all.ts'
import { typedName } from './resource-types.ts'
import type { Session } from './session.ts'
import { notSimulated, usageError } from './usage.ts'

export interface Printing {
  /** Null is the line. */
  readonly format: PrintFormat | null
  readonly dryRun: 'none' | 'client' | 'server'
}

/** The flags that say what is printed, and whether anything is changed at all. */
export interface PrintingFlags extends FormatFlags {
  readonly 'dry-run': string
}

const FORMATS =
  'go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,yaml'

export type ParsedPrinting = { readonly ok: true; readonly printing: Printing } | UsageError

/** Reads `--dry-run`, `-o` and `--template`. */
export function parsePrinting(flags: PrintingFlags): ParsedPrinting {
  const dryRun = parseDryRun(flags['dry-run'])
  if (typeof dryRun !== 'string') return dryRun
  if (flags.output === '') return { ok: true, printing: { format: null, dryRun } }
  const parsed = parseFormat(flags)
  if (!parsed.ok) {
    // Tables are not among the formats here.
    const [first = ''] = parsed.lines
    return first.includes('unable to match a printer') ? noPrinter(flags.output) : parsed
  }
  const { format } = parsed
  if (format.kind === 'file') return notSimulated(`-o ${flags.output}`)
  if (format.kind === 'table' || format.kind === 'columns') return noPrinter(flags.output)
  return { ok: true, printing: { format, dryRun } }
}

function noPrinter(output: string): UsageError {
  return usageError(
    `unable to match a printer suitable for the output format "${output}", allowed formats are: ${FORMATS}`,
  )
}

/** The value of `--dry-run`, or what is wrong with it. */
export function parseDryRun(text: string): Printing['dryRun'] | UsageError {
  if (text === 'none' || text === 'client' || text === 'server') return text
  if (text === 'unchanged') return 'client'
  return usageError(`Invalid dry-run value (${text}). Must be "none", "server", or "client".`)
}

/** What stands behind the word for what was done. */
export const DRY_SUFFIX: Readonly<Record<Printing['dryRun'], string>> = {
  none: '',
  client: ' (dry run)',
  server: ' (server dry run)',
}

/** A session in which nothing stays, for a dry run of the server; the same one for others. */
export function drySession<S extends Session>(session: S, { dryRun }: Pick<Printing, 'dryRun'>): S {
  if (dryRun !== 'server') return session
  const client = session.client.dryRun()
  return { ...session, client, world: dryWorld(session.world), refused: () => undefined }
}

/** Prints that something was done to an object; the exit code. */
export function printDone(
  { out, err }: Output,
  object: ApiObject,
  done: string,
  { format, dryRun }: Printing,
): number {
  if (format === null) {
    out(`${typedName(object)} ${done}${DRY_SUFFIX[dryRun]}`)
    return 0
  }
  return printAll({ out, err }, [object], format)
}

/** What stands between two objects that one command prints. */
export function separate({ out }: Output, { format }: Printing): void {
  if (format?.kind === 'yaml') out('---')
}
