// Objects that a command prints together when it is done: one by itself, several as a list.
import type { ApiObject } from '#api/meta/object.ts'
import { type PlainFormat, printFormatted, printValue } from './output-formats.ts'
import { servedObject } from './served.ts'

/** Where something is printed. */
export interface Output {
  out(line: string, isOpen?: boolean): void
  err(line: string): void
}

/** A format of whole objects. */
export type PrintFormat = Exclude<PlainFormat, { readonly kind: 'table' | 'columns' }>

/** Prints objects in a format; the exit code. */
export function printAll(
  { out, err }: Output,
  objects: readonly ApiObject[],
  format: PrintFormat,
): number {
  const isOne = objects.length === 1 || format.kind === 'name'
  const { text, problem } = isOne
    ? printFormatted(objects, format, { single: true, noHeaders: false })
    : printValue(plainList(objects), format)
  printText(out, text)
  if (problem === null) return 0
  for (const line of `error: ${problem}`.split('\n')) err(line)
  return 1
}

/** A list that no server made. */
function plainList(objects: readonly ApiObject[]): object {
  const items = objects.map((object) => servedObject(object))
  return { apiVersion: 'v1', items, kind: 'List', metadata: {} }
}

/** Prints a text, whose last line may be open. */
export function printText(out: Output['out'], text: string): void {
  if (text === '') return
  const lines = text.split('\n')
  const last = lines.pop() ?? ''
  for (const line of lines) out(line)
  if (last !== '') out(last, true)
}
