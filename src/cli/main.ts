// `podscape check`, `run`, `test`, `share` …: the engine without the page.
// Exit status: 0 done, 1 a manifest was refused, 2 wrong usage, 3 something that was asked for was left out.
import { admitInEmptyCluster } from '#cluster/dry-run.ts'
import type { Cluster } from '#cluster/types.ts'
import type { ManifestFile } from '#api/meta/manifest-fault.ts'
import { readManifests } from '#manifest/read-manifests.ts'
import { printYaml } from '#yaml/print-yaml.ts'
import { printEvents } from '#kubectl/events.ts'
import { printObjects } from '#kubectl/get-table.ts'
import { apiObjects, listOf } from '#kubectl/get-output.ts'
import { provideLateCommands } from '#kubectl/late.ts'
import { LATE_COMMANDS } from '#kubectl/late-commands.ts'
import { provideWords } from '#kubectl/late-explain.ts'
import { runKubectl } from '#kubectl/run-kubectl.ts'
import { type Future, spawn } from '#sim/task.ts'
import { checkScenario } from '#scenario/check-scenario.ts'
import { decodeLink, encodeLink } from '#scenario/codec.ts'
import type { ParsedScenario } from '#scenario/parse-scenario.ts'
import { type ScenarioRun, startParsed } from '#scenario/run-scenario.ts'
import type { JournalEntry } from '#client/world.ts'
import { type Command, parseArguments } from './arguments.ts'
import { exportRun } from './export.ts'
import { type InputFile, namesInFolder, readInputs } from './read-files.ts'
import { runWithinMemory, statsOf } from './run-within-memory.ts'
import { shell } from './shell.ts'
import { testScenarios } from './test-scenarios.ts'

const USAGE = `usage:
  podscape check <files|folders|-> [--create-namespaces]
  podscape run <files|folders|-> [--until 5m] [--seed 1] [--output table|yaml|json|journal] [--stats] [--create-namespaces]
  podscape kubectl <files|folders|-> [--at 2m] [--seed 1] [--create-namespaces] -- get pods -o wide
  podscape shell <files|folders|-> [--at 2m] [--until 10m] [-- 'ssh worker-1 crictl ps']
  podscape test <folders>
  podscape share <files|folders|-> [--base https://…]
  podscape export <files|folders|-> [--format svg|markdown|mermaid|tar|kind|kwok] [--at 2m] [--from 30s] [--theme dark] [--base https://…]
`

type CommandOf<N extends Command['name']> = Extract<Command, { name: N }>

/** Runs one command line and returns the exit status. */
export async function main(args: readonly string[]): Promise<number> {
  endWithReader()
  provideLateCommands(LATE_COMMANDS)
  provideWords()
  const parsed = parseArguments(args)
  if (!parsed.ok) {
    process.stderr.write(`podscape: ${parsed.message}\n${USAGE}`)
    return 2
  }
  const { command } = parsed
  if (command.name === 'help') {
    process.stdout.write(USAGE)
    return 0
  }
  if (command.name === 'test') return testScenarios(command.inputs)
  const input = readInputs(command.inputs)
  if (!input.ok) {
    process.stderr.write(`podscape: ${input.message}\n`)
    return 2
  }
  if (command.name === 'check')
    return Math.max(...input.scenarios.map((files) => check(files, command.createNamespaces)))
  if (input.scenarios.length > 1) {
    process.stderr.write(`podscape: ${command.name} takes one folder with a scenario.yaml\n`)
    return 2
  }
  if (command.name === 'share') return share(command, input.files)
  if (command.name === 'export') {
    const { parsed, refused } = report(input.files, 'error')
    return Math.max(exportRun(command, input.files, parsed), refused ? 1 : 0)
  }
  if (command.name === 'shell') {
    report(input.files, 'error')
    return await shell(command, input.files)
  }
  return command.name === 'kubectl' ? kubectl(command, input.files) : run(command, input.files)
}

/** Who reads no further, like `head`, has seen enough: that is no fault. */
function endWithReader(): void {
  if (process.stdout.listenerCount('error') > 0) return
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(0)
  })
}

interface Reported {
  readonly parsed: ParsedScenario
  /** There is an error. */
  readonly refused: boolean
  /** Something that a file asks for does not run. */
  readonly leftOut: boolean
}

/** Prints the diagnostics as `file:line:column: severity: message`. */
function report(
  files: readonly InputFile[],
  least: 'info' | 'scope' | 'error',
  createNamespaces = false,
): Reported {
  const parsed = checkScenario(files, admitInEmptyCluster(), undefined, { createNamespaces })
  const { diagnostics } = parsed
  const shown = new Map(files.map((file) => [file.path, file.shown]))
  for (const { path, range, severity, message, source } of diagnostics) {
    const isSaid = severity === 'error' || (least === 'scope' && source === 'scope')
    if (least !== 'info' && !isSaid) continue
    const place = `${shown.get(path) ?? path}:${range.start.line}:${range.start.column}`
    process.stderr.write(`${place}: ${severity === 'error' ? '' : `${severity}: `}${message}\n`)
  }
  return {
    parsed,
    refused: diagnostics.some(({ severity }) => severity === 'error') || saysNothing(files, parsed),
    leftOut: diagnostics.some(({ leftOut }) => leftOut),
  }
}

/** Files without an object ask for nothing, as kubectl says it too; a tree may do with Nodes and static Pods. */
function saysNothing(files: readonly InputFile[], parsed: ParsedScenario): boolean {
  const { diagnostics, objects, nodes, scenario } = parsed
  const isTree = files.some(({ path }) => !path.startsWith('manifests/'))
  const isEmpty = objects.length + nodes.length + scenario.actions.length + diagnostics.length === 0
  if (isTree || !isEmpty) return false
  const names = files.map(({ shown }) => shown).join(', ')
  process.stderr.write(`podscape: there is no object in ${names}\n`)
  return true
}

function check(files: readonly InputFile[], createNamespaces: boolean): number {
  return report(files, 'info', createNamespaces).refused ? 1 : 0
}

function run(command: CommandOf<'run'>, files: readonly InputFile[]): number {
  const { parsed, refused, leftOut } = report(files, 'scope', command.createNamespaces)
  const started = startParsed(files, parsed, {
    untilMs: command.untilMs,
    ...(command.seed === null ? {} : { seed: command.seed }),
    exact: command.untilMs !== null,
  })
  const end = runWithinMemory(started)
  const { cluster, untilMs } = started
  sayRefusals(parsed, cluster)
  if (end.message !== null) process.stderr.write(`podscape: ${end.message}\n`)
  if (command.stats) process.stderr.write(statsOf(cluster))
  const state = cluster.world.state
  if (command.output === 'journal')
    for (const entry of cluster.journal) process.stdout.write(journalLine(entry))
  else if (command.output === 'json')
    process.stdout.write(`${JSON.stringify(listOf(state), null, 4)}\n`)
  else if (command.output === 'yaml') process.stdout.write(printYaml(listOf(state)))
  else process.stdout.write(tableOf(end.reason === 'limit' ? cluster.nowMs : untilMs, state))
  if (refused || cluster.refusals.length > 0 || end.reason === 'limit') return 1
  return leftOut || toolsLeftOut(cluster) ? LEFT_OUT_CODE : 0
}

const LEFT_OUT_CODE = 3

/** Says once of each tool that a process called and that is not simulated; true when there was one. */
function toolsLeftOut({ journal }: Cluster): boolean {
  const said = new Set<string>()
  for (const { kind, actor, message } of journal) {
    if (kind === 'NotSimulated') said.add(`${actor} ${message}`)
  }
  for (const line of said) process.stderr.write(`podscape: ${line}\n`)
  return said.size > 0
}

/** What the API server refused only when the time came; what it refuses from the start is reported with its place. */
function sayRefusals({ objects, applied }: ParsedScenario, cluster: Cluster): void {
  const all = [...objects, ...[...applied.values()].flat()]
  const said = new Set(all.flatMap(({ object, refused }) => (refused ? [object] : [])))
  for (const { object, status, entry } of cluster.refusals) {
    if (said.has(object)) continue
    const seconds = (cluster.journal[entry]?.timeMs ?? 0) / 1000
    process.stderr.write(`podscape: refused at ${seconds}s: ${status.message}\n`)
  }
}

/** Carries out a command of kubectl at a moment of the run, and lets time go on while it waits. */
function kubectl(command: CommandOf<'kubectl'>, files: readonly InputFile[]): number {
  const { parsed } = report(files, 'error', command.createNamespaces)
  const seed = command.seed === null ? {} : { seed: command.seed }
  const run = startParsed(files, parsed, {
    untilMs: command.atMs,
    ...seed,
    exact: command.atMs !== null,
  })
  const end = runWithinMemory(run)
  if (end.message !== null) process.stderr.write(`podscape: ${end.message}\n`)
  if (end.reason === 'limit') return 1
  if (end.reason === 'idle') run.cluster.skipTo(run.untilMs)
  const session = run.cluster.session({
    out: (line, isOpen) => process.stdout.write(isOpen === true ? line : `${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
  })
  const manifests = (path: string) => session.manifests(path) ?? onDisk(path)?.objects
  const faults = (path: string) =>
    session.manifests(path) === undefined ? (onDisk(path)?.faults ?? []) : session.faults(path)
  const textOf = (path: string) => session.text(path) ?? textOnDisk(path)
  const code = runKubectl(
    { ...session, manifests, faults, text: textOf, folder: namesInFolder },
    command.words,
  )
  return typeof code === 'number' ? code : waitFor(run, spawn(code).done)
}

/** What a file holds that is not in the tree; undefined when there is none. */
function onDisk(path: string): ManifestFile | undefined {
  const read = readInputs([path])
  if (!read.ok) return undefined
  const files = read.files.map((file) => readManifests(file))
  return {
    objects: files.flatMap(({ objects }) => objects),
    faults: files.flatMap(({ faults }) => faults),
  }
}

function textOnDisk(path: string): string | undefined {
  const read = readInputs([path])
  return read.ok ? read.files[0]?.text : undefined
}

const SLICE_MS = 1000
/** How long a command may wait, along virtual time. */
const LONGEST_WAIT_MS = 24 * 3_600_000

function waitFor({ cluster, untilMs }: ScenarioRun, done: Future<number>): number {
  const endMs = Math.max(untilMs, cluster.nowMs) + LONGEST_WAIT_MS
  while (!done.settled && cluster.nowMs < endMs) {
    const { reason, message } = cluster.advance(cluster.nowMs + SLICE_MS)
    if (message !== null) process.stderr.write(`podscape: ${message}\n`)
    if (reason !== 'reached') break
  }
  if (done.settled) return done.value
  process.stderr.write('podscape: the command waits for what will not happen\n')
  return 1
}

/** One JSON object per line: when, who, what, why, and which objects. */
function journalLine({ timeMs, actor, message, because, cause, objects }: JournalEntry): string {
  return `${JSON.stringify({ timeMs, actor, message: because === null ? message : `${message}, because ${because}`, cause, objects })}\n`
}

function tableOf(nowMs: number, state: Parameters<typeof listOf>[0]): string {
  const objects = apiObjects(state)
  const pods = objects.filter((object) => object.kind === 'Pod')
  const events = objects.filter((object) => object.kind === 'Event')
  const allNamespaces = pods.some(({ metadata }) => metadata.namespace !== 'default')
  const podTable =
    pods.length === 0
      ? 'No resources found\n'
      : printObjects(pods, { wide: true, allNamespaces, nowMs })
  return events.length === 0 ? podTable : `${podTable}\n${printEvents(events, nowMs)}`
}

function share(command: CommandOf<'share'>, files: readonly InputFile[]): number {
  const { refused } = report(files, 'error')
  const plain = files.map(({ path, text }) => ({ path, text }))
  const link = encodeLink({ files: plain, timeMs: null, selection: null, view: null })
  const opened = decodeLink(link)
  if (!opened.ok) {
    process.stderr.write(`podscape: no link, because nobody could open it. ${opened.message}\n`)
    return 1
  }
  process.stdout.write(`${command.base}#${link}\n`)
  return refused ? 1 : 0
}
