// scenario.yaml as a value: title, notes, seed, until, actions, images, control plane, expectations. Everything has a default, so
// that a tree without the file, or with a broken one, still runs.
import type { FileDiagnostic } from '#manifest/types.ts'
import { parseYaml } from '#yaml/parse-yaml.ts'
import { createFieldReader, type FieldReader, isMapping } from './field-reader.ts'
import { readExpectations } from './expect/read-expectations.ts'
import { type ReadAction, readActions } from './read-actions.ts'
import type { ImageOverride } from '#cluster/types.ts'
import type { ControlPlane, Scenario } from './types.ts'

export const SCENARIO_FILE = 'scenario.yaml'
/** How far a run goes when its scenario does not say, in milliseconds. */
export const DEFAULT_UNTIL_MS = 120_000
const MAX_IMAGES = 100
const MAX_PORTS = 20

export interface ReadScenario {
  readonly scenario: Scenario
  /** The actions with their positions in the file. */
  readonly actions: readonly ReadAction[]
  readonly diagnostics: readonly FileDiagnostic[]
}

const EMPTY: Scenario = {
  title: '',
  notes: '',
  seed: 1,
  untilMs: DEFAULT_UNTIL_MS,
  actions: [],
  images: [],
  controlPlane: 'built-in',
  expect: [],
}

/** Reads the text of scenario.yaml; an empty or unreadable text gives the defaults. */
export function readScenario(text: string): ReadScenario {
  const parsed = parseYaml(text)
  const diagnostics: FileDiagnostic[] = parsed.diagnostics.map((one) => ({
    ...one,
    source: 'yaml',
    path: SCENARIO_FILE,
  }))
  const [document, second] = parsed.documents
  if (document === undefined) return { scenario: EMPTY, actions: [], diagnostics }
  if (second !== undefined) {
    const message = 'scenario.yaml is one document: only the first is read'
    diagnostics.push({
      severity: 'warning',
      source: 'yaml',
      message,
      range: second.ranges.nearest([]),
      path: SCENARIO_FILE,
    })
  }
  if (!isMapping(document.value)) {
    const message = 'scenario.yaml must be a mapping with title, until, actions …'
    diagnostics.push({
      severity: 'error',
      source: 'yaml',
      message,
      range: document.ranges.nearest([]),
      path: SCENARIO_FILE,
    })
    return { scenario: EMPTY, actions: [], diagnostics }
  }
  const reader = createFieldReader(document.value, {
    file: SCENARIO_FILE,
    ranges: document.ranges,
    path: [],
    diagnostics,
    errors: { count: 0 },
  })
  return { ...readFields(reader), diagnostics }
}

function readFields(reader: FieldReader): Omit<ReadScenario, 'diagnostics'> {
  reader.allowFields([
    'title',
    'notes',
    'seed',
    'until',
    'actions',
    'images',
    'controlPlane',
    'expect',
  ])
  const actions = readActions(reader)
  const scenario: Scenario = {
    title: reader.text('title', EMPTY.title, 200),
    notes: reader.text('notes', EMPTY.notes, 20_000),
    seed: reader.whole('seed', EMPTY.seed, 0, 4_294_967_295),
    untilMs: reader.duration('until', EMPTY.untilMs),
    actions: actions.map(({ action }) => action),
    images: reader.items('images', MAX_IMAGES).flatMap(({ reader: item }) => readImage(item)),
    controlPlane: readControlPlane(reader),
    expect: readExpectations(reader, 'expect'),
  }
  return { scenario, actions }
}

function readControlPlane(reader: FieldReader): ControlPlane {
  const name = reader.text('controlPlane', EMPTY.controlPlane, 20)
  if (name === 'kubeadm' || name === 'built-in') return name
  reader.say('error', 'controlPlane', 'controlPlane must be kubeadm or built-in')
  return EMPTY.controlPlane
}

/** What an image's process does instead of what it would do; by default it runs for ever. */
function readImage(reader: FieldReader): readonly ImageOverride[] {
  const before = reader.errors.count
  reader.allowFields(['image', 'container', 'runFor', 'exitCode', 'oom', 'listens', 'missing'])
  const image = reader.text('image', '', 500)
  if (image === '') reader.say('error', '', 'image is missing')
  const container = reader.text('container', '', 63)
  const oom = reader.flag('oom', false)
  const ends = reader.has('exitCode') || oom
  const override: ImageOverride = {
    image,
    ...(container === '' ? {} : { container }),
    runMs: reader.has('runFor') ? reader.duration('runFor', 0) : ends ? 0 : null,
    exitCode: reader.whole('exitCode', 0, 0, 255),
    ...(oom ? { oom } : {}),
    listens: readPorts(reader),
    missing: reader.flag('missing', false),
  }
  return reader.errors.count > before ? [] : [override]
}

function readPorts(reader: FieldReader): readonly number[] {
  const ports = reader.raw('listens')
  if (!reader.has('listens')) return []
  const isPort = (port: unknown): port is number =>
    typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536
  if (Array.isArray(ports) && ports.length <= MAX_PORTS && ports.every(isPort)) return ports
  reader.say('error', 'listens', `listens must be a list of at most ${MAX_PORTS} ports, like [80]`)
  return []
}
