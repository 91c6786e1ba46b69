// Runs a case and says what is not as it should be, a line for each difference.
import { statusOf } from '#api/core/pod-status-word.ts'
import type { ContainerState, ContainerStatus, Pod } from '#api/generated/types.ts'
import { admitInEmptyCluster } from '#cluster/dry-run.ts'
import { provideLateCommands } from '#kubectl/late.ts'
import { LATE_COMMANDS } from '#kubectl/late-commands.ts'
import { runKubectl } from '#kubectl/run-kubectl.ts'
import { createLogFold } from '#picture/inspector/logs-of.ts'
import { checkScenario } from '#scenario/check-scenario.ts'
import { runScenario, type ScenarioRun } from '#scenario/run-scenario.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import type { ContainerExpectation, PodExpectation, WildCase } from './read-case.ts'

provideLateCommands(LATE_COMMANDS)

/** What differs from the case; empty when everything is right. */
export function differencesOf(one: WildCase): readonly string[] {
  const files = filesOf(one)
  const run = runScenario(files)
  const found: string[] = run.parsed.diagnostics
    .filter(
      ({ severity, message }) =>
        severity === 'error' && one.refused === undefined && message !== '',
    )
    .map(({ message }) => `the manifest is refused: ${message}`)
  found.push(...refusalDifferences(one, files), ...kubectlDifferences(one, run))
  for (const [name, wanted] of Object.entries(one.pods ?? {}))
    found.push(...podDifferences(podOf(run, name), name, wanted))
  for (const [name, wanted] of Object.entries(one.containers ?? {}))
    found.push(...containerDifferences(run, name, wanted))
  found.push(...missingFrom(one.events, eventsOf(run), 'event'))
  found.push(...presentIn(one.noEvents, eventsOf(run), 'event'))
  if (one.check === undefined && one.noCheck === undefined) return found
  const said = checkScenario(files, admitInEmptyCluster()).diagnostics.map(({ message }) => message)
  return [
    ...found,
    ...missingFrom(one.check, said, 'word of check'),
    ...presentIn(one.noCheck, said, 'word of check'),
  ]
}

function refusalDifferences(
  { refused }: WildCase,
  files: readonly ScenarioFile[],
): readonly string[] {
  if (refused === undefined) return []
  const said = checkScenario(files, admitInEmptyCluster())
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ message }) => message)
  const more = said.filter((message) => !refused.some((text) => fits(message, text)))
  return [
    ...missingFrom(refused, said, 'refusal'),
    ...more.map((message) => `the manifest is refused: ${message}`),
  ]
}

function kubectlDifferences({ kubectl = [] }: WildCase, run: ScenarioRun): readonly string[] {
  return kubectl.flatMap(({ run: line, prints, code = 0 }) => {
    const printed: string[] = []
    const print = (text: string): void => void printed.push(text)
    const ended = runKubectl(run.cluster.session({ out: print, err: print }), line.split(' '))
    const text = printed.join('\n')
    const isRight = ended === code && fits(text, prints.replace(/\n$/, ''))
    return isRight
      ? []
      : [
          `kubectl ${line} printed (${typeof ended === 'number' ? ended : 'later'})\n${text}\nand not\n${prints}`,
        ]
  })
}

function filesOf({ until = '2m', scenario = '', files = {}, manifest }: WildCase): ScenarioFile[] {
  return [
    { path: 'scenario.yaml', text: `until: ${until}\n${scenario}` },
    { path: 'manifests/case.yaml', text: manifest },
    ...Object.entries(files).map(([path, text]) => ({ path, text })),
  ]
}

function podOf({ cluster }: ScenarioRun, name: string): Pod | undefined {
  for (const object of cluster.world.state.values())
    if (object.kind === 'Pod' && object.metadata.name === name) return object
  return undefined
}

function podDifferences(
  pod: Pod | undefined,
  name: string,
  wanted: PodExpectation | null,
): readonly string[] {
  if (wanted === null) return pod === undefined ? [] : [`Pod ${name} is still there`]
  if (pod === undefined) return [`there is no Pod ${name}`]
  const { status, ready, total } = statusOf(pod)
  const facts = {
    phase: pod.status?.phase,
    status,
    ready: `${ready}/${total}`,
    reason: pod.status?.reason,
    message: pod.status?.message,
  }
  return unlike(`Pod ${name}`, facts, wanted)
}

function containerDifferences(
  run: ScenarioRun,
  place: string,
  wanted: ContainerExpectation,
): readonly string[] {
  const [podName = '', name = ''] = place.split('/')
  const pod = podOf(run, podName)
  const status = [
    ...(pod?.status?.initContainerStatuses ?? []),
    ...(pod?.status?.containerStatuses ?? []),
  ].find((one) => one.name === name)
  if (pod === undefined || status === undefined) return [`there is no container ${place}`]
  const { logs, quiet, ...plain } = wanted
  const found = [...unlike(`container ${place}`, factsOf(status), plain)]
  if (logs === undefined && quiet === undefined) return found
  const lines = linesOf(run, pod, name)
  if (typeof logs === 'string') {
    if (!fits(lines.join('\n'), logs.replace(/\n$/, '')))
      found.push(`container ${place} printed\n${lines.join('\n')}\nand not\n${logs}`)
  } else if (logs !== undefined) found.push(...missingInOrder(place, logs, lines))
  return [...found, ...presentIn(quiet, lines, `line of ${place}`)]
}

/** All lines of all instances of a container, oldest first. */
function linesOf({ cluster }: ScenarioRun, pod: Pod, name: string): readonly string[] {
  const fold = createLogFold()
  fold.take(cluster.journal)
  const moment = { entryId: cluster.journal.length, timeMs: cluster.nowMs }
  const uid = pod.metadata.uid ?? ''
  const instances = [...cluster.world.state.values()].flatMap((one) =>
    one.kind === 'ContainerInstance' && one.pod.uid === uid && one.name === name ? [one.id] : [],
  )
  return fold
    .logsAt(moment, null)
    .filter(({ containerId }) => instances.includes(containerId))
    .flatMap(({ lines }) => lines.map(({ text }) => text))
}

function factsOf(status: ContainerStatus): Readonly<Record<string, unknown>> {
  const now = stateFacts(status.state)
  const last = stateFacts(status.lastState)
  return {
    ...now,
    restarts: status.restartCount,
    ready: status.ready,
    lastReason: last.reason,
    lastMessage: last.message,
    lastExitCode: last.exitCode,
  }
}

interface StateFacts {
  readonly state?: string
  readonly reason?: string | undefined
  readonly message?: string | undefined
  readonly exitCode?: number
}

function stateFacts(state: ContainerState | undefined): StateFacts {
  if (state?.terminated !== undefined) {
    const { reason, message, exitCode } = state.terminated
    return { state: 'terminated', reason, message, exitCode }
  }
  if (state?.waiting !== undefined)
    return { state: 'waiting', reason: state.waiting.reason, message: state.waiting.message }
  return state?.running === undefined ? {} : { state: 'running' }
}

function eventsOf({ cluster }: ScenarioRun): readonly string[] {
  return [...cluster.world.state.values()].flatMap((one) =>
    one.kind === 'Event'
      ? [
          `${one.type ?? ''} ${one.reason ?? ''} ${one.involvedObject.name ?? ''}: ${one.message ?? ''}`,
        ]
      : [],
  )
}

function unlike(
  what: string,
  facts: Readonly<Record<string, unknown>>,
  wanted: object,
): readonly string[] {
  return Object.entries(wanted).flatMap(([name, value]: [string, unknown]) => {
    const fact = facts[name]
    const good =
      typeof value === 'string' && typeof fact === 'string' ? fits(fact, value) : fact === value
    return good
      ? []
      : [`${what}: ${name} is ${JSON.stringify(fact)} and not ${JSON.stringify(value)}`]
  })
}

function fits(text: string, wanted: string): boolean {
  return wanted.startsWith('~') ? new RegExp(wanted.slice(1), 's').test(text) : text === wanted
}

function missingFrom(
  wanted: readonly string[] | undefined,
  there: readonly string[],
  what: string,
): readonly string[] {
  return (wanted ?? []).flatMap((text) =>
    there.some((one) => fits(one, text))
      ? []
      : [`no ${what} is ${text}\n  there are:\n  ${there.join('\n  ')}`],
  )
}

function presentIn(
  unwanted: readonly string[] | undefined,
  there: readonly string[],
  what: string,
): readonly string[] {
  return (unwanted ?? []).flatMap((text) =>
    there.filter((one) => fits(one, text)).map((one) => `a ${what} is ${one}`),
  )
}

function missingInOrder(
  place: string,
  wanted: readonly string[],
  lines: readonly string[],
): readonly string[] {
  let at = 0
  for (const text of wanted) {
    const hit = lines.findIndex((line, index) => index >= at && fits(line, text))
    if (hit === -1) return [`container ${place} did not print ${text} but\n${lines.join('\n')}`]
    at = hit + 1
  }
  return []
}
