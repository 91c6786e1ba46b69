// The container runtime that plays the script of a question.
import type { ContainerRecord } from '#api/runtime/records.ts'
import type {
  Behaviour,
  FakeExecResult,
  FakePull,
  FakeRuntimeOptions,
  Probed,
} from '#kubelet/testing/fake-runtime-options.ts'
import type { ProbeAnswer } from '#runtime/cri.ts'
import type { Phase, Question, Run, Script } from './kubelet-recording.ts'

/** What a real process that does not handle SIGTERM ends with. */
const TERMINATED = 143

type Played = Pick<FakeRuntimeOptions, 'behave' | 'pull' | 'exec' | 'probe' | 'presentImages'>

/** The options of a fake runtime; `instances` lists the containers that there are, the newest last. */
export function scriptOf(
  { containers = {}, images = {} }: Question,
  instances: () => readonly ContainerRecord[],
): Played {
  const scriptFor = (name: string): Script => containers[name] ?? {}
  return {
    presentImages: Object.keys(images)
      .filter((image) => images[image]?.present === true)
      // The page's runtime knows images as manifests name them.
      .flatMap((image) => [image, image.replace(/:latest$/u, '')]),
    behave(name, attempt) {
      const { runs = [] } = scriptFor(name)
      return behaviourOf(runs[Math.min(attempt, runs.length - 1)] ?? {})
    },
    pull(image, nth): FakePull {
      const { takes, error, fails } = images[taggedName(image)] ?? {}
      const isFailing = error !== undefined && (fails === undefined || nth <= fails)
      return {
        ...(takes === undefined ? {} : { takesMs: msOf(takes) }),
        ...(isFailing ? { error } : {}),
      }
    },
    exec(command, timeMs, record): FakeExecResult {
      const phases = scriptFor(record.name).exec?.[command[0] ?? ''] ?? []
      const { exitCode = 0, output = '', takes } = phaseAt(phases, sinceStart(record, timeMs))
      return { exitCode, output, takesMs: takes === undefined ? 0 : msOf(takes) }
    },
    probe: (timeMs, probed) => answerTo(probed, runningIn(instances(), probed), scriptFor, timeMs),
  }
}

function behaviourOf(run: Run): Behaviour {
  const { exitCode, reason, message, log, startError, term = {} } = run
  return {
    ...(run.for === undefined ? {} : { runMs: msOf(run.for) }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    log: log ?? [],
    termMs: term.ignored === true ? null : msOf(term.after ?? '0s'),
    termExitCode: run.term === undefined ? TERMINATED : (term.exitCode ?? 0),
    ...(startError === undefined ? {} : { startError }),
  }
}

function runningIn(
  records: readonly ContainerRecord[],
  { sandboxId }: Probed,
): readonly ContainerRecord[] {
  return records.filter((record) => record.sandboxId === sandboxId && record.state === 'running')
}

/** Whoever listens on the port answers; where nobody does, the connection is refused. */
function answerTo(
  { port, path }: Probed,
  running: readonly ContainerRecord[],
  scriptFor: (name: string) => Script,
  timeMs: number,
): ProbeAnswer {
  for (const record of running) {
    const { http = {}, tcp = {} } = scriptFor(record.name)
    const at = sinceStart(record, timeMs)
    const phases = tcp[port]
    const served = Object.keys(http).some((name) => name.startsWith(`${port}/`))
    if (phases === undefined && !served) continue
    if (phases !== undefined && phaseAt(phases, at).refuse === true) continue
    if (path === null) return { kind: 'open' }
    const answers = http[`${port}${path}`]
    if (answers === undefined) return { kind: 'http', statusCode: 404 }
    return { kind: 'http', statusCode: phaseAt(answers, at).status ?? 200 }
  }
  return { kind: 'refused' }
}

function phaseAt(phases: readonly Phase[], sinceMs: number): Phase {
  // The recorded runtime starts a container a fraction of a millisecond later than ours.
  return phases.find(({ until }) => until === undefined || sinceMs <= msOf(until)) ?? {}
}

function sinceStart(record: ContainerRecord, timeMs: number): number {
  return timeMs - (record.startedAtMs ?? timeMs)
}

/** An image with its tag, as the recorded runtime names it. */
export function taggedName(image: string): string {
  return /:[^/]*$|@/u.test(image) ? image : `${image}:latest`
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** '1m30s', '1.5s': a duration as Go writes it, in milliseconds. */
export function msOf(duration: string): number {
  const parts = [...duration.matchAll(/([\d.]+)(ms|s|m|h)/gu)]
  return parts.reduce((sum, [, count, unit = 's']) => sum + Number(count) * (UNITS[unit] ?? 0), 0)
}
