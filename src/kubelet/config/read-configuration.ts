// A KubeletConfiguration as a kubelet reads it: leniently, each field of the type that it has in Go, and then validated.
// Follows pkg/kubelet/kubeletconfig/configfiles, pkg/kubelet/apis/config/validation and cmd/kubelet/app/server.go (v1.36).
import type { Taint } from '#api/generated/types.ts'
import { parseGoDuration } from '#api/batch/cron/go-duration.ts'
import { decodeStruct } from '#api/meta/decode-struct.ts'
import { isLabelValue, isQualifiedName } from '#api/meta/formats.ts'
import { jsonKindOf } from '#api/meta/go-types.ts'
import { parseQuantity, QUANTITY_FORMAT_WRONG, quantityProblem } from '#api/meta/quantity.ts'
import { MAX_CONTAINER_BACK_OFF_MS } from '../backoff.ts'
import { fieldTypeOf, type FieldType, isIdle } from './configuration-fields.ts'
import {
  CONFIG_PATH,
  DEFAULT_KUBELET_CONFIG,
  type KubeletConfig,
  loadError,
  type ReadConfiguration,
  type ReadYaml,
} from './kubelet-config.ts'

type Loaded = ReturnType<ReadConfiguration>
type Fields = Readonly<Record<string, unknown>>

const API_VERSION = 'kubelet.config.k8s.io/v1beta1'
const KIND = 'KubeletConfiguration'

/** The configuration in a text over the defaults; an error is what a kubelet ends with that reads it. */
export function configurationIn(text: string, readYaml: ReadYaml): Loaded {
  if (text === '') return { error: loadError(`kubelet config file "${CONFIG_PATH}" was empty`) }
  const read = readYaml(text)
  if ('error' in read) return { error: loadError(`failed to decode: ${read.error}`) }
  const { value } = read
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return readConfiguration(value as Fields)
  const problem = `Object 'Kind' is missing in '${JSON.stringify(value)}'`
  return { error: loadError(`failed to decode: ${problem}`) }
}

/** Reads a text that is JSON. */
export const readJson: ReadYaml = (text) => {
  try {
    const value: unknown = JSON.parse(text)
    return { value }
  } catch {
    return { error: 'it is not JSON' }
  }
}

/**
 * What the fields of a configuration say over the defaults. A field that no kubelet knows is passed over, one of a wrong type, a
 * file of another kind and a value that is not allowed are an error in the words of the kubelet.
 */
function readConfiguration(fields: Fields): Loaded {
  const wrong = wrongKind(fields) ?? wrongType(fields)
  if (wrong !== null) return { error: loadError(`failed to decode: ${wrong}`) }
  const names = Object.keys(fields).filter((name) => name !== 'kind' && name !== 'apiVersion')
  const config = configOf(fields)
  const problems = [...validate(fields, config)]
  if (problems.length > 0) {
    const text = problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`
    return {
      error: `failed to validate kubelet configuration, error: ${text}, path: &TypeMeta{Kind:,APIVersion:,}`,
    }
  }
  const late = wrongAmounts(fields)
  if (late !== null) return { error: `failed to run Kubelet: ${late}` }
  const known = names.filter((name) => fieldTypeOf(name) !== undefined)
  return {
    config,
    unknown: names.filter((name) => !known.includes(name)),
    idle: known.filter((name) => isIdle(name) && !isZero(fields[name])),
  }
}

/** What kubeadm writes where it wants nothing: the default holds. */
function isZero(value: unknown): boolean {
  return value === null || value === '' || value === '0s' || value === 0
}

function wrongKind({ kind, apiVersion }: Fields): string | null {
  if (kind === undefined || kind === '') return "Object 'Kind' is missing in the file"
  if (apiVersion === undefined || apiVersion === '')
    return "Object 'apiVersion' is missing in the file"
  if (kind === KIND && apiVersion === API_VERSION) return null
  return `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/kubelet/apis/config/scheme/scheme.go:33"`
}

const FITS: Readonly<Record<FieldType, string>> = {
  string: 'string',
  duration: 'string',
  bool: 'bool',
  int32: 'number',
  int64: 'number',
  float64: 'number',
  map: 'object',
  struct: 'object',
  strings: 'array',
  list: 'array',
}
const GO_TYPES: Readonly<Partial<Record<FieldType, string>>> = {
  map: 'map[string]string',
  strings: '[]string',
}
const MAX_INT32 = 2 ** 31 - 1

/** What Go's decoder says of the first field that has another type. */
function wrongType(fields: Fields): string | null {
  for (const [name, value] of Object.entries(fields)) {
    const type = fieldTypeOf(name)
    if (type === undefined || value === null) continue
    const problem = wrongValue(name, type, value)
    if (problem !== null) return problem
  }
  return null
}

function wrongValue(name: string, type: FieldType, value: unknown): string | null {
  const cannot = (what: string, into = GO_TYPES[type] ?? type): string =>
    `json: cannot unmarshal ${what} into Go struct field ${KIND}.${name} of type ${into}`
  const kind = jsonKindOf(value)
  if (kind !== FITS[type]) {
    return type === 'duration'
      ? `json: cannot unmarshal ${kind} into Go value of type string`
      : cannot(kind)
  }
  if (type === 'duration') {
    const parsed = parseGoDuration(String(value))
    return 'problem' in parsed ? parsed.problem : null
  }
  if (type === 'int32' && !(Number.isInteger(value) && Math.abs(Number(value)) <= MAX_INT32))
    return cannot(`number ${String(value)}`)
  if (name === 'registerWithTaints') return wrongTaintType(value as readonly unknown[], cannot)
  if (name === PERIODS) return wrongPeriodType(value as readonly unknown[], cannot)
  if (type !== 'map' && type !== 'strings') return null
  const odd = Object.values(value as object).find((one) => one !== null && typeof one !== 'string')
  return odd === undefined ? null : cannot(jsonKindOf(odd), 'string')
}

const PERIODS = 'shutdownGracePeriodByPodPriority'
const PERIOD_TYPE = 'ShutdownGracePeriodByPodPriority'

function wrongPeriodType(
  periods: readonly unknown[],
  cannot: (what: string, into: string) => string,
): string | null {
  for (const period of periods) {
    if (period === null) continue
    const kind = jsonKindOf(period)
    if (kind !== 'object') return cannot(kind, `v1beta1.${PERIOD_TYPE}`)
    for (const [name, type] of [
      ['priority', 'int32'],
      ['shutdownGracePeriodSeconds', 'int64'],
    ] as const) {
      const value = (period as Fields)[name]
      if (value === undefined || value === null) continue
      const isNumber = typeof value === 'number'
      const isFit = type === 'int32' ? Math.abs(Number(value)) <= MAX_INT32 : true
      if (isNumber && Number.isInteger(value) && isFit) continue
      const what = isNumber ? `number ${value}` : jsonKindOf(value)
      return `json: cannot unmarshal ${what} into Go struct field ${PERIOD_TYPE}.${PERIODS}.${name} of type ${type}`
    }
  }
  return null
}

function wrongTaintType(
  taints: readonly unknown[],
  cannot: (what: string, into: string) => string,
): string | null {
  for (const taint of taints) {
    if (taint === null) continue
    const kind = jsonKindOf(taint)
    if (kind !== 'object') return cannot(kind, 'v1.Taint')
    const wrong = decodeStruct('Taint', taint as Fields).problems.find(({ strict }) => !strict)
    if (wrong !== undefined) return wrong.message.replace('Taint.', 'Taint.registerWithTaints.')
  }
  return null
}

function taintsOf(value: unknown): readonly Taint[] {
  if (!Array.isArray(value)) return []
  const taints: readonly (Fields | null)[] = value
  // `wrongTaintType` has looked at each of them; null is a taint without anything.
  return taints.map((taint) => decodeStruct('Taint', taint ?? {}).object as unknown as Taint)
}

function configOf(fields: Fields): KubeletConfig {
  const base = DEFAULT_KUBELET_CONFIG
  const { staticPodPath, maxPods, podsPerCore, registerNode } = fields
  const restart = (fields['crashLoopBackOff'] ?? {}) as Fields
  return {
    ...base,
    staticPodPath: absolute(typeof staticPodPath === 'string' ? staticPodPath : ''),
    fileCheckFrequencyMs: msOf(fields['fileCheckFrequency']) || base.fileCheckFrequencyMs,
    nodeStatusUpdateFrequencyMs:
      msOf(fields['nodeStatusUpdateFrequency']) || base.nodeStatusUpdateFrequencyMs,
    maxPods: typeof maxPods === 'number' && maxPods !== 0 ? maxPods : base.maxPods,
    podsPerCore: typeof podsPerCore === 'number' ? podsPerCore : base.podsPerCore,
    systemReserved: amountsOf(fields['systemReserved']),
    kubeReserved: amountsOf(fields['kubeReserved']),
    evictionHard: evictionOf(fields),
    registerNode: registerNode !== false,
    registerWithTaints: taintsOf(fields['registerWithTaints']),
    shutdownGracePeriodMs: msOf(fields['shutdownGracePeriod']),
    shutdownGracePeriodCriticalPodsMs: msOf(fields['shutdownGracePeriodCriticalPods']),
    shutdownGracePeriodByPodPriority: periodsOf(fields[PERIODS]),
    maxContainerRestartPeriodMs:
      msOf(restart['maxContainerRestartPeriod']) || base.maxContainerRestartPeriodMs,
  }
}

/** `wrongType` has looked at the shape of each; what a period does not say is zero. */
function periodsOf(value: unknown): KubeletConfig['shutdownGracePeriodByPodPriority'] {
  if (!Array.isArray(value)) return []
  const periods: readonly (Fields | null)[] = value
  const numberOf = (one: unknown): number => (typeof one === 'number' ? one : 0)
  return periods.map((one) => ({
    priority: numberOf(one?.['priority']),
    seconds: numberOf(one?.['shutdownGracePeriodSeconds']),
  }))
}

/** A relative path is one from the folder of the configuration. */
function absolute(path: string): string {
  if (path === '' || path.startsWith('/')) return path
  return `${CONFIG_PATH.slice(0, CONFIG_PATH.lastIndexOf('/'))}/${path}`
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function msOf(value: unknown): number {
  if (typeof value !== 'string') return 0
  const parsed = parseGoDuration(value)
  return 'problem' in parsed ? 0 : parsed.ns / 1e6
}

function amountsOf(value: unknown): Readonly<Record<string, string>> {
  const amounts = (value ?? {}) as Readonly<Record<string, string | null>>
  return Object.fromEntries(Object.entries(amounts).map(([name, text]) => [name, text ?? '']))
}

const DEFAULT_EVICTION_HARD: Readonly<Record<string, string>> = {
  'imagefs.available': '15%',
  'imagefs.inodesFree': '5%',
  'memory.available': '100Mi',
  'nodefs.available': '10%',
  'nodefs.inodesFree': '5%',
}

/** Whoever names one threshold names all, unless the defaults are asked for. Follows mergeDefaultEvictionSettings. */
function evictionOf(fields: Fields): KubeletConfig['evictionHard'] {
  const { evictionHard, mergeDefaultEvictionSettings } = fields
  if (evictionHard === undefined || evictionHard === null) return null
  const own = amountsOf(evictionHard)
  return mergeDefaultEvictionSettings === true ? { ...DEFAULT_EVICTION_HARD, ...own } : own
}

const COUNTS: readonly (readonly [string, string])[] = [
  ['eventBurst', '--event-burst'],
  ['eventRecordQPS', '--event-qps'],
  ['kubeAPIBurst', '--kube-api-burst'],
  ['kubeAPIQPS', '--kube-api-qps'],
  ['maxOpenFiles', '--max-open-files'],
  ['maxPods', '--max-pods'],
  ['podsPerCore', '--pods-per-core'],
  ['registryBurst', '--registry-burst'],
  ['registryPullQPS', '--registry-qps'],
]

/** What is wrong of what has an effect here, and of a few more, in the order of ValidateKubeletConfiguration. */
function* validate(fields: Fields, config: KubeletConfig): Generator<string> {
  const lease = fields['nodeLeaseDurationSeconds']
  if (typeof lease === 'number' && lease < 0)
    yield 'invalid configuration: nodeLeaseDurationSeconds must be greater than 0'
  yield* validateImageGc(fields)
  for (const [name, flag] of COUNTS) {
    const count = fields[name]
    if (typeof count === 'number' && count < 0)
      yield `invalid configuration: ${name} (${flag}) ${count} must not be a negative number`
  }
  if (fields['runOnce'] === true)
    yield 'invalid configuration: runOnce (--runOnce) true, Runonce mode has been deprecated and should not be set'
  yield* validateTaints(config.registerWithTaints)
  yield* validateShutdown(fields, config)
  const { maxContainerRestartPeriodMs: periodMs } = config
  if (periodMs < 1000 || periodMs > MAX_CONTAINER_BACK_OFF_MS)
    yield `invalid configuration: CrashLoopBackOff.MaxContainerRestartPeriod (got: ${periodMs / 1000} seconds) must be set between 1s and 300s`
}

const EFFECTS: ReadonlySet<string> = new Set(['', 'NoSchedule', 'PreferNoSchedule', 'NoExecute'])

/** Follows CheckTaintValidation of pkg/util/taints. */
function* validateTaints(taints: readonly Partial<Taint>[]): Generator<string> {
  for (const { key = '', value = '', effect = '', timeAdded } of taints) {
    const isGood =
      isQualifiedName(key).length === 0 && isLabelValue(value).length === 0 && EFFECTS.has(effect)
    if (!isGood) yield `invalid taint: {${key} ${value} ${effect} ${timeAdded ?? '<nil>'}}`
    if (timeAdded !== undefined) yield 'invalid configuration: taint.TimeAdded is not nil'
  }
}

const DEFAULT_HIGH = 85
const DEFAULT_LOW = 80

function* validateImageGc(fields: Fields): Generator<string> {
  const percent = (name: string, otherwise: number): number => {
    const value = fields[name]
    return typeof value === 'number' ? value : otherwise
  }
  const high = percent('imageGCHighThresholdPercent', DEFAULT_HIGH)
  const low = percent('imageGCLowThresholdPercent', DEFAULT_LOW)
  if (high < 0 || high > 100)
    yield `invalid configuration: imageGCHighThresholdPercent (--image-gc-high-threshold) ${high} must be between 0 and 100, inclusive`
  if (low < 0 || low > 100)
    yield `invalid configuration: imageGCLowThresholdPercent (--image-gc-low-threshold) ${low} must be between 0 and 100, inclusive`
  if (low >= high)
    yield `invalid configuration: imageGCLowThresholdPercent (--image-gc-low-threshold) ${low} must be less than imageGCHighThresholdPercent (--image-gc-high-threshold) ${high}`
}

function* validateShutdown(fields: Fields, config: KubeletConfig): Generator<string> {
  const { shutdownGracePeriodMs: allMs, shutdownGracePeriodCriticalPodsMs: criticalMs } = config
  const text = (name: string): string => `{${textOf(fields[name]) || '0s'}}`
  const [all, critical] = [text('shutdownGracePeriod'), text('shutdownGracePeriodCriticalPods')]
  if (criticalMs > allMs)
    yield `invalid configuration: shutdownGracePeriodCriticalPods ${critical} must be <= shutdownGracePeriod ${all}`
  for (const [ms, name, said] of [
    [allMs, 'shutdownGracePeriod', all],
    [criticalMs, 'shutdownGracePeriodCriticalPods', critical],
  ] as const)
    if (ms < 0 || (ms > 0 && ms < 1000))
      yield `invalid configuration: ${name} ${said} must be either zero or otherwise >= 1 sec`
  if (config.shutdownGracePeriodByPodPriority.length > 0 && (allMs > 0 || criticalMs > 0))
    yield 'invalid configuration: Cannot specify both shutdownGracePeriodByPodPriority and shutdownGracePeriod at the same time'
}

const RESERVABLE: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage', 'pid'])

/** Of amounts that only those parts read that start later. Follows parseResourceList and parseThresholdStatement. */
function wrongAmounts(fields: Fields): string | null {
  for (const [name, flag] of [
    ['kubeReserved', '--kube-reserved'],
    ['systemReserved', '--system-reserved'],
  ] as const) {
    for (const [resource, text] of Object.entries(amountsOf(fields[name]))) {
      const problem = wrongReserve(resource, text)
      if (problem !== null) return `${flag} value failed to parse: ${problem}`
    }
  }
  for (const [signal, text] of Object.entries(amountsOf(fields['evictionHard']))) {
    const problem = wrongThreshold(signal, text)
    if (problem !== null) return problem
  }
  return null
}

function wrongReserve(resource: string, text: string): string | null {
  if (!RESERVABLE.has(resource)) return `cannot reserve ${JSON.stringify(resource)} resource`
  const problem = quantityProblem(text)
  if (problem !== null)
    return `failed to parse quantity ${JSON.stringify(text)} for ${JSON.stringify(resource)} resource: ${problem}`
  if (text.startsWith('-'))
    return `resource quantity for ${JSON.stringify(resource)} cannot be negative: ${text}`
  return null
}

const SIGNALS: ReadonlySet<string> = new Set([
  ...Object.keys(DEFAULT_EVICTION_HARD),
  'containerfs.available',
  'containerfs.inodesFree',
  'pid.available',
])

function wrongThreshold(signal: string, text: string): string | null {
  if (!SIGNALS.has(signal)) return `unsupported eviction signal ${signal}`
  if (text.endsWith('%')) {
    const percent = Number(text.slice(0, -1))
    if (text === '%' || Number.isNaN(percent))
      return `strconv.ParseFloat: parsing ${JSON.stringify(text.slice(0, -1))}: invalid syntax`
    if (percent < 0) return `eviction percentage threshold ${signal} must be >= 0%: ${text}`
    if (percent > 100) return `eviction percentage threshold ${signal} must be <= 100%: ${text}`
    return null
  }
  const quantity = parseQuantity(text)
  if (quantity === undefined) return quantityProblem(text) ?? QUANTITY_FORMAT_WRONG
  return quantity.nano > 0n ? null : `eviction threshold ${signal} must be positive: ${text}`
}
