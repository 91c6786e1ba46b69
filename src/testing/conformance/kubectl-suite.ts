// What the real kubectl printed for the objects of conformance/kubectl, against our own printers.
import { type ApiObject, isKind, keyOf, type Kind, KINDS } from '#api/meta/object.ts'
import { msOfTime } from '#api/meta/time.ts'
import { admit } from '#apiserver/admit.ts'
import { fixedContext } from '#apiserver/testing/fixed-context.ts'
import { kindOfWord } from '#kubectl/resource-types.ts'
import { printObjects } from '#kubectl/get-table.ts'
import { compareText } from '#lib/compare.ts'
import { compare, type ConformanceCase, notSimulated } from './case.ts'
import { readSuite } from './read-corpus.ts'

const SUITE = 'kubectl'
/** The time at which all questions are asked. */
const NOW = '2026-01-01T12:00:00Z'
/** When objects were created that do not say so. */
const CREATED = '2026-01-01T11:40:00Z'

interface Question {
  readonly given?: readonly ApiObject[]
  readonly commands: readonly string[]
}
interface Output {
  readonly command: string
  readonly stdout?: readonly string[]
  readonly stderr?: readonly string[]
  readonly exitCode: number
}

/** `get` of the objects of one kind, as far as a printer exists for it. */
interface Table {
  readonly kind: Kind
  readonly wide: boolean
  readonly allNamespaces: boolean
}

/** What a command asks for; undefined for commands that are not compared. */
function tableOf(command: string): Table | undefined {
  const [, word = '', flags = ''] = /^get (\w+)((?: -A)?(?: -o wide)?)$/.exec(command) ?? []
  const kind = kindOfWord(word)
  if (kind === undefined) return undefined
  return { kind, wide: flags.includes('-o wide'), allNamespaces: flags.includes('-A') }
}

/** Compares the text of every recorded command that we can print; `root` is the checkout. */
export function runKubectlSuite(root: string): readonly ConformanceCase[] {
  return readSuite<Question, { readonly commands: readonly Output[] }>(root, SUITE).flatMap(
    ({ name, question, answer }) =>
      answer.commands.map((output, index) =>
        compareOutput(`${name}: ${nameOfCommand(answer.commands, index)}`, question, {
          output,
          // What earlier commands changed is not known here.
          isFirst: answer.commands.slice(0, index).every(({ command }) => isReading(command)),
        }),
      ),
  )
}

/** The command; one that was asked before has its number after it. */
function nameOfCommand(commands: readonly Output[], index: number): string {
  const { command = '' } = commands[index] ?? {}
  const earlier = commands.slice(0, index).filter((other) => other.command === command).length
  return earlier === 0 ? command : `${command} (${earlier + 1})`
}

function compareOutput(
  name: string,
  { given = [] }: Question,
  { output, isFirst }: { readonly output: Output; readonly isFirst: boolean },
): ConformanceCase {
  const table = tableOf(output.command)
  if (table === undefined) return notSimulated(SUITE, name, commandWord(output.command))
  if (!isFirst) return notSimulated(SUITE, name, 'a command after one that changes objects')
  const unknown = given.find(({ kind }) => !isKind(kind))
  if (unknown !== undefined) return notSimulated(SUITE, name, `kind ${unknown.kind}`)
  const shown = given
    .filter(({ kind, metadata }) => kind === table.kind && isShown(table, metadata.namespace))
    .map((object) => stored(object, given))
  if (shown.length === 0) return notSimulated(SUITE, name, 'what is said of an empty list')
  const text = printObjects(
    shown.toSorted((a, b) => compareText(keyOf(a), keyOf(b))),
    { ...table, nowMs: msOfTime(NOW) },
  )
  return compare(SUITE, name, {
    ours: { stdout: text.replace(/\n$/, '').split('\n') },
    theirs: { stdout: output.stdout ?? [] },
  })
}

function isShown({ kind, allNamespaces }: Table, namespace = 'default'): boolean {
  return allNamespaces || !KINDS[kind].namespaced || namespace === 'default'
}

function isReading(command: string): boolean {
  return /^(get|describe|events|explain|api-resources)\b/.test(command)
}

/** 'get pods -l', 'describe pod': the sort of a command, for the list of what is missing. */
function commandWord(command: string): string {
  const [verb = '', object = ''] = command.split(' ')
  return `kubectl ${verb} ${object.split('/')[0] ?? ''}`.trimEnd()
}

/** An object as it was stored: created through the API server, with the status that was written after that. */
function stored<T extends ApiObject>(object: T, given: readonly ApiObject[]): T {
  const { creationTimestamp = CREATED } = object.metadata
  const admitted = admit(object, fixedContext(given)).object
  const named = { ...admitted, metadata: { ...admitted.metadata, creationTimestamp } }
  return 'status' in object && 'status' in named
    ? { ...named, status: Object.assign({}, named.status, object.status) }
    : named
}
