// What the real kubectl printed for the objects of conformance/kubectl, against our own.
import { type ApiObject, isKind } from '#api/meta/object.ts'
import { compare, type ConformanceCase, notSimulated } from './case.ts'
import { kubectlStage, type Printed } from './kubectl-stage.ts'
import { readRecordings } from './read-corpus.ts'

const SUITE = 'kubectl'

interface Question {
  readonly given?: readonly ApiObject[]
  readonly commands: readonly string[]
  readonly files?: Readonly<Record<string, string>>
}
interface Output {
  readonly command: string
  readonly stdout?: readonly string[]
  readonly stderr?: readonly string[]
  readonly exitCode: number
}

/** Compares what every command recorded in a folder printed that we can carry out. */
export function runKubectlSuite(folder: string): readonly ConformanceCase[] {
  return readRecordings<Question, { readonly commands: readonly Output[] }>(folder).flatMap(
    ({ name, question, answer }) => compareQuestion(name, question, answer.commands),
  )
}

function compareQuestion(
  name: string,
  { given = [], files = {} }: Question,
  outputs: readonly Output[],
): readonly ConformanceCase[] {
  const unknown = given.find(({ kind }) => !isKind(kind))
  const stage = unknown === undefined ? kubectlStage(given, files) : null
  // What a command changed that we cannot carry out is not known to those after it.
  let isKnown = true
  const cases = outputs.map((output, index): ConformanceCase | (() => ConformanceCase) => {
    const title = `${name}: ${nameOfCommand(outputs, index)}`
    if (stage === null) return notSimulated(SUITE, title, `kind ${unknown?.kind}`)
    if (!isKnown) return notSimulated(SUITE, title, 'a command after one that is not simulated')
    if (output.command.endsWith(BEHIND)) {
      const end = stage.begin(output.command.slice(0, -BEHIND.length))
      return () => compareOutput(title, end(), output)
    }
    const printed = stage.run(output.command)
    if (!isOut(printed)) return compareOutput(title, printed, output)
    isKnown = isReading(output.command)
    return notSimulated(SUITE, title, commandWord(output.command))
  })
  return cases.map((one) => (typeof one === 'function' ? one() : one))
}

/** Ends a command that goes on while those after it are carried out. */
const BEHIND = ' &'

/** The command; one that was asked before has its number after it. */
function nameOfCommand(commands: readonly Output[], index: number): string {
  const { command = '' } = commands[index] ?? {}
  const earlier = commands.slice(0, index).filter((other) => other.command === command).length
  return earlier === 0 ? command : `${command} (${earlier + 1})`
}

/** Our kubectl refuses what it cannot do, by name, before it does anything. */
function isOut({ stderr }: Printed): boolean {
  return stderr.at(-1)?.endsWith('is not simulated') === true
}

/** A warning that the recordings have not: the API server beside them is warned by the same handler. */
function isLeftOutThere(line: string): boolean {
  return line.startsWith('Warning: v1 Endpoints is deprecated')
}

function compareOutput(
  title: string,
  { stdout, stderr, exitCode }: Printed,
  theirs: Output,
): ConformanceCase {
  return compare(SUITE, title, {
    ours: { stdout, stderr: stderr.filter((line) => !isLeftOutThere(line)), exitCode },
    theirs: {
      stdout: theirs.stdout ?? [],
      stderr: theirs.stderr ?? [],
      exitCode: theirs.exitCode,
    },
  })
}

function isReading(command: string): boolean {
  return (
    /^(get|describe|events|explain|api-|auth|diff|logs|wait|rollout (history|status))/.test(
      command,
    ) || command.includes('--dry-run=')
  )
}

/** 'get pods -l', 'describe pod': the sort of a command, for the list of what is missing. */
function commandWord(command: string): string {
  const [verb = '', object = ''] = command.split(' ')
  return `kubectl ${verb} ${object.split('/')[0] ?? ''}`.trimEnd()
}
