// Files in, journal out: the one way in which page, command line, tests and benchmarks run a scenario.
import type { ManifestFile } from '#api/meta/manifest-fault.ts'
import type { JournalEntry } from '#client/world.ts'
import { createCluster } from '#cluster/cluster.ts'
import { equal } from '#lib/equal.ts'
import type { Advanced, Cluster, Deeds } from '#cluster/types.ts'
import type { DecodeFile } from '#manifest/decode-file.ts'
import { readManifests } from '#manifest/read-manifests.ts'
import { decodeStaticPod } from './decode-static-pod.ts'
import { kubeadmControlPlane } from './kubeadm-manifests.ts'
import { readYaml } from './read-yaml.ts'
import { parseScenario, type ParsedScenario } from './parse-scenario.ts'
import type { Action, ScenarioFile } from './types.ts'

/** One run holds at most this many journal entries and timers; then it stops and says so. */
const RUN_LIMITS = { maxEntries: 5_000_000, maxTimers: 100_000_000 } as const

export interface RunOptions {
  /** How far at least; default: the scenario's `until`. */
  readonly untilMs?: number | null
  /** `untilMs` is where to stop even when the scenario goes further. */
  readonly exact?: boolean
  /** Decodes the files; for who has decoded them before. */
  readonly decode?: DecodeFile
  /** Instead of the scenario's own. */
  readonly seed?: number
  /** Runs each time what happens again and again, as `ClusterOptions.eager`. For tests. */
  readonly eager?: boolean
  /** Instead of the limits of a run. */
  readonly limits?: { readonly maxEntries?: number; readonly maxTimers?: number }
}

export interface Paused {
  readonly reason: 'paused'
  readonly nowMs: number
  readonly message: null
}

export interface ScenarioRun {
  readonly parsed: ParsedScenario
  readonly cluster: Cluster
  readonly untilMs: number
  readonly limits: { readonly maxEntries: number; readonly maxTimers: number }
  /** Goes on to `toMs`, at most to the end of the run. */
  advance(toMs: number): Advanced
  /** The same, but comes back after about so many entries, or timers: then there is more to do before `toMs`. */
  advanceSome(toMs: number, entries: number, timers?: number): Advanced | Paused
  /** Entries that were not taken yet. */
  take(): readonly JournalEntry[]
}

/** Reads the files and builds the cluster at time zero. Faults in the files are in `parsed.diagnostics`. */
export function startScenario(
  files: readonly ScenarioFile[],
  options: RunOptions = {},
): ScenarioRun {
  return startParsed(files, parseScenario(files, options.decode), options)
}

/** The same with files that were read already. */
export function startParsed(
  files: readonly ScenarioFile[],
  parsed: ParsedScenario,
  options: RunOptions = {},
): ScenarioRun {
  return prepareScenario(files, parsed, options).begin(files, parsed, options)
}

/** A cluster in which nothing has happened yet. */
export interface PreparedScenario {
  /** Whether a scenario begins with it, whatever is applied and done in it. */
  fits(parsed: ParsedScenario): boolean
  /** The run of such a scenario. Only once. */
  begin(files: readonly ScenarioFile[], parsed: ParsedScenario, options?: RunOptions): ScenarioRun
}

/** Builds the cluster of a scenario; its machines are most of what the start of a run costs. */
export function prepareScenario(
  files: readonly ScenarioFile[],
  parsed: ParsedScenario,
  options: RunOptions = {},
): PreparedScenario {
  const { scenario } = parsed
  const cluster = createCluster({
    decodeStaticPod,
    readYaml,
    seed: options.seed ?? scenario.seed,
    nodes: parsed.nodes,
    nodeFiles: parsed.nodeFiles,
    images: scenario.images,
    ...(scenario.controlPlane === 'kubeadm' ? { staticControlPlane: kubeadmControlPlane } : {}),
    ...deedsOf(files, parsed),
    manifestsIn: (path, text) => readManifests({ path, text }),
    eager: options.eager ?? false,
  })
  return {
    fits: (other) => equal(clusterOf(other), clusterOf(parsed)),
    begin(ownFiles, own, { untilMs: asked = 0, exact = false, limits } = {}) {
      if (own !== parsed) cluster.beginWith(deedsOf(ownFiles, own))
      const untilMs = exact ? (asked ?? 0) : endOf(own, asked)
      return runOf({ parsed: own, cluster, untilMs, limits: { ...RUN_LIMITS, ...limits } })
    },
  }
}

function deedsOf(files: readonly ScenarioFile[], parsed: ParsedScenario): Deeds {
  return {
    actions: actionsOf(parsed),
    manifests: (path) => manifestsOf(path, parsed, files),
    text: (path) => files.find((file) => file.path === path)?.text,
  }
}

function runOf(run: Pick<ScenarioRun, 'parsed' | 'cluster' | 'untilMs' | 'limits'>): ScenarioRun {
  const { cluster, untilMs, limits } = run
  let taken = 0
  return {
    ...run,
    advance: (toMs) => cluster.advance(Math.min(toMs, untilMs), limits),
    advanceSome(toMs, entries, timers = Infinity) {
      const { clock } = cluster.world
      const some = {
        maxEntries: Math.min(limits.maxEntries, cluster.journal.length + entries),
        maxTimers: Math.min(limits.maxTimers, clock.fired + timers),
      }
      const advanced = cluster.advance(Math.min(toMs, untilMs), some)
      const isFull = cluster.journal.length >= limits.maxEntries || clock.fired >= limits.maxTimers
      // What the limits of the run say is said by them.
      if (advanced.reason === 'limit' && isFull)
        return cluster.advance(Math.min(toMs, untilMs), limits)
      const isPaused = advanced.reason === 'limit'
      return isPaused ? { reason: 'paused', nowMs: advanced.nowMs, message: null } : advanced
    },
    take() {
      const entries = cluster.journal.slice(taken)
      taken = cluster.journal.length
      return entries
    },
  }
}

/** The end of a run: as far as the scenario goes by itself, or further when that is asked for. */
export function endOf({ scenario }: ParsedScenario, untilMs: number | null): number {
  return Math.max(scenario.untilMs, untilMs ?? 0)
}

/**
 * Up to and with which millisecond two scenarios make the same history, as far as their texts say: Infinity when
 * they are the same, -1 when they differ from the start.
 */
export function sameUntil(one: ParsedScenario, other: ParsedScenario): number {
  if (!equal(startOf(one), startOf(other))) return -1
  const [actions, others] = [one, other].map(({ scenario }) =>
    scenario.actions.toSorted((a, b) => a.atMs - b.atMs),
  )
  for (let index = 0; ; index += 1) {
    const [a, b] = [actions?.[index], others?.[index]]
    if (a === undefined && b === undefined) return Infinity
    if (!equal(a, b)) return Math.min(a?.atMs ?? Infinity, b?.atMs ?? Infinity) - 1
  }
}

/** All that a cluster begins with. */
function clusterOf({ scenario, nodes, nodeFiles }: ParsedScenario): object {
  const { seed, images, controlPlane } = scenario
  return { seed, controlPlane, images, nodes, nodeFiles }
}

/** All that a run begins with. */
function startOf(parsed: ParsedScenario): object {
  const { objects, applied, texts } = parsed
  return {
    ...clusterOf(parsed),
    objects: objects.map(({ object }) => object),
    applied: [...applied].map(([path, list]) => [path, list.map(({ object }) => object)]),
    // An action reads a file when its time comes (`--from-file`), and a run has those with which it was begun.
    texts: [...texts],
  }
}

/**
 * Goes on from where a run stands with another scenario of the same history so far (`sameUntil`), until `untilMs`.
 * The earlier run must not be advanced any more.
 */
export function continueScenario(
  { cluster, limits }: ScenarioRun,
  parsed: ParsedScenario,
  untilMs: number,
): ScenarioRun {
  cluster.changeActions(actionsOf(parsed))
  return runOf({ parsed, cluster, untilMs, limits })
}

/** Runs to the end in one go. */
export function runScenario(
  files: readonly ScenarioFile[],
  options: RunOptions = {},
): ScenarioRun & { readonly end: Advanced } {
  const run = startScenario(files, options)
  return { ...run, end: run.advance(run.untilMs) }
}

/** All actions in the order of their time; what lies in manifests/ is applied before all of them. */
function actionsOf({ objects, scenario }: ParsedScenario): readonly Action[] {
  const atZero: readonly Action[] =
    objects.length === 0
      ? []
      : [{ verb: 'apply', atMs: 0, files: [], objects: objects.map(({ object }) => object) }]
  return [...atZero, ...scenario.actions].toSorted((a, b) => a.atMs - b.atMs)
}

/** What a file of the tree holds: read already where an action applies it and nothing is wrong with it, else now. */
function manifestsOf(
  path: string,
  { applied, diagnostics }: ParsedScenario,
  files: readonly ScenarioFile[],
): ManifestFile | undefined {
  const known = applied.get(path)
  const file = files.find((one) => one.path === path)
  const isFaulty = diagnostics.some((one) => one.path === path && one.severity === 'error')
  if (known !== undefined && !isFaulty)
    return { objects: known.map(({ object }) => object), faults: [] }
  return file === undefined ? undefined : readManifests(file)
}
