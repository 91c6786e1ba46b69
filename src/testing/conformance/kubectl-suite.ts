// What the real kubectl printed for the objects of conformance/kubectl, against our own printers.
import type { Pod } from '#api/generated/types.ts'
import type { ApiObject } from '#api/meta/object.ts'
import { isKind } from '#api/meta/object.ts'
import { msOfTime } from '#api/meta/time.ts'
import { admit } from '#apiserver/admit.ts'
import { fixedContext } from '#apiserver/testing/fixed-context.ts'
import { printObjects } from '#kubectl/get-table.ts'
import { compareText } from '#lib/compare.ts'
import { keyOf } from '#api/meta/object.ts'
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

/** The commands that a printer exists for. */
const TABLES: Readonly<
  Record<string, { readonly wide: boolean; readonly allNamespaces: boolean }>
> = {
  'get pods': { wide: false, allNamespaces: false },
  'get pods -o wide': { wide: true, allNamespaces: false },
  'get pods -A': { wide: false, allNamespaces: true },
  'get pods -A -o wide': { wide: true, allNamespaces: true },
}

/** Compares the text of every recorded command that we can print; `root` is the checkout. */
export function runKubectlSuite(root: string): readonly ConformanceCase[] {
  return readSuite<Question, { readonly commands: readonly Output[] }>(root, SUITE).flatMap(
    ({ name, question, answer }) =>
      answer.commands.map((output, index) =>
        compareOutput(`${name}: ${output.command}`, question, {
          output,
          // What earlier commands changed is not known here.
          isFirst: answer.commands.slice(0, index).every(({ command }) => isReading(command)),
        }),
      ),
  )
}

function compareOutput(
  name: string,
  { given = [] }: Question,
  { output, isFirst }: { readonly output: Output; readonly isFirst: boolean },
): ConformanceCase {
  const options = Object.hasOwn(TABLES, output.command) ? TABLES[output.command] : undefined
  if (options === undefined) return notSimulated(SUITE, name, commandWord(output.command))
  if (!isFirst) return notSimulated(SUITE, name, 'a command after one that changes objects')
  const unknown = given.find(({ kind }) => !isKind(kind))
  if (unknown !== undefined) return notSimulated(SUITE, name, `kind ${unknown.kind}`)
  const pods = given.flatMap((object) => (object.kind === 'Pod' ? [stored(object, given)] : []))
  const shown = pods.filter(
    ({ metadata }) => options.allNamespaces || metadata.namespace === 'default',
  )
  if (shown.length === 0) return notSimulated(SUITE, name, 'what is said of an empty list')
  const text = printObjects(
    shown.toSorted((a, b) => compareText(keyOf(a), keyOf(b))),
    { ...options, nowMs: msOfTime(NOW) },
  )
  return compare(SUITE, name, {
    ours: { stdout: text.replace(/\n$/, '').split('\n') },
    theirs: { stdout: output.stdout ?? [] },
  })
}

function isReading(command: string): boolean {
  return /^(get|describe|events|explain|api-resources)\b/.test(command)
}

/** 'get pods -l', 'describe pod': the sort of a command, for the list of what is missing. */
function commandWord(command: string): string {
  const [verb = '', object = ''] = command.split(' ')
  return `kubectl ${verb} ${object.split('/')[0] ?? ''}`.trimEnd()
}

/** A Pod as it was stored: created through the API server, with the status that was written after that. */
function stored(pod: Pod, given: readonly ApiObject[]): Pod {
  const { creationTimestamp = CREATED } = pod.metadata
  const admitted = admit(pod, fixedContext(given)).object
  if (admitted.kind !== 'Pod') return pod
  return {
    ...admitted,
    metadata: { ...admitted.metadata, creationTimestamp },
    status: { ...admitted.status, ...pod.status },
  }
}
