// The attacks of `npm run attack`: each takes a seed, makes one input of it that nobody wishes for, and gives it to
// the product. It yields between the slices of its work, so that who drives it can measure them and stop, and
// returns what was wrong, in a sentence, or null. An exception is a fault too.
import type { ContainerRecord } from '#api/runtime/records.ts'
import type { JournalEntry } from '#client/world.ts'
import { createPrng, type Prng } from '#lib/prng.ts'
import { createKeeper, type Shelf } from '#playground/keeper.ts'
import { createEngine } from '#playground/engine.ts'
import { createBench } from '#runtime/testing/bench.ts'
import { decodeLink, encodeLink } from '#scenario/codec.ts'
import { GALLERY } from '#scenario/gallery/gallery.ts'
import { linkFromUrl } from '#scenario/link-from-url.ts'
import { startScenario } from '#scenario/run-scenario.ts'
import type { ScenarioFile } from '#scenario/types.ts'
import { parseYaml } from '#yaml/parse-yaml.ts'
import { randomScenario } from '../random-scenario.ts'
import { hostileScript } from './hostile-script.ts'
import { chance, damagedText, mutated, oddValue, pick } from './mutate.ts'

/** One input; what was wrong with what became of it, or null. */
export type Attack = (seed: number) => Generator<void, string | null>

/** Virtual time that is run at most, and slices. */
const UNTIL_MS = 60_000
const MOST_SLICES = 40
const TIMERS_PER_SLICE = 2_000
const ENTRIES_PER_SLICE = 1_000

function baseFiles(prng: Prng, seed: number): readonly ScenarioFile[] {
  if (chance(prng, 40)) return randomScenario(seed)
  return pick(prng, GALLERY).files
}

/** The values of a text's documents, mutated, as JSON documents, which are YAML. */
function mutatedText(prng: Prng, text: string): string {
  if (chance(prng, 25)) return damagedText(prng, text, 1 + prng.next(6))
  const values = parseYaml(text).documents.map(({ value }) => value)
  const changed = values.map((value) => mutated(prng, value, prng.next(5)))
  if (chance(prng, 10)) changed.push(...structuredClone(changed))
  return changed.map((value) => JSON.stringify(value) ?? 'null').join('\n---\n')
}

const SUSPICIOUS = /\bundefined\b|\[object |\bNaN\b/

/** A sentence with a value of JavaScript in it that the input did not bring along. */
function oddSentence(sentences: readonly string[], input: string): string | null {
  if (SUSPICIOUS.test(input)) return null
  const odd = sentences.find((sentence) => SUSPICIOUS.test(sentence))
  return odd === undefined ? null : `said: ${odd.slice(0, 300)}`
}

function faultIn(journal: readonly JournalEntry[]): string | null {
  const fault = journal.find(({ kind }) => kind === 'Fault')
  return fault === undefined ? null : `${fault.actor}: ${fault.because ?? fault.message}`
}

function* runFiles(files: readonly ScenarioFile[]): Generator<void, string | null> {
  const input = files.map(({ text }) => text).join('\n')
  const { diagnostics } = createEngine().check(files)
  yield
  const said = oddSentence(
    diagnostics.map(({ message }) => message),
    input,
  )
  if (said !== null) return said
  const run = startScenario(files, {
    untilMs: UNTIL_MS,
    exact: true,
    limits: { maxEntries: 50_000, maxTimers: 1_000_000 },
  })
  yield
  for (let slices = 0; slices < MOST_SLICES; slices += 1) {
    const { reason } = run.advanceSome(UNTIL_MS, ENTRIES_PER_SLICE, TIMERS_PER_SLICE)
    yield
    if (reason !== 'paused') break
  }
  const { journal } = run.cluster
  const sentences = journal.flatMap(({ message, because }) => [message, because ?? ''])
  return faultIn(journal) ?? oddSentence(sentences, input)
}

function* manifests(seed: number): Generator<void, string | null> {
  const prng = createPrng(`manifest ${seed}`)
  const files = baseFiles(prng, seed)
  const one = pick(prng, files).path
  return yield* runFiles(
    files.map((file) =>
      file.path === one ? { ...file, text: mutatedText(prng, file.text) } : file,
    ),
  )
}

function* actions(seed: number): Generator<void, string | null> {
  const prng = createPrng(`actions ${seed}`)
  const files = baseFiles(prng, seed)
  const all = GALLERY.flatMap((entry) => entry.files).filter(({ path }) => path === 'scenario.yaml')
  const known = all.flatMap(({ text }) => {
    const value = parseYaml(text).documents[0]?.value
    const list =
      typeof value === 'object' && value !== null && 'actions' in value ? value.actions : []
    return Array.isArray(list) ? (list as readonly unknown[]) : []
  })
  const commands = [
    'get pods -o wide',
    'delete pod --all',
    'scale rs/web --replicas=9',
    'drain worker-1 --force',
    'taint nodes --all a=b:NoExecute',
    'apply -f x',
    'rollout undo deployment/web',
    'exec web -- sh',
    'logs web -f',
    'cordon',
    'label pod --all a-',
    'patch pod web -p {}',
  ]
  const list = Array.from({ length: 1 + prng.next(8) }, () => {
    if (chance(prng, 30))
      return {
        at: `${prng.next(50)}s`,
        kubectl: damagedText(prng, pick(prng, commands), prng.next(3)),
      }
    const action = mutated(prng, pick(prng, known), prng.next(4))
    return chance(prng, 80) && typeof action === 'object' && action !== null
      ? { ...action, at: `${prng.next(50)}s` }
      : action
  })
  const scenario = { title: 'attack', seed, until: '1m', actions: list }
  const text = JSON.stringify(chance(prng, 20) ? mutated(prng, scenario, 2) : scenario)
  const others = files.filter(({ path }) => path !== 'scenario.yaml')
  return yield* runFiles([...others, { path: 'scenario.yaml', text }])
}

const SHELLS = [
  { image: 'busybox', shell: 'sh' },
  { image: 'debian', shell: 'bash' },
  { image: 'debian', shell: 'sh' },
  { image: 'alpine', shell: 'sh' },
] as const

function* scripts(seed: number): Generator<void, string | null> {
  const { image, shell } = SHELLS[seed % SHELLS.length] ?? SHELLS[0]
  const bench = createBench({ seed })
  const { clock, journal } = bench.world
  const id = bench.start(bench.sandbox('attack'), {
    image,
    command: [shell, '-c', hostileScript(seed)],
  })
  yield
  for (let slices = 0; slices < MOST_SLICES; slices += 1) {
    for (let i = 0; i < TIMERS_PER_SLICE && (clock.nextMs() ?? Infinity) < UNTIL_MS; i += 1)
      clock.step()
    yield
  }
  const { state }: ContainerRecord = bench.record(id)
  if (state !== 'exited') bench.runtime.kill(id, { exitCode: 1, oom: false })
  yield
  return faultIn(journal)
}

function damagedLink(prng: Prng, link: string): string {
  const roll = prng.next(6)
  if (roll === 0) return link.slice(0, prng.next(link.length))
  if (roll === 1)
    return link.replaceAll(/[^a-z]/g, (c) => (chance(prng, 30) ? encodeURIComponent(c) : c))
  if (roll === 2) return encodeURIComponent(link)
  if (roll === 3) return damagedText(prng, link, 1 + prng.next(4))
  if (roll === 4) return `v${prng.next(12)}/${link.slice(prng.next(5))}`
  const at = 3 + prng.next(Math.max(1, link.length - 3))
  return (
    link.slice(0, at) +
    pick(prng, ['A', 'z', '-', '_', '0', '%', ' ', '\u0000']) +
    link.slice(at + 1)
  )
}

function* links(seed: number): Generator<void, string | null> {
  const prng = createPrng(`link ${seed}`)
  const files = baseFiles(prng, seed)
  const payload = {
    files,
    timeMs: prng.next(60_000),
    selection: 'Pod/default/web',
    view: { tab: 'why' },
  }
  const link = damagedLink(prng, encodeLink(payload))
  const search = chance(prng, 20) ? `?yaml=${damagedText(prng, files[0]?.text ?? '', 2)}` : ''
  yield
  const request = linkFromUrl(`#${link}`, search)
  if (request.kind === 'unknown') return oddSentence([request.message], link)
  if (request.kind !== 'link') return null
  const decoded = decodeLink(request.fragment)
  yield
  return decoded.ok ? null : oddSentence([decoded.message], link)
}

/** Values that a browser might give back after its disk was damaged. */
function damagedValue(prng: Prng, value: unknown): unknown {
  if (chance(prng, 30)) return oddValue(prng)
  if (chance(prng, 50)) return mutated(prng, value, 1 + prng.next(3))
  return typeof value === 'object' && value !== null && 'json' in value
    ? { ...value, json: damagedText(prng, String(value.json), 1 + prng.next(3)) }
    : damagedText(prng, JSON.stringify(value), 1)
}

/** Kept texts that were damaged: each is read as it was written, or not at all. Waits for promises, so it is driven apart. */
async function storage(seed: number): Promise<string | null> {
  const prng = createPrng(`storage ${seed}`)
  const values = new Map<string, unknown>()
  const shelf: Shelf = {
    get: (key) => Promise.resolve(values.get(key)),
    set: (key, value) => {
      if (chance(prng, 10)) return Promise.reject(new Error('refused'))
      values.set(key, structuredClone(value))
      return Promise.resolve()
    },
    remove: (key) => Promise.resolve(void values.delete(key)),
    keys: () => Promise.resolve([...values.keys()]),
  }
  let time = 0
  const keeperFor = (id: string | null) =>
    createKeeper({ shelf, id, nowMs: () => (time += 1), makeId: () => `t${time}`, restMs: 1 })
  const written = new Set<string>()
  const keeper = keeperFor(null)
  for (let i = 0; i < 1 + prng.next(4); i += 1) {
    const files = baseFiles(prng, seed + i)
    written.add(JSON.stringify(files))
    if (chance(prng, 50)) keeper.beginAnother()
    keeper.save(files, 'x')
    await keeper.settled()
  }
  for (const [key, value] of values)
    if (chance(prng, 40)) values.set(key, damagedValue(prng, value))
  if (chance(prng, 20)) values.set(damagedText(prng, 'text/a/0', 2), oddValue(prng))
  const next = keeperFor(chance(prng, 50) ? 't1' : null)
  const found = [
    await next.load(),
    ...(await Promise.all((await next.recent()).map(({ id }) => next.open(id)))),
  ]
  const wrong = found.find((text) => text !== null && !written.has(JSON.stringify(text.files)))
  return wrong === undefined ? null : 'read a text that nobody wrote'
}

/** The attacks by name. */
export const ATTACKS: Readonly<Record<string, Attack>> = { manifests, scripts, links, actions }

/** Those that wait for promises; one input is one slice. */
export const ASYNC_ATTACKS: Readonly<Record<string, (seed: number) => Promise<string | null>>> = {
  storage,
}
